"""The words of what is on its way to the centre: how it stands, since when, why, and what to do."""

from __future__ import annotations

import datetime as dt

from kiosk.contract import Refusal
from kiosk.faults import Fault
from kiosk.model import Actor, Language, Words

WHY: dict[Refusal | Fault, Words] = {
    Refusal.MALFORMED: Words("Trung tâm không hiểu hồ sơ.", "The centre cannot read the case."),
    Refusal.CONFLICT: Words(
        "Trung tâm đã có hồ sơ khác cùng mã.", "The centre has another case with this id."
    ),
    Refusal.CORRUPT: Words("Tệp đến nơi không nguyên vẹn.", "The files did not arrive whole."),
    Refusal.TOO_LARGE: Words("Hồ sơ quá lớn.", "The case is too large."),
    # A fault only where a case is refused for it: elsewhere the line's own words stand.
    Fault.STORE_FAILED: Words(
        "Giấy tờ của hồ sơ không đọc được trong máy.", "The case's papers cannot be read here."
    ),
}

WHAT_TO_DO: dict[Refusal | Fault, Words] = {
    Refusal.MALFORMED: Words(
        "Báo trung tâm: phần mềm ở hai nơi khác phiên bản. Hồ sơ vẫn nằm trong máy.",
        "Tell the centre: the software of the two differs. The case stays in the kiosk.",
    ),
    Refusal.CONFLICT: Words(
        "Báo trung tâm mã hồ sơ này. Hồ sơ vẫn nằm trong máy.",
        "Tell the centre this code. The case stays in the kiosk.",
    ),
    Refusal.CORRUPT: Words(
        "Chờ: máy sẽ gửi lại. Nếu vẫn vậy, báo trung tâm.",
        "Wait: it is sent again. If it stays so, tell the centre.",
    ),
    Refusal.TOO_LARGE: Words(
        "Nộp giấy tờ của hồ sơ này cho trung tâm theo đường bưu chính.",
        "Send this case's papers to the centre by post.",
    ),
    Fault.STORE_FAILED: Words(
        "Mời người dân mang giấy tờ đến quét lại, và báo kỹ thuật viên.",
        "Ask the citizen to have the papers scanned again, and tell a technician.",
    ),
}

ACTOR: dict[Refusal | Fault, Actor] = {
    Refusal.MALFORMED: Actor.TECHNICIAN,
    Refusal.CONFLICT: Actor.TECHNICIAN,
    Refusal.CORRUPT: Actor.TECHNICIAN,
    Refusal.TOO_LARGE: Actor.CLERK,
    Fault.STORE_FAILED: Actor.CLERK,
}

TEXT: dict[str, Words] = {
    "oldest": Words("Lâu nhất {age}", "Oldest {age}"),
    "today": Words("hôm nay", "today"),
    "copied": Words("Đã chép ra USB {age}", "On a stick {age}"),
    "waits_on": Words(
        "Vẫn chờ xác nhận của trung tâm: mang USB về, hoặc chờ có mạng.",
        "Their receipts are awaited: bring the stick back, or wait for the line.",
    ),
    "next": Words("thử lại lúc {clock}", "next try {clock}"),
    "tries": Words("{n} lần thử", "{n} tries"),
    "line": Words("{code}  {standing} {age}", "{code}  {standing} {age}"),
    "who": Words("Người xử lý: {actor}.", "Who acts: {actor}."),
}


def since(span: dt.timedelta, language: Language) -> str:
    """How long ago in its largest unit: “từ 2 giờ trước”, “2 h ago”."""
    minutes = max(0, int(span.total_seconds()) // 60)
    vi = language is Language.VI
    if minutes == 0:
        return "vừa xong" if vi else "just now"
    if minutes >= 1440:
        count, unit, short = minutes // 1440, "ngày", "d"
    elif minutes >= 60:
        count, unit, short = minutes // 60, "giờ", "h"
    else:
        count, unit, short = minutes, "phút", "min"
    return f"từ {count}\u00a0{unit} trước" if vi else f"{count}\u00a0{short} ago"
