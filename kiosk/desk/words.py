"""The desk's words: for a clerk, where kiosk.faults speaks to the citizen."""

from __future__ import annotations

import datetime as dt

from kiosk.desk.view import Standing
from kiosk.faults import Fault
from kiosk.model import Actor, Language, Verdict, Words

TEXT: dict[str, Words] = {
    "title": Words("Theo dõi kiosk", "Kiosk at a glance"),
    "queue": Words("Số liệu hàng đợi", "The queue in figures"),
    "updated": Words("Cập nhật lúc", "As of"),
    "calls": Words("Cần cán bộ tại kiosk", "A clerk is needed at the kiosk"),
    "no_calls": Words("Không có ai đang chờ cán bộ.", "Nobody is waiting for a clerk."),
    "devices": Words("Thiết bị", "Devices"),
    "no_devices": Words("Chưa có tin từ thiết bị nào.", "No device has reported yet."),
    "works": Words("Hoạt động tốt", "Works"),
    "visits": Words("Hồ sơ hôm nay", "Cases today"),
    "no_visits": Words("Hôm nay chưa có hồ sơ nào.", "No case yet today."),
    "outbox": Words("Gửi lên trung tâm", "Sending to the centre"),
    "no_outbox": Words("Không có hồ sơ nào chờ gửi.", "Nothing waits to be sent."),
    "scanners": Words("Máy quét dùng chung", "Shared scanners"),
    "own_scanner": Words("Máy quét của kiosk", "The kiosk's own"),
    "anywhere": Words("Máy nào cũng được", "Whichever is free"),
    "counter": Words("Quầy", "Counter"),
    "running": Words("Đang quét", "Scanning"),
    "waiting": Words("Đang chờ", "Waiting"),
    "free": Words("Không có ai chờ", "Nobody waits"),
    "idle": Words("Rảnh", "Free"),
    "speed": Words("Trang/phút", "Pages a minute"),
    "jams": Words("Kẹt giấy/1.000 trang", "Jams in 1,000 pages"),
    "since_service": Words("Số trang từ lần bảo dưỡng", "Pages since service"),
    "service": Words("Bảo dưỡng", "Last service"),
    "never": Words("Chưa ghi nhận", "None noted"),
    "time": Words("Giờ", "Time"),
    "procedure": Words("Thủ tục", "Procedure"),
    "not_chosen": Words("Chưa chọn", "Not chosen yet"),
    "ticket": Words("Số", "Ticket"),
    "code": Words("Mã tạm", "Provisional code"),
    "papers": Words("Giấy tờ", "Papers"),
    "pages": Words("trang", "pages"),
    "card": Words("Thẻ căn cước", "ID card"),
    "no_card": Words("Không đọc thẻ", "Not read"),
    "compare": Words("Đối chiếu thẻ với người nộp.", "Compare card and bearer."),
    "standing": Words("Tình trạng", "State"),
    "age": Words("Chờ từ", "Waiting"),
    "reason": Words("Lý do", "Reason"),
    "signatures": Words("Chờ ký", "Waiting for signatures"),
    "signature": Words("Chữ ký", "Signature"),
    "count": Words("Số bản", "Copies"),
    "oldest": Words("Chờ lâu nhất từ", "Waiting since"),
    "since": Words("từ ngày {day}", "since {day}"),
    "next": Words("Gửi lại lúc", "Next try"),
    "attempts": Words("lần thử", "tries"),
    "who": Words("Việc của", "To be done by"),
    "more": Words("và {n} dòng cũ hơn", "and {n} older ones"),
    "rules_of": Words(
        "Bộ quy định ngày {day}, phiên bản {number}", "Rules of {day}, version {number}"
    ),
    "rules_shipped": Words("Bộ quy định có sẵn trong máy", "Rules as shipped"),
    "rules_asked": Words("hỏi trung tâm lần cuối: {at}", "last asked: {at}"),
    "safe": Words(
        "Trang này không hiện họ tên hay số thẻ của người dân.",
        "This page holds no name or card number of any citizen.",
    ),
}

# What `python -m kiosk.desk scan`, `discard` and `serviced` say.
BATCH: dict[str, Words] = {
    "batch_asked": Words("Lượt quét số {id}.", "Batch {id}."),
    "batch_ahead": Words("Đang chờ: còn {n} lượt trước.", "Waiting: {n} before you."),
    "batch_next": Words("Đang chờ: lượt kế tiếp là của quầy này.", "Waiting: you are next."),
    "batch_waits_fault": Words("Đang chờ máy quét: {what}", "Waiting for the scanner: {what}"),
    "batch_turn": Words(
        "Đến lượt: xin đặt giấy vào máy quét “{scanner}”.",
        "Your turn: lay the papers into scanner “{scanner}”.",
    ),
    "batch_page": Words("Trang {n}", "Page {n}"),
    "page_clear": Words("Trang {n}: đọc rõ", "Page {n}: clear"),
    "page_blank": Words("Trang {n}: không có chữ", "Page {n}: no writing on it"),
    "page_too-dark": Words("Trang {n}: quá tối, nên quét lại", "Page {n}: too dark, scan it again"),
    "page_blurred": Words("Trang {n}: bị mờ, nên quét lại", "Page {n}: blurred, scan it again"),
    "page_cut-edge": Words(
        "Trang {n}: mất mép, nên quét lại", "Page {n}: cut off at an edge, scan it again"
    ),
    "page_unseen": Words("Trang {n}: chưa kiểm tra được", "Page {n}: could not be checked"),
    "batch_done": Words("Xong: {n} trang.", "Done: {n} pages."),
    "batch_broken": Words(
        "Xong {n} trang, nhưng máy bị gián đoạn giữa chừng: xin so với giấy, tờ nào thiếu thì quét lại.",
        "{n} pages, but the kiosk was interrupted on the way: compare them with the sheets.",
    ),
    "batch_failed": Words(
        "Dừng lại: {what} Đã giữ {n} trang.", "Stopped: {what} {n} pages are kept."
    ),
    "batch_withdrawn": Words("Đã rút lượt quét. Giữ lại {n} trang.", "Withdrawn; {n} pages kept."),
    "no_batch": Words("Không có lượt nào như vậy đã xong.", "There is no such batch that is over."),
    "discarded": Words("Đã hủy {n} trang của lượt quét.", "{n} pages destroyed."),
    "serviced": Words(
        "Đã ghi nhận bảo dưỡng máy quét “{scanner}”.", "Service of scanner “{scanner}” noted."
    ),
    "no_scanner": Words(
        "Không có máy quét ấy. Có: {named}.", "No such scanner. There are: {named}."
    ),
}

DEVICES: dict[str, Words] = {
    "reader": Words("Đầu đọc thẻ", "Card reader"),
    "sound": Words("Loa đọc màn hình", "Loudspeaker"),
    "barcode": Words("Đầu đọc mã QR", "QR code reader"),
    "scanner": Words("Máy quét", "Scanner"),
    "printer": Words("Máy in phiếu", "Ticket printer"),
    "clock": Words("Đồng hồ", "Clock"),
    "centre": Words("Đường truyền tới trung tâm", "Line to the centre"),
    "disk": Words("Ổ lưu trữ", "Storage"),
    "identity": Words("Tên của máy tại trung tâm", "The kiosk's name at the centre"),
    "receipts": Words("Biên nhận của trung tâm", "The centre's receipts"),
    "time": Words("Giờ so với trung tâm", "Clock against the centre's"),
    "update": Words("Bản phần mềm mới", "New release of the software"),
}

STANDING: dict[Standing, Words] = {
    Standing.OPEN: Words("Đang làm tại kiosk", "At the kiosk now"),
    Standing.WAITING: Words("Chờ gửi", "Waiting"),
    Standing.SENDING: Words("Đang gửi", "Being sent"),
    Standing.POSTPONED: Words("Tạm hoãn", "Put off"),
    Standing.COPIED: Words("Đã chép ra USB", "On a stick"),
    Standing.DELIVERED: Words("Đã gửi", "Delivered"),
    Standing.REFUSED: Words("Bị từ chối", "Refused"),
    Standing.NUMBER_ONLY: Words("Chỉ lấy số", "A number only"),
    Standing.ERASED: Words("Đã xóa theo yêu cầu", "Erased on request"),
}

ACTORS: dict[Actor, Words] = {
    Actor.CITIZEN: Words("người dân", "the citizen"),
    Actor.CLERK: Words("cán bộ", "a clerk"),
    Actor.TECHNICIAN: Words("kỹ thuật viên", "a technician"),
}

_KEPT = ("Số thứ tự vẫn được giữ.", "The numbers are kept.")
_CABLE = ("Kiểm tra dây cắm và nguồn điện của", "Check the cable and power of the")
_SAFE = ("Hồ sơ vẫn an toàn trong máy.", "Cases are safe in the kiosk.")

FOR_STAFF: dict[Fault, Words] = {
    Fault.CARD_ABSENT: Words("Nhắc đặt thẻ lên đầu đọc.", "Have the card laid on the reader."),
    Fault.CARD_REMOVED: Words("Nhắc đặt lại thẻ và giữ yên.", "Have the card laid down again."),
    Fault.CARD_WRONG_NUMBER: Words("Giúp nhập lại 12 số trên thẻ.", "Help to type the 12 digits."),
    Fault.CARD_OTHER_HOLDER: Words(
        "Đặt thẻ của người đã quét, hoặc bắt đầu lại.", "Use that person's card, or start over."
    ),
    Fault.CARD_UNREADABLE: Words(
        "Lau thẻ, hoặc làm tiếp không cần thẻ.", "Wipe it, or go on without."
    ),
    Fault.CARD_NOT_CITIZEN: Words(
        "Xem có đúng thẻ căn cước không.", "See whether it is an ID card."
    ),
    Fault.CARD_DATA_ALTERED: Words(
        "Xem thẻ gốc và đối chiếu với người cầm thẻ.", "Look at the card and its holder."
    ),
    Fault.READER_GONE: Words(f"{_CABLE[0]} đầu đọc thẻ.", f"{_CABLE[1]} card reader."),
    Fault.SOUND_GONE: Words(f"{_CABLE[0]} loa.", f"{_CABLE[1]} loudspeaker."),
    Fault.BARCODE_GONE: Words(f"{_CABLE[0]} đầu đọc mã QR.", f"{_CABLE[1]} QR code reader."),
    Fault.BARCODE_UNREADABLE: Words(
        "Giúp giữ mã QR trên thẻ trước ô đọc mã, hoặc nhập 12 số.",
        "Help to hold the card's QR code at the window, or to type its 12 digits.",
    ),
    Fault.SCANNER_EMPTY: Words("Giúp đặt giấy vào khay.", "Help to put papers in the tray."),
    Fault.SCANNER_JAMMED: Words(
        "Mở nắp máy quét, lấy giấy kẹt ra, đóng nắp. Các trang đã quét vẫn còn.",
        "Open the scanner, take the paper out, close it. Scanned pages are kept.",
    ),
    Fault.SCANNER_COVER_OPEN: Words("Đóng nắp máy quét.", "Close the scanner's cover."),
    Fault.SCANNER_BUSY: Words(
        "Chờ một phút. Nếu vẫn bận, tắt rồi bật máy quét.", "Wait, then restart it."
    ),
    Fault.SCANNER_GONE: Words(f"{_CABLE[0]} máy quét.", f"{_CABLE[1]} scanner."),
    Fault.PAPERS_TOO_MANY: Words(
        "Nhận phần giấy còn lại tại quầy.", "Take the remaining pages at the counter."
    ),
    Fault.SCANNER_FAILED: Words("Giúp quét lại trang vừa dở.", "Help to scan the last page again."),
    Fault.SCANNER_UNEVEN: Words(
        "Giúp đếm lại số tờ và quét lại mặt sau.",
        "Help to count the sheets and scan the backs again.",
    ),
    Fault.PRINTER_NO_PAPER: Words(
        f"Thay cuộn giấy in nhiệt. {_KEPT[0]}", f"Put in a new paper roll. {_KEPT[1]}"
    ),
    Fault.PRINTER_COVER_OPEN: Words(
        f"Đóng nắp máy in. {_KEPT[0]}", f"Close the printer's cover. {_KEPT[1]}"
    ),
    Fault.PRINTER_OFFLINE: Words(
        f"Bấm nút trên máy in cho đèn báo sẵn sàng. {_KEPT[0]}",
        f"Press the printer's button until it shows ready. {_KEPT[1]}",
    ),
    Fault.PRINTER_KNIFE: Words(
        f"Mở nắp máy in, gỡ mẩu giấy ở dao cắt, đóng nắp. {_KEPT[0]}",
        f"Open its cover, take the scrap of paper off the knife, close it. {_KEPT[1]}",
    ),
    Fault.PRINTER_BUSY: Words(
        f"Chờ một phút. Nếu vẫn bận, xem máy khác có đang in, rồi tắt và bật máy in. {_KEPT[0]}",
        f"Wait a minute. If still busy, see what else prints on it, then restart it. {_KEPT[1]}",
    ),
    Fault.PRINTER_GONE: Words(
        f"{_CABLE[0]} máy in. {_KEPT[0]}", f"{_CABLE[1]} printer. {_KEPT[1]}"
    ),
    Fault.PRINTER_FAILED: Words(
        f"Xem dao cắt và giấy trong máy in. {_KEPT[0]}", f"Look at its knife and paper. {_KEPT[1]}"
    ),
    Fault.DISK_FULL: Words(
        "Nhận hồ sơ tại quầy cho đến khi có chỗ lưu.",
        "Take cases at the counter until there is room.",
    ),
    Fault.DISK_LOW: Words(
        f"Nhận hồ sơ tại quầy và gọi kỹ thuật viên thêm chỗ. {_SAFE[0]}",
        f"Take cases at the counter; have a technician make room. {_SAFE[1]}",
    ),
    Fault.DISK_READ_ONLY: Words(
        f"Nhận hồ sơ tại quầy, gọi kỹ thuật viên thay ổ lưu, đừng tắt máy. {_SAFE[0]}",
        f"Take cases at the counter; leave it on; a technician must change the disk. {_SAFE[1]}",
    ),
    Fault.DISK_FAILED: Words(
        f"Nhận hồ sơ tại quầy, gọi kỹ thuật viên thay ổ lưu, đừng tắt máy. {_SAFE[0]}",
        f"Take cases at the counter; leave it on; a technician must change the disk. {_SAFE[1]}",
    ),
    Fault.CLOCK_WRONG: Words(
        f"Gọi kỹ thuật viên chỉnh ngày giờ. Số thứ tự không bị trùng. {_SAFE[0]}",
        f"Have a technician set date and time. No number comes twice. {_SAFE[1]}",
    ),
    Fault.UPDATE_FAILED: Words(
        "Máy đã tự trở lại bản cũ, hồ sơ còn đủ. Báo kỹ thuật viên.",
        "The kiosk went back to the release before, with every case. Tell a technician.",
    ),
    Fault.STORE_FAILED: Words(
        "Nhận hồ sơ tại quầy và gọi kỹ thuật viên.", "Take cases at the counter; call a technician."
    ),
    Fault.CASE_SPOILT: Words(
        "Giữ giấy tờ của hồ sơ này và gọi kỹ thuật viên.",
        "Keep this case's papers; call a technician.",
    ),
    Fault.DEVICES_GONE: Words(
        "Chờ một phút: máy đang tự nối lại.", "Wait: the kiosk is reconnecting."
    ),
    Fault.IDENTITY_TWIN: Words(
        f"Gọi kỹ thuật viên đặt tên mới cho một trong hai máy. {_SAFE[0]}",
        f"Have a technician give one of the two a new name. {_SAFE[1]}",
    ),
    Fault.IDENTITY_RESTORED: Words(
        "Số thứ tự hôm nay nhảy lên một quãng để không trùng. Báo kỹ thuật viên.",
        "Today's numbers have skipped ahead so that none comes twice. Tell a technician.",
    ),
    Fault.CENTRE_RESTORED: Words(
        f"Báo người quản trị trung tâm; máy đang tự gửi lại. {_SAFE[0]}",
        f"Tell the centre's staff; what it lost is being sent again. {_SAFE[1]}",
    ),
    Fault.CENTRE_UNREACHABLE: Words(
        f"Kiểm tra mạng của cơ quan. {_SAFE[0]}", f"Check the office's network. {_SAFE[1]}"
    ),
    Fault.CENTRE_BUSY: Words(
        f"Không cần sửa gì ở đây; máy tự gửi khi trung tâm nhận lại. {_SAFE[0]}",
        f"Nothing to mend here: sent when the centre takes cases again. {_SAFE[1]}",
    ),
    Fault.CENTRE_NONSENSE: Words(
        f"Báo người quản trị trung tâm. {_SAFE[0]}", f"Tell the centre's staff. {_SAFE[1]}"
    ),
    Fault.CENTRE_DENIED: Words(
        f"Kiểm tra mã thiết bị trong phần cài đặt. {_SAFE[0]}",
        f"Check the device token. {_SAFE[1]}",
    ),
    Fault.CENTRE_REFUSED: Words(
        f"Xem lý do và báo người quản trị. {_SAFE[0]}",
        f"Read the reason, tell a technician. {_SAFE[1]}",
    ),
    Fault.RULES_EXPIRED: Words(
        "Máy vẫn dùng bộ cũ. Kiểm tra mạng và ngày giờ của máy, hoặc nạp từ USB.",
        "The kiosk goes on with them. Check line and clock, or bring rules on a stick.",
    ),
    Fault.RULES_REFUSED: Words(
        "Máy vẫn dùng bộ đang có. Xem lý do và báo người quản trị trung tâm.",
        "The kiosk goes on with those it has. Read the reason, tell the centre's staff.",
    ),
    Fault.CENTRE_UNTRUSTED: Words(
        f"Gọi kỹ thuật viên: xem ai đang ở giữa máy và trung tâm. {_SAFE[0]}",
        f"Call a technician: who stands between kiosk and centre? {_SAFE[1]}",
    ),
    Fault.CENTRE_EXPIRED: Words(
        f"Báo người quản trị trung tâm gia hạn chứng thư. {_SAFE[0]}",
        f"Tell the centre's staff to renew its certificate. {_SAFE[1]}",
    ),
    Fault.CERTIFICATE_REFUSED: Words(
        f"Báo kỹ thuật viên xin chứng thư mới cho máy. {_SAFE[0]}",
        f"Have a new certificate issued for this kiosk. {_SAFE[1]}",
    ),
    Fault.DEVICE_REVOKED: Words(
        f"Hỏi trung tâm vì sao, và báo kỹ thuật viên ghi danh lại máy. {_SAFE[0]}",
        f"Ask the centre why; a technician enrols the kiosk anew. {_SAFE[1]}",
    ),
    Fault.CLERK_CALLED: Words("Đến gặp người dân tại kiosk.", "Go to the citizen at the kiosk."),
}

# Where a clerk is told more than the citizen, beside whom others stand.
WHAT: dict[Fault, Words] = {
    Fault.CLERK_CALLED: Words("Người dân gọi cán bộ.", "The citizen calls for a clerk."),
    Fault.CARD_DATA_ALTERED: Words(
        "Dữ liệu trên thẻ không xác thực được.", "The data on the card do not check out."
    ),
}

CARD: dict[Verdict, Words] = {
    Verdict.PROVEN: Words("Đã xác thực", "Verified"),
    Verdict.MAY_BE_A_COPY: Words(
        "Dữ liệu đã xác thực, chip thì chưa", "Data verified, the chip itself not"
    ),
    Verdict.UNANCHORED: Words("Nguyên vẹn, chưa xác thực nơi cấp", "Intact, issuer not verified"),
    Verdict.HASHES_MATCH: Words(
        "Dữ liệu khớp, chưa kiểm tra chữ ký", "Data agree, signature not checked"
    ),
    Verdict.WEAK: Words("Chưa xác thực: chữ ký kiểu cũ", "Not verified: outdated signature"),
    Verdict.EXPIRED_SIGNER: Words(
        "Chưa xác thực: chữ ký nơi cấp hết hạn", "Not verified: issuer's signature expired"
    ),
    Verdict.REVOKED: Words(
        "Không xác thực: chữ ký nơi cấp bị thu hồi", "Fails: issuer's signature withdrawn"
    ),
    Verdict.CLONED: Words(
        "Không xác thực: chip có thể là bản sao", "Fails: the chip may be a copy"
    ),
    Verdict.FORGED: Words("Không xác thực: chữ ký sai", "Fails: wrong signature"),
    Verdict.ALTERED: Words("Không xác thực: dữ liệu không khớp", "Fails: data do not agree"),
    Verdict.DECLARED: Words("Người dân tự khai, chưa xác thực", "As declared, not verified"),
    Verdict.NOT_PROVEN: Words("Chưa xác thực", "Not verified"),
}


def age(span: dt.timedelta, language: Language) -> str:
    """How long ago, in the two largest units that matter."""
    minutes = max(0, int(span.total_seconds()) // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    vi = language is Language.VI
    if minutes == 0:
        return "dưới 1 phút" if vi else "under a minute"
    parts = ((days, "ngày", "d"), (hours, "giờ", "h"), (minutes % 60, "phút", "min"))
    shown = [part for part in parts if part[0]][: 2 if days == 0 else 1]
    return " ".join(f"{n}\u00a0{unit if vi else short}" for n, unit, short in shown)
