"""Where the citizen is. Each state has a screen of the same name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TypeAlias

from kiosk.faults import Fault
from kiosk.model import (
    Errand,
    InQueue,
    Language,
    MaskedHolder,
    Page,
    Priority,
    SheetCount,
    Ticket,
    Unmet,
)


@dataclass(frozen=True)
class Paper:
    """One required document and the pages scanned for it so far, in order.

    `fronts`: sheets of the last batch whose backs come when the stack is turned over; 0 where there are none to
    come. `counted`: a separator announced other sheets than came; None where nothing is known to be wrong.
    """

    document: str
    pages: tuple[Page, ...] = ()
    fronts: int = 0
    counted: SheetCount | None = None


@dataclass(frozen=True)
class Visit:
    """What this citizen has chosen and given so far. The case has its id from the first touch."""

    case: str
    language: Language = Language.VI
    procedure: str = ""
    papers: tuple[Paper, ...] = ()
    holder: MaskedHolder | None = None
    expected: MaskedHolder | None = None  # whose card must be read before any page is seen again
    errand: Errand = Errand.HAND_IN
    field: str = ""  # of an errand without papers; a procedure has its own
    appointment: str = ""  # its code
    said: Priority | None = (
        None  # why somebody is called sooner, in their own words; None: not asked
    )

    @property
    def pages(self) -> int:
        return sum(len(paper.pages) for paper in self.papers)

    @property
    def priority(self) -> Priority:
        """As declared; who said nothing has what the card gives."""
        if self.said is not None:
            return self.said
        return Priority.ELDERLY if self.holder and self.holder.elderly else Priority.NONE


@dataclass(frozen=True)
class Welcome:
    """Nobody is here yet. Not `ready` until it is known what an interrupted kiosk had left undone.

    `closed`: why no visit may begin just now; None: one may.
    """

    ready: bool = True
    closed: Fault | None = None


@dataclass(frozen=True)
class VisitQuestion:
    """The kiosk was interrupted in the midst of this visit: go on with it, or forget it.

    Whoever stands here now may be somebody else: no name and no page stands on the screen.
    """

    visit: Visit


@dataclass(frozen=True)
class ChooseLanguage:
    visit: Visit


@dataclass(frozen=True)
class ChooseProcedure:
    visit: Visit


@dataclass(frozen=True)
class ShowProcedure:
    """Fee, time and required documents, before anything is asked of the citizen."""

    visit: Visit


@dataclass(frozen=True)
class PrivacyNotice:
    visit: Visit


# The chip says nothing, and nothing speaks against the code: a reader that is away, a chip that is broken.
CHIP_SILENT = (
    Fault.READER_GONE,
    Fault.CARD_ABSENT,
    Fault.CARD_UNREADABLE,
    Fault.CARD_NOT_CITIZEN,
)


@dataclass(frozen=True)
class PresentCard:
    """The card is laid down and its number typed, or its code held before the barcode reader.

    `number` is kept after a card lifted too soon; `declared` is who that number's code says it is.
    """

    visit: Visit
    number: str = field(default="", repr=False)
    trouble: Fault | None = None
    declared: MaskedHolder | None = None

    @property
    def may_declare(self) -> bool:
        """The citizen may go on with what the code says: the chip cannot be asked."""
        return self.declared is not None and self.trouble in CHIP_SILENT


@dataclass(frozen=True)
class ReadingCard:
    visit: Visit
    number: str = field(repr=False)
    percent: int = 0  # 0 until a card lies on the reader
    named: MaskedHolder | None = None  # what the card says, not yet verified
    declared: MaskedHolder | None = None  # what the code said that `number` is from


@dataclass(frozen=True)
class ConfirmHolder:
    visit: Visit


@dataclass(frozen=True)
class FeedPapers:
    """The papers of required document number `paper` (from 0) are awaited.

    `replacing` is the id of the one page that is to be laid in again, `after` of the one behind which a page is
    missing; empty otherwise. `backs`: the stack scanned last is to be laid in again, turned over.
    """

    visit: Visit
    paper: int = 0
    trouble: Fault | None = None
    replacing: str = ""
    after: str = ""
    backs: bool = False


@dataclass(frozen=True)
class Scanning:
    """Pages arrive one by one; `replacing`, `after` and `backs` as with FeedPapers.

    `ahead`: batches of other counters that this one waits for; 0 once it is scanned.
    """

    visit: Visit
    paper: int
    replacing: str = ""
    after: str = ""
    ahead: int = 0
    backs: bool = False


@dataclass(frozen=True)
class ReviewPages:
    """The pages of required document number `paper` are looked at.

    `deleted`: ids of pages touched away, which come back at a touch until the citizen goes on. `asked`: the
    citizen wanted to go on and was told that something is wrong with a page; the next touch goes on.
    """

    visit: Visit
    paper: int
    trouble: Fault | None = None
    deleted: tuple[str, ...] = ()
    asked: bool = False


@dataclass(frozen=True)
class AskPriority:
    """Why should the number be called sooner, if for any reason? One touch answers, and draws the number."""

    visit: Visit
    trouble: Fault | None = None


@dataclass(frozen=True)
class EnterAppointment:
    """The code of an appointment is typed.

    `asking`: it was, and is looked up. `unmet`: why the last one gives no number, and `at` its time, if it has one.
    """

    visit: Visit
    asking: bool = False
    unmet: Unmet | None = None
    at: dt.datetime | None = None
    trouble: Fault | None = None


@dataclass(frozen=True)
class Sealing:
    """The case is being made final; nothing interrupts this but a fault. `called`: a clerk was, meanwhile.

    `taken`: a clerk goes on with it at this counter, 0 where counters have no numbers; None: nobody does.
    """

    visit: Visit
    called: bool = False
    taken: int | None = None


class Printing:
    """Values of TakeTicket.printed."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class TakeTicket:
    """The number, large, whether or not paper came out, and how it stands in the queue; the citizen's data are gone
    from here on.
    """

    language: Language
    ticket: Ticket
    printed: str = Printing.WAITING
    trouble: Fault | None = None
    queue: InQueue | None = None  # None until it is known
    leaving: bool = False  # asks when to come back, instead of waiting
    taken: int | None = None  # as with Sealing: then there is no number to wait for, and no paper


@dataclass(frozen=True)
class NeedsClerk:
    """Stopped: a clerk must look; `resume` is where the citizen goes on from.

    `case`: of a call from the first screen, where no visit was; else empty. `told`: the call stands where every
    pad reads it. `comes`: a clerk is on the way, from this `counter`; 0: from wherever.
    """

    fault: Fault
    resume: Resumable | Welcome
    case: str = ""
    told: bool = False
    comes: bool = False
    counter: int = 0


@dataclass(frozen=True)
class StillThere:
    """Nobody touched the screen for a while: more time, or everything is forgotten."""

    resume: Resumable


@dataclass(frozen=True)
class LeaveQuestion:
    """Start over was touched: leave and forget, or go on."""

    resume: Resumable


Resumable: TypeAlias = (
    VisitQuestion
    | ChooseLanguage
    | ChooseProcedure
    | ShowProcedure
    | PrivacyNotice
    | PresentCard
    | ReadingCard
    | ConfirmHolder
    | FeedPapers
    | Scanning
    | ReviewPages
    | AskPriority
    | EnterAppointment
    | TakeTicket
)
State: TypeAlias = Welcome | Resumable | Sealing | NeedsClerk | StillThere | LeaveQuestion


def language_of(state: State) -> Language:
    """The language a state's screen speaks; Vietnamese where nobody has chosen."""
    match state:
        case Welcome():
            return Language.VI
        case TakeTicket(language=language):
            return language
        case NeedsClerk(resume=resume) | StillThere(resume=resume) | LeaveQuestion(resume=resume):
            return language_of(resume)
        case _:
            return state.visit.language


def case_of(state: State) -> str | None:
    """The id of the case a state is about, if any."""
    match state:
        case Welcome():
            return None
        case TakeTicket(ticket=ticket):
            return ticket.case
        case NeedsClerk(case=case) if case:
            return case
        case NeedsClerk(resume=resume) | StillThere(resume=resume) | LeaveQuestion(resume=resume):
            return case_of(resume)
        case _:
            return state.visit.case


def name_of(state: State) -> str:
    """The name of a state's screen as logs and pads have it, e.g. "feed-papers"."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in type(state).__name__)[1:]
