"""How moments, numbers, faults and alarms are said on the pages, in Vietnamese and in English."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from central import targets
from central.fleet.alarms import Actor, Alarm, Press, Words, remedy
from central.fleet.standing import Raised
from kiosk.contract.checks import TITLES

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LANGUAGES = ("vi", "en")

PRESSES: dict[Press | None, Words] = {
    Press.NOW: Words("cần làm ngay", "need somebody now"),
    Press.TODAY: Words("cần làm trong ngày", "need somebody today"),
    Press.LATER: Words("để sau được", "can wait"),
    None: Words("đang tốt", "are well"),
}
ACTORS = {
    Actor.CLERK: Words("Cán bộ Một cửa", "The office's clerk"),
    Actor.TECHNICIAN: Words("Kỹ thuật viên", "Technician"),
    Actor.CENTRE: Words("Quản trị trung tâm", "The centre's staff"),
}
DEVICES = {
    "reader": Words("Đầu đọc thẻ", "Card reader"),
    "sound": Words("Loa", "Loudspeaker"),
    "barcode": Words("Đầu đọc mã QR", "QR code reader"),
    "scanner": Words("Máy quét", "Scanner"),
    "printer": Words("Máy in", "Printer"),
    "disk": Words("Ổ đĩa", "Disk"),
    "clock": Words("Đồng hồ", "Clock"),
    "time": Words("Giờ so với trung tâm", "Time against the centre's"),
    "identity": Words("Tên máy", "The kiosk's name"),
    "receipts": Words("Biên nhận của trung tâm", "The centre's receipts"),
    "update": Words("Bản phần mềm mới", "New release of the software"),
}
FAULTS = {
    "reader-gone": Words("không trả lời", "does not answer"),
    "sound-gone": Words("không phát ra tiếng", "plays nothing"),
    "barcode-gone": Words("không trả lời", "does not answer"),
    "scanner-empty": Words("khay chưa có giấy", "no paper in its tray"),
    "scanner-jammed": Words("kẹt giấy", "jammed"),
    "scanner-cover-open": Words("nắp đang mở", "cover open"),
    "scanner-busy": Words("đang bận", "busy"),
    "scanner-gone": Words("không trả lời", "does not answer"),
    "scanner-failed": Words("lỗi giữa chừng", "failed half-way"),
    "printer-no-paper": Words("hết giấy", "out of paper"),
    "printer-cover-open": Words("nắp đang mở", "cover open"),
    "printer-offline": Words("đang tạm dừng", "paused"),
    "printer-knife": Words("kẹt dao cắt", "knife stuck"),
    "printer-busy": Words("đang bận", "busy"),
    "printer-gone": Words("không trả lời", "does not answer"),
    "printer-failed": Words("in không xong", "did not print to the end"),
    "disk-low": Words("sắp hết chỗ", "nearly full"),
    "disk-full": Words("hết chỗ", "full"),
    "disk-read-only": Words("không cho ghi", "takes nothing in"),
    "disk-failed": Words("bị hỏng", "failing"),
    "store-failed": Words("không ghi được", "cannot be written"),
    "clock-wrong": Words("chạy sai", "wrong"),
    "identity-twin": Words("hai máy dùng chung", "two machines go by it"),
    "identity-restored": Words("vừa lùi về bản sao cũ", "went back to an older copy"),
    "centre-restored": Words(
        "trung tâm vừa lùi về bản cũ", "the centre went back to an older copy"
    ),
}
VERDICTS = {
    "ok": Words("tốt", "well"),
    "poor": Words("cần xem", "to be looked at"),
    "bad": Words("hỏng", "broken"),
    "absent": Words("không có", "not there"),
}
SYSTEMS = {
    targets.Alarm.SILENT: Words("không đến lấy", "does not ask"),
    targets.Alarm.LATE: Words("lấy chậm", "is late"),
    targets.Alarm.REFUSED: Words("từ chối", "refuses"),
}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def moment(at: dt.datetime | None, language: str) -> str:
    """Hour and day in Vietnam; "" for none."""
    if at is None:
        return ""
    at = at.astimezone(ZONE)
    return f"{at:%H:%M} {day(at, language)}"


def day(at: dt.datetime, language: str) -> str:
    at = at.astimezone(ZONE)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}" if language == "en" else f"{at:%d/%m/%Y}"


def span(length: dt.timedelta, language: str) -> str:
    """How long, in its two largest units at most."""
    minutes = max(0, int(length.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    names = ("d", "h", "min") if language == "en" else ("ngày", "giờ", "phút")
    parts = [f"{n} {name}" for n, name in zip((days, hours, rest), names, strict=True) if n]
    if days >= 2:
        parts = parts[:1]
    return " ".join(parts[:2]) or Words("dưới 1 phút", "under 1 min").of(language)


def count(number: int, language: str) -> str:
    return f"{number:,}".replace(",", "," if language == "en" else ".")


def device(name: str, language: str) -> str:
    return DEVICES[name].of(language) if name in DEVICES else name


def fault(code: str, language: str) -> str:
    """In words; a code that this release does not know, as it is."""
    return FAULTS[code].of(language) if code in FAULTS else code


def check(name: str, language: str) -> str:
    """What a kiosk's check is called; one that this release does not know, as it is."""
    title = TITLES.get(name)
    return (title.en if language == "en" else title.vi) if title else name


def alarm(alarm: Alarm, language: str) -> str:
    return remedy(alarm).name.of(language)


def detail(one: Raised, now: dt.datetime, language: str) -> str:
    """What more there is to say of an alarm: how long, how many, which; "" for nothing."""
    long = span(now - one.since, language) if one.since else ""
    match one.alarm:
        case Alarm.DEVICE:
            name, _, code = one.detail.partition(":")
            return f"{device(name, language)}: {fault(code, language)} · {long}"
        case Alarm.DISK if one.detail.endswith("%"):
            free = one.detail.removesuffix("%")
            return Words(f"còn trống {free} %", f"{free} % free").of(language)
        case Alarm.DISK:
            return f"{fault(one.detail, language)} · {long}"
        case Alarm.CHECKS:
            return ", ".join(check(name, language) for name in one.detail.split())
        case Alarm.REFUSED | Alarm.BACKLOG:
            cases = count(int(one.detail), language)
            return Words(f"{cases} hồ sơ", f"{cases} cases").of(language)
        case Alarm.CLOCK if one.detail:
            seconds = int(one.detail)
            length = span(dt.timedelta(seconds=abs(seconds)), language)
            ahead = Words(f"nhanh {length}", f"{length} ahead")
            return (ahead if seconds > 0 else Words(f"chậm {length}", f"{length} behind")).of(
                language
            )
        case Alarm.CERTIFICATE_ENDED | Alarm.CERTIFICATE_ENDING | Alarm.RULES_EXPIRED:
            return day(one.since, language) if one.since else ""
        case _ if one.id:
            times = Words(f"{one.detail} lần", f"{one.detail} times").of(language)
            return long if one.detail == "1" else f"{long} · {times}"
        case _:
            return long or one.detail
