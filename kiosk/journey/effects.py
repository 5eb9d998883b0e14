"""What the kiosk is asked to do on the way. Every one may be asked twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TypeAlias

from kiosk.faults import Fault
from kiosk.model import Errand, Language, Priority


@dataclass(frozen=True)
class RecoverVisit:
    """The screen has just started: a drawn ticket that nobody was shown to the end comes back as
    TicketFound, else a visit interrupted a moment ago as VisitFound, else NothingFound comes; all other
    unfinished cases are forgotten.
    """


@dataclass(frozen=True)
class UseRules:
    """The screen shows this version of the rules, "" as shipped, as it stands on that day at the office.

    Said while nobody stands there; whatever is asked from now on goes by them.
    """

    version: str
    day: dt.date


@dataclass(frozen=True)
class BeginVisit:
    """Somebody stands at the kiosk: what can wait, waits. Nothing is opened or kept for that."""

    case: str


@dataclass(frozen=True)
class NoteVisit:
    """Keep what `case` is about, so that its visit can be found again after an interruption.

    `documents` are the required documents in order.
    """

    case: str
    procedure: str
    language: Language
    documents: tuple[str, ...]


@dataclass(frozen=True)
class DropVisit:
    """A visit that was found again while somebody else had begun: forget it; nobody waits for that."""

    case: str


@dataclass(frozen=True)
class ReadCard:
    case: str
    number: str = field(repr=False)


@dataclass(frozen=True)
class StopReading:
    case: str


@dataclass(frozen=True)
class WatchCode:
    """Read the next code held before the barcode reader into `case`; no fault of that reader is told."""

    case: str


@dataclass(frozen=True)
class StopWatching:
    case: str


@dataclass(frozen=True)
class DeclareHolder:
    """The holder is whoever the card's code says, verified by nobody."""

    case: str


@dataclass(frozen=True)
class ForgetHolder:
    """The card's data leave the case, chip and code alike: it was not the citizen's."""

    case: str


@dataclass(frozen=True)
class ScanBatch:
    """Scan what lies in the scanner into `document`.

    `replacing` is a page scanned again, or empty; `after` the page behind which the new ones go, or empty
    for the end. `fronts`, where it is not 0: the document's last stack, of so many sheets, lies there turned over;
    each page goes behind its front. Another number of sheets is Faulted(SCANNER_UNEVEN): then no back is kept.
    """

    case: str
    document: str
    replacing: str = ""
    after: str = ""
    fronts: int = 0


@dataclass(frozen=True)
class StopScanning:
    case: str


@dataclass(frozen=True)
class DeletePage:
    """Answered with the pages left in `document`, also when the page was gone already."""

    case: str
    page: str
    document: str = ""


@dataclass(frozen=True)
class TurnPage:
    """Turn one page by 90 degrees clockwise; answered as DeletePage is."""

    case: str
    page: str
    document: str


@dataclass(frozen=True)
class AcceptPage:
    """The citizen keeps a page although something is wrong with it; answered as DeletePage is."""

    case: str
    page: str
    document: str


@dataclass(frozen=True)
class TellPages:
    """Answered with a document's pages, and those of the case's others that have any.

    What a batch stored, or its separators gave to another document, may have been told to nobody.
    """

    case: str
    document: str


@dataclass(frozen=True)
class SealCase:
    """Seal `case` and draw its ticket; asked again, the same ticket comes back.

    `documents` are the required documents in order; those without pages are not in the dossier. An errand
    without papers has no procedure, but a `field`; `appointment` is the code of one, and counts no second time.
    `taken`: a clerk goes on with it, and its number stands in no queue.
    """

    case: str
    procedure: str
    language: Language
    documents: tuple[str, ...]
    priority: Priority = Priority.NONE
    errand: Errand = Errand.HAND_IN
    field: str = ""
    appointment: str = ""
    taken: bool = False


@dataclass(frozen=True)
class FindAppointment:
    """Answered with AppointmentFound or AppointmentUnmet; nothing is kept for that."""

    case: str
    code: str


@dataclass(frozen=True)
class PrintTicket:
    case: str
    language: Language


@dataclass(frozen=True)
class PrintChecks:
    """What the technician's checks found, on the ticket printer; answered as PrintTicket is. Of nobody."""

    language: Language
    lines: tuple[str, ...]
    case: str = ""


@dataclass(frozen=True)
class TellQueue:
    """Answered with QueueTold, once the number is drawn; nobody waits for it."""

    case: str


@dataclass(frozen=True)
class ReturnLater:
    """The citizen goes, and is back at that time; answered as TellQueue is."""

    case: str
    until: dt.datetime


@dataclass(frozen=True)
class TicketHanded:
    """The citizen saw the ticket to the end: it need not be shown again after a restart."""

    case: str


@dataclass(frozen=True)
class CallClerk:
    """Tell every pad of the office: a clerk is needed, why, and at which screen. Answered by ClerkTold."""

    case: str
    fault: Fault
    step: str = ""


@dataclass(frozen=True)
class ClerkDone:
    case: str


@dataclass(frozen=True)
class NoteScreen:
    """What the office may see of the screen: at which step a visit is, and what it is about; never whose it is.

    `case` "": nobody stands there. `behind`: the step that a question or a call stands before.
    """

    case: str
    step: str  # as name_of has it
    behind: str = ""
    fault: Fault | None = None  # why it is stopped
    language: Language = Language.VI
    procedure: str = ""
    pages: int = 0


@dataclass(frozen=True)
class NoteQuestion:
    """The answer to a question of a procedure ("": of the kiosk) was opened: counted, of nobody."""

    case: str
    procedure: str
    question: str


@dataclass(frozen=True)
class Speak:
    """Read these texts aloud, one after the other, in place of whatever is being read. Answered by Spoken.

    Of words that stand in the kiosk's own tables, and the ticket's number; never of anything personal.
    """

    case: str  # "" before a visit begins
    texts: tuple[str, ...]
    nth: int  # of the screen's readings: which one is over


@dataclass(frozen=True)
class StopSpeaking:
    case: str


@dataclass(frozen=True)
class ForgetCitizen:
    """Wipe everything personal from memory and screen; an unsealed case loses its key."""

    case: str


Effect: TypeAlias = (
    RecoverVisit
    | UseRules
    | BeginVisit
    | NoteVisit
    | DropVisit
    | ReadCard
    | StopReading
    | WatchCode
    | StopWatching
    | DeclareHolder
    | ForgetHolder
    | ScanBatch
    | StopScanning
    | DeletePage
    | TurnPage
    | AcceptPage
    | TellPages
    | SealCase
    | FindAppointment
    | PrintTicket
    | PrintChecks
    | TellQueue
    | ReturnLater
    | TicketHanded
    | CallClerk
    | ClerkDone
    | NoteScreen
    | NoteQuestion
    | Speak
    | StopSpeaking
    | ForgetCitizen
)
