"""What the pages of signatures, of the certification register and of judging say."""

from __future__ import annotations

from kiosk.desk.scanning.words import TEXT as SCANNING
from kiosk.desk.signatures.turns import TurnState
from kiosk.model import Words

TEXT: dict[str, Words] = {
    "sign": Words("Ký", "Sign"),
    "scan_title": SCANNING["scan_title"],
    "worklist": SCANNING["worklist"],
    "signing": Words("Chờ ký số", "Waiting for signatures"),
    "certified": Words("Sổ chứng thực", "Certification register"),
    "verify": Words("Kiểm tra tệp ký số", "Check a signed file"),
    "official": Words("Chờ người có thẩm quyền ký", "Waiting for the official's signature"),
    "organisation": Words("Chờ đóng dấu cơ quan", "Waiting for the organisation's seal"),
    "technicians": Words("(Việc của kỹ thuật viên.)", "(For the technician.)"),
    "none_waits": Words("Không có bản nào chờ.", "Nothing waits."),
    "who": Words("Hôm nay được ký: {who}", "May sign today: {who}"),
    "delegate": Words("{name} (ký thay)", "{name} (delegate)"),
    "vacant": Words("Chưa có ai được phân công ký.", "Nobody is named to sign."),
    "vacant_since": Words(
        "Chưa có ai được phân công ký từ ngày {day}.", "Nobody is named to sign since {day}."
    ),
    "other_account": Words(
        "Tài khoản đang dùng là {account}, không có trong danh sách người ký hôm nay. Chỉ ký bằng thiết bị của "
        "chính mình.",
        "This account is {account}, who is not among today's signers. Sign only with your own token.",
    ),
    "only_marks": Words(
        "Tên tài khoản {account} và tên người ký {signer} chỉ khác dấu. Văn thư nên sửa cho khớp.",
        "The account {account} and the signer {signer} differ in diacritics only. Have them made one.",
    ),
    "ready": Words("Thiết bị ký số sẵn sàng.", "The token is ready."),
    "ready_waits": Words(
        "Thiết bị ký số sẵn sàng; {n} bản chờ.", "The token is ready; {n} waiting."
    ),
    "service_away": Words(
        "Chưa nối được dịch vụ ký trên máy kiosk. Hồ sơ vẫn chờ, không mất gì. Xin báo kỹ thuật viên nếu quá 5 phút.",
        "The kiosk's signing service does not answer. Everything waits and nothing is lost. Tell the technician "
        "after 5 minutes.",
    ),
    "service_busy": Words(
        "Đang ký một đợt khác. Khi đợt ấy xong sẽ ký được đợt này.",
        "Another batch is being signed. This one can be signed after it.",
    ),
    "check_again": Words("Kiểm tra lại thiết bị", "Check the token again"),
    "number": Words("Số", "Number"),
    "book": Words("Quyển", "Book"),
    "case": Words("Mã hồ sơ", "Case"),
    "document": Words("Giấy tờ", "Document"),
    "pages": Words("Số trang", "Pages"),
    "since": Words("Từ lúc", "Since"),
    "why": Words("Điều đang vướng", "What is in the way"),
    "choose": Words("Chọn số {number}", "Choose number {number}"),
    "look": Words("Xem", "Look"),
    "look_at": Words("Xem bản số {number}", "Look at number {number}"),
    "pin": Words("Mã PIN của thiết bị ký số", "The token's PIN"),
    "pin_hint": Words(
        "Nhập một lần cho cả đợt. Mã PIN đi thẳng tới dịch vụ ký, không lưu ở đâu cả.",
        "Typed once for the batch. It goes straight to the signing service and is kept nowhere.",
    ),
    "last_try": Words(
        "Tôi chắc chắn mã PIN đúng, dùng lượt nhập cuối cùng",
        "I am sure of the PIN: use the last try",
    ),
    "sign_chosen": Words("Ký các bản đã chọn", "Sign what is chosen"),
    "seal_chosen": Words("Đóng dấu các bản đã chọn", "Seal what is chosen"),
    "in_clear": Words(
        "Trang này chưa đi qua đường truyền mã hóa (https), nên máy không nhận mã PIN. Mở trang bằng địa chỉ https "
        "hoặc ký ngay tại máy kiosk.",
        "This page does not come over an encrypted line (https), so no PIN is taken. Open it by its https address, "
        "or sign at the kiosk itself.",
    ),
    "no_pin": Words("Chưa nhập mã PIN. Chưa ký gì.", "No PIN was typed. Nothing was signed."),
    "no_copy": Words(
        "Chưa chọn bản nào còn chờ. Chưa ký gì.",
        "Nothing that waits was chosen. Nothing was signed.",
    ),
    "turn_title": Words("Đợt ký: {signed} trên {all} bản", "Batch: {signed} of {all}"),
    "turn_one": Words("Số {number}: đã ký", "Number {number}: signed"),
    "turn_sealed": Words("Số {number}: đã đóng dấu", "Number {number}: sealed"),
    "turn_not": Words(
        "Số {number}: chưa ký. {what} {do}", "Number {number}: not signed. {what} {do}"
    ),
    "stop": Words("Dừng sau bản đang ký", "Stop after the one that is being signed"),
    "still": Words(
        "Đang ký. Có thể để trang này mở hoặc làm việc khác.",
        "Signing goes on. Leave this open, or do something else.",
    ),
    "to_signing": Words("Về danh sách chờ ký", "To what waits"),
    "try_again": Words("Ký tiếp các bản còn lại", "Go on with the others"),
    "your_turn": Words("Ông/bà đang có một đợt ký.", "A batch of yours is under way."),
    "follow": Words("Xem đợt ký", "Follow it"),
    "clerks_note": Words("Nhắc về chữ ký số", "About signatures"),
    "no_signing": Words(
        "Trang này dành cho người ký và văn thư.", "This page is for signers and the archivist."
    ),
    # register
    "year": Words("Năm", "Year"),
    "show": Words("Hiện", "Show"),
    "state": Words("Trạng thái", "State"),
    "find": Words("Số hoặc mã hồ sơ", "Number or case"),
    "every": Words("Tất cả", "All"),
    "older": Words("Các số trước đó", "Earlier numbers"),
    "none_fits": Words("Không có số nào khớp.", "Nothing matches."),
    "none_entered": Words("Năm {year} chưa có số nào.", "No number was drawn in {year}."),
    "export": Words("Tải sổ:", "Download:"),
    "entry": Words("Bản sao số {number}", "Copy number {number}"),
    "level": Words("Mức chữ ký", "Level"),
    "download": Words("Tải bản đã chứng thực", "Download the certified copy"),
    "print": Words("Mở để in", "Open to print"),
    "download_unsigned": Words("Xem bản chưa chứng thực", "Look at it, not yet certified"),
    "void": Words("Hủy số này", "Declare void"),
    "void_why": Words("Lý do hủy", "Why"),
    "void_note": Words(
        "Số vẫn nằm trong sổ cùng lý do; giấy tờ có thể lấy số khác.",
        "The number stays in the register with its reason; the document may draw another.",
    ),
    "void_done": Words("Đã hủy số {number}.", "Number {number} is void."),
    "void_needs_why": Words(
        "Xin ghi lý do hủy. Chưa có gì thay đổi.", "Say why. Nothing was changed."
    ),
    "void_before": Words("Số này đã bị hủy trước đó.", "This number was void before."),
    "erased": Words(
        "Hồ sơ đã xóa; sổ chỉ còn dòng này.", "The case was erased; only this line is left."
    ),
    "book_title": Words("SỔ CHỨNG THỰC BẢN SAO ĐIỆN TỬ", "REGISTER OF CERTIFIED E-COPIES"),
    "book_year": Words("Năm {year}", "Year {year}"),
    "book_sum": Words("Cộng: {n} số, trong đó {void} số hủy.", "Total: {n} numbers, {void} void."),
    # preparing
    "copies_of": Words("Chứng thực bản sao điện tử", "Certified e-copies"),
    "copies_case": Words("Hồ sơ {code}", "Case {code}"),
    "prepare": Words("Lấy số, chờ ký", "Draw a number"),
    "prepared": Words(
        "Đã vào sổ số {number}; chờ người có thẩm quyền ký.",
        "Number {number} was drawn; it waits for the official.",
    ),
    "has_number": Words("Số {number}: {state}", "Number {number}: {state}"),
    "not_certified": Words(
        "Giấy tờ của thủ tục này không chứng thực bản sao điện tử.",
        "Papers of this procedure do not become certified e-copies.",
    ),
    "no_papers": Words("Hồ sơ này không có giấy tờ nào.", "This case has no papers."),
    "to_case": Words("Về hồ sơ", "To the case"),
    # judging
    "verify_hint": Words(
        "Chọn tệp PDF có chữ ký số, nhiều nhất 20 MB. Tệp được xem trong vùng cách ly rồi bỏ ngay, không lưu lại.",
        "Choose a signed PDF of at most 20 MB. It is judged in a cage, then gone: nothing is kept.",
    ),
    "file": Words("Tệp PDF", "The PDF"),
    "judge": Words("Kiểm tra tệp", "Check the file"),
    "no_file": Words("Chưa chọn tệp nào.", "No file was chosen."),
    "judged": Words("Kết quả với tệp {name}", "The result for {name}"),
    "nobody_trusted": Words(
        "Máy chưa có chứng thư gốc của nơi cấp chữ ký số, nên chưa xác nhận được ai. Xin báo kỹ thuật viên.",
        "No issuer's root certificate is here, so nobody can be confirmed. Tell the technician.",
    ),
}

TURNS: dict[TurnState, Words] = {
    TurnState.RUNNING: TEXT["still"],
    TurnState.ENDED: Words(
        "Xong: {signed} bản; còn {left} bản chưa.", "Done: {signed}; {left} left."
    ),
    TurnState.STOPPED: Words(
        "Đã dừng theo yêu cầu: {signed} bản xong, {left} bản chưa.",
        "Stopped: {signed} done, {left} left.",
    ),
    TurnState.BUSY: TEXT["service_busy"],
    TurnState.AWAY: TEXT["service_away"],
    TurnState.BROKEN_OFF: Words(
        "Dịch vụ ký bị ngắt giữa chừng: {signed} bản đã ký vẫn còn, {left} bản vẫn chờ. Xin ký tiếp sau giây lát.",
        "The signing service broke off: {signed} signed are kept, {left} wait. Go on in a moment.",
    ),
    TurnState.FAILED: Words(
        "Máy chưa lưu được: {signed} bản xong, {left} bản vẫn chờ.",
        "It could not be kept: {signed} done, {left} wait.",
    ),
}
