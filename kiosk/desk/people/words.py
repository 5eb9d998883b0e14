"""What the roster says, at the desk and by command."""

from kiosk.desk.people.deeds import Unfit
from kiosk.model import Words
from kiosk.rules.roster import Role

ROLES: dict[Role, Words] = {
    Role.CLERK: Words("Cán bộ tiếp nhận", "Receiving clerk"),
    Role.SPECIALIST: Words("Công chức chuyên môn", "Specialist official"),
    Role.LEADER: Words("Lãnh đạo", "Leader"),
    Role.ARCHIVIST: Words("Văn thư", "Archivist"),
    Role.HELPER: Words("Người hỗ trợ", "Helper"),
    Role.TECHNICIAN: Words("Kỹ thuật viên", "Technician"),
}

TEXT: dict[str, Words] = {
    "people": Words("Cán bộ", "People"),
    "vacant": Words(
        "Hôm nay chưa có ai giữ vai trò: {roles}. Hồ sơ tới đó sẽ nằm chờ.",
        "Nobody holds these roles today: {roles}. Cases that come there lie still.",
    ),
    "name": Words("Họ và tên", "Full name"),
    "login": Words("Tên đăng nhập", "Login"),
    "roles": Words("Vai trò", "Roles"),
    "later": Words("Sắp tới", "To come"),
    "password": Words("Mật khẩu", "Password"),
    "none": Words("Chưa có ai.", "Nobody yet."),
    "gone": Words("Đã thôi công tác tại đây", "No longer here"),
    "province": Words(
        "Có trong danh sách của tỉnh, chưa có tài khoản",
        "On the province's list, without an account",
    ),
    "take": Words("điền vào mẫu", "fill in the form"),
    "add": Words("Thêm cán bộ", "Add somebody"),
    "login_hint": Words(
        "Chữ thường không dấu, số và dấu chấm; ví dụ: lan.nguyen",
        "Small letters, digits, dots: lan.nguyen",
    ),
    "role": Words("Vai trò", "Role"),
    "from": Words("Từ ngày", "From"),
    "to": Words("Đến hết ngày (để trống nếu chưa định)", "Last day (empty: until further notice)"),
    "add_now": Words("Thêm và cấp mật khẩu", "Add, and make a password"),
    "since": Words("từ {since}", "from {since}"),
    "since_until": Words("từ {since} đến hết {last}", "from {since} to {last}"),
    "never": Words("đã rút lại", "taken back"),
    "own_password": Words("đã tự đặt", "their own"),
    "once_waits": Words("dùng một lần, chưa đổi", "one-time, not changed yet"),
    "once_is_over": Words("dùng một lần, đã quá hạn", "one-time, too old"),
    "no_password": Words("chưa có", "none yet"),
    "told_once": Words(
        "Mật khẩu dùng một lần, chỉ hiện ở đây một lần. Dùng được đến {until}; phải đổi khi đăng nhập lần đầu.",
        "One-time password, shown here once. It opens until {until}, and is changed at the first sign-in.",
    ),
    "give": Words("Giao thêm vai trò", "Give a role"),
    "give_now": Words("Giao vai trò", "Give the role"),
    "end": Words("Kết thúc", "End it"),
    "last_day": Words("Ngày cuối", "Last day"),
    "reset": Words("Cấp mật khẩu dùng một lần mới", "Make a new one-time password"),
    "reset_why": Words(
        "Dùng khi quên mật khẩu. Các phiên đăng nhập của người này kết thúc ngay.",
        "For a forgotten one. This person's sessions end at once.",
    ),
    "to_list": Words("Về danh sách cán bộ", "To the list"),
    "busy": Words(
        "Máy đang bận, xin thử lại sau ít giây.", "The desk is busy: try again in some seconds."
    ),
    # by command
    "added": Words("Đã thêm {name} ({login}).", "{name} ({login}) was added."),
    "one_time": Words(
        "Mật khẩu dùng một lần: {password} (đến {until}).",
        "One-time password: {password} (until {until}).",
    ),
    "given": Words("Đã giao vai trò {role} cho {login}.", "{login} has the role {role}."),
    "ended": Words(
        "Đã kết thúc vai trò {role} của {login} sau ngày {last}.",
        "{login} has the role {role} no more after {last}.",
    ),
    "no_post": Words("{login} không giữ vai trò ấy.", "{login} does not hold that role."),
    "day": Words(
        "{day} không phải một ngày; xin ghi như 23/11/2026 hoặc 2026-11-23.",
        "{day} is no day; write it as 23/11/2026 or 2026-11-23.",
    ),
}

UNFIT: dict[Unfit, Words] = {
    Unfit.LOGIN: Words(
        "Tên đăng nhập gồm 2–32 chữ thường không dấu, số hoặc dấu chấm, bắt đầu bằng chữ.",
        "A login has 2 to 32 small letters, digits or dots, a letter first.",
    ),
    Unfit.LOGIN_TAKEN: Words(
        "Tên đăng nhập này đã có người dùng.", "Somebody else has this login."
    ),
    Unfit.NAME: Words(
        "Họ tên trống, quá 120 ký tự hoặc có ký tự lạ.",
        "The name is empty, longer than 120 letters, or has odd ones.",
    ),
    Unfit.DATES: Words(
        "Ngày chưa đúng: ngày đầu từ hôm nay trở đi, ngày cuối không trước ngày đầu.",
        "The days do not fit: the first is today or later, the last not before it.",
    ),
    Unfit.PAST: Words(
        "Ngày cuối sớm nhất là hôm qua: việc đã làm không sửa lại được.",
        "Yesterday is the earliest last day: what was done stays done.",
    ),
    Unfit.OWN: Words(
        "Không ai tự giao vai trò hay tự cấp mật khẩu dùng một lần cho chính mình.",
        "Nobody gives a role, or a one-time password, to themself.",
    ),
    Unfit.NOT_YOURS: Words(
        "Việc này do lãnh đạo làm: kỹ thuật viên chỉ giao vai trò người hỗ trợ, kỹ thuật viên, và lãnh đạo đầu tiên.",
        "A leader does that: technicians give the roles of helper and technician, and the first leader's.",
    ),
    Unfit.HELD: Words("Người này đã giữ vai trò ấy.", "They hold that role already."),
    Unfit.LAST: Words(
        "Đây là người cuối cùng quản lý được danh sách cán bộ: hãy giao cho người khác trước.",
        "Nobody else could keep the roster: give that to somebody first.",
    ),
    Unfit.ENDED: Words(
        "Vai trò này đã kết thúc trước ngày ấy.", "It ends before that day already."
    ),
    Unfit.UNKNOWN: Words("Không có người hoặc vai trò ấy.", "There is no such person or post."),
}
