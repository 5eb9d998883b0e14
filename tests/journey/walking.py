"""Walks through the journey: one case, two papers, every kind of event, and all places they lead to."""

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import get_args

from hypothesis import strategies as st

from kiosk.faults import Fault
from kiosk.journey import Effect, Event, State, step
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.states import (
    ConfirmHolder,
    FeedPapers,
    NeedsClerk,
    Paper,
    PresentCard,
    ReadingCard,
    ReviewPages,
    Scanning,
    Sealing,
    Visit,
    Welcome,
)
from kiosk.model import (
    Errand,
    InQueue,
    Language,
    Look,
    MaskedHolder,
    Page,
    PageVerdict,
    Priority,
    SheetCount,
    Ticket,
    Unmet,
    Verdict,
)

CASE, OTHER_CASE = "c" * 32, "0" * 32
NUMBER = "010190000123"
MISCOUNTED = SheetCount(2, 1)
NAMED = MaskedHolder("GIÀNG THỊ MAI", 1990, "0123")
HOLDER = replace(NAMED, verdict=Verdict.PROVEN)
DECLARED = replace(NAMED, verdict=Verdict.DECLARED)
FORM, BIRTH = "to-khai", "giay-chung-sinh"
PAGE = Page("page-1", FORM, 1, "case/page-1")
DARK = replace(PAGE, look=Look(PageVerdict.TOO_DARK, False, 0, "A4", "case/page-1-small"))
SECOND = Page("page-2", FORM, 2, "case/page-2")
BIRTH_PAGE = Page("page-3", BIRTH, 1, "case/page-3")
TICKET = Ticket(CASE, dt.date(2026, 11, 23), "A", 1, 7, "H00.000-261123-K01-0007", "1.001193")
FOUND = ev.VisitFound(CASE, Language.VI, "1.010041", (Paper(FORM, (PAGE,)),), None)

BACK_AT = dt.datetime(2026, 11, 23, 3, 30, tzinfo=dt.UTC)
QUEUE = InQueue(4, (1, 2), 20, 40, offers=(BACK_AT,))

TOUCHES = (
    ev.Touched, ev.LanguageChosen, ev.ProcedureChosen, ev.ErrandChosen, ev.AppointmentPressed,
    ev.AppointmentEntered, ev.PriorityPressed, ev.PriorityChosen, ev.LaterPressed, ev.ReturnChosen,
    ev.Started, ev.NoticeAccepted,
    ev.NumberEntered, ev.CodeAccepted, ev.CardSkipped, ev.HolderConfirmed, ev.HolderDenied, ev.ScanPressed,
    ev.ScanStopped, ev.DeletePressed, ev.RestorePressed, ev.RescanPressed, ev.InsertPressed, ev.TurnPressed,
    ev.AcceptPressed, ev.PaperMissing, ev.MorePressed, ev.BacksPressed,
    ev.NextPressed, ev.ReprintPressed, ev.TicketTaken, ev.ClerkPressed, ev.BackPressed,
    ev.StartOverPressed, ev.StayPressed, ev.LeaveConfirmed, ev.QuestionOpened,
)  # fmt: skip

EVENTS: tuple[Event, ...] = (
    ev.Touched(CASE),
    ev.LanguageChosen(Language.EN),
    ev.ProcedureChosen("1.001193", (FORM, BIRTH)),
    ev.ProcedureChosen("1.010041", (FORM,)),
    ev.Started(),
    ev.NoticeAccepted(),
    ev.NumberEntered(NUMBER),
    ev.CodeRead(NUMBER, DECLARED),
    ev.CodeRead(NUMBER, None),
    ev.CodeUnreadable(),
    ev.CodeAccepted(),
    ev.CardSkipped(),
    ev.CardProgress(50),
    ev.CardNamed(NAMED),
    ev.CardRead(HOLDER),
    ev.HolderConfirmed(),
    ev.HolderDenied(),
    ev.ScanPressed(),
    ev.PagesChanged(FORM, (PAGE,)),
    ev.PagesChanged(FORM, ()),
    ev.PagesChanged(FORM, (DARK,), fronts=1, counted=MISCOUNTED),
    ev.BatchScanned(FORM, (PAGE,)),
    ev.BatchScanned(BIRTH, (BIRTH_PAGE,)),
    ev.ScannerQueued(2),
    ev.ScannerQueued(0),
    ev.ScanStopped(),
    ev.DeletePressed(PAGE.id),
    ev.RestorePressed(PAGE.id),
    ev.RescanPressed(PAGE.id),
    ev.InsertPressed(PAGE.id),
    ev.TurnPressed(PAGE.id),
    ev.AcceptPressed(PAGE.id),
    ev.PaperMissing(),
    ev.MorePressed(),
    ev.BacksPressed(),
    ev.NextPressed(),
    ev.ErrandChosen(Errand.COLLECT, "ho-tich"),
    ev.AppointmentPressed(),
    ev.AppointmentEntered("000417"),
    ev.AppointmentFound("000417", "ho-tich"),
    ev.AppointmentUnmet(Unmet.EARLY, BACK_AT),
    ev.PriorityPressed(),
    ev.PriorityChosen(Priority.DISABLED),
    ev.QueueTold(CASE, QUEUE),
    ev.QueueTold(CASE, replace(QUEUE, until=BACK_AT, offers=())),
    ev.LaterPressed(),
    ev.ReturnChosen(BACK_AT),
    ev.Sealed(TICKET),
    ev.TicketPrinted(),
    ev.ReprintPressed(),
    ev.TicketTaken(),
    ev.NothingFound(),
    ev.TicketFound(Language.EN, TICKET),
    FOUND,
    replace(FOUND, holder=HOLDER),
    ev.Closed(Fault.DISK_LOW),
    ev.Opened(),
    ev.Faulted(Fault.CARD_REMOVED),
    ev.Faulted(Fault.CARD_WRONG_NUMBER),
    ev.Faulted(Fault.CARD_UNREADABLE),
    ev.Faulted(Fault.SCANNER_JAMMED),
    ev.Faulted(Fault.PRINTER_NO_PAPER),
    ev.Faulted(Fault.DISK_FULL),
    ev.Faulted(Fault.DEVICES_GONE),
    ev.ClerkPressed(),
    ev.ClerkPressed(CASE),
    ev.ClerkResumed(),
    ev.ClerkTold(CASE),
    ev.Spoken(1),
    ev.ClerkGoes(CASE, 2),
    ev.ClerkFinished(CASE),
    ev.ClerkEnds(CASE),
    ev.ClerkTakes(CASE, 2),
    ev.RestartScreen(),
    ev.QuestionOpened("1.001193", "where"),
    ev.BackPressed(),
    ev.StartOverPressed(),
    ev.StayPressed(),
    ev.LeaveConfirmed(),
    ev.Idle(),
    ev.TimedOut(),
)

Edge = tuple[State, Event, State, tuple[Effect, ...]]


@cache
def everywhere() -> tuple[Edge, ...]:
    """Every move there is from every place EVENTS lead to."""
    edges: list[Edge] = []
    seen: set[State] = {Welcome(ready=False)}
    coming: list[State] = list(seen)
    while coming:
        state = coming.pop()
        for event in EVENTS:
            after, effects = step(state, event)
            edges.append((state, event, after, effects))
            if after not in seen:
                seen.add(after)
                if not _told_of_pages(after):
                    coming.append(after)
    return tuple(edges)


def _told_of_pages(state: State) -> bool:
    """How far a call has come is followed from where no page was scanned: with pages it is the same thrice."""
    return (
        isinstance(state, NeedsClerk)
        and state.told
        and bool(getattr(getattr(state.resume, "visit", None), "pages", 0))
    )


# What is kept of the visit when a batch begins.
NOTE = do.NoteVisit(CASE, "1.010041", Language.VI, (FORM,))
# What goes along with coming to the screen that asks for the card, and with leaving it.
WATCH, NO_WATCH = do.WatchCode(CASE), do.StopWatching(CASE)


def walk(*events: Event, start: State | None = None) -> list[tuple[State, tuple[Effect, ...]]]:
    """The moves of these events, one after another."""
    moves, state = [], start or Welcome()
    for event in events:
        state, effects = step(state, event)
        moves.append((state, effects))
    return moves


def end(*events: Event, start: State | None = None) -> State:
    return walk(*events, start=start)[-1][0]


_SOME = ((PAGE,), (SECOND,), (PAGE, SECOND))
_FRONTS, _COUNTED = st.integers(0, 2), st.sampled_from([None, MISCOUNTED])
_DOCUMENTS = st.sampled_from([FORM, BIRTH])
ANY: dict[type, st.SearchStrategy] = {
    kind: st.sampled_from([event for event in EVENTS if isinstance(event, kind)])
    for kind in get_args(Event)
} | {
    ev.LanguageChosen: st.sampled_from(Language).map(ev.LanguageChosen),
    ev.CardProgress: st.integers(-1, 101).map(ev.CardProgress),
    ev.PagesChanged: st.builds(
        ev.PagesChanged, _DOCUMENTS, st.sampled_from([(), *_SOME]), _FRONTS, _COUNTED
    ),
    ev.BatchScanned: st.builds(
        ev.BatchScanned, _DOCUMENTS, st.sampled_from(_SOME), _FRONTS, _COUNTED
    ),
    ev.RestorePressed: st.sampled_from(["page-1", "page-2", "nowhere"]).map(ev.RestorePressed),
    ev.ScannerQueued: st.integers(-1, 5).map(ev.ScannerQueued),
    ev.DeletePressed: st.sampled_from(["page-1", "page-2", "nowhere"]).map(ev.DeletePressed),
    ev.RescanPressed: st.sampled_from(["page-1", "page-2", "nowhere"]).map(ev.RescanPressed),
    ev.Faulted: st.sampled_from(Fault).map(ev.Faulted),
}


@st.composite
def walks(draw: st.DrawFn) -> list[Edge]:
    """A long walk: mostly events that mean something where the citizen stands, at times any other."""
    state: State = Welcome(ready=False)
    edges: list[Edge] = []
    for _ in range(draw(st.integers(1, 40))):
        lively = [event for event in EVENTS if step(state, event)[0] != state]
        event = draw(st.sampled_from(lively) | st.sampled_from(list(ANY)).flatmap(ANY.__getitem__))
        after, effects = step(state, event)
        edges.append((state, event, after, effects))
        state = after
    return edges


def visit(*pages: Page, holder: MaskedHolder | None = None, two: bool = False) -> Visit:
    """A visit for one paper (or two) with these pages scanned for the first."""
    papers = (Paper(FORM, pages), Paper(BIRTH)) if two else (Paper(FORM, pages),)
    code = "1.001193" if two else "1.010041"
    return Visit(CASE, Language.VI, code, papers, holder)


def present(trouble: Fault | None = None, number: str = "") -> PresentCard:
    return PresentCard(visit(), number, trouble)


def reading() -> ReadingCard:
    return ReadingCard(visit(), NUMBER, 50)


def confirming() -> ConfirmHolder:
    return ConfirmHolder(visit(holder=HOLDER))


def feeding() -> FeedPapers:
    return FeedPapers(visit())


def scanning(*pages: Page) -> Scanning:
    return Scanning(visit(*pages), 0)


def reviewing(*pages: Page) -> ReviewPages:
    return ReviewPages(visit(*pages), 0)


def sealing() -> Sealing:
    return Sealing(visit(PAGE))
