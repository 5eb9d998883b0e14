"""The other desks of the office, as the conductor of this one needs them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kiosk.rules.queue.deeds import Asked, NotNow


class Silence(StrEnum):
    """Why another desk is not heard, for the technician."""

    NONE = ""
    NO_ANSWER = "no-answer"
    WRONG_SECRET = "wrong-secret"
    UNKNOWN_KIOSK = "unknown-kiosk"  # its [[desks]] does not name us
    NOT_FOR_US = "not-for-us"  # another kiosk answers at its address
    NEWER = "newer"  # it speaks for a newer release than ours
    BUSY = "busy"  # or its disk is in trouble
    NONSENSE = "nonsense"
    DIFFERS = (
        "differs"  # it knows another log of ours than we do, and putting it right did not help
    )
    NOT_HEARING = "not-hearing"  # it does not reach us, and orders for itself


class Unheard(Exception):
    """The other desk was not asked, or refused to do it: nothing was written there."""

    def __init__(self, why: Silence = Silence.NO_ANSWER) -> None:
        super().__init__(why.value)
        self.why = why


class Unclear(Unheard):
    """The other desk was asked and did not answer: it may have written it."""


@dataclass(frozen=True)
class Claim:
    """The number that comes next is another kiosk's: asked for there."""

    kiosk: int
    turn: str


@dataclass
class Passed:
    """What is left out of one deed, so that nobody behind it waits for it."""

    kiosks: set[int] = field(default_factory=set)
    turns: dict[str, int] = field(default_factory=dict)  # and whose they are
    refusal: NotNow | None = None

    def refused(self, claim: Claim, error: NotNow) -> None:
        """Its holder says no: another number is asked for there once, and then those of the others."""
        if claim.kiosk in self.turns.values():
            self.kiosks.add(claim.kiosk)
        self.turns[claim.turn] = claim.kiosk
        self.refusal = error


@dataclass(frozen=True)
class DeskStanding:
    """How another desk of the office stands with this one."""

    kiosk: int
    url: str
    heard: bool
    silent: float = 0.0  # seconds since it was heard; since this desk began, where it never was
    said_off: bool = False  # by a person at a pad, today, and nothing was heard of it since
    may_be_said_off: bool = False  # silent for so long that a person may say so
    why: Silence = Silence.NONE


class Others(Protocol):
    """None of these blocks but `do`."""

    def standing(self) -> tuple[DeskStanding, ...]:
        """By number of the kiosk."""

    def news(self) -> None:
        """There is something they may lack."""

    def reaches(self, kiosk: int) -> bool:
        """Whether a number of this kiosk can be claimed there just now, as far as is known."""

    def whole_since(self, kiosk: int, moment: float) -> bool:
        """Whether all it knew is here, as of some time after `moment` (steady seconds)."""

    def heard(self, kiosk: int) -> float:
        """When it was heard last (steady seconds); below 0 where it never was since this desk began."""

    def knows(self, kiosk: int) -> int:
        """The last of our own entries that it is known to have."""

    def senior(self) -> int | None:
        """The desk that orders the calls, where that is another one than ours."""

    def do(self, kiosk: int, asked: Asked, only: str = "") -> None:
        """Has it done there, and takes what it wrote; raises NotNow, Unheard, Unclear, StoreError."""


class Alone:
    """There are none."""

    def standing(self) -> tuple[DeskStanding, ...]:
        return ()

    def news(self) -> None:
        pass

    def reaches(self, kiosk: int) -> bool:
        return False

    def whole_since(self, kiosk: int, moment: float) -> bool:
        return True

    def heard(self, kiosk: int) -> float:
        return -1.0

    def knows(self, kiosk: int) -> int:
        return 0

    def senior(self) -> int | None:
        return None

    def do(self, kiosk: int, asked: Asked, only: str = "") -> None:
        raise Unheard
