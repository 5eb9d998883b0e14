"""Chip cards: what the kiosk asks of a reader and a chip, and how either can fail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from drivers.card.files import EF


class CardState(StrEnum):
    """What stands in the way of reading; each names what a person must do."""

    READER_GONE = "reader-gone"  # plug it in, or start pcscd
    ABSENT = "absent"  # lay a card down
    REMOVED = "removed"  # lay it down again
    WRONG_NUMBER = "wrong-number"  # PACE failed: type the number again
    UNREADABLE = "unreadable"  # the chip answers nonsense or not in time
    NOT_CITIZEN = "not-citizen"  # not an eMRTD
    ALTERED = "altered"  # a data group differs from its hash in EF.SOD: a clerk must look


class CardError(Exception):
    """Reading stopped; `state` says what a person must do."""

    def __init__(self, state: CardState, detail: str = "") -> None:
        super().__init__(f"{state}: {detail}" if detail else state.value)
        self.state = state


class UnexpectedStatus(Exception):
    """The chip answered, but not with 9000 (ISO 7816-4, 5.6)."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status word {status:04X}")
        self.status = status


class Channel(Protocol):
    """Carries one command APDU to the chip and its response (data and status word) back."""

    def transmit(self, command: bytes) -> bytes:
        """Raises CardError(REMOVED) when the card is gone."""
        ...


@dataclass(frozen=True)
class HolderData:
    """What DG13 and DG1 say of the holder; personal, so it never shows itself."""

    number: str = field(repr=False)  # 12 digits
    name: str = field(
        repr=False
    )  # NFC with diacritics from DG13; from DG1 without them where DG13 is absent
    birth_date: dt.date = field(
        repr=False
    )  # where the card knows only the year or month: its first day
    sex: str = field(repr=False)  # "Nam" | "Nữ" | ""
    nationality: str = field(repr=False)
    expiry: dt.date | None = field(repr=False)  # None: no expiry


@dataclass(frozen=True)
class Reading:
    """One finished reading. `access` is "PACE-CAN"; `hashes_match` covers every data group read.

    `files` holds every file read, whole, as the chip gave it.
    """

    holder: HolderData
    access: str
    apdus: int
    hashes_match: bool
    files: Mapping[EF, bytes] = field(default_factory=dict, repr=False)


class Reader(Protocol):
    """A card reader with at most one card on it."""

    def state(self) -> CardState | None:
        """READER_GONE, ABSENT, or None when a card lies on it; never raises."""
        ...

    def read(
        self, number: str, progress: Callable[[int], None], wait: float, budget: float
    ) -> Reading:
        """Wait up to `wait` seconds for a card, then read it within `budget` seconds.

        `number` is the 12 digits printed on the card; `progress` is told percents.
        Raises CardError only.
        """
        ...
