"""What the page of the kiosk says of the visit at its screen, and of what was ordered."""

from __future__ import annotations

from enum import StrEnum

from kiosk.model import Language, Words
from kiosk.store.orders import OrderKind, Service, WhyNot


class Waits(StrEnum):
    """Whom the screen waits for."""

    NOBODY = "nobody"
    CITIZEN = "citizen"
    DEVICE = "device"
    CLERK = "clerk"


TEXT: dict[str, Words] = {
    "kiosk": Words("Trông coi kiosk", "Kiosk"),
    "visit": Words("Người dân tại kiosk", "At the screen now"),
    "updated": Words("Cập nhật lúc {at}", "As of {at}"),
    "no_screen": Words(
        "Màn hình kiosk chưa chạy hoặc đang khởi động lại.",
        "The kiosk's screen is not running, or is starting again.",
    ),
    "nobody": Words("Chưa có ai làm tại kiosk.", "Nobody stands at the kiosk."),
    "step": Words("Bước", "Step"),
    "for": Words("đã {age}", "for {age}"),
    "waits": Words("Đang chờ", "Waiting for"),
    "procedure": Words("Thủ tục", "Procedure"),
    "none": Words("Chưa chọn", "Not chosen yet"),
    "scanned": Words("Đã quét", "Scanned"),
    "pages": Words("{n} trang", "pages: {n}"),
    "language": Words("Ngôn ngữ", "Language"),
    "elapsed": Words("Bắt đầu lúc", "Began at"),
    "behind": Words("Dừng ở bước", "Stopped at"),
    "trouble": Words("Vướng mắc", "In the way"),
    "call": Words("Người dân gọi cán bộ", "The citizen calls for a clerk"),
    "stopped": Words("Kiosk dừng lại, cần cán bộ", "The kiosk has stopped and needs a clerk"),
    "comes": Words("Đã có người đến{counter}.", "Somebody is on the way{counter}."),
    "from_counter": Words(" từ quầy {n}", " from counter {n}"),
    "go": Words("Tôi đến ngay", "I am on my way"),
    "go_from": Words("Tôi ở quầy", "I am at counter"),
    "resume": Words("Đã xong, cho làm tiếp", "Done: let the citizen go on"),
    "end": Words("Kết thúc lượt…", "End the visit…"),
    "take": Words("Nhận làm tiếp tại quầy…", "Take it over at a counter…"),
    "look": Words("Xem tên và giấy tờ", "See name and papers"),
    "sure_end": Words("Kết thúc lượt này?", "End this visit?"),
    "what_end": Words(
        "Chỉ làm khi người dân đã rời đi. Màn hình về trang chào; thông tin và {n} trang đã quét bị xóa, "
        "không lấy lại được.",
        "Only when the citizen has left. The screen goes back to the first page; what was read and {n} scanned pages "
        "are erased for good.",
    ),
    "do_end": Words("Kết thúc và xóa", "End and erase"),
    "sure_take": Words("Nhận làm tiếp tại quầy?", "Take it over at a counter?"),
    "what_take": Words(
        "{n} trang đã quét được giữ lại và vào hộp việc tiếp nhận, thiếu giấy nào thì ghi nhận như vậy. "
        "Màn hình cảm ơn và mời ông/bà đến quầy.",
        "The {n} scanned pages are kept and come to reception as they are, whatever is still missing. The screen says "
        "thanks and asks the citizen to the counter.",
    ),
    "at_counter": Words("Mời đến quầy", "To counter"),
    "at_desk": Words("Bàn tiếp nhận", "The desk"),
    "do_take": Words("Nhận hồ sơ", "Take the case over"),
    "no": Words("Không, quay lại", "No, go back"),
    "over": Words("Lượt này đã kết thúc.", "That visit is over."),
    "orders": Words("Việc vừa yêu cầu", "What was ordered lately"),
    "no_orders": Words("Chưa yêu cầu việc gì.", "Nothing was ordered."),
    "who": Words("Người yêu cầu", "By"),
    "what": Words("Việc", "What"),
    "when": Words("Lúc", "At"),
    "became": Words("Kết quả", "Outcome"),
    "waiting": Words("Đang thực hiện", "Being done"),
    "done": Words("Đã xong lúc {at}", "Done at {at}"),
    "back": Words("Đã chạy lại lúc {at}", "Back since {at}"),
    "services": Words("Khởi động lại dịch vụ", "Restart a service"),
    "services_why": Words(
        "Chỉ làm khi thiết bị không hết lỗi sau khi đã làm theo hướng dẫn. Lượt đang làm được giữ lại.",
        "Only when a fault stays although its remedy was followed. A visit that is going on is kept.",
    ),
    "restart": Words("Khởi động lại: {service}", "Restart: {service}"),
    "print": Words("In lại phiếu", "Print again"),
    "others": Words("Kiosk khác của cơ quan", "The office's other kiosks"),
    "other": Words("Kiosk số {n}", "Kiosk {n}"),
    "figures": Words("Số liệu hàng đợi", "The queue in figures"),
    "holder": Words("Người trên thẻ", "Holder of the card"),
    "no_holder": Words("Chưa đọc thẻ", "No card was read"),
    "papers": Words("Giấy tờ đã quét", "Scanned papers"),
    "no_papers": Words("Chưa quét trang nào.", "No page was scanned yet."),
    "page": Words("Trang {n}", "Page {n}"),
    "journalled": Words(
        "Chỉ xem được trong lúc người dân đang gọi. Lần xem này được ghi vào nhật ký.",
        "To be seen only while the citizen's call waits. That you looked is journalled.",
    ),
    "no_call": Words(
        "Người dân không (còn) gọi cán bộ nên không xem được tên và giấy tờ của lượt này.",
        "The citizen does not call for a clerk (any more): name and papers of this visit are not shown.",
    ),
}

LANGUAGES: dict[Language, Words] = {
    Language.VI: Words("Tiếng Việt", "Vietnamese"),
    Language.EN: Words("Tiếng Anh", "English"),
}

WAITS: dict[Waits, Words] = {
    Waits.NOBODY: Words("Không chờ ai", "Nobody"),
    Waits.CITIZEN: Words("Người dân", "The citizen"),
    Waits.DEVICE: Words("Máy", "The kiosk itself"),
    Waits.CLERK: Words("Cán bộ", "A clerk"),
}

# By kiosk.journey.states.name_of.
STEPS: dict[str, tuple[Words, Waits]] = {
    "welcome": (Words("Màn hình chào", "First screen"), Waits.NOBODY),
    "visit-question": (
        Words("Hỏi có làm tiếp lượt bị ngắt", "Asks whether to go on after an interruption"),
        Waits.CITIZEN,
    ),
    "choose-language": (Words("Chọn ngôn ngữ", "Choosing the language"), Waits.CITIZEN),
    "choose-procedure": (Words("Chọn thủ tục", "Choosing the procedure"), Waits.CITIZEN),
    "show-procedure": (Words("Xem thủ tục", "Reading about the procedure"), Waits.CITIZEN),
    "privacy-notice": (Words("Đọc thông báo dữ liệu", "Reading the privacy notice"), Waits.CITIZEN),
    "present-card": (Words("Đặt thẻ căn cước", "Laying down the card"), Waits.CITIZEN),
    "reading-card": (Words("Đang đọc thẻ", "Reading the card"), Waits.DEVICE),
    "confirm-holder": (Words("Xác nhận thông tin thẻ", "Confirming the holder"), Waits.CITIZEN),
    "feed-papers": (Words("Đặt giấy tờ vào máy quét", "Laying papers in"), Waits.CITIZEN),
    "scanning": (Words("Đang quét", "Scanning"), Waits.DEVICE),
    "review-pages": (Words("Xem lại trang đã quét", "Looking at the pages"), Waits.CITIZEN),
    "ask-priority": (Words("Hỏi ưu tiên", "Asked about priority"), Waits.CITIZEN),
    "enter-appointment": (Words("Nhập mã hẹn", "Typing an appointment's code"), Waits.CITIZEN),
    "sealing": (Words("Đang hoàn tất hồ sơ", "Completing the case"), Waits.DEVICE),
    "take-ticket": (Words("Lấy phiếu số", "Taking the ticket"), Waits.CITIZEN),
    "needs-clerk": (Words("Chờ cán bộ", "Waiting for a clerk"), Waits.CLERK),
    "still-there": (Words("Hỏi còn ở đó không", "Asks whether anybody is there"), Waits.CITIZEN),
    "leave-question": (Words("Hỏi có bỏ dở không", "Asks whether to leave"), Waits.CITIZEN),
}

SERVICES: dict[Service, Words] = {
    Service.UI: Words("màn hình", "screen"),
    Service.DEVICES: Words("thiết bị", "devices"),
    Service.SYNC: Words("gửi trung tâm", "sending to the centre"),
    Service.DESK: Words("bàn làm việc này", "this desk"),
}

ORDERS: dict[OrderKind, Words] = {
    OrderKind.GO: Words("Đến kiosk", "Went to the kiosk"),
    OrderKind.RESUME: Words("Cho làm tiếp", "Let the citizen go on"),
    OrderKind.END: Words("Kết thúc lượt", "End the visit"),
    OrderKind.TAKE: Words("Nhận làm tiếp tại quầy", "Take over at a counter"),
    OrderKind.PRINT: Words("In lại phiếu", "Print a ticket again"),
    OrderKind.RESTART: Words("Khởi động lại", "Restart"),
}

WHY_NOT: dict[WhyNot, Words] = {
    WhyNot.OVER: Words(
        "Không làm: lượt đó đã kết thúc trước rồi.", "Not done: that visit was over already."
    ),
    WhyNot.NO_SCREEN: Words(
        "Không làm: màn hình kiosk chưa chạy.", "Not done: the kiosk's screen is not running."
    ),
    WhyNot.NO_ANSWER: Words(
        "Đã báo nhưng chưa thấy kết quả; xin xem tại kiosk.",
        "It was told, and nothing came of it: look at the kiosk.",
    ),
    WhyNot.NO_PAPERS: Words(
        "Không làm: chưa có trang nào được quét để nhận.",
        "Not done: no page was scanned that could be taken over.",
    ),
    WhyNot.HANDED_IN: Words(
        "Không làm: hồ sơ đã nộp và có số rồi.",
        "Not done: the case is handed in and has its number.",
    ),
    WhyNot.SEALING: Words(
        "Không làm: hồ sơ đang được hoàn tất.", "Not done: the case is just being completed."
    ),
    WhyNot.NOT_STOPPED: Words(
        "Không cần: lượt đang chạy bình thường.", "Not needed: the visit goes on already."
    ),
    WhyNot.FAULT: Words("Không làm được: {what}", "It did not work: {what}"),
}
