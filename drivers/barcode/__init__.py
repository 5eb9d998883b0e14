"""Barcode readers: what a citizen's card says on its outside, and how reading it can fail.

Whatever comes from here is declared by whoever holds the card or the paper. Nothing proves it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class BarcodeState(StrEnum):
    """What stands in the way; each names what a person must do."""

    SCANNER_GONE = "scanner-gone"  # plug it in
    NOTHING = "nothing"  # nothing was held before it in time
    UNREADABLE = "unreadable"  # something else, or only part of it: hold it again


class BarcodeError(Exception):
    """No scan; `state` says what a person must do. Never quotes what was read."""

    def __init__(self, state: BarcodeState) -> None:
        super().__init__(state.value)
        self.state = state


class Source(StrEnum):
    """Where it was printed."""

    QR_2021 = "qr-2021"  # chip-based citizen identity card (CCCD)
    QR_2024 = "qr-2024"  # identity card (thẻ căn cước)
    MRZ = "mrz"


@dataclass(frozen=True)
class Declared:
    """What was read, NFC, "" or None where missing; personal, so it never shows itself.

    `rest` are fields beyond those known, untouched. `lines` are those of an MRZ, for access to the chip.
    """

    source: Source
    number: str = field(repr=False)  # 12 digits
    # Without diacritics from an MRZ; "" where they were lost on the way, as on a scanner that types.
    name: str = field(default="", repr=False)
    birth_date: dt.date | None = field(default=None, repr=False)
    sex: str = field(default="", repr=False)  # "Nam" | "Nữ" | ""
    residence: str = field(default="", repr=False)
    issued: dt.date | None = field(default=None, repr=False)
    expiry: dt.date | None = field(default=None, repr=False)
    old_number: str = field(default="", repr=False)
    rest: tuple[str, ...] = field(default=(), repr=False)
    lines: tuple[str, ...] = field(default=(), repr=False)


class Scanner(Protocol):
    """A barcode reader; `scan` and `ignore` from one thread, `state` and `close` from any."""

    def state(self) -> BarcodeState | None:
        """SCANNER_GONE, or None when it is there; never raises, never waits."""
        ...

    def scan(self, wait: float) -> Declared:
        """The next code held before it within `wait` seconds; raises BarcodeError only.

        Short waits in a row are as good as a long one: the device stays open and half a line is kept for the
        next call. NOTHING says no more than that the wait is over. What came while nobody had scanned
        for some seconds is thrown away: it may be the card of the citizen before.
        """
        ...

    def ignore(self) -> None:
        """Between citizens: throw away what came, and hold the device on; never raises.

        A scanner that types like a keyboard is ours from the first call to `close`: no key of it reaches the
        screen. A camera is let go, and its lamp goes out.
        """
        ...

    def close(self) -> None:
        """Let go of the device; never raises. A scan under way ends with NOTHING within 0.3 s, the next opens again."""
        ...
