"""Why a number comes sooner, and what it is for where it is for no procedure: as the ticket says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kiosk.model import Errand, Priority, Words
from kiosk.store.moments import OFFICE_ZONE

PRIORITY: Mapping[Priority, Words] = {
    Priority.ELDERLY: Words("người cao tuổi", "older person"),
    Priority.DISABLED: Words("người khuyết tật", "person with a disability"),
    Priority.WITH_CHILD: Words("mang thai, có con nhỏ", "pregnant or with a small child"),
    Priority.MERIT: Words("người có công", "person with merit"),
    Priority.ONLINE: Words("đã nộp trực tuyến", "filed online"),
}
ERRAND: Mapping[Errand, Words] = {
    Errand.COLLECT: Words("Nhận kết quả", "Collect a result"),
    Errand.ASK: Words("Gặp cán bộ", "See a clerk"),
}


def appointed(at: dt.datetime) -> Words:
    """Of an appointment; `at` is aware."""
    time = f"{at.astimezone(OFFICE_ZONE):%H:%M}"
    return Words(f"Hẹn lúc {time}", f"Appointment at {time}")
