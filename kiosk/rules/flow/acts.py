"""Acts: what the office did to a case, one after another, never changed and never taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kiosk.rules.roster import Right, Role


class Place(StrEnum):
    """Whose inbox a case lies in."""

    NONE = ""  # nobody's: over, or the citizen's turn
    RECEPTION = "reception"
    SPECIALIST = "specialist"
    LEADER = "leader"
    ARCHIVIST = "archivist"
    RETURN = "return-desk"


PLACES: dict[Role, frozenset[Place]] = {
    Role.CLERK: frozenset({Place.RECEPTION, Place.RETURN}),
    Role.SPECIALIST: frozenset({Place.SPECIALIST}),
    Role.LEADER: frozenset({Place.LEADER}),
    Role.ARCHIVIST: frozenset({Place.ARCHIVIST}),
}


class Kind(StrEnum):
    """What was done."""

    RECEIVED = "received"  # accepted, into the register: form 01
    ASKED_MORE = "asked-more"  # papers are missing or wrong: form 02; the days rest
    PAPERS_CAME = "papers-came"  # what was asked for is there: the days run on
    DECLINED = "declined"  # not accepted: form 03
    TAKEN = "taken"  # `by` has it in hand
    HANDED_ON = "handed-on"  # to the inbox `to`, perhaps to one `person`: form 06
    SENT_BACK = "sent-back"  # to the inbox `to`, for a reason
    APPROVED = "approved"  # the leader decided; it lies with the archivist
    ISSUED = "issued"  # numbered and sealed; it lies at the return desk
    RETURNED = "returned"  # the result was handed over
    PAYMENT_ASKED = "payment-asked"  # the days rest
    PAID = "paid"  # and run on
    EXTENDED = "extended"  # a new due date, with an apology: form 04
    REDATED = "redated"  # a due date changed by hand, for a ground; no apology
    STOPPED = "stopped"  # form 05; a leader alone takes it up again, by sending it back
    WITHDRAWN = "withdrawn"  # the citizen takes it back
    NOTED = "noted"  # a remark
    UNDONE = "undone"  # the last act counts for nothing


NEEDS: dict[Kind, frozenset[Right]] = {  # one of these rights
    Kind.RECEIVED: frozenset({Right.RECEIVE}),
    Kind.ASKED_MORE: frozenset({Right.RECEIVE, Right.HANDLE}),
    Kind.PAPERS_CAME: frozenset({Right.RECEIVE, Right.HANDLE}),
    Kind.DECLINED: frozenset({Right.RECEIVE}),
    Kind.TAKEN: frozenset({Right.RECEIVE, Right.HANDLE, Right.DECIDE, Right.ISSUE}),
    Kind.HANDED_ON: frozenset({Right.RECEIVE, Right.HANDLE, Right.DECIDE, Right.ISSUE}),
    Kind.SENT_BACK: frozenset({Right.HANDLE, Right.DECIDE, Right.ISSUE, Right.RETURN}),
    Kind.APPROVED: frozenset({Right.DECIDE}),
    Kind.ISSUED: frozenset({Right.ISSUE}),
    Kind.RETURNED: frozenset({Right.RETURN}),
    Kind.PAYMENT_ASKED: frozenset({Right.RECEIVE, Right.HANDLE}),
    Kind.PAID: frozenset({Right.RECEIVE}),
    Kind.EXTENDED: frozenset({Right.DECIDE}),
    Kind.REDATED: frozenset({Right.DECIDE}),
    Kind.STOPPED: frozenset({Right.DECIDE}),
    Kind.WITHDRAWN: frozenset({Right.RECEIVE}),
    Kind.NOTED: frozenset({Right.LOOK}),
    Kind.UNDONE: frozenset({Right.LOOK}),
}


class Unscanned(StrEnum):
    """Why a required document has no scanned page and no source, where the clerk says that it may be so."""

    NONE = ""
    CARD_SEEN = "card-seen"  # the identity card itself was looked at: it is not copied
    PAPER_ONLY = "paper-only"  # it is handed on as paper, and is scanned later
    NOT_DIGITISABLE = "not-digitisable"  # no paper, or none that a scanner takes
    ELSEWHERE = "elsewhere"  # another office or its database has it, and gives it


BY_CARD = "card"  # where a document was already: in the chip of the holder's card


@dataclass(frozen=True)
class Paper:
    """One document of the checklist, as the clerk found it."""

    document: str  # id of the required document, or "" for one that `name` alone names
    name: str = ""
    originals: int = 0
    copies: int = 0
    # Where it was already: code of the earlier case, or BY_CARD; "" it was handed in.
    reused: str = ""
    unscanned: Unscanned = Unscanned.NONE  # why nothing of it was scanned


@dataclass(frozen=True)
class Wanted:
    """One thing that is missing or wrong, and what is to be done about it."""

    document: str  # id of the required document, "" for something else
    name: str
    why: str = ""
    guide: str = ""


@dataclass(frozen=True)
class Charge:
    """One fee of the case, in đồng."""

    name: str
    amount: int
    exemption: str = ""  # class for which nothing is charged
    basis: str = ""


@dataclass(frozen=True)
class Reception:
    """What the clerk adds to what the kiosk knows when a case is accepted."""

    papers: tuple[Paper, ...] = ()
    copies: int = 1  # sets handed in
    charges: tuple[Charge, ...] = ()
    address: str = ""
    phone: str = ""
    email: str = ""
    delivery: str = "direct"  # or "post", with its address; or "online"
    post_to: str = ""
    on_behalf_of: str = ""  # who is applied for, where the holder acts for somebody else
    consent: str = ""  # to the reuse of earlier papers: "given", or "" where none were reused
    compared: bool = False  # the clerk compared a doubtful card with its bearer
    exemption: str = ""  # class for which fees are waived; "" nobody claimed one


@dataclass(frozen=True)
class Clock:
    """Until when a case is to be done, and when it is said that time runs out; aware moments."""

    due: dt.datetime
    soon: dt.datetime  # 75 in a hundred of its working time are over
    sooner: dt.datetime  # 90


@dataclass(frozen=True)
class Act:
    """One line of a case's story. Which fields count is told by its `kind`."""

    kind: Kind
    at: dt.datetime  # aware
    by: str  # id in the roster; "" the kiosk or the centre itself
    role: Role | None = None  # as which
    to: Place = Place.NONE
    person: str = ""  # HANDED_ON, SENT_BACK: whose it is there; "" whoever comes first
    clock: Clock | None = None  # RECEIVED, EXTENDED, REDATED, and whatever lets the days run on
    ground: str = ""  # why; for the one who reads it
    note: str = ""
    wanted: tuple[Wanted, ...] = ()  # ASKED_MORE
    reception: Reception | None = None  # RECEIVED
    rules: str = ""  # RECEIVED: version of the rules whose dates and fees hold for it
    number: str = ""  # ISSUED: of the result; RETURNED: how it was handed over
    amount: int = 0  # PAID, PAYMENT_ASKED: đồng
