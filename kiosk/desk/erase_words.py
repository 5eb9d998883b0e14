"""What the desk says when a case is erased on request."""

from __future__ import annotations

from kiosk.model import Words
from kiosk.store.erasing import EraseRefusal

REFUSED: dict[EraseRefusal, Words] = {
    EraseRefusal.UNKNOWN: Words(
        "Máy này không có hồ sơ đã nộp nào mang mã đó. Xem lại mã trên phiếu số.",
        "No case handed in here has that code. Look at the code on the ticket.",
    ),
    EraseRefusal.UNDELIVERED: Words(
        "Trung tâm chưa nhận hồ sơ này; xóa thì không còn nơi nào có. Chắc chắn muốn xóa thì gõ lại "
        "lệnh này và thêm --undelivered.",
        "The centre does not have this case: erased here, it is nowhere. Sure? Give this command "
        "again with --undelivered.",
    ),
    EraseRefusal.COPY_UNSIGNED: Words(
        "Hồ sơ này còn bản sao chứng thực chờ ký. Ký xong, hoặc hủy số đó trong sổ, rồi mới xóa.",
        "A certified copy of this case waits for a signature. Sign it, or declare its number void, first.",
    ),
}

TEXT: dict[str, Words] = {
    "what": Words(
        "Sẽ xóa hồ sơ {code}: {procedure}, nộp lúc {when}.",
        "To be erased: case {code}, {procedure}, handed in at {when}.",
    ),
    "with": Words(
        "Mất hết: {documents} giấy tờ ({pages} trang), dữ liệu đọc từ thẻ, chữ đã đọc từ giấy tờ.",
        "With it go: papers ({documents}, {pages} pages), what was read from the card and from the papers.",
    ),
    "copies": Words(
        "Tệp của {n} bản sao chứng thực cũng mất; sổ chứng thực vẫn giữ số. Cần tệp thì xuất ra trước.",
        "The files of {n} certified copies go too; the register keeps their numbers. Export what is needed first.",
    ),
    "copy": Words(
        "Tệp của bản sao chứng thực cũng mất; sổ chứng thực vẫn giữ số. Cần tệp thì xuất ra trước.",
        "The file of its certified copy goes too; the register keeps the number. Export it first if it is needed.",
    ),
    "incomplete": Words(
        "Bản sao chứng thực chưa hoàn thiện xong, và sẽ không hoàn thiện được nữa.",
        "A certified copy is not completed yet, and cannot be any more.",
    ),
    "result": Words(
        "KẾT QUẢ CHƯA TRẢ: kết quả của hồ sơ nằm ở máy này cũng mất, về sau phải hỏi lấy ở trung tâm.",
        "ITS RESULT WAS NOT HANDED OVER: it goes too, and must be asked for at the centre from then on.",
    ),
    "only_here": Words(
        "TRUNG TÂM CHƯA NHẬN: ngoài máy này không còn nơi nào có hồ sơ.",
        "THE CENTRE DOES NOT HAVE IT: this kiosk is the only place where the case is.",
    ),
    "stays": Words(
        "Còn lại để thống kê: mã, số thứ tự, thủ tục, ngày giờ, số trang. Xóa rồi không lấy lại được.",
        "What stays is counted only: code, number, procedure, times, pages. Nobody can undo this.",
    ),
    "confirm": Words(
        "Gõ lại mã hồ sơ để xóa (để trống là thôi):",
        "Type the case's code again to erase it (empty: stop):",
    ),
    "stopped": Words("Chưa xóa gì.", "Nothing was erased."),
    "done": Words("Đã xóa hồ sơ {code}.", "Case {code} is erased."),
    "before": Words("Hồ sơ {code} đã xóa lúc {when}.", "Case {code} was erased at {when}."),
}
