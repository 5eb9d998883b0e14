"""Sights of the number: asked for, with and without papers, and how it stands in the hall's queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from kiosk.faults import Fault
from kiosk.journey import states as at
from kiosk.journey.states import Visit
from kiosk.model import Errand, InQueue, Language, Priority, Ticket, Unmet
from kiosk.rules.working_days import Today
from tests.ui.sights import BIRTH, CASE, TODAY, Sight, visit

MORNING = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)  # 9:30 at the office
OFFERS = tuple(MORNING + dt.timedelta(minutes=minutes) for minutes in (45, 75, 105))
LONG_WAIT = InQueue(14, (1, 2), 45, 70, offers=OFFERS)
LATE = Today(late=True, settled=dt.date(2026, 11, 23))


def numbers() -> Iterator[Sight]:
    for language, prefix in ((Language.VI, ""), (Language.EN, "en-")):
        yield from _asked(language, prefix)
        yield from _told(language, prefix)
    yield from _other_looks()


def _asked(language: Language, prefix: str) -> Iterator[Sight]:
    v, bare = visit(language, scanned=(3, 1, 1)), Visit(CASE, language, errand=Errand.ASK)
    old = replace(v, holder=replace(v.holder, elderly=True))
    choosing = at.ChooseProcedure(Visit(CASE, language))
    appointed = at.EnterAppointment(bare, unmet=Unmet.EARLY, at=MORNING)
    yield Sight(f"{prefix}errands", choosing, touches=("errands",))
    yield Sight(f"{prefix}errand-fields", choosing, touches=("errands", "errand-collect"))
    yield Sight(f"{prefix}ask-priority", at.AskPriority(v))
    yield Sight(f"{prefix}ask-priority-elderly", at.AskPriority(old))
    yield Sight(f"{prefix}ask-priority-errand", at.AskPriority(bare, Fault.DEVICES_GONE))
    yield Sight(f"{prefix}review-pages-elderly", at.ReviewPages(old, 2))
    yield Sight(f"{prefix}confirm-holder-elderly", at.ConfirmHolder(old))
    yield Sight(
        f"{prefix}enter-appointment",
        at.EnterAppointment(bare),
        touches=tuple(f"digit-{digit}" for digit in "00041"),
    )
    yield Sight(f"{prefix}enter-appointment-early", appointed)
    yield Sight(f"{prefix}sealing-errand", at.Sealing(bare))
    yield Sight(f"{prefix}show-procedure-late", at.ShowProcedure(v), today=LATE)


def _told(language: Language, prefix: str) -> Iterator[Sight]:
    ticket = Ticket(CASE, TODAY, "A", 1, 7, "H00.000-261122-K01-0007", BIRTH)
    done = at.TakeTicket(language, ticket, at.Printing.DONE, queue=LONG_WAIT)
    old = replace(LONG_WAIT, priority=Priority.ELDERLY, offers=())
    failed = replace(done, printed=at.Printing.FAILED, trouble=Fault.PRINTER_NO_PAPER)
    yield Sight(f"{prefix}take-ticket-wait", done)
    yield Sight(f"{prefix}take-ticket-priority", replace(done, queue=old))
    yield Sight(f"{prefix}take-ticket-wait-printing", replace(done, printed=at.Printing.WAITING))
    yield Sight(f"{prefix}take-ticket-wait-no-paper", failed)
    yield Sight(f"{prefix}take-ticket-when", replace(done, leaving=True))
    going = replace(LONG_WAIT, until=OFFERS[0], offers=())
    yield Sight(f"{prefix}take-ticket-back-at", replace(done, queue=going))
    errand = replace(done, ticket=replace(ticket, procedure=""), queue=InQueue(0, (3,), 0, 5))
    yield Sight(f"{prefix}take-ticket-errand", errand)


def _other_looks() -> Iterator[Sight]:
    v, bare = visit(scanned=(3, 1, 1)), Visit(CASE, errand=Errand.ASK)
    ticket = Ticket(CASE, TODAY, "A", 1, 7, "H00.000-261122-K01-0007", BIRTH)
    queue = replace(LONG_WAIT, priority=Priority.WITH_CHILD)
    done = at.TakeTicket(Language.VI, ticket, at.Printing.DONE, queue=queue)
    failed = replace(done, printed=at.Printing.FAILED, trouble=Fault.PRINTER_NO_PAPER)
    for look in ("large", "contrast"):
        large, contrast = look == "large", look == "contrast"
        for name, state in (
            ("ask-priority", at.AskPriority(v)),
            ("enter-appointment", at.EnterAppointment(bare, unmet=Unmet.LATE, at=MORNING)),
            ("take-ticket-wait", done),
            ("take-ticket-wait-no-paper", failed),
            ("take-ticket-when", replace(done, leaving=True)),
            ("review-pages-last", at.ReviewPages(v, 2)),
        ):
            yield Sight(f"{look}-{name}", state, large=large, contrast=contrast)
        choosing = at.ChooseProcedure(v)
        touches = ("errands",)
        yield Sight(f"{look}-errands", choosing, touches=touches, large=large, contrast=contrast)
