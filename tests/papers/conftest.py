"""An invented office, its procedures, and a moment to print at."""

import datetime as dt

import pytest

from kiosk.model import Language, Procedure, Ticket, Words
from kiosk.papers import ticket as paper
from kiosk.settings import Office

OFFICE = Office(
    Words("Bộ phận Tiếp nhận và Trả kết quả UBND xã Suối Mơ", "One-stop office, Suoi Mo commune"),
    "H00.021",
)
MORNING = dt.datetime(2026, 11, 22, 1, 5, tzinfo=dt.UTC)  # 08:05 in Vietnam


def procedure(vi: str, en: str, sample: bool = True) -> Procedure:
    return Procedure(
        code="2.000815",
        name=Words(vi, en),
        short=Words(vi, en),
        field="ho-tich",
        time=Words("", ""),
        fee=Words("", ""),
        exemption=Words("", ""),
        documents=(),
        basis="",
        valid_from=dt.date(2026, 1, 1),
        sample=sample,
    )


def ticket(kiosk: int = 0, number: int = 7) -> Ticket:
    code = f"H00.021-261122-K{kiosk:02d}-{number:04d}"
    return Ticket("0" * 32, dt.date(2026, 11, 22), "A", kiosk, number, code, "2.000815")


@pytest.fixture
def draw():
    """Draws a ticket; everything that is not given is the usual."""

    def drawn(
        kiosk=1,
        number=7,
        vi="Chứng thực bản sao từ bản chính",
        en="Certified copies",
        sample=True,
        language=Language.VI,
        width=576,
        at=MORNING,
    ):
        what = procedure(vi, en, sample)
        return paper.draw(ticket(kiosk, number), what, OFFICE, at, language, width)

    return drawn
