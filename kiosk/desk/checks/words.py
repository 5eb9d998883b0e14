"""What the page of the kiosk's checks says."""

from kiosk.model import Words

TEXT: dict[str, Words] = {
    "checks": Words("Kiểm tra máy", "Checks"),
    "made": Words("Kiểm tra lúc {at}", "Checked at {at}"),
    "never": Words("Máy chưa được kiểm tra lần nào.", "The kiosk was never checked."),
    "run": Words("Kiểm tra lại", "Check again"),
    "why": Words(
        "Mất chừng nửa phút; người dân vẫn dùng máy được. Đường truyền, thiết bị ký số và độ mòn của ổ được kiểm tra "
        "ban đêm, hoặc bằng lệnh kiosk-doctor.",
        "Takes half a minute; citizens go on. Line, token and wear of the disk are looked at by night, or by the "
        "command kiosk-doctor.",
    ),
    "check": Words("Mục", "Check"),
    "verdict": Words("Kết quả", "Verdict"),
    "found": Words("Nhận thấy", "What was found"),
    "to_do": Words("Cần làm", "What to do"),
    "failed": Words(
        "Không kiểm tra được. Hãy chạy lệnh kiosk-doctor tại máy.",
        "The checks did not run. Run the command kiosk-doctor at the box.",
    ),
    "ok": Words("Tốt", "Well"),
    "poor": Words("Cần xem", "To be looked at"),
    "bad": Words("Hỏng", "Broken"),
    "absent": Words("Không có", "Not there"),
}
