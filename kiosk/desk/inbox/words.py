"""What the inbox says."""

from kiosk.contract.news import CaseStatus
from kiosk.model import Words
from kiosk.rules.flow.acts import Place
from kiosk.store.inbox_list import Only, Order

TEXT: dict[str, Words] = {
    "inbox": Words("Hộp việc", "Inbox"),
    "none": Words("Không có hồ sơ nào ở đây.", "No cases here."),
    "none_found": Words(
        "Không tìm thấy hồ sơ. Xin thử ít chữ hơn, hoặc bỏ bớt điều kiện lọc.",
        "Nothing found. Try fewer letters, or fewer filters.",
    ),
    "mine": Words("Việc của tôi", "My work"),
    "everything": Words("Tất cả", "Everything"),
    "search": Words("Tìm tên, mã hồ sơ, số thứ tự, 4 số cuối", "Name, code, ticket, last 4 digits"),
    "find": Words("Tìm", "Find"),
    "filters": Words("Lọc và xếp", "Filter and sort"),
    "anew": Words("Bỏ lọc", "Clear"),
    "procedure": Words("Thủ tục", "Procedure"),
    "any_procedure": Words("Mọi thủ tục", "Any procedure"),
    "whole_field": Words("Cả lĩnh vực {field}", "All of {field}"),
    "whose": Words("Người giữ", "Owner"),
    "anybody": Words("Tất cả", "Anybody"),
    "me": Words("Của tôi", "Mine"),
    "nobody": Words("Chưa ai nhận", "Nobody's"),
    "only": Words("Tình trạng", "State"),
    "kiosk": Words("Máy", "Kiosk"),
    "any_kiosk": Words("Mọi máy", "Any kiosk"),
    "kiosk_n": Words("Máy {number}", "Kiosk {number}"),
    "order": Words("Xếp theo", "Sort by"),
    "case": Words("Người nộp, mã hồ sơ", "Citizen, code"),
    "where": Words("Nơi, người giữ", "Place, owner"),
    "due": Words("Hẹn trả", "Due"),
    "papers": Words("Giấy tờ", "Papers"),
    "checks": Words("Lưu ý", "Notes"),
    "choose": Words("Chọn hồ sơ {code}", "Choose case {code}"),
    "no_name": Words("Chưa đọc thẻ", "No card was read"),
    "withheld": Words("Tên chỉ hiện ở máy giữ hồ sơ", "The name is shown at its own kiosk only"),
    "online": Words("Trực tuyến", "Online"),
    "online_what": Words(
        "Hồ sơ nộp trực tuyến: xử lý trên hệ thống một cửa của tỉnh. "
        "Trang này để bộ phận tiếp nhận thấy hồ sơ và hạn trả.",
        "Filed online: worked on in the province's system. Here reception sees the case and its days.",
    ),
    "code": Words("Mã hồ sơ", "Code"),
    "filed": Words("Nộp lúc", "Filed"),
    "to_inbox": Words("Về hộp việc", "To the inbox"),
    "wanted": Words("Thiếu {count}", "{count} missing"),
    "papers_n": Words("{documents} giấy tờ, {pages} trang", "{documents} documents, {pages} pages"),
    "compare": Words("Đối chiếu thẻ", "Compare the card"),
    "unseen": Words("Chưa ai mở", "Not opened yet"),
    "unseen_top": Words(
        "{count} hồ sơ mới đã quá {minutes} phút chưa ai mở.",
        "{count} new cases were opened by nobody for over {minutes} minutes.",
    ),
    "show_them": Words("Xem ngay", "Show them"),
    "late_n": Words("{count} quá hạn", "{count} overdue"),
    "silent": Words(
        "Máy {number} chưa trả lời từ {since}. Hồ sơ của máy đó hiện như lần cuối nhận được.",
        "Kiosk {number} has not answered since {since}. Its cases are shown as last heard.",
    ),
    "silent_mark": Words("Máy chưa trả lời", "Kiosk silent"),
    "new_n": Words("{count} hồ sơ mới", "{count} new cases"),
    "reload": Words("Tải lại danh sách", "Reload the list"),
    "next_page": Words("Trang sau", "Next page"),
    "first_page": Words("Về đầu danh sách", "To the beginning"),
    "keys": Words(
        "Phím: / tìm · j k xuống lên · Enter mở", "Keys: / search · j k down up · Enter opens"
    ),
    "counts": Words("Nơi giữ hồ sơ", "Where cases lie"),
    "to_receive": Words("Chờ tiếp nhận", "To be received"),
    "no_due": Words("Không có hạn", "No due date"),
    "rests": Words("Tạm dừng tính hạn", "Days rest"),
    "reached": Words("đã qua {hundredths} %", "{hundredths} % over"),
    "minutes_left": Words("còn {count} phút", "{count} min left"),
    "hours_left": Words("còn {count} giờ", "{count} h left"),
    "days_left": Words("còn {count} ngày", "{count} days left"),
    "minutes_late": Words("quá hạn {count} phút", "{count} min late"),
    "hours_late": Words("quá hạn {count} giờ", "{count} h late"),
    "days_late": Words("quá hạn {count} ngày", "{count} days late"),
    "led": Words("Đang mở hồ sơ ở máy {number}", "Opening the case at kiosk {number}"),
    "go_on": Words("Mở hồ sơ", "Open the case"),
    "sign_in_here": Words("Đăng nhập ở máy này", "Sign in here"),
    "try_again": Words("Thử lại", "Try again"),
    "not_led": Words("Chưa mở được hồ sơ", "The case cannot be opened yet"),
}
PLACES: dict[Place, Words] = {
    Place.NONE: Words("Đã xong", "Over"),
    Place.RECEPTION: Words("Tiếp nhận", "Reception"),
    Place.SPECIALIST: Words("Chuyên môn", "Specialist"),
    Place.LEADER: Words("Lãnh đạo", "Leader"),
    Place.ARCHIVIST: Words("Văn thư", "Archivist"),
    Place.RETURN: Words("Trả kết quả", "Return desk"),
}
ONLY: dict[Only, Words] = {
    Only.ALL: Words("Tất cả", "All"),
    Only.OVERDUE: Words("Quá hạn", "Overdue"),
    Only.TODAY: Words("Đến hạn hôm nay", "Due today"),
    Only.RESTING: Words("Tạm dừng tính hạn", "Days rest"),
    Only.UNSEEN: Words("Chưa ai mở", "Not opened yet"),
}
ORDER: dict[Order, Words] = {
    Order.TURN: Words("Gấp trước", "Most urgent"),
    Order.DUE: Words("Hẹn trả", "Due date"),
    Order.NAME: Words("Tên người nộp", "Name"),
    Order.NEWEST: Words("Mới nộp trước", "Newest"),
}
STATUS: dict[CaseStatus, Words] = {
    CaseStatus.REGISTERED: Words("Mới đăng ký", "New"),
    CaseStatus.ACCEPTED: Words("Được tiếp nhận", "Accepted"),
    CaseStatus.NOT_ACCEPTED: Words("Không được tiếp nhận", "Not accepted"),
    CaseStatus.IN_HAND: Words("Đang xử lý", "In hand"),
    CaseStatus.PAPERS_WANTED: Words("Chờ bổ sung giấy tờ", "Papers wanted"),
    CaseStatus.PAYMENT_WANTED: Words("Chờ nộp phí, lệ phí", "Payment wanted"),
    CaseStatus.WITHDRAWN: Words("Công dân rút hồ sơ", "Withdrawn"),
    CaseStatus.STOPPED: Words("Dừng xử lý", "Stopped"),
    CaseStatus.DECIDED: Words("Đã có kết quả", "Result is here"),
    CaseStatus.RETURNED: Words("Đã trả kết quả", "Returned"),
}
