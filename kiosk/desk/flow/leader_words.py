"""What the leader's page says."""

from kiosk.model import Words
from kiosk.rules.flow.stuck import Stuck

TEXT: dict[str, Words] = {
    "leader": Words("Điều hành", "Oversight"),
    "as_of": Words("Lúc {when}", "As of {when}"),
    "approvals": Words("chờ lãnh đạo duyệt", "wait for approval"),
    "overdue": Words("Quá hạn", "Overdue"),
    "today": Words("Đến hạn hôm nay", "Due today"),
    "sooner": Words("Đã hết 90% thời gian", "90% of the time is over"),
    "soon": Words("Đã hết 75% thời gian", "75% of the time is over"),
    "stuck": Words("Đứng yên", "Stuck"),
    "processes": Words("Quy trình chưa phê duyệt đang dùng", "Unapproved processes in use"),
    "processes_short": Words("Quy trình chưa phê duyệt", "Unapproved processes"),
    "open": Words("Đang mở", "Open"),
    "where": Words("Theo bộ phận và người xử lý", "By inbox and person"),
    "place": Words("Bộ phận", "Inbox"),
    "person": Words("Người xử lý", "Person"),
    "nobody": Words("chưa ai nhận", "nobody yet"),
    "case": Words("Hồ sơ", "Case"),
    "procedure": Words("Thủ tục", "Procedure"),
    "due": Words("Hạn trả", "Due"),
    "why": Words("Vì sao", "Why"),
    "to_do": Words("Việc cần làm", "To do"),
    "since": Words("từ {when}", "since {when}"),
    "draft": Words("Soạn văn bản xin lỗi", "Draft an apology"),
    "none": Words("Không có.", "None."),
    "more": Words("và {n} hồ sơ khác", "and {n} more"),
    "cases": Words("hồ sơ", "cases"),
}

STUCK: dict[Stuck, Words] = {
    Stuck.UNSEEN: Words("Chưa ai mở xem", "Nobody has opened it"),
    Stuck.NOT_RECEIVED: Words("Đã xem nhưng chưa tiếp nhận", "Opened, not accepted"),
    Stuck.UNTOUCHED: Words("Đã nhập nhưng chưa xử lý", "Entered, not processed"),
    Stuck.SLOW: Words("Quá giờ của bước này", "Longer than this step gives"),
    Stuck.RESTS: Words("Chờ công dân quá lâu", "Waits for its citizen for too long"),
    Stuck.UNCOLLECTED: Words("Kết quả chưa có người nhận", "Its result is not collected"),
}
