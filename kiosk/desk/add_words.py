"""What the desk says when papers are added to a case that was handed in."""

from __future__ import annotations

from kiosk.model import Words
from kiosk.store.correcting import CorrectRefusal

REFUSED: dict[CorrectRefusal, Words] = {
    CorrectRefusal.UNKNOWN: Words(
        "Máy này không có hồ sơ đã nộp nào mang mã đó. Xem lại mã trên phiếu số.",
        "No case handed in here has that code. Look at the code on the ticket.",
    ),
    CorrectRefusal.ERASED: Words(
        "Hồ sơ này đã xóa khỏi máy, không thêm giấy tờ được nữa. Nộp giấy tờ đó thành hồ sơ mới.",
        "This case is erased from the kiosk; nothing can be added. Hand the papers in as a new case.",
    ),
    CorrectRefusal.REFUSED: Words(
        "Trung tâm đã từ chối hồ sơ này. Xem lý do và báo người quản trị trước khi thêm giấy tờ.",
        "The centre refused this case. Read the reason and tell a technician before adding papers.",
    ),
}

TEXT: dict[str, Words] = {
    "no_batch": Words(
        "Không có lượt quét số {batch} nào đã xong và còn giấy tờ chưa dùng.",
        "There is no batch {batch} that is over and whose pages nobody has used.",
    ),
    "no_document": Words(
        "Thủ tục này không có giấy tờ “{document}”. Chọn một trong: {known}.",
        "This procedure has no document “{document}”. Choose one of: {known}.",
    ),
    "too_many": Words(
        "Lượt quét có {n} trang, nhiều hơn {most} trang nhận được một lần. Quét lại thành nhiều lượt.",
        "The batch has {n} pages, more than the {most} that can be taken at once. Scan it in parts.",
    ),
    "making": Words("Đang ghép {n} trang…", "Putting {n} pages together…"),
    "added": Words(
        "Đã thêm {n} trang vào hồ sơ {code}. Giấy tờ cũ vẫn giữ nguyên; phần thêm sẽ tự gửi đi.",
        "{n} pages were added to case {code}. What was handed in stays; the new pages are sent by themselves.",
    ),
    "before": Words(
        "Lượt quét số {batch} đã được thêm vào hồ sơ {code} trước đó.",
        "Batch {batch} was added to case {code} before.",
    ),
    "elsewhere": Words(
        "Lượt quét số {batch} đã được thêm vào một hồ sơ khác.",
        "Batch {batch} was added to another case before.",
    ),
}
