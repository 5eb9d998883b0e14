"""Why somebody is called sooner, and what a number is about: in words for pad and board."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from kiosk.model import Errand, Language, Words
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.queue.order import Cause, Reason
from kiosk.rules.queue.standing import Turn

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

CAUSES: Mapping[Cause, Words] = {
    Cause.FIRST_COME: Words("", ""),
    Cause.ELDERLY: Words(
        "Ưu tiên: người cao tuổi, xếp trước {n}\u00a0phút",
        "Priority: elderly, {n}\u00a0minutes ahead",
    ),
    Cause.DISABLED: Words(
        "Ưu tiên: người khuyết tật, xếp trước {n}\u00a0phút",
        "Priority: disabled, {n}\u00a0minutes ahead",
    ),
    Cause.WITH_CHILD: Words(
        "Ưu tiên: mang thai hoặc có con nhỏ, xếp trước {n}\u00a0phút",
        "Priority: pregnant or with a small child, {n}\u00a0minutes ahead",
    ),
    Cause.MERIT: Words(
        "Ưu tiên: người có công, xếp trước {n}\u00a0phút", "Priority: merit, {n}\u00a0minutes ahead"
    ),
    Cause.ONLINE: Words(
        "Đã nộp trực tuyến, xếp trước {n}\u00a0phút", "Filed online, {n}\u00a0minutes ahead"
    ),
    Cause.APPOINTMENT: Words("Có hẹn lúc {at}", "Appointment at {at}"),
    Cause.READY: Words("Mời lại để nhận kết quả", "Called back for the result"),
    Cause.SAME_DAY: Words(
        "Giải quyết trong ngày, xếp trước {n}\u00a0phút",
        "To be settled today, {n}\u00a0minutes ahead",
    ),
}

_ERRANDS: Mapping[Errand, Words] = {
    Errand.HAND_IN: Words("", ""),
    Errand.COLLECT: Words("Nhận kết quả", "Collects a result"),
    Errand.ASK: Words("Gặp cán bộ", "Sees a clerk"),
}


def cause_words(reason: Reason, turn: Turn, language: Language) -> str:
    """Why this turn counts as having come earlier; empty where it does not."""
    due = turn.drawn.appointment
    at = f"{due.astimezone(OFFICE_ZONE):%H:%M}" if due else ""
    return CAUSES[reason.cause].of(language).format(n=reason.minutes, at=at)


def about(turn: Turn, catalogue: Catalogue, language: Language) -> str:
    """What its citizen came for, in the words of the day's catalogue; never more than one line on a pad."""
    procedures = {each.code: each.short for each in catalogue.procedures}
    fields = {each.id: each.name for each in catalogue.fields}
    what = procedures.get(turn.drawn.procedure) or fields.get(turn.field)
    errand = _ERRANDS[turn.drawn.errand].of(language)
    return " · ".join(text for text in (errand, what.of(language) if what else "") if text)
