"""What is said to whoever signs in, or has to again."""

from kiosk.desk.console.words import TEXT as CONSOLE
from kiosk.model import Words

TEXT: dict[str, Words] = {
    "sign_in": Words("Đăng nhập", "Sign in"),
    "login": Words("Tên đăng nhập", "Login"),
    "password": Words("Mật khẩu", "Password"),
    "practice": CONSOLE["practice"],
    "skip": Words("Tới nội dung", "Skip to the content"),
    "console": Words("Bàn làm việc", "Desk"),
    "other_language": Words("English", "Tiếng Việt"),
    "other_code": Words("en", "vi"),
    "locked": Words("Đang khoá", "Locked"),
    "locked_why": Words(
        "Màn hình đã khoá. Nội dung đang nhập vẫn còn; nhập mật khẩu để làm tiếp.",
        "The screen is locked. What was typed is still there: give your password to go on.",
    ),
    "unlock": Words("Mở khoá", "Unlock"),
    "someone_else": Words("Đăng nhập bằng tài khoản khác", "Sign in as somebody else"),
    "nobody": Words(
        "Máy này chưa có cán bộ nào. Kỹ thuật viên cần thêm lãnh đạo đầu tiên bằng lệnh:",
        "Nobody is in this desk's roster yet. The technician adds the first leader by command:",
    ),
    "trust": Words(
        "Trình duyệt báo kết nối không an toàn? Kỹ thuật viên tải chứng thư của văn phòng, đối chiếu dấu vân tay "
        "với bản in rồi cài một lần trên máy này.",
        "Does the browser call this connection unsafe? A technician downloads the office's certificate, compares its "
        "fingerprint with the printed one, and installs it once on this PC.",
    ),
    "authority": Words("Chứng thư của văn phòng", "The office's certificate"),
    "fingerprint": Words("Dấu vân tay SHA-256", "SHA-256 fingerprint"),
    "forgot": Words(
        "Quên mật khẩu? Lãnh đạo hoặc kỹ thuật viên cấp mật khẩu dùng một lần.",
        "Forgotten it? A leader or the technician gives a one-time password.",
    ),
    # why a page is shown again
    "wrong": Words(
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Xin nhập lại.",
        "Login or password is not right. Try again.",
    ),
    "slowly": Words(
        "Đã nhập sai nhiều lần. Xin chờ {seconds} giây rồi nhập lại.",
        "Too many wrong tries. Wait {seconds} seconds, then try again.",
    ),
    "busy": Words(
        "Nhiều người đang đăng nhập cùng lúc. Xin chờ {seconds} giây rồi nhập lại.",
        "Many people are signing in just now. Wait {seconds} seconds, then try again.",
    ),
    "once-over": Words(
        "Mật khẩu dùng một lần đã quá hạn. Xin lãnh đạo hoặc kỹ thuật viên cấp mật khẩu mới.",
        "The one-time password is too old. Ask a leader or the technician for a new one.",
    ),
    "no-role": Words(
        "Hôm nay tài khoản này chưa được phân công việc gì. Xin hỏi lãnh đạo.",
        "This account has no role today. Ask a leader.",
    ),
    "over": Words(
        "Phiên làm việc đã hết. Xin đăng nhập lại.", "The session is over. Sign in again."
    ),
    "held": Words(
        "Chưa gửi được vì phiên làm việc đã khoá hoặc đã hết. Nội dung vừa nhập được giữ lại: "
        "sau khi nhập mật khẩu sẽ hiện lại để gửi.",
        "It was not sent, for the session was locked or over. What was typed is kept: "
        "it is shown again behind the password, ready to be sent.",
    ),
    "stale": Words(
        "Trang đăng nhập này đã cũ hoặc gửi từ nơi khác. Xin nhập lại.",
        "This page is old or came from elsewhere. Try again.",
    ),
    "broken": Words(
        "Máy chưa đăng nhập được. Xin chờ một phút rồi thử lại.",
        "Signing in does not work just now. Try again in a minute.",
    ),
    # one's own password
    "own_password": Words("Đổi mật khẩu", "Change password"),
    "once": Words(
        "Mật khẩu vừa dùng do người khác cấp. Xin đặt mật khẩu của riêng mình trước khi làm việc.",
        "Somebody else made the password you just used. Choose your own before you begin.",
    ),
    "old": Words("Mật khẩu hiện tại", "Present password"),
    "new": Words("Mật khẩu mới", "New password"),
    "again": Words("Nhập lại mật khẩu mới", "New password once more"),
    "rule": Words(
        "Ít nhất {least} ký tự. Một câu ngắn dễ nhớ là tốt nhất; không dùng tên đăng nhập hay dãy số dễ đoán.",
        "At least {least} characters. A short sentence is best; not the login, nothing that is easily guessed.",
    ),
    "others_end": Words(
        "Các phiên đăng nhập khác của tài khoản này sẽ kết thúc.",
        "Your sessions elsewhere will end.",
    ),
    "change": Words("Đặt mật khẩu mới", "Set the new password"),
    "wrong_old": Words("Mật khẩu hiện tại chưa đúng.", "The present password is not right."),
    "short": Words(
        "Mật khẩu mới ngắn hơn 10 ký tự.", "The new password is shorter than 10 characters."
    ),
    "long": Words(
        "Mật khẩu mới dài hơn 200 ký tự.", "The new password is longer than 200 characters."
    ),
    "common": Words(
        "Mật khẩu mới quá dễ đoán. Xin chọn mật khẩu khác.",
        "The new password is too easily guessed. Choose another one.",
    ),
    "differ": Words(
        "Hai lần nhập mật khẩu mới không giống nhau.", "The two new passwords are not alike."
    ),
    "same": Words("Mật khẩu mới trùng mật khẩu hiện tại.", "The new password is the present one."),
    "has_login": Words(
        "Mật khẩu mới gần như chỉ là tên đăng nhập.",
        "The new password is little more than the login.",
    ),
}
