"""What the forms are called on the clerks' pages."""

from kiosk.model import Words

FORMS: dict[str, Words] = {
    "slip": Words("Giấy tiếp nhận và hẹn trả", "Slip"),
    "supplement": Words("Phiếu yêu cầu bổ sung", "Request for papers"),
    "refusal": Words("Phiếu từ chối", "Refusal"),
    "apology": Words("Thư xin lỗi, gia hạn", "Apology"),
    "stop": Words("Thông báo dừng", "Notice of stopping"),
    "control": Words("Phiếu kiểm soát", "Control sheet"),
    "leaflet": Words("Tờ hướng dẫn nộp tại nhà", "Leaflet: file from home"),
}
