"""What a form says of a case: plain values, gathered by whoever has the case, written by nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kiosk.rules.flow.acts import Charge, Paper, Wanted


@dataclass(frozen=True)
class HandOver:
    """One line of the control sheet: whoever gives, whoever takes, and when each did."""

    given: dt.datetime
    giver: str  # name
    from_place: str
    to_place: str
    taker: str = ""  # name; "" not taken in hand yet
    taken: dt.datetime | None = None
    remark: str = ""
    undone: bool = False  # it counts for nothing and stays written


@dataclass(frozen=True)
class Extension:
    """A due date that was put off."""

    at: dt.datetime
    due: dt.datetime | None
    ground: str


@dataclass(frozen=True)
class Facts:
    """What forms are filled from. Moments are aware; what is "" or None is left to be written by hand.

    People's own data never show in a repr, nor in the metadata of a PDF.
    """

    authority: str = ""  # who settles
    office: str = ""  # who receives
    place: str = ""  # where papers are dated
    office_address: str = ""
    office_phone: str = ""
    code: str = ""
    procedure: str = ""
    procedure_name: str = ""
    name: str = field(default="", repr=False)  # of whoever hands in
    on_behalf_of: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    papers: tuple[Paper, ...] = ()  # each with its name
    copies: int = 1
    time: str = ""  # that the law gives, in words
    received: dt.datetime | None = None
    due: dt.datetime | None = None  # as it is now
    first_due: dt.datetime | None = None  # as it was at reception
    delivery: str = ""  # as kiosk.rules.flow.acts.Reception has it
    post_to: str = field(default="", repr=False)
    charges: tuple[Charge, ...] = ()
    exemption: str = ""  # who need not pay, in full
    paid: int = 0  # đồng
    book: str = ""
    number: int = 0  # in the register
    day: dt.date | None = None  # of the paper
    clerk: str = ""  # name of who received, asked or declined
    leader: str = ""  # name of who decided
    wanted: tuple[Wanted, ...] = ()
    ground: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    stage: str = ""  # where it lay when it was stopped
    extensions: tuple[Extension, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    fee_online: str = ""
    fee_counter: str = ""
