"""The nouns of the office: case, document, page, holder, ticket, procedure; frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.contract.rules.law import Count as Count
from kiosk.contract.rules.law import Deadline as Deadline
from kiosk.contract.rules.law import Field as Field
from kiosk.contract.rules.law import Language as Language
from kiosk.contract.rules.law import Origin as Origin
from kiosk.contract.rules.law import Procedure as Procedure
from kiosk.contract.rules.law import Question as Question
from kiosk.contract.rules.law import RequiredDocument as RequiredDocument
from kiosk.contract.rules.law import Words as Words


class CaseState(StrEnum):
    OPEN = "open"  # its citizen stands at the screen
    SEALED = "sealed"  # final: has its ticket and its envelope
    FORGOTTEN = "forgotten"  # left unfinished: key destroyed, pages unreadable


class Verdict(StrEnum):
    """How far the chip's data are proven; never said stronger than it is (ICAO 9303-11, 5)."""

    PROVEN = "proven"  # unaltered, signed, the signer vouched for, and no copy
    MAY_BE_A_COPY = "may-be-a-copy"  # all that, but the chip did not show that it is no copy
    UNANCHORED = (
        "unanchored"  # unaltered and signed, but nobody trusted here vouches for the signer
    )
    HASHES_MATCH = "hashes-match"  # data groups match the hashes in EF.SOD; signer not checked
    WEAK = "weak"  # proven by means that are worth nothing any more
    EXPIRED_SIGNER = "expired-signer"  # the signer or its country was out of its time
    REVOKED = "revoked"  # the country took the signer back
    CLONED = "cloned"  # the chip could not show that it is no copy, though it should
    FORGED = "forged"  # the signature or who gave it does not hold
    ALTERED = "altered"  # a data group differs from its hash
    DECLARED = "declared"  # nothing of a chip: a QR code, or what somebody typed
    NOT_PROVEN = "not-proven"  # read from a chip that proves nothing

    @property
    def doubtful(self) -> bool:
        """Whether somebody must compare the card with its bearer: it speaks against itself."""
        return self in DOUBTFUL


DOUBTFUL = (Verdict.ALTERED, Verdict.FORGED, Verdict.REVOKED, Verdict.CLONED)


class CardField(StrEnum):
    """A field that stands both on a card's outside and in its chip."""

    NUMBER = "number"
    NAME = "name"
    BIRTH_DATE = "birth-date"
    SEX = "sex"
    EXPIRY = "expiry"
    RESIDENCE = "residence"
    ISSUED = "issued"


@dataclass(frozen=True)
class Holder:
    """The person the card is about. Never leaves the store unmasked except to the centre."""

    number: str = field(repr=False)  # 12 digits
    name: str = field(repr=False)  # NFC, as on the card
    birth_date: dt.date = field(repr=False)
    sex: str = field(repr=False)
    nationality: str = field(repr=False)
    expiry: dt.date | None = field(repr=False)  # None: never expires; if DECLARED also: not said
    verdict: Verdict
    differs: tuple[CardField, ...] = ()  # what the card's code says otherwise than its chip
    old_number: str = field(default="", repr=False)  # as it was before the number; "" if not said


@dataclass(frozen=True)
class MaskedHolder:
    """What of the holder a screen may show: name, birth year, last 4 digits of the number."""

    name: str = field(repr=False)
    birth_year: int = field(repr=False)
    last4: str = field(repr=False)
    verdict: Verdict | None = None  # None: read, and nothing of it verified yet
    differs: tuple[CardField, ...] = ()  # what the card's code says otherwise than its chip
    elderly: bool = False  # old enough, by the card, to be called sooner


class PageVerdict(StrEnum):
    """What is wrong with a scanned side, to be mended while its citizen still stands there."""

    OK = "ok"
    TOO_DARK = "too-dark"
    BLURRED = "blurred"
    CUT_EDGE = "cut-edge"  # the sheet reaches beyond what was scanned


@dataclass(frozen=True)
class Look:
    """What a look at a page found."""

    verdict: PageVerdict
    blank: bool  # nothing written on it; never dropped for that
    turned: int  # degrees clockwise it was turned to stand upright: 0, 90, 180, 270
    size: str  # of the sheet: "A4", "A5", "receipt", ...; "" where it is none of those
    preview: str  # vault path of a small upright JPEG, cropped to the sheet


@dataclass(frozen=True)
class Page:
    """One scanned side. `path` is its vault path; the pixels are never passed around."""

    id: str
    document: str  # id of the required document it belongs to
    number: int  # from 1, in the document
    path: str  # as scanned
    look: Look | None = None  # None until it was looked at, or where that failed: then as scanned
    accepted: bool = False  # the citizen keeps it although something is wrong with it


@dataclass(frozen=True)
class SheetCount:
    """A separator announced another number of sheets than came behind it."""

    wanted: int
    came: int


@dataclass(frozen=True)
class Document:
    """One required paper of a sealed case as a PDF/A in the vault."""

    id: str  # id of the required document, e.g. "to-khai"
    name: str  # file name, ASCII: {case code}_{document id}_{seq}.pdf
    path: str  # vault path
    sha256: str  # of the PDF's plain bytes
    size: int  # bytes of the plain PDF
    pages: int  # 0 for what proves the card, which is JSON


class Priority(StrEnum):
    """Why somebody is called sooner; declared by the citizen, the card or the clerk."""

    NONE = ""
    ELDERLY = "elderly"
    DISABLED = "disabled"
    WITH_CHILD = "with-child"  # pregnant, or with a small child
    MERIT = "merit"  # people with merit to the revolution (người có công)
    ONLINE = "online"  # filed online beforehand


class Errand(StrEnum):
    """What somebody with a number wants at the counter."""

    HAND_IN = "hand-in"
    COLLECT = "collect"  # a result
    ASK = "ask"  # a clerk, with or without papers


@dataclass(frozen=True)
class Ticket:
    """A place in the day's queue; one per case, drawn once."""

    case: str
    day: dt.date
    series: str  # letter of the field, e.g. "A"
    kiosk: int  # 0 where the office has one kiosk
    number: int  # from 1, per day and series
    code: str  # the case's provisional code
    procedure: str

    @property
    def label(self) -> str:
        """As called in the hall: A007, or A1-007 where several kiosks feed one queue."""
        return f"{self.series}{self.kiosk or ''}{'-' if self.kiosk else ''}{self.number:03d}"


@dataclass(frozen=True)
class InQueue:
    """How a number stands in the hall's queue, as its citizen is told; minutes are honest ones or none."""

    ahead: int = 0  # people who are called before
    counters: tuple[int, ...] = ()  # open ones that call its field
    shortest: int = 0  # minutes of waiting; with `longest` 0 nothing can be said
    longest: int = 0
    priority: Priority = Priority.NONE
    until: dt.datetime | None = None  # aware; its citizen went, and is back then
    offers: tuple[
        dt.datetime, ...
    ] = ()  # aware; times at which it may come back instead of waiting


class Unmet(StrEnum):
    """Why the code of an appointment gives no number now."""

    UNKNOWN = "unknown"
    USED = "used"
    EARLY = "early"
    LATE = "late"
    ELSEWHERE = "elsewhere"  # it was made at another kiosk of the office
    PAUSE = "pause"  # it was not looked at: too many wrong ones were typed here just now


class Actor(StrEnum):
    """Who must act on a fault."""

    CITIZEN = "citizen"
    CLERK = "clerk"
    TECHNICIAN = "technician"
