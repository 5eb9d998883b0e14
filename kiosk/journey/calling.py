"""A clerk is called from whatever screen: the call is told, somebody comes, and it is done."""

from __future__ import annotations

from dataclasses import replace

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import number
from kiosk.journey.effects import Effect
from kiosk.journey.events import Event
from kiosk.journey.papers import Move, calm, has
from kiosk.journey.states import (
    EnterAppointment,
    FeedPapers,
    LeaveQuestion,
    NeedsClerk,
    PresentCard,
    ReadingCard,
    Resumable,
    Scanning,
    Sealing,
    State,
    StillThere,
    TakeTicket,
    Welcome,
    case_of,
    name_of,
)


def call(state: Resumable | StillThere | LeaveQuestion, fault: Fault) -> Move:
    """The screen that waits for the clerk; a device is stopped where the citizen wants one, not where it stopped."""
    asked = state.resume if isinstance(state, (StillThere, LeaveQuestion)) else state
    still, stop = quiet(asked)
    case = case_of(still)
    told = (do.CallClerk(case, fault, name_of(asked)),) if case else ()
    return NeedsClerk(fault, still), stop + told if fault is Fault.CLERK_CALLED else told


def called(state: Welcome | Sealing, event: Event) -> Move | None:
    """A clerk is called where there is no visit yet, or where nothing may be stopped; None: something else happened."""
    match state, event:
        case Welcome(), ev.ClerkPressed(case) if case:
            told = do.CallClerk(case, Fault.CLERK_CALLED, name_of(state))
            return NeedsClerk(Fault.CLERK_CALLED, state, case), (do.BeginVisit(case), told)
        case Sealing(visit, called=False), ev.ClerkPressed():
            told = do.CallClerk(visit.case, Fault.CLERK_CALLED, name_of(state))
            return replace(state, called=True), (told,)
        case _:
            return None


def answered(state: NeedsClerk, event: Event) -> Move:
    """What becomes of a call, and of the screen behind it meanwhile."""
    case = case_of(state) or ""
    match event:
        case ev.ClerkTold(told) if told == case:
            return replace(state, told=True), ()
        case ev.ClerkGoes(told, counter) if told == case:
            return replace(state, told=True, comes=True, counter=counter), ()
        case ev.ClerkResumed():
            return state.resume, over(state) or (do.ClerkDone(case),)
        case ev.ClerkFinished(told) if told == case:
            return state.resume, over(state)
        case ev.TicketFound(language, ticket) if isinstance(state.resume, Welcome):
            taking, effects = number.shown(TakeTicket(language, ticket))
            return replace(state, resume=taking), effects
        case ev.Closed(fault) if isinstance(state.resume, Welcome):
            return replace(state, resume=replace(state.resume, closed=fault)), ()
        case ev.Opened() if isinstance(state.resume, Welcome):
            return replace(state, resume=replace(state.resume, closed=None)), ()
        case ev.NothingFound() | ev.Faulted():
            return ready(state), ()
        case _:
            return state, ()


def ready(state: State) -> State:
    """It is known now that an interrupted kiosk had left nothing undone, also to a screen before the first."""
    if isinstance(state, NeedsClerk) and isinstance(state.resume, Welcome):
        return replace(state, resume=replace(state.resume, ready=True))
    return state


def over(state: State) -> tuple[Effect, ...]:
    """What ends with a call from the first screen: it was all there was to the visit.

    Before the kiosk is ready the visit goes on: the answer to its RecoverVisit is still to come.
    """
    match state:
        case NeedsClerk(resume=Welcome(ready=True), case=case):
            return (do.ForgetCitizen(case),)
        case NeedsClerk(case=case) if case:
            return (do.ClerkDone(case),)
        case _:
            return ()


def noted(state: State, procedure: str, question: str) -> tuple[Effect, ...]:
    """Which question was opened is counted, whoever it was."""
    case = case_of(state)
    return (do.NoteQuestion(case, procedure, question),) if case else ()


def quiet(state: Resumable) -> tuple[Resumable, tuple[Effect, ...]]:
    """The nearest state at which no device is busy, and what stops the device."""
    match state:
        case ReadingCard(visit, number, declared=declared):
            return PresentCard(visit, number, None, declared), (do.StopReading(visit.case),)
        case Scanning(visit, paper, replacing, after) if has(visit, paper, replacing or after):
            waiting = FeedPapers(visit, paper, replacing=replacing, after=after)
            return waiting, (do.StopScanning(visit.case),)
        case Scanning(visit, paper, backs=True) if visit.papers[paper].fronts:
            return FeedPapers(visit, paper, backs=True), (do.StopScanning(visit.case),)
        case Scanning(visit, paper):
            return calm(visit, paper), (do.StopScanning(visit.case),)
        case EnterAppointment(visit):
            return EnterAppointment(visit), ()
        case _:
            return state, ()
