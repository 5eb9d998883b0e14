"""Chip cards: what the kiosk asks of a reader and a chip, and how either can fail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from drivers.card.verdict import Verdict

if TYPE_CHECKING:
    from drivers.card.contents import Details, Wanted
    from drivers.card.credentials import Credentials
    from drivers.card.face import Face
    from drivers.card.files import EF
    from drivers.card.genuine import Transcript
    from drivers.card.refused import Attempt
    from drivers.card.trust import TrustStore


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
    """Reading stopped; `state` says what a person must do, `attempts` which ways in were tried."""

    def __init__(
        self, state: CardState, detail: str = "", attempts: tuple[Attempt, ...] = ()
    ) -> None:
        super().__init__(f"{state}: {detail}" if detail else state.value)
        self.state = state
        self.attempts = attempts


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
class Traffic:
    """What a reading cost: command APDUs, bytes to the chip and back, and ms of each phase."""

    apdus: int
    sent: int
    received: int
    phases: Mapping[str, float] = field(default_factory=dict)  # "access", "DG1", ... in their order


@dataclass(frozen=True)
class Reading:
    """One finished reading. `access` is "PACE-CAN", "PACE-MRZ" or "BAC"; `attempts` how it came to that.

    `verdict` says what is proven, `hashes_match` only its first link: it covers every data group read.
    `files` holds every file read, whole, as the chip gave it, EF.CardAccess among them, but not DG13 where
    religion and ethnicity were not wanted; `refused` says of each file asked for in vain what the chip said.
    `hashes` and `transcript` are for the evidence (drivers.card.evidence).
    """

    holder: HolderData
    access: str
    apdus: int
    hashes_match: bool
    files: Mapping[EF, bytes] = field(default_factory=dict, repr=False)
    attempts: tuple[Attempt, ...] = ()
    refused: Mapping[EF, str] = field(default_factory=dict)
    traffic: Traffic | None = field(default=None, compare=False)
    verdict: Verdict = field(default=Verdict(), compare=False)
    details: Details | None = field(default=None, repr=False)
    face: Face | None = field(default=None, repr=False)
    hashes: Mapping[int, bytes] = field(default_factory=dict, repr=False)
    transcript: Transcript | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Wish:
    """What the caller wants of a reading beyond the holder and the proof.

    `photo` and `details` (DG11, DG12) are read only where the procedure needs them. `named` is told
    the holder as soon as DG1 and DG13 are read: nothing of that is verified yet. `wanted` is what of
    face, ethnicity and religion may stay in memory. `genuine` has the chip prove that it is no copy, and
    `trust` are the countries whose signers count. With `even_altered` a card whose data differ from
    EF.SOD is told in the verdict, where otherwise it is an error.
    """

    photo: bool = False
    details: bool = False
    named: Callable[[HolderData], None] | None = None
    wanted: frozenset[Wanted] = frozenset()
    genuine: bool = False
    trust: TrustStore | None = None
    even_altered: bool = False


class Reader(Protocol):
    """A card reader with at most one card on it."""

    def state(self) -> CardState | None:
        """READER_GONE, ABSENT, or None when a card lies on it; never raises."""
        ...

    def read(
        self,
        number: str | Credentials,
        progress: Callable[[int], None],
        wait: float,
        budget: float,
        wish: Wish | None = None,
    ) -> Reading:
        """Wait up to `wait` seconds for a card, then read it within `budget` seconds.

        `number` is the 12 digits printed on the card, or all that is known of it; `progress` is told
        percents, 0 about every second until a card is there; `wish` is what to read beyond the usual,
        and who is told the name early. Raises CardError only, and whatever `progress` raises.
        """
        ...
