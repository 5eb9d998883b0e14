"""What the desk says of how cases stand at the centre, and of results, on the page and by command."""

from __future__ import annotations

from kiosk.contract.news import CaseStatus
from kiosk.desk.progress import Matter, Place
from kiosk.model import Words

STATUS: dict[CaseStatus, Words] = {
    CaseStatus.REGISTERED: Words("Mới đăng ký", "Registered"),
    CaseStatus.ACCEPTED: Words("Được tiếp nhận", "Accepted"),
    CaseStatus.NOT_ACCEPTED: Words("Không được tiếp nhận", "Not accepted"),
    CaseStatus.IN_HAND: Words("Đang xử lý", "In hand"),
    CaseStatus.PAPERS_WANTED: Words("Yêu cầu bổ sung giấy tờ", "More papers are wanted"),
    CaseStatus.PAYMENT_WANTED: Words("Yêu cầu thực hiện nghĩa vụ tài chính", "A payment is wanted"),
    CaseStatus.WITHDRAWN: Words("Công dân yêu cầu rút hồ sơ", "Withdrawn by the citizen"),
    CaseStatus.STOPPED: Words("Dừng xử lý", "Stopped"),
    CaseStatus.DECIDED: Words("Đã xử lý xong", "Decided"),
    CaseStatus.RETURNED: Words("Đã trả kết quả", "Result handed over"),
}

PLACE: dict[Place, Words] = {
    Place.HERE: Words("Có tại máy, chờ trả", "Here, to be handed over"),
    Place.EXPIRED: Words("Hết hạn, hỏi trung tâm", "Not valid any more, ask the centre"),
    Place.COMING: Words("Đang tải về", "On its way"),
    Place.STUCK: Words("Chưa tải được, máy sẽ thử lại", "Not here yet, tried again later"),
    Place.AT_CENTRE: Words("Ở trung tâm", "At the centre"),
}

COUNT: dict[Matter, Words] = {
    Matter.READY: Words("kết quả chờ trả", "results to hand over"),
    Matter.OVERDUE: Words("quá hạn", "overdue"),
    Matter.AT_CENTRE: Words("kết quả ở trung tâm", "results at the centre"),
    Matter.CITIZEN: Words("chờ bổ sung, tạm dừng", "waiting for the citizen, or stopped"),
    Matter.SOON: Words("sắp đến hạn", "due soon"),
    Matter.NOTHING: Words("chưa có gì gấp", "nothing pressing"),
}

TEXT: dict[str, Words] = {
    "progress": Words("Tiến độ và kết quả", "Progress and results"),
    "case": Words("Hồ sơ", "Case"),
    "status": Words("Tình trạng tại trung tâm", "State at the centre"),
    "due": Words("Hạn trả", "Due"),
    "result": Words("Kết quả", "Result"),
    "overdue": Words("Quá hạn {n} ngày", "{n} days overdue"),
    "overdue_one": Words("Quá hạn 1 ngày", "1 day overdue"),
    "today": Words("Đến hạn hôm nay", "Due today"),
    "soon": Words("Sắp đến hạn: còn {n} ngày", "Due in {n} days"),
    "soon_one": Words("Sắp đến hạn: còn 1 ngày", "Due tomorrow"),
    "rests": Words("Đang tạm dừng tính hạn", "Days do not run now"),
    "since": Words("từ {day}", "since {day}"),
    "more": Words("và {n} hồ sơ khác", "and {n} more"),
    "elsewhere": Words("Không có tại máy này", "This kiosk has no such case"),
}

# What `python -m kiosk.desk hand-over` says.
HANDING: dict[str, Words] = {
    "unknown": Words(
        "Máy này không có hồ sơ đã nộp nào mang mã đó. Xem lại mã trên phiếu số.",
        "No case handed in here has that code. Look at the code on the ticket.",
    ),
    "none": Words(
        "Hồ sơ {code} chưa có kết quả tại máy. {where}",
        "There is no result of case {code} here. {where}",
    ),
    "status": Words("Trung tâm báo: {status}.", "The centre says: {status}."),
    "no_news": Words("Trung tâm chưa báo gì về hồ sơ này.", "The centre has said nothing of it."),
    "coming": Words(
        "Kết quả đang tải về, xin thử lại sau.", "The result is on its way, try again later."
    ),
    "at_centre": Words(
        "Kết quả ở trung tâm, xin hỏi tại đó.", "The result lies at the centre, ask there."
    ),
    "expired": Words(
        "Kết quả này hết hạn từ sau ngày {day}, không giao nữa. Xin hỏi trung tâm.",
        "This result was valid until {day} and is not handed over any more. Ask the centre.",
    ),
    "returned": Words(
        "Trung tâm báo kết quả đã trả ở nơi khác; chưa ghi gì thêm.",
        "The centre says that the result was handed over elsewhere; nothing was written.",
    ),
    "unread": Words(
        "Không đọc được kết quả đã lưu. Báo kỹ thuật viên.",
        "The stored result cannot be read. Tell the technician.",
    ),
    "there": Words(
        "Đã có tệp khác tên {path}. Xin chọn thư mục khác.",
        "There is another file called {path}. Choose another folder.",
    ),
    "not_written": Words(
        "Không ghi được tệp {path}. Xem thư mục có đúng không và ổ đĩa còn chỗ không.",
        "{path} could not be written. See whether its folder is there and the disk has room.",
    ),
    "written": Words("Đã ghi kết quả: {path}", "The result was written: {path}"),
    "handed": Words("Đã ghi nhận trả kết quả hồ sơ {code}.", "Case {code}: noted as handed over."),
    "before": Words(
        "Kết quả này đã trả lúc {when}; nay chỉ ghi lại tệp.",
        "It was handed over at {when}; now only its file was written again.",
    ),
    "destroy": Words(
        "Trả xong, xin xóa tệp: trong đó là giấy tờ của người dân.",
        "Delete the file when it is handed over: it is a citizen's paper.",
    ),
}
