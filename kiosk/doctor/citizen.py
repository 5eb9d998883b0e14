"""What somebody who hands in papers touches next, whatever screen stands there."""

from __future__ import annotations

from kiosk.faults import Fault
from kiosk.journey import Event, State
from kiosk.journey import events as ev
from kiosk.journey.states import (
    AskPriority,
    ChooseLanguage,
    ChooseProcedure,
    ConfirmHolder,
    FeedPapers,
    NeedsClerk,
    PresentCard,
    Printing,
    PrivacyNotice,
    ReviewPages,
    ShowProcedure,
    TakeTicket,
    Welcome,
)
from kiosk.model import Language, Priority, Procedure


def touches(state: State, case: str, procedure: Procedure, number: str) -> Event | None:
    """None: wait, the kiosk is at work. `case` is the id of a new visit, `number` the one on the card.

    Papers come with the first required document only; the others are missing.
    """
    match state:
        case Welcome(ready=True, closed=None):
            return ev.Touched(case)
        case ChooseLanguage():
            return ev.LanguageChosen(Language.VI)
        case ChooseProcedure():
            return ev.ProcedureChosen(
                procedure.code, tuple(each.id for each in procedure.documents)
            )
        case ShowProcedure():
            return ev.Started()
        case PrivacyNotice():
            return ev.NoticeAccepted()
        case PresentCard(trouble=None):
            return ev.NumberEntered(number)
        case ConfirmHolder():
            return ev.HolderConfirmed()
        case FeedPapers(paper=paper, trouble=None):
            return ev.PaperMissing() if paper else ev.ScanPressed()
        case ReviewPages(visit, paper) if all(page.look for page in visit.papers[paper].pages):
            return ev.NextPressed()
        case AskPriority(trouble=None):
            return ev.PriorityChosen(Priority.NONE)
        case TakeTicket(printed=Printing.DONE):
            return ev.TicketTaken()
    return None


def trouble(state: State) -> Fault | None:
    """The fault that stands on this screen, if any."""
    match state:
        case Welcome(closed=fault) | NeedsClerk(fault=fault):
            return fault
    found: Fault | None = getattr(state, "trouble", None)
    return found
