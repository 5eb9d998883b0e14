"""What a kiosk's own checks are called, wherever they are read: at the box, at the desk, at the centre."""

from __future__ import annotations

from kiosk.contract.rules.law import Words

TITLES = {
    "reader": Words("Đầu đọc thẻ", "Card reader"),
    "chip": Words("Chip của thẻ thử", "Chip of a test card"),
    "scanner": Words("Máy quét", "Scanner"),
    "printer": Words("Máy in phiếu", "Ticket printer"),
    "token": Words("Thiết bị ký số", "Signature token"),
    "touch": Words("Màn hình chạm", "Touchscreen"),
    "sound": Words("Loa", "Loudspeaker"),
    "disk": Words("Chỗ trống trên ổ", "Room on the disk"),
    "wear": Words("Độ mòn của ổ", "Wear of the disk"),
    "speed": Words("Tốc độ ghi của ổ", "Speed of the disk"),
    "memory": Words("Bộ nhớ", "Memory"),
    "heat": Words("Nhiệt độ và nguồn", "Heat and power"),
    "clock": Words("Đồng hồ", "Clock"),
    "line": Words("Đường truyền tới trung tâm", "Line to the centre"),
    "certificates": Words("Chứng thư", "Certificates"),
    "rules": Words("Bộ quy định", "Rules"),
    "services": Words("Dịch vụ", "Services"),
    "database": Words("Cơ sở dữ liệu", "Database"),
    "outbox": Words("Hồ sơ chờ gửi", "Cases waiting to be sent"),
    "versions": Words("Phiên bản", "Versions"),
    "update": Words("Cập nhật phần mềm", "Software update"),
    "visit": Words("Lượt thử tự động", "Visit by itself"),
}
