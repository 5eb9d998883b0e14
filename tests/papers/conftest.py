"""An invented office, its procedures, and a moment to print at."""

import datetime as dt

import pytest

from kiosk.model import Language, Words
from kiosk.papers.ticket import TicketPaper
from kiosk.papers.ticket import draw as drawn_on

OFFICE = Words(
    "Bộ phận Tiếp nhận và Trả kết quả UBND xã Suối Mơ", "One-stop office, Suoi Mo commune"
)
MORNING = dt.datetime(2026, 11, 22, 1, 5, tzinfo=dt.UTC)  # 08:05 in Vietnam


def ticket(kiosk: int = 1, number: int = 7, **more) -> TicketPaper:
    """What an invented ticket says; everything that is not given is the least there is."""
    label = f"A{kiosk or ''}{'-' if kiosk else ''}{number:03d}"
    said = {
        "code": f"H00.021-261122-K{kiosk:02d}-{number:04d}",
        "office": OFFICE,
        "printed_at": MORNING,
        "what": Words("Chứng thực bản sao từ bản chính", "Certified copies"),
        **more,
    }
    return TicketPaper(label, **said)


@pytest.fixture
def draw():
    """Draws a ticket as the strip that is printed."""

    def drawn(width=576, **more):
        return drawn_on(ticket(**more), width)

    return drawn


FULL = {
    "field": Words("Hộ tịch – Chứng thực", "Civil status and certification"),
    "counters": ("2", "3"),
    "ahead": 5,
    "wait": (15, 30),
}
EVERYTHING = FULL | {
    "priority": Words("người cao tuổi", "elderly"),
    "back_at": MORNING + dt.timedelta(hours=2, minutes=25),
    "language": Language.EN,
    "sample": True,
}
