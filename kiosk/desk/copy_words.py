"""What the desk says of certified copies and their signatures, on the page and by command."""

from __future__ import annotations

from kiosk.model import Words
from kiosk.signing import SignRole
from kiosk.store.copies import CopyRefusal, CopyState

STATES: dict[CopyState, Words] = {
    CopyState.WAITING_OFFICIAL: Words(
        "chờ người có thẩm quyền ký", "waits for the official's signature"
    ),
    CopyState.WAITING_ORGANISATION: Words(
        "chờ đóng dấu cơ quan", "waits for the organisation's seal"
    ),
    CopyState.CERTIFIED: Words("đã chứng thực", "certified"),
    CopyState.VOID: Words("đã hủy", "void"),
}

REFUSED: dict[CopyRefusal, Words] = {
    CopyRefusal.CASE_UNKNOWN: Words(
        "Máy này không có hồ sơ đã nộp nào mang mã đó. Xem lại mã trên phiếu số.",
        "No case handed in here has that code. Look at the code on the ticket.",
    ),
    CopyRefusal.DOCUMENT_UNKNOWN: Words(
        "Hồ sơ này không có giấy tờ đó.",
        "That case has no such document.",
    ),
    CopyRefusal.PROCEDURE: Words(
        "Thủ tục của hồ sơ này không cấp bản sao chứng thực.",
        "This case's procedure gives no certified copies.",
    ),
    CopyRefusal.COPY_UNKNOWN: Words(
        "Sổ chứng thực không có số đó.", "The register has no such number."
    ),
    CopyRefusal.VOID_ALREADY: Words("Số đó đã hủy từ trước.", "That number is void already."),
    CopyRefusal.ERASED: Words(
        "Hồ sơ đó đã xóa khỏi máy, tệp không còn. Sổ chứng thực vẫn giữ số.",
        "That case was erased, and its files with it. The register keeps its numbers.",
    ),
}

WAITING: dict[SignRole, Words] = {
    SignRole.OFFICIAL: Words("Người có thẩm quyền", "The official"),
    SignRole.ORGANISATION: Words("Con dấu cơ quan", "The organisation's seal"),
}

TEXT: dict[str, Words] = {
    "page": Words("{n} trang", "{n} page"),
    "pages": Words("{n} trang", "{n} pages"),
    "prepared": Words("Đã vào sổ chứng thực: số {number}.", "Entered in the register: {number}."),
    "nothing": Words("Sổ chứng thực chưa có số nào.", "The register is empty."),
    "nothing_in": Words(
        "Năm {year} sổ chứng thực chưa có số nào.", "The register has no number of {year}."
    ),
    "documents": Words("Hồ sơ này có: {named}.", "This case has: {named}."),
    "exported": Words(
        "Đã ghi bản số {number} ra tệp ({state}).", "Number {number} was written ({state})."
    ),
    "not_certified": Words(
        "Đây chưa phải bản sao chứng thực: chỉ để xem, chưa giao cho người dân.",
        "This is no certified copy yet: look at it, but do not hand it out.",
    ),
    "not_written": Words(
        "Không ghi được tệp {path}. Xem thư mục có đúng không và ổ đĩa còn chỗ không.",
        "{path} could not be written. See whether its folder is there and the disk has room.",
    ),
    "no_such_number": Words(
        "Sổ chứng thực không có số {number}.", "The register has no number {number}."
    ),
    "is_void": Words(
        "Số {number} đã hủy: {why}. Không xuất bản đã hủy.",
        "Number {number} is void: {why}. A void copy is not exported.",
    ),
    "voided": Words(
        "Đã hủy số {number}. Số vẫn còn trong sổ.", "{number} is void. It stays listed."
    ),
    "why": Words("Cần ghi lý do hủy.", "Say why it is void."),
    "review": Words("{n} bản chờ ký:", "To sign: {n}"),
    "none_waits": Words("Không có bản nào chờ ký.", "Nothing waits for this signature."),
    "not_waiting": Words(
        "Số {number} không chờ chữ ký này: {state}.",
        "{number} does not wait for this signature: {state}.",
    ),
    "pin": Words("Mã PIN của thiết bị ký (để trống là thôi): ", "PIN of the token (empty: stop): "),
    "last_try": Words(
        "Chắc chắn đúng mã PIN thì gõ lại lệnh này và thêm --last-try.",
        "Sure of the PIN? Give this command again with --last-try.",
    ),
    "stopped": Words("Chưa ký bản nào.", "Nothing was signed."),
    "stopped_here": Words(
        "Dừng tại đây. Bản đang ký dở sẽ ký xong; phần còn lại vẫn chờ.",
        "Stopped here. The copy at hand is finished; the rest still waits.",
    ),
    "signed": Words("{number}: đã ký", "{number}: signed"),
    "not_signed": Words("{number}: chưa ký. {what} {do}", "{number}: not signed. {what} {do}"),
    "end": Words("Đã ký {signed} bản, còn {left} bản.", "{signed} signed, {left} left."),
    "ready": Words("Sẵn sàng ký; {n} bản đang chờ.", "Ready to sign; {n} waiting."),
    "busy": Words(
        "Máy đang ký một lượt khác. Đợi lượt đó xong rồi ký lại.",
        "Another batch is being signed. Try again when it is over.",
    ),
    "not_there": Words(
        "Dịch vụ ký không trả lời, chưa ký bản nào. Đợi một phút rồi làm lại; nếu vẫn vậy, "
        "báo kỹ thuật viên.",
        "The signing service does not answer; nothing was signed. Try again in a minute, "
        "then tell the technician.",
    ),
    "away": Words(
        "Dịch vụ ký không trả lời. Bản nào báo đã ký là đã xong; ký lại để làm nốt phần còn lại.",
        "The signing service does not answer. What was told as signed is; sign again for the rest.",
    ),
    "bad_number": Words(
        "{number} không phải số trong sổ, ví dụ 17 hoặc 17/2026.",
        "{number} is no number of the register, such as 17 or 17/2026.",
    ),
}

SEAL: dict[str, Words] = {  # where the organisation's seal is meant, instead of TEXT: nobody signs
    "review": Words("{n} bản chờ đóng dấu:", "To seal: {n}"),
    "none_waits": Words("Không có bản nào chờ đóng dấu.", "Nothing waits for the seal."),
    "not_waiting": Words(
        "Số {number} không chờ đóng dấu: {state}.", "{number} does not wait for the seal: {state}."
    ),
    "stopped": Words("Chưa đóng dấu bản nào.", "Nothing was sealed."),
    "stopped_here": Words(
        "Dừng tại đây. Bản đang đóng dấu dở sẽ làm xong; phần còn lại vẫn chờ.",
        "Stopped here. The copy at hand is finished; the rest still waits.",
    ),
    "signed": Words("{number}: đã đóng dấu", "{number}: sealed"),
    "not_signed": Words(
        "{number}: chưa đóng dấu. {what} {do}", "{number}: not sealed. {what} {do}"
    ),
    "end": Words("Đã đóng dấu {signed} bản, còn {left} bản.", "{signed} sealed, {left} left."),
    "not_there": Words(
        "Dịch vụ ký không trả lời, chưa đóng dấu bản nào. Đợi một phút rồi làm lại; nếu vẫn vậy, "
        "báo kỹ thuật viên.",
        "The signing service does not answer; nothing was sealed. Try again in a minute, "
        "then tell the technician.",
    ),
    "away": Words(
        "Dịch vụ ký không trả lời. Bản nào báo đã đóng dấu là đã xong; làm lại để đóng dấu nốt "
        "phần còn lại.",
        "The signing service does not answer. What was told as sealed is; seal again for the rest.",
    ),
    "ready": Words("Sẵn sàng đóng dấu; {n} bản đang chờ.", "Ready to seal; {n} waiting."),
}
