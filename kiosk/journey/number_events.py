"""What can happen around the number: what it is asked for, why sooner, drawn, printed, and come back to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kiosk.model import Errand, InQueue, Language, Priority, Ticket, Unmet


@dataclass(frozen=True)
class ErrandChosen:
    """A number without papers is wanted, in the field of that id."""

    errand: Errand
    field: str


@dataclass(frozen=True)
class AppointmentPressed:
    """“I have an appointment”."""


@dataclass(frozen=True)
class AppointmentEntered:
    code: str


@dataclass(frozen=True)
class AppointmentFound:
    """The code is good now; `field` is the id of the field it was made for."""

    code: str
    field: str


@dataclass(frozen=True)
class AppointmentUnmet:
    """The code gives no number now, and why; `at` is the appointed time, where it has one."""

    why: Unmet
    at: dt.datetime | None


@dataclass(frozen=True)
class PriorityPressed:
    """“I have priority”, or “I want none”, beside NextPressed on the last document."""


@dataclass(frozen=True)
class PriorityChosen:
    """The answer, NONE among them, and with it the number is wanted."""

    priority: Priority


@dataclass(frozen=True)
class Sealed:
    ticket: Ticket


@dataclass(frozen=True)
class TicketPrinted:
    pass


@dataclass(frozen=True)
class QueueTold:
    """How the case's number stands in the hall's queue."""

    case: str
    queue: InQueue


@dataclass(frozen=True)
class LaterPressed:
    """“Come back later”, instead of waiting."""


@dataclass(frozen=True)
class ReturnChosen:
    """Back at that time, which is one of those offered."""

    until: dt.datetime


@dataclass(frozen=True)
class ReprintPressed:
    pass


@dataclass(frozen=True)
class TicketTaken:
    """“Done” on the ticket screen."""


@dataclass(frozen=True)
class TicketFound:
    """At the start of the UI: a drawn ticket that nobody was shown to the end."""

    language: Language
    ticket: Ticket
