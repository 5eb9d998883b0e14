"""What the page and the command say of the queue."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.model import Errand, Priority, Words
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.statistics import By

TEXT: Mapping[str, Words] = {
    "title": Words("Số liệu hàng đợi", "The queue in figures"),
    "desk": Words("Theo dõi kiosk", "Kiosk at a glance"),
    "one_day": Words("Ngày {first}", "{first}"),
    "span": Words("Từ {first} đến {last}", "{first} to {last}"),
    "today": Words("Hôm nay", "Today"),
    "week": Words("7 ngày qua", "Last 7 days"),
    "month": Words("Tháng này", "This month"),
    "before": Words("Tháng trước", "Last month"),
    "csv": Words("Tải CSV", "CSV"),
    "questions_csv": Words("Tải CSV câu hỏi", "CSV of questions"),
    "nothing": Words("Chưa có lượt nào trong thời gian này.", "Nobody was called in this time."),
    "numbers": Words("Số đã lấy", "Numbers drawn"),
    "done": Words("đã xong", "done"),
    "left": Words("đã trả lại", "given back"),
    "missed": Words("vắng", "did not come"),
    "never": Words("chưa gọi hoặc chưa xong", "not called, or not finished"),
    "all": Words("Tất cả", "All"),
    "stays": Words("Lượt tại quầy", "Times at a counter"),
    "misses": Words("Vắng", "No-shows"),
    "waiting": Words("Chờ", "Waiting"),
    "walking": Words("Đến quầy", "Walking"),
    "service": Words("Giải quyết", "Service"),
    "middle": Words("giữa", "middle"),
    "nine": Words("9/10 dưới", "9 of 10 under"),
    "longest": Words("lâu nhất", "longest"),
    "times": Words(
        "Thời gian ghi theo phút:giây. “Giữa”: một nửa số lượt nhanh hơn. Giải quyết tính từ “Bắt đầu”, "
        "hoặc từ lúc gọi nếu không bấm; thời gian tạm dừng không tính.",
        "Times are minutes:seconds. “Middle”: half of them were faster. Service counts from “start”, or "
        "from the call where nobody pressed it; pauses count for nothing.",
    ),
    "sums": Words(
        "Trong đó {n} lượt đã cũ hơn 400 ngày, chỉ còn số cộng và trung bình: chờ {waiting}, giải quyết {service}.",
        "Another {n} are older than 400 days, of which only means are left: waiting {waiting}, service {service}.",
    ),
    "questions": Words("Câu hỏi người dân đã mở", "Questions that were opened"),
    "question": Words("Câu hỏi", "Question"),
    "procedure": Words("Thủ tục", "Procedure"),
    "opened": Words("Số lần", "Times"),
    "office": Words("Chung", "Any"),
    "counter": Words("Quầy {n}", "Counter {n}"),
    "hour": Words("{n} giờ", "{n}:00"),
}

BY: Mapping[By, Words] = {
    By.FIELD: Words("Theo lĩnh vực", "By field"),
    By.COUNTER: Words("Theo quầy", "By counter"),
    By.HOUR: Words("Theo giờ gọi", "By hour of the call"),
    By.PRIORITY: Words("Theo ưu tiên", "By priority"),
    By.ERRAND: Words("Theo việc", "By errand"),
    By.DAY: Words("Theo ngày", "By day"),
}

PRIORITIES: Mapping[Priority, Words] = {
    Priority.NONE: Words("Không ưu tiên", "None"),
    Priority.ELDERLY: Words("Người cao tuổi", "Older people"),
    Priority.DISABLED: Words("Người khuyết tật", "With a disability"),
    Priority.WITH_CHILD: Words("Mang thai, con nhỏ", "Pregnant or with a small child"),
    Priority.MERIT: Words("Người có công", "People with merit"),
    Priority.ONLINE: Words("Nộp trực tuyến", "Filed online"),
}

ERRANDS: Mapping[Errand, Words] = {
    Errand.HAND_IN: Words("Nộp hồ sơ", "Handing in"),
    Errand.COLLECT: Words("Nhận kết quả", "Collecting a result"),
    Errand.ASK: Words("Hỏi, gặp cán bộ", "Asking a clerk"),
}

ENDS: Mapping[Kind, Words] = {
    Kind.FINISHED: Words("xong", "finished"),
    Kind.TRANSFERRED: Words("chuyển", "sent on"),
    Kind.PARKED: Words("tạm dừng", "parked"),
    Kind.MISSED: Words("vắng", "did not come"),
}

# The columns of the files, for a spreadsheet.
STAYS = ("day", "hour", "field", "counter", "priority", "errand", "procedure")
TIMES = ("waiting_s", "walking_s", "service_s", "end")
OPENED = ("day", "procedure", "question", "times")
SAID: Mapping[str, Words] = {
    "queue_none": Words("Không có lượt nào.", "Nobody was called."),
    "queue_written": Words("Đã ghi {n} dòng vào {path}.", "{n} lines written to {path}."),
    "queue_days": Words(
        "Ngày phải viết như 2026-11-30, ngày đầu không sau ngày cuối.",
        "Days are written like 2026-11-30, the first one not after the last.",
    ),
    "queue_path": Words("Không ghi được {path}: {why}", "{path} cannot be written: {why}"),
}
