"""The nouns of the law that the province publishes and the kiosk shows: words, field, procedure, required document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language the screens speak; further ones are packs of words with Vietnamese as the fallback."""

    VI = "vi"
    EN = "en"


@dataclass(frozen=True)
class Words:
    """One text in every language the kiosk is shipped with."""

    vi: str
    en: str

    def of(self, language: Language) -> str:
        return self.en if language is Language.EN else self.vi


class Origin(StrEnum):
    """Where a required document comes from, and so whether an earlier one may stand for it."""

    ISSUED = ""  # somebody issued it: what the office has of it already need not be handed in again
    CARD = "card"  # it says what the chip of the identity card proves: such a card is not copied
    FORM = "form"  # filled in for this very case


@dataclass(frozen=True)
class RequiredDocument:
    """One paper a procedure asks for (thành phần hồ sơ)."""

    id: str  # ASCII, unique in the procedure
    name: Words
    hint: Words = Words("", "")  # what a citizen may not know, e.g. "bản chính"
    profile: str = (
        ""  # how its paper is scanned (drivers/scanner/profiles.toml); "" is the usual way
    )
    origin: Origin = Origin.ISSUED


@dataclass(frozen=True)
class Question:
    """What people ask of a procedure, and the answer in a few sentences."""

    id: str  # ASCII, unique in the procedure
    ask: Words
    answer: Words


class Count(StrEnum):
    """What a deadline counts."""

    SAME_DAY = (
        "same-day"  # settled on the day it is handed in; after the cut on the next working day
    )
    WORKING_DAYS = "working-days"  # the day of reception does not count (Civil Code, article 147)
    CALENDAR_DAYS = (
        "calendar-days"  # one that ends on a day off ends on the next working day (article 148)
    )
    HOURS = "hours"  # in which the office works


@dataclass(frozen=True)
class Deadline:
    """Until when a procedure is to be settled, counted from its reception. Of SAME_DAY there is no `number`."""

    count: Count
    number: int = 0
    more: Deadline | None = None  # where facts must be verified: so much is added
    at_most: Deadline | None = None  # or: so much altogether, from reception on
    extensions: int = 1  # how often the office may then ask for more time


@dataclass(frozen=True)
class Procedure:
    """One administrative procedure (thủ tục) as it stands from a date on."""

    code: str  # national code, d.dddddd
    name: Words  # official name; may be 180 characters long
    short: Words  # as people call it, at most 40 characters
    field: str  # id of its field
    time: Words
    fee: Words  # amount, or "Không thu"
    exemption: Words  # who need not pay, in full; empty where nobody pays
    documents: tuple[RequiredDocument, ...]
    basis: str  # legal documents
    valid_from: dt.date
    sample: bool  # not approved by the province: the screen says so
    popular: bool = False  # on the first screen
    certified: bool = False  # its papers may become certified e-copies
    same_day: bool = False  # to be settled on the day it is handed in
    questions: tuple[Question, ...] = ()  # at most 5
    due: Deadline | None = None  # `time` as something to reckon with; None: no date can be counted


@dataclass(frozen=True)
class Field:
    """A field of procedures (lĩnh vực) and the letter of its ticket series."""

    id: str
    name: Words
    series: str
    icon: str
