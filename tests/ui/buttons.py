"""What every button of every screen says when it is touched."""

from dataclasses import replace

from kiosk.faults import Fault
from kiosk.journey import events as ev
from kiosk.journey import states as at
from kiosk.journey.states import State
from kiosk.model import Language, PageVerdict, Priority
from tests.ui.in_the_queue import LONG_WAIT, OFFERS
from tests.ui.looked_at import marked
from tests.ui.sights import (
    BIRTH,
    CLEAR,
    TODAY,
    Ticket,
    pages,
    visit,
)

SCANNED = visit(scanned=(3,))
FIRST = SCANNED.papers[0].pages[0].id
DARK = replace(CLEAR, verdict=PageVerdict.TOO_DARK)
NUMBER = "000000000427"
TICKET = Ticket(SCANNED.case, TODAY, "A", 1, 7, "H00.000-261122-K01-0007", BIRTH)
FRAME = {
    "clerk": ev.ClerkPressed(),
    "start-over": ev.StartOverPressed(),
    "language": ev.LanguageChosen(Language.EN),
}
CLERK = {"clerk": ev.ClerkPressed()}
BACK = {"back": ev.BackPressed()}
LEAVE = {"leave": ev.LeaveConfirmed(), "language": ev.LanguageChosen(Language.EN)}
LAST = pages(visit().papers[2].document, 1)[0].id

# Every state, and what each of its keys says.
SAYS: list[tuple[State, dict[str, ev.Event]]] = [
    (at.Welcome(), {"start": ev.Touched("c" * 32), "clerk": ev.ClerkPressed("c" * 32)}),
    (
        at.ChooseLanguage(SCANNED),
        {
            "clerk": ev.ClerkPressed(),
            "start-over": ev.StartOverPressed(),
            "language-vi": ev.LanguageChosen(Language.VI),
            "language-en": ev.LanguageChosen(Language.EN),
        },
    ),
    (at.ShowProcedure(SCANNED), {**FRAME, **BACK, "start-procedure": ev.Started()}),
    (at.PrivacyNotice(SCANNED), {**FRAME, **BACK, "accept-notice": ev.NoticeAccepted()}),
    (
        at.PresentCard(SCANNED, NUMBER),
        {**FRAME, **BACK, "read-card": ev.NumberEntered(NUMBER), "skip-card": ev.CardSkipped()},
    ),
    (
        at.PresentCard(SCANNED, NUMBER, Fault.CARD_UNREADABLE, SCANNED.holder),
        {**FRAME, **BACK, "read-card": ev.NumberEntered(NUMBER), "accept-code": ev.CodeAccepted()},
    ),
    (at.ReadingCard(SCANNED, NUMBER, 40), {**FRAME, **BACK}),
    (
        at.ConfirmHolder(SCANNED),
        {**FRAME, **BACK, "confirm-holder": ev.HolderConfirmed(), "deny-holder": ev.HolderDenied()},
    ),
    (
        at.FeedPapers(visit()),
        {**FRAME, **BACK, "scan-papers": ev.ScanPressed(), "paper-missing": ev.PaperMissing()},
    ),
    (
        at.FeedPapers(SCANNED),
        {**FRAME, **BACK, "scan-papers": ev.ScanPressed(), "see-pages": ev.BackPressed()},
    ),
    (at.Scanning(SCANNED, 0), {**FRAME, **BACK, "stop-scan": ev.ScanStopped()}),
    (
        at.ReviewPages(SCANNED, 0),
        {
            **FRAME,
            **BACK,
            "delete-page": ev.DeletePressed(FIRST),
            "scan-again": ev.RescanPressed(FIRST),
            "add-pages": ev.MorePressed(),
            "next-paper": ev.NextPressed(),
        },
    ),
    (
        at.ReviewPages(marked(SCANNED, DARK, CLEAR, CLEAR), 0),
        {
            **FRAME,
            **BACK,
            "scan-again": ev.RescanPressed(FIRST),
            "keep-page": ev.AcceptPressed(FIRST),
            "delete-page": ev.DeletePressed(FIRST),
            "next-paper": ev.NextPressed(),
        },
    ),
    (
        at.ReviewPages(SCANNED, 0, deleted=(FIRST,)),
        {
            **FRAME,
            **BACK,
            "restore-page": ev.RestorePressed(FIRST),
            "next-paper": ev.NextPressed(),
        },
    ),
    (
        at.ReviewPages(visit(scanned=(1,)), 0, deleted=(FIRST,)),
        {
            **FRAME,
            **BACK,
            "restore-page": ev.RestorePressed(FIRST),
            "add-pages": ev.MorePressed(),
        },
    ),
    (
        at.VisitQuestion(replace(SCANNED, holder=None, expected=SCANNED.holder)),
        {
            "clerk": ev.ClerkPressed(),
            "language": ev.LanguageChosen(Language.EN),
            "stay": ev.StayPressed(),
            "leave": ev.LeaveConfirmed(),
        },
    ),
    (at.ReviewPages(visit(), 0), {**FRAME, **BACK, "add-pages": ev.MorePressed()}),
    (at.Sealing(SCANNED), {"clerk": ev.ClerkPressed()}),
    (at.Sealing(SCANNED, called=True), {}),
    (
        at.TakeTicket(Language.VI, TICKET, at.Printing.DONE),
        {**FRAME, "ticket-taken": ev.TicketTaken(), "reprint-ticket": ev.ReprintPressed()},
    ),
    (
        at.TakeTicket(Language.VI, TICKET, queue=LONG_WAIT),
        {**FRAME, "come-back-later": ev.LaterPressed()},
    ),
    (
        at.TakeTicket(Language.VI, TICKET, at.Printing.DONE, queue=LONG_WAIT, leaving=True),
        {
            **FRAME,
            "stay": ev.BackPressed(),
            "return-1015": ev.ReturnChosen(OFFERS[0]),
            "return-1045": ev.ReturnChosen(OFFERS[1]),
            "return-1115": ev.ReturnChosen(OFFERS[2]),
        },
    ),
    (
        at.AskPriority(SCANNED),
        {
            **FRAME,
            **BACK,
            **{f"priority-{why}": ev.PriorityChosen(why) for why in Priority if why},
            "priority-none": ev.PriorityChosen(Priority.NONE),
        },
    ),
    (
        at.AskPriority(replace(SCANNED, said=Priority.MERIT)),
        {
            **FRAME,
            **BACK,
            **{f"priority-{why}": ev.PriorityChosen(why) for why in Priority if why},
            "priority-keep": ev.PriorityChosen(Priority.MERIT),
            "priority-none": ev.PriorityChosen(Priority.NONE),
        },
    ),
    (
        at.ReviewPages(visit(scanned=(1, 1, 1)), 2),
        {
            **FRAME,
            **BACK,
            "delete-page": ev.DeletePressed(LAST),
            "scan-again": ev.RescanPressed(LAST),
            "add-pages": ev.MorePressed(),
            "next-paper": ev.NextPressed(),
            "priority": ev.PriorityPressed(),
        },
    ),
    (at.EnterAppointment(SCANNED), {**FRAME, **BACK}),
    (
        at.TakeTicket(Language.VI, TICKET, at.Printing.FAILED, at.Fault.PRINTER_GONE),
        {**FRAME, "ticket-taken": ev.TicketTaken(), "reprint-ticket": ev.ReprintPressed()},
    ),
    (
        at.NeedsClerk(at.Fault.SCANNER_JAMMED, at.FeedPapers(SCANNED)),
        {**LEAVE, "clerk-resume": ev.ClerkResumed()},
    ),
    (
        at.NeedsClerk(at.Fault.CLERK_CALLED, at.Welcome(), "c" * 32, told=True, counter=2),
        {"leave": ev.LeaveConfirmed(), "clerk-resume": ev.ClerkResumed()},
    ),
    (at.StillThere(at.FeedPapers(SCANNED)), {**LEAVE, **CLERK, "stay": ev.StayPressed()}),
    (
        at.LeaveQuestion(at.FeedPapers(SCANNED)),
        {**LEAVE, **BACK, **CLERK, "stay": ev.StayPressed()},
    ),
]
# What a touch changes on the screen alone.
LOCAL = {
    "larger",
    "contrast",
    "page-after",
    "page-before",
    "other-facts",
    "digit-erase",
    "other-acts",
    "questions",
} | {f"digit-{digit}" for digit in range(10)}
