"""A clerk goes on at a counter with what a citizen began here: what is scanned is kept, and the visit is over."""

from __future__ import annotations

from dataclasses import replace

from kiosk.journey import effects as do
from kiosk.journey import papers
from kiosk.journey.calling import quiet
from kiosk.journey.papers import Move
from kiosk.journey.states import (
    LeaveQuestion,
    NeedsClerk,
    PresentCard,
    Resumable,
    ReviewPages,
    Sealing,
    State,
    StillThere,
    TakeTicket,
    Visit,
    Welcome,
    case_of,
    language_of,
    name_of,
)


def take(state: State, counter: int) -> Move:
    """The case is made final as it is; where there is nothing to take over, nothing changes."""
    inner = _inner(state)
    if isinstance(inner, (Welcome, Sealing, TakeTicket)) or not inner.visit.pages:
        return state, ()
    still, stop = quiet(inner)
    assert not isinstance(still, TakeTicket)
    visit, gone = papers.kept(still) if isinstance(still, ReviewPages) else (still.visit, ())
    if not visit.pages:
        return state, ()
    if isinstance(still, PresentCard) and not visit.expected:
        gone = (
            *gone,
            do.ForgetHolder(visit.case),
        )  # a card may have been read, and never confirmed
    if isinstance(state, NeedsClerk):
        gone = (*gone, do.ClerkDone(visit.case))
    sealing, effects = papers.seal(visit, counter)
    return sealing, (*stop, *gone, *effects)


def seen(state: State) -> do.NoteScreen:
    """What the office may see of a state: nothing in it says whose visit it is."""
    inner = _inner(state)
    about = Visit("")
    if isinstance(inner, TakeTicket):
        about = replace(about, procedure=inner.ticket.procedure)
    elif not isinstance(inner, Welcome):
        about = inner.visit
    return do.NoteScreen(
        case_of(state) or "",
        name_of(state),
        name_of(inner) if inner is not state else "",
        state.fault if isinstance(state, NeedsClerk) else getattr(inner, "trouble", None),
        language_of(state),
        about.procedure,
        about.pages,
    )


def _inner(state: State) -> Resumable | Welcome | Sealing:
    """The screen that a question or a call stands before."""
    if isinstance(state, (NeedsClerk, StillThere, LeaveQuestion)):
        return state.resume
    return state
