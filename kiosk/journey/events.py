"""What can happen to a citizen: touches, answers of devices, and time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from kiosk.faults import Fault
from kiosk.journey.clerk_events import ClerkEnds as ClerkEnds
from kiosk.journey.clerk_events import ClerkFinished as ClerkFinished
from kiosk.journey.clerk_events import ClerkGoes as ClerkGoes
from kiosk.journey.clerk_events import ClerkPressed as ClerkPressed
from kiosk.journey.clerk_events import ClerkResumed as ClerkResumed
from kiosk.journey.clerk_events import ClerkTakes as ClerkTakes
from kiosk.journey.clerk_events import ClerkTold as ClerkTold
from kiosk.journey.clerk_events import RestartScreen as RestartScreen
from kiosk.journey.number_events import AppointmentEntered as AppointmentEntered
from kiosk.journey.number_events import AppointmentFound as AppointmentFound
from kiosk.journey.number_events import AppointmentPressed as AppointmentPressed
from kiosk.journey.number_events import AppointmentUnmet as AppointmentUnmet
from kiosk.journey.number_events import ErrandChosen as ErrandChosen
from kiosk.journey.number_events import LaterPressed as LaterPressed
from kiosk.journey.number_events import PriorityChosen as PriorityChosen
from kiosk.journey.number_events import PriorityPressed as PriorityPressed
from kiosk.journey.number_events import QueueTold as QueueTold
from kiosk.journey.number_events import ReprintPressed as ReprintPressed
from kiosk.journey.number_events import ReturnChosen as ReturnChosen
from kiosk.journey.number_events import Sealed as Sealed
from kiosk.journey.number_events import TicketFound as TicketFound
from kiosk.journey.number_events import TicketPrinted as TicketPrinted
from kiosk.journey.number_events import TicketTaken as TicketTaken
from kiosk.journey.states import Paper
from kiosk.model import Language, MaskedHolder, Page, SheetCount


@dataclass(frozen=True)
class Touched:
    """The welcome screen was touched: a case begins, and its id never changes."""

    case: str


@dataclass(frozen=True)
class LanguageChosen:
    language: Language


@dataclass(frozen=True)
class ProcedureChosen:
    """`documents` are the ids of its required documents, in order; never empty."""

    code: str
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Started:
    """“Start” on ShowProcedure."""


@dataclass(frozen=True)
class NoticeAccepted:
    pass


@dataclass(frozen=True)
class NumberEntered:
    number: str = field(repr=False)  # 12 digits


@dataclass(frozen=True)
class CodeRead:
    """The code on a card was held before the barcode reader: its number, and who it says the holder is.

    `holder` is None where the code says too little to go on with.
    """

    number: str = field(repr=False)  # 12 digits
    holder: MaskedHolder | None


@dataclass(frozen=True)
class CodeUnreadable:
    """Something was held before the barcode reader that is no card's code, or only part of one."""


@dataclass(frozen=True)
class CodeAccepted:
    """“Go on with the QR code”, where the chip cannot be read."""


@dataclass(frozen=True)
class CardSkipped:
    """Go on without a card."""


@dataclass(frozen=True)
class CardProgress:
    percent: int


@dataclass(frozen=True)
class CardNamed:
    """Who the card says it is, while its proof is still being read: nobody has verified that yet."""

    holder: MaskedHolder


@dataclass(frozen=True)
class CardRead:
    holder: MaskedHolder


@dataclass(frozen=True)
class HolderConfirmed:
    pass


@dataclass(frozen=True)
class HolderDenied:
    """“This is not me”: the next card is asked for."""


@dataclass(frozen=True)
class ScanPressed:
    pass


@dataclass(frozen=True)
class PagesChanged:
    """The pages of one document as the store holds them; sent whenever they change.

    `fronts` and `counted` as with Paper.
    """

    document: str
    pages: tuple[Page, ...]
    fronts: int = 0
    counted: SheetCount | None = None


@dataclass(frozen=True)
class BatchScanned:
    """The feeder ran empty after at least one page; the rest is as with PagesChanged."""

    document: str
    pages: tuple[Page, ...]
    fronts: int = 0
    counted: SheetCount | None = None


@dataclass(frozen=True)
class ScannerQueued:
    """Another counter is scanning: `ahead` batches come before the one asked for; 0 when its turn has come."""

    ahead: int


@dataclass(frozen=True)
class ScanStopped:
    """The citizen stopped the batch; whole pages are kept."""


@dataclass(frozen=True)
class DeletePressed:
    """The page goes when the citizen goes on, and not before: a slip of the finger loses nothing."""

    page: str


@dataclass(frozen=True)
class RestorePressed:
    """A page touched away is wanted after all."""

    page: str


@dataclass(frozen=True)
class RescanPressed:
    page: str


@dataclass(frozen=True)
class InsertPressed:
    """A page is missing behind this one."""

    page: str


@dataclass(frozen=True)
class TurnPressed:
    """This page is to be turned by 90 degrees clockwise."""

    page: str


@dataclass(frozen=True)
class AcceptPressed:
    """“Keep it as it is”: of a page with which something is wrong."""

    page: str


@dataclass(frozen=True)
class PaperMissing:
    """“I do not have this paper”: a clerk will see that it is missing."""


@dataclass(frozen=True)
class MorePressed:
    """More pages for the same document."""


@dataclass(frozen=True)
class BacksPressed:
    """The stack scanned last is to be turned over, for its backs."""


@dataclass(frozen=True)
class NextPressed:
    """This document is complete: the next one, or the ticket after the last."""


@dataclass(frozen=True)
class NothingFound:
    """At the start of the UI: there is neither a ticket to show nor a visit to go on with."""


@dataclass(frozen=True)
class VisitFound:
    """At the start of the UI: a visit that was interrupted a moment ago, with the pages it had.

    `holder` is whose card had been read for it, None where none had: never to be shown, only to be compared.
    """

    case: str
    language: Language
    procedure: str
    papers: tuple[Paper, ...]
    holder: MaskedHolder | None


@dataclass(frozen=True)
class Closed:
    """From now on no visit may begin, and why. Of the kiosk, not of a visit: it counts whoever stands there."""

    fault: Fault


@dataclass(frozen=True)
class Opened:
    """Visits may begin, again or still. Of the kiosk, as Closed is."""


@dataclass(frozen=True)
class Faulted:
    fault: Fault


@dataclass(frozen=True)
class Spoken:
    """What was to be read aloud has been, or cannot be; means nothing to the journey itself."""

    nth: int


@dataclass(frozen=True)
class QuestionOpened:
    """The answer to a question of a procedure was opened; "": one of the kiosk's own."""

    procedure: str
    question: str


@dataclass(frozen=True)
class BackPressed:
    pass


@dataclass(frozen=True)
class StartOverPressed:
    pass


@dataclass(frozen=True)
class StayPressed:
    """“No, go on” to the leave question, and “more time” to the idle one."""


@dataclass(frozen=True)
class LeaveConfirmed:
    pass


@dataclass(frozen=True)
class Idle:
    """Nobody touched the screen for the state's warning time."""


@dataclass(frozen=True)
class TimedOut:
    """Nobody answered the warning either."""


Event: TypeAlias = (
    Touched
    | LanguageChosen
    | ProcedureChosen
    | ErrandChosen
    | AppointmentPressed
    | AppointmentEntered
    | AppointmentFound
    | AppointmentUnmet
    | Started
    | NoticeAccepted
    | NumberEntered
    | CodeRead
    | CodeUnreadable
    | CodeAccepted
    | CardSkipped
    | CardProgress
    | CardNamed
    | CardRead
    | HolderConfirmed
    | HolderDenied
    | ScanPressed
    | PagesChanged
    | BatchScanned
    | ScannerQueued
    | ScanStopped
    | DeletePressed
    | RestorePressed
    | RescanPressed
    | InsertPressed
    | TurnPressed
    | AcceptPressed
    | PaperMissing
    | MorePressed
    | BacksPressed
    | NextPressed
    | PriorityPressed
    | PriorityChosen
    | Sealed
    | TicketPrinted
    | QueueTold
    | LaterPressed
    | ReturnChosen
    | ReprintPressed
    | TicketTaken
    | NothingFound
    | TicketFound
    | VisitFound
    | Closed
    | Opened
    | Faulted
    | ClerkPressed
    | ClerkResumed
    | Spoken
    | ClerkTold
    | ClerkGoes
    | ClerkFinished
    | ClerkEnds
    | ClerkTakes
    | RestartScreen
    | QuestionOpened
    | BackPressed
    | StartOverPressed
    | StayPressed
    | LeaveConfirmed
    | Idle
    | TimedOut
)
