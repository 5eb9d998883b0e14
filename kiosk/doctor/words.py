"""The technician's words: what to do about a fault; what a fault is, its one table says."""

from __future__ import annotations

from kiosk.doctor.check import Finding, Verdict
from kiosk.faults import Fault, remedy
from kiosk.model import Words

_CABLE = Words(
    "Cắm lại dây và nguồn của thiết bị, rồi kiểm tra lại.",
    "Plug its cable and power in again, then look again.",
)
_TO_DO: dict[Fault, Words] = {
    Fault.READER_GONE: _CABLE,
    Fault.BARCODE_GONE: _CABLE,
    Fault.SCANNER_GONE: _CABLE,
    Fault.PRINTER_GONE: _CABLE,
    Fault.SOUND_GONE: Words(
        "Cắm lại loa; xem [sound] device trong phần cài đặt.",
        "Plug the loudspeaker in again; see [sound] device in the settings.",
    ),
    Fault.CARD_UNREADABLE: Words(
        "Lau thẻ và mặt đầu đọc, thử một thẻ khác.",
        "Wipe card and reader, try another card.",
    ),
    Fault.SCANNER_JAMMED: Words(
        "Mở nắp, lấy tờ kẹt ra, đóng nắp; lau con lăn nếu hay kẹt.",
        "Open it, take the stuck sheet out, close it; clean the rollers if it jams often.",
    ),
    Fault.SCANNER_COVER_OPEN: Words(
        "Đóng nắp cho đến khi nghe tiếng khớp.", "Close the cover until it clicks."
    ),
    Fault.SCANNER_BUSY: Words(
        "Tắt chương trình khác đang dùng máy quét.", "End the other program that uses it."
    ),
    Fault.PRINTER_NO_PAPER: Words("Lắp cuộn giấy mới.", "Lay in a new roll."),
    Fault.PRINTER_COVER_OPEN: Words("Đóng nắp máy in.", "Close its cover."),
    Fault.PRINTER_OFFLINE: Words("Bấm nút trên máy in.", "Press its button."),
    Fault.PRINTER_KNIFE: Words(
        "Mở nắp, lấy mẩu giấy ở dao cắt ra.", "Open it, take the scrap off the knife."
    ),
    Fault.DISK_LOW: Words(
        "Xem vì sao hồ sơ chưa gửi được; thay ổ lớn hơn nếu cần.",
        "See why cases are not sent; put in a larger disk if need be.",
    ),
    Fault.DISK_FAILED: Words(
        "Thay ổ; xem mục thay máy hỏng trong tài liệu.",
        "Replace the disk; see in the handbook how a broken box is replaced.",
    ),
    Fault.CLOCK_WRONG: Words(
        "Xem máy chủ giờ và pin đồng hồ, rồi chỉnh giờ.",
        "See the time server and the clock's battery, then set the clock.",
    ),
    Fault.STORE_FAILED: Words(
        "Khởi động lại máy; nếu vẫn vậy, gọi hỗ trợ, đừng xóa gì.",
        "Restart the kiosk; if it stays so, call support and delete nothing.",
    ),
}
_LOOK = Words(
    "Khởi động lại thiết bị rồi kiểm tra lại; nếu vẫn vậy, gọi hỗ trợ.",
    "Restart the device and look again; if it stays so, call support.",
)


def of_fault(fault: Fault, figures: dict[str, str] | None = None) -> Finding:
    """What the one table of faults says of it, and what the technician does."""
    told = remedy(fault)
    to_do = _TO_DO.get(fault) or (told.do if fault.value.startswith(_OF_THE_CENTRE) else _LOOK)
    verdict = Verdict.POOR if fault in _PASSING else Verdict.BAD
    return Finding(verdict, told.what, to_do, figures or {})


_PASSING = (Fault.SCANNER_BUSY, Fault.PRINTER_BUSY, Fault.CENTRE_BUSY)  # by themselves, mostly
# What the table says to do about these, it says to the technician.
_OF_THE_CENTRE = ("centre-", "rules-", "certificate-", "device-", "identity-", "update-")


def ok(vi: str, en: str, **figures: object) -> Finding:
    return Finding(Verdict.OK, Words(vi, en), None, _told(figures))


def poor(what: Words, to_do: Words, **figures: object) -> Finding:
    return Finding(Verdict.POOR, what, to_do, _told(figures))


def bad(what: Words, to_do: Words, **figures: object) -> Finding:
    return Finding(Verdict.BAD, what, to_do, _told(figures))


def absent(vi: str, en: str, **figures: object) -> Finding:
    return Finding(Verdict.ABSENT, Words(vi, en), None, _told(figures))


def _told(figures: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in figures.items() if value not in ("", None)}
