"""Why a chip did not let us in, one way of trying after another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drivers.card import CardError, CardState

LEAST_LEFT = 2  # tries that a chip must still give for another one of ours
BLOCKED = {0x6983, 0x6984}  # method blocked, data not usable


class Reason(StrEnum):
    """How one try to get access ended."""

    OPENED = "opened"
    WRONG_PASSWORD = "wrong-password"  # the chip, or we, could not prove to know it
    NOT_OFFERED = "not-offered"  # the chip does not do this, or not with this password
    FEW_LEFT = "few-left"  # one more failure might lock it, so we did not try
    TOO_MANY = "too-many"  # wrong passwords for one card; it must be lifted before we try more
    BLOCKED = "blocked"  # it takes this password no more, whatever is offered
    NOT_KNOWN = "not-known"  # the chip offers it over a group that we cannot do
    NONSENSE = "nonsense"  # an answer that follows no standard


@dataclass(frozen=True)
class Attempt:
    """One try: "PACE-CAN", "PACE-MRZ" or "BAC", how it ended, and what the chip said."""

    access: str
    reason: Reason
    detail: str = ""


class Refused(CardError):
    """One way of getting access failed; another may not. `left` is how many tries the chip still gives."""

    def __init__(
        self,
        reason: Reason,
        detail: str,
        state: CardState = CardState.UNREADABLE,
        left: int | None = None,
    ) -> None:
        super().__init__(state, detail)
        self.reason = reason
        self.detail = detail
        self.left = left


def tries_left(status: int) -> int | None:
    """The x of 63Cx (ISO 7816-4, 5.6), None for any other status."""
    return status & 0x0F if status >> 4 == 0x63C else None


def blocked(status: int) -> bool:
    """Whether the chip says that a password is used up."""
    return status in BLOCKED
