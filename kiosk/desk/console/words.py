"""What stands on every page of the console."""

from kiosk.model import Words

TEXT: dict[str, Words] = {
    "console": Words("Bàn làm việc", "Desk"),
    "sign_out": Words("Đăng xuất", "Sign out"),
    "other_code": Words("en", "vi"),
    "lock": Words("Khoá", "Lock"),
    "locked": Words("Đang khoá", "Locked"),
    "locked_why": Words(
        "Nội dung đang nhập vẫn còn; nhập mật khẩu để làm tiếp.",
        "What was typed is still there: give your password to go on.",
    ),
    "password": Words("Mật khẩu", "Password"),
    "unlock": Words("Mở khoá", "Unlock"),
    "again_title": Words("Gửi lại nội dung vừa nhập", "Send again what was typed"),
    "again_why": Words(
        "Nội dung này chưa được gửi vì phiên làm việc trước đã khoá hoặc đã hết. Xin xem lại rồi gửi.",
        "This was not sent, for the session before was locked or over. Look it over, then send it.",
    ),
    "again_typed": Words("Nội dung đã nhập", "What was typed"),
    "again_nothing": Words("Không có nội dung nhập tay.", "Nothing was typed by hand."),
    "again_send": Words("Gửi", "Send"),
    "again_drop": Words("Bỏ, không gửi", "Leave it, send nothing"),
    "practice": Words(
        "THỰC HÀNH · mọi hồ sơ ở đây đều là giả định", "PRACTICE · every case here is invented"
    ),
    "skip": Words("Tới nội dung", "Skip to the content"),
    "other_language": Words("English", "Tiếng Việt"),
    "refused": Words("Không thực hiện được", "That cannot be done"),
    "no_right": Words(
        "Tài khoản của ông/bà không có quyền làm việc này. Xin hỏi lãnh đạo nếu cần.",
        "Your account may not do this. Ask a leader if it should.",
    ),
    "stale": Words(
        "Trang này đã cũ hoặc gửi từ nơi khác. Chưa có gì thay đổi; xin mở lại trang và làm lại.",
        "This page is old or came from elsewhere. Nothing was changed: open it anew and try again.",
    ),
    "wrongly": Words(
        "Máy không hiểu nội dung được gửi. Chưa có gì thay đổi; xin mở lại trang và làm lại.",
        "What was sent was not understood. Nothing was changed: open the page anew and try again.",
    ),
    "busy": Words(
        "Máy đang nhận một tệp khác. Xin chờ một phút rồi làm lại.",
        "Another file is being taken in. Wait a minute and try again.",
    ),
    "too_long": Words(
        "Tệp này lớn hơn 20 MB nên máy không nhận. Chưa có gì thay đổi.",
        "This file is larger than 20 MB and was not taken. Nothing was changed.",
    ),
    "not_there": Words(
        "Không có trang này, hoặc hồ sơ không còn ở máy này.",
        "There is no such page, or the case is no longer at this kiosk.",
    ),
    "broken": Words(
        "Máy chưa lưu được. Chưa có gì thay đổi; xin chờ một phút rồi làm lại.",
        "It could not be kept. Nothing was changed: wait a minute and try again.",
    ),
    "law_expired": Words(
        "Danh mục thủ tục và biểu phí đã quá hạn rà soát ({day}). Xin đối chiếu văn bản hiện hành.",
        "Procedures and fees were to be looked through by {day}. Compare them with the law.",
    ),
    "law_more": Words("Xem quy định", "See the rules"),
    "back": Words("Về trang trước", "Back"),
    "home": Words("Về trang đầu", "To the first page"),
}
