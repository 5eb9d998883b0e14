"""What the desk may see: today's visits, calls, devices and sends. There is no place here for a name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kiosk.contract import Refusal
from kiosk.desk.progress import ProgressRow
from kiosk.faults import Fault
from kiosk.model import Verdict
from kiosk.signing import SigningFault, SignRole


class Standing(StrEnum):
    """How far a case has come on its way to the centre."""

    OPEN = "open"  # its citizen stands at the screen
    WAITING = "waiting"  # sealed; its envelope is to be sent
    POSTPONED = "postponed"  # something is in the way; it is tried again
    COPIED = "copied"  # waits on, and lies sealed on a stick
    SENDING = "sending"
    DELIVERED = "delivered"  # the centre's receipt is here
    REFUSED = "refused"  # a clerk must look
    NUMBER_ONLY = "number-only"  # nothing was handed in with it: there is nothing to send
    ERASED = "erased"  # on request; only what is counted stays


@dataclass(frozen=True)
class VisitRow:
    """One case of today. `ticket` and `code` are empty until it is sealed."""

    at: dt.datetime  # aware; when it began
    procedure: str  # short name, in Vietnamese; empty until chosen
    ticket: str  # label
    code: str  # provisional code
    documents: int
    pages: int
    standing: Standing
    card: Verdict | None = None  # how far it is believed; None: none was read
    doubt: Verdict | None = (
        None  # a card spoke against itself: its bearer is to be compared with it
    )
    case: str = ""  # its id, where its ticket can be printed again


@dataclass(frozen=True)
class CallRow:
    """Somebody at the kiosk waits for a clerk."""

    fault: Fault  # CLERK_CALLED where nothing is broken
    since: dt.datetime


@dataclass(frozen=True)
class DeviceRow:
    """One device: "reader", "scanner", "printer", "centre"...; `fault` None: it works."""

    device: str
    fault: Fault | None
    since: dt.datetime


@dataclass(frozen=True)
class BatchWait:
    """A counter's batch that waits or is being scanned."""

    counter: int
    since: dt.datetime  # when it was asked for
    pages: int = 0


@dataclass(frozen=True)
class ScannerRow:
    """One scanner: who has it, who waits for it, and how it fares."""

    scanner: str  # as kiosk.toml calls it
    running: BatchWait | None = None
    waiting: tuple[BatchWait, ...] = ()  # in their order
    pages: int = 0  # since its last service
    pages_per_minute: float | None = None  # None: nothing to tell it from
    jams_per_thousand: float | None = None  # None: too few pages to say
    last_service: dt.datetime | None = None


@dataclass(frozen=True)
class OutboxRow:
    """One envelope. `fault` and `refusal` say why it is not delivered, as far as that is known."""

    code: str
    standing: Standing  # never OPEN
    since: dt.datetime  # refused, copied, received then; else: put in
    attempts: int
    due: dt.datetime | None  # next try; None where there will be none
    fault: Fault | None = None
    refusal: Refusal | None = None
    copied: dt.datetime | None = None  # last onto a stick


@dataclass(frozen=True)
class SignatureRow:
    """What waits for one role's signature. `fault`: what is in the way, as far as that is known."""

    role: SignRole
    count: int
    since: dt.datetime | None = None  # of the one that waits longest
    fault: SigningFault | None = None
    vacant_since: dt.date | None = None  # of a vacant post, if anybody ever held it


@dataclass(frozen=True)
class RulesRow:
    """The rules in use. `version` "" and `issued` None: as shipped; `asked` None: the province was never heard."""

    version: str = ""
    issued: dt.datetime | None = None
    asked: dt.datetime | None = None
    fault: Fault | None = None
    file: str = ""  # what of new rules could not be used
    why: str = ""


@dataclass(frozen=True)
class DeskView:
    """Everything the page shows, as of `at` (aware). Rows newest first, calls oldest first."""

    at: dt.datetime
    visits: tuple[VisitRow, ...] = ()
    calls: tuple[CallRow, ...] = ()
    devices: tuple[DeviceRow, ...] = ()
    outbox: tuple[OutboxRow, ...] = ()
    scanners: tuple[ScannerRow, ...] = ()
    rules: RulesRow = RulesRow()
    anywhere: tuple[BatchWait, ...] = ()  # wait for whichever scanner is free
    signatures: tuple[SignatureRow, ...] = ()  # one a role; none where nobody signs here
    progress: tuple[ProgressRow, ...] = ()  # at the centre, the most pressing first
