"""The citizen's journey: pure values and one pure function, no hardware, no clock, no Kivy.

States, events and effects have a module each; `step` says where an event takes the citizen.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.faults import Fault, remedy
from kiosk.journey import calling, number, papers, taking
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.calling import quiet
from kiosk.journey.effects import Effect
from kiosk.journey.events import Event
from kiosk.journey.papers import Move, calm
from kiosk.journey.states import (
    AskPriority,
    ChooseLanguage,
    ChooseProcedure,
    ConfirmHolder,
    EnterAppointment,
    FeedPapers,
    LeaveQuestion,
    NeedsClerk,
    Paper,
    PresentCard,
    PrivacyNotice,
    ReadingCard,
    Resumable,
    ReviewPages,
    Scanning,
    Sealing,
    ShowProcedure,
    State,
    StillThere,
    TakeTicket,
    Visit,
    VisitQuestion,
    Welcome,
    case_of,
    language_of,
    name_of,
)
from kiosk.model import Actor, Language, MaskedHolder

__all__ = ["Effect", "Event", "Move", "State", "case_of", "language_of", "step"]


def step(state: State, event: Event) -> Move:
    """Where `event` takes the citizen from `state`, and what the kiosk does on the way.

    An event that means nothing here changes nothing: a late answer is not an error.
    """
    after, effects = _moved(state, event)
    return after, _watching(state, after, (*papers.notes(state, after), *effects))


def _watching(before: State, after: State, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Codes are looked out for while the card is asked for, and at no other screen."""
    if isinstance(before, PresentCard) and not isinstance(after, PresentCard):
        return (do.StopWatching(before.visit.case), *effects)
    if isinstance(after, PresentCard) and not isinstance(before, PresentCard):
        return (*effects, do.WatchCode(after.visit.case))
    return effects


def _moved(state: State, event: Event) -> Move:
    anywhere = _from_anywhere(state, event)
    if anywhere is not None:
        return anywhere
    match state:
        case Welcome() | ChooseLanguage() | ChooseProcedure() | ShowProcedure() | PrivacyNotice():
            return _choosing(state, event)
        case PresentCard() | ReadingCard() | ConfirmHolder():
            return _identifying(state, event)
        case FeedPapers() | Scanning() | ReviewPages():
            return _scanning(state, event)
        case TakeTicket() if isinstance(event, (ev.TicketTaken, ev.StartOverPressed)):
            return _leave(state)
        case Sealing() | TakeTicket():
            return number.finishing(state, event)
        case AskPriority() | EnterAppointment():
            return number.asking(state, event)
        case NeedsClerk() | StillThere() | LeaveQuestion() | VisitQuestion():
            return _interrupted(state, event)


def _from_anywhere(state: State, event: Event) -> Move | None:
    """What every screen answers alike; None where the state itself decides."""
    match event:
        case ev.PagesChanged() | ev.BatchScanned():
            # A page stored just before a stop is told after it: no screen may miss it.
            return _scanned(state, _with(state, papers.told(event)), event), ()
        case ev.VisitFound():
            return _found(state, event)
        case ev.ClerkEnds(case) if case == case_of(state) and not isinstance(state, Sealing):
            return _leave(state)
        case ev.ClerkTakes(case, counter) if case == case_of(state):
            return taking.take(state, counter)
    if isinstance(state, (Welcome, Sealing)):
        return calling.called(state, event)
    match event:
        case ev.TimedOut() | ev.LeaveConfirmed():
            return _leave(state)
        case ev.LanguageChosen(language) if not isinstance(state, ChooseLanguage):
            return _speak(state, language), ()
        case ev.QuestionOpened(procedure, question):
            return state, calling.noted(state, procedure, question)
        case ev.ClerkPressed() if not isinstance(state, NeedsClerk):
            return calling.call(state, Fault.CLERK_CALLED)
    if isinstance(state, (NeedsClerk, StillThere, LeaveQuestion)):
        return None
    match event:
        case ev.StartOverPressed() if not isinstance(state, TakeTicket):
            still, stop = quiet(state)
            return LeaveQuestion(still), stop
        case ev.Idle() if not isinstance(state, (ReadingCard, Scanning, VisitQuestion)):
            return StillThere(state), ()  # a busy device answers to its own screen
        case ev.Faulted(fault) if not isinstance(state, TakeTicket):
            return _fault(state, fault)
    return None


def _choosing(state: State, event: Event) -> Move:
    match state, event:
        case Welcome(ready=False), ev.NothingFound() | ev.Faulted():
            return replace(state, ready=True), ()
        case Welcome(), ev.Closed(fault):
            return replace(state, closed=fault), ()
        case Welcome(), ev.Opened():
            return replace(state, closed=None), ()
        case ChooseLanguage(visit), ev.Closed(fault):  # it had hardly begun: nothing was given yet
            return Welcome(closed=fault), (do.ForgetCitizen(visit.case),)
        case Welcome(ready=True, closed=None), ev.Touched(case):
            return ChooseLanguage(Visit(case)), (do.BeginVisit(case),)
        case Welcome(), ev.TicketFound(language, ticket):
            return number.shown(TakeTicket(language, ticket))
        case ChooseLanguage(visit), ev.LanguageChosen(language):
            return ChooseProcedure(replace(visit, language=language)), ()
        case ChooseProcedure(visit), ev.ProcedureChosen(code, documents) if documents:
            return _choose(visit, code, documents)
        case ChooseProcedure(visit), (ev.ErrandChosen() | ev.AppointmentPressed()) as chosen:
            return number.without_papers(visit, chosen)
        case ChooseProcedure(visit), ev.BackPressed():
            return ChooseLanguage(visit), ()
        case ShowProcedure(visit), ev.Started():
            return PrivacyNotice(visit), ()
        case ShowProcedure(visit), ev.BackPressed():
            return ChooseProcedure(visit), ()
        case PrivacyNotice(visit), ev.NoticeAccepted():
            return PresentCard(visit), ()
        case PrivacyNotice(visit), ev.BackPressed():
            return ShowProcedure(visit), ()
        case _:
            return state, ()


def _choose(visit: Visit, code: str, documents: tuple[str, ...]) -> Move:
    """The same procedure keeps its pages; another takes none of them along."""
    if visit.procedure == code and tuple(paper.document for paper in visit.papers) == documents:
        return ShowProcedure(visit), ()
    empty = tuple(Paper(document) for document in documents)
    dropped = tuple(
        do.DeletePage(visit.case, page.id, paper.document)
        for paper in visit.papers
        for page in paper.pages
    )
    other = replace(visit, procedure=code, papers=empty, expected=None)
    return ShowProcedure(other), dropped


def _identifying(state: State, event: Event) -> Move:
    match state, event:
        case PresentCard(visit), ev.NumberEntered(number):
            declared = state.declared if number == state.number else None
            return _read(visit, number, declared)
        case PresentCard(visit), ev.CodeRead(number, holder):
            return _read(visit, number, holder)
        case PresentCard(), ev.CodeUnreadable() if not state.may_declare:
            return replace(state, trouble=Fault.BARCODE_UNREADABLE), ()
        case PresentCard(visit), ev.CodeAccepted() if state.may_declare:
            if _somebody_else(visit, state.declared):
                return PresentCard(visit, trouble=Fault.CARD_OTHER_HOLDER), ()
            confirming = ConfirmHolder(replace(visit, holder=state.declared))
            return confirming, (do.DeclareHolder(visit.case),)
        case PresentCard(Visit(expected=MaskedHolder())), ev.CardSkipped():
            return LeaveQuestion(state), ()  # no page is seen again without its holder's card
        case PresentCard(visit), ev.CardSkipped():
            # A card read in the moment the citizen turned away was never confirmed.
            return calm(visit, 0), (do.ForgetHolder(visit.case),)
        case PresentCard(visit), ev.BackPressed():
            return PrivacyNotice(visit), ()
        case ReadingCard(), ev.CardProgress(percent):
            return replace(state, percent=percent), ()
        case ReadingCard(), ev.CardNamed(holder):
            return replace(state, named=holder), ()
        case ReadingCard(visit), ev.CardRead(holder) if _somebody_else(visit, holder):
            refused = PresentCard(visit, trouble=Fault.CARD_OTHER_HOLDER)
            return refused, (do.ForgetHolder(visit.case),)
        case ReadingCard(visit), ev.CardRead(holder):
            return ConfirmHolder(replace(visit, holder=holder)), ()
        case ReadingCard(), ev.BackPressed():
            return quiet(state)
        case ConfirmHolder(visit), ev.HolderConfirmed() if visit.expected:
            return papers.found_again(visit)
        case ConfirmHolder(visit), ev.HolderConfirmed():
            return calm(visit, 0), ()
        case ConfirmHolder(visit), ev.HolderDenied() | ev.BackPressed():
            return PresentCard(replace(visit, holder=None)), (do.ForgetHolder(visit.case),)
        case _:
            return state, ()


def _read(visit: Visit, number: str, declared: MaskedHolder | None) -> Move:
    reading = ReadingCard(visit, number, declared=declared)
    return reading, (do.ReadCard(visit.case, number),)


def _scanning(state: State, event: Event) -> Move:
    match state, event:
        case ReviewPages(), _:
            return papers.review(state, event)
        case FeedPapers(), ev.ScanPressed():
            return papers.scan(state)
        case FeedPapers(visit, paper), ev.BackPressed() if visit.papers[paper].pages:
            return ReviewPages(visit, paper), ()  # no more pages after all
        case FeedPapers(visit, paper), ev.BackPressed():
            return papers.before(visit, paper), ()
        case FeedPapers(visit, paper), ev.PaperMissing():
            if paper + 1 == len(visit.papers) and not visit.pages:
                return calling.call(state, Fault.CLERK_CALLED)  # nothing to hand in: a person helps
            return papers.onwards(visit, paper, ask=True)
        case Scanning(), ev.ScannerQueued(ahead):
            return replace(state, ahead=max(0, ahead)), ()
        case Scanning(), ev.ScanStopped() | ev.BackPressed():
            return quiet(state)
        case _:
            return state, ()


def _interrupted(state: State, event: Event) -> Move:
    match state, event:
        case VisitQuestion(visit), ev.StayPressed() if visit.expected:
            return PresentCard(visit), ()
        case VisitQuestion(visit), ev.StayPressed():
            return papers.found_again(visit)
        case StillThere(resume) | LeaveQuestion(resume), ev.StayPressed():
            return resume, ()
        case StillThere() | LeaveQuestion() | NeedsClerk(), (
            ev.TicketPrinted() | ev.QueueTold() | ev.Faulted()
        ) if isinstance(state.resume, TakeTicket):
            taking, effects = number.finishing(state.resume, event)
            return replace(state, resume=taking), effects  # type: ignore[arg-type]
        case LeaveQuestion(resume), ev.BackPressed():
            return resume, ()
        case NeedsClerk(), _:
            return calling.answered(state, event)
        case _:
            return state, ()


def _fault(state: Resumable, fault: Fault) -> Move:
    """A fault the citizen can mend stands on the screen it belongs to; any other needs a clerk."""
    still, _ = quiet(state)
    if isinstance(still, PresentCard) and fault is Fault.READER_GONE:
        # Without the card the citizen can go on at once: nobody waits for the clerk who is called.
        told = do.CallClerk(still.visit.case, fault, name_of(state))
        return replace(still, trouble=fault), (told,)
    if remedy(fault).actor is not Actor.CITIZEN:
        return calling.call(state, fault)
    match still:
        case PresentCard():
            if fault is Fault.CARD_WRONG_NUMBER:  # nor is the code that it came from this card's
                return PresentCard(still.visit, trouble=fault), ()
            return replace(still, trouble=fault), ()
        case FeedPapers() | ReviewPages() | AskPriority() | EnterAppointment():
            return replace(still, trouble=fault), ()
        case _:
            return state, ()


def _leave(state: State) -> Move:
    """Back to Welcome; whatever was the citizen's is forgotten."""
    case = case_of(state)
    if case is None:
        return Welcome(), ()
    inner = state.resume if isinstance(state, (NeedsClerk, StillThere, LeaveQuestion)) else state
    if isinstance(inner, Welcome):
        return inner, calling.over(state)
    if isinstance(inner, TakeTicket):
        handed = inner.ticket.case
        forgotten = (do.TicketHanded(handed), do.ForgetCitizen(handed))
        return Welcome(), (*calling.over(state), *forgotten)
    return Welcome(), (do.ForgetCitizen(case),)


def _speak(state: State, language: Language) -> State:
    match state:
        case Welcome():
            return state
        case TakeTicket():
            return replace(state, language=language)
        case NeedsClerk() | StillThere() | LeaveQuestion():
            return replace(state, resume=_speak(state.resume, language))  # type: ignore[arg-type]
        case _:
            return replace(state, visit=replace(state.visit, language=language))


def _with(state: State, told: Paper) -> State:
    """The store's word on a document replaces ours, wherever the citizen stands."""
    match state:
        case Welcome() | TakeTicket():
            return state
        case NeedsClerk() | StillThere() | LeaveQuestion():
            return replace(state, resume=_with(state.resume, told))  # type: ignore[arg-type]
        case _:
            held = (told if p.document == told.document else p for p in state.visit.papers)
            return replace(state, visit=replace(state.visit, papers=tuple(held)))


def _scanned(before: State, state: State, event: Event) -> State:
    """A batch at its end is looked at; pages that changed put an end to the trouble with them."""
    match state, event:
        case Scanning(visit, paper), ev.BatchScanned():
            return ReviewPages(visit, paper)
        case Scanning(visit, paper), _ if _ids(state, paper) != _ids(before, paper):
            return replace(state, ahead=0)  # its turn has come: a page is through
        case ReviewPages(_, paper), _:
            there = tuple(page for page in state.deleted if page in _ids(state, paper))
            return replace(state, trouble=None, deleted=there)
        case _:
            return state


def _ids(state: State, paper: int) -> tuple[str, ...]:
    visit = state.visit if isinstance(state, (Scanning, ReviewPages)) else Visit("")
    return tuple(page.id for held in visit.papers[paper : paper + 1] for page in held.pages)


def _found(state: State, found: ev.VisitFound) -> Move:
    """Offered as long as nobody has begun anything; else it is dropped, unless it is this very visit."""
    if isinstance(state, (Welcome, ChooseLanguage)):
        visit = Visit(
            found.case, found.language, found.procedure, found.papers, expected=found.holder
        )
        return VisitQuestion(visit), ()
    after = calling.ready(state)
    return after, () if found.case == case_of(state) else (do.DropVisit(found.case),)


def _somebody_else(visit: Visit, holder: MaskedHolder | None) -> bool:
    """Whether a card is another's than the one that was read before the interruption."""
    expected = visit.expected
    if expected is None or holder is None:
        return False
    return (expected.name, expected.birth_year, expected.last4) != (
        holder.name,
        holder.birth_year,
        holder.last4,
    )
