"""A browser goes on at another desk of the office, signed in there as here, without its password.

The desk that leads draws a word by chance and tells the other one its hash over the proven line; the browser brings
the word itself. So whoever listens to the line learns nothing that opens anything, and no clock is compared.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.hall.letters import LetterError
from kiosk.hall.line import Line
from kiosk.hall.others import Unheard
from kiosk.hall.proof import Key, Proven
from kiosk.model import Language
from kiosk.settings import Settings

CROSS = "/desk/cross"
ARRIVE = "/arrive"
FRESH = 30.0  # seconds within which the browser must come
KEPT = 600.0  # seconds for which it is known that a word was used, or came too late
_MOST = 256  # browsers on their way at once
_EACH = 16  # of one person
_TO = re.compile(r"/cases/\d{1,2}/[0-9a-f]{32}(/receive)?", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PERSON = re.compile(r"[0-9a-f]{32}", re.ASCII)


class Lost(StrEnum):
    """Why somebody does not arrive."""

    UNKNOWN = "unknown"  # no desk of the office said so
    LATE = "late"
    USED = "used"


class LostError(Exception):
    """Nobody is signed in; `kiosk`: where the browser came from, 0 where that is not known."""

    def __init__(self, why: Lost, kiosk: int = 0) -> None:
        super().__init__(why.value)
        self.why, self.kiosk = why, kiosk


class NotLed(StrEnum):
    """Why a browser is not led to another desk."""

    NO_ANSWER = "no-answer"
    NO_ADDRESS = "no-address"  # [[desks]] names no console for it


class NotLedError(Exception):
    """Nobody waits for the browser there."""

    def __init__(self, why: NotLed) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Arriving:
    """Whom another desk sends, and where to."""

    kiosk: int
    person: str  # id in the roster
    path: str
    language: Language
    until: float  # of the steady clock


class Crossing:
    """Both ends of one desk; on any thread."""

    def __init__(self, settings: Settings, seconds: Callable[[], float] = time.monotonic) -> None:
        secret, own = settings.hall.secret.reveal(), settings.kiosk
        self._own, self._seconds, self._lock = own, seconds, threading.Lock()
        self._consoles = {desk.kiosk: desk.console.rstrip("/") for desk in settings.desks}
        self._lines = {
            desk.kiosk: Line(desk.url, Key(secret, own, desk.kiosk)) for desk in settings.desks
        }
        self._expected: dict[str, Arriving] = {}
        self._used: dict[str, Arriving] = {}

    @property
    def kiosks(self) -> frozenset[int]:
        """The other ones of the office."""
        return frozenset(self._consoles)

    def lead(self, kiosk: int, person: str, path: str, language: Language) -> str:
        """The address to which the browser goes next. Raises NotLedError."""
        if not self._consoles[kiosk]:
            raise NotLedError(NotLed.NO_ADDRESS)
        word = secrets.token_urlsafe(32)
        told = {"word": _hash(word), "person": person, "path": path, "language": language.value}
        try:
            self._lines[kiosk].carry(CROSS, json.dumps(told).encode())
        except Unheard as error:
            raise NotLedError(NotLed.NO_ANSWER) from error
        return f"{self._consoles[kiosk]}{ARRIVE}?word={word}"

    def expect(self, proven: Proven, body: bytes, _: bool) -> tuple[int, bytes]:
        """Another desk says who is to come. As kiosk.hall.desk_door.Work."""
        if proven.kiosk == self._own:
            return 403, b"not-for-us"
        hashed, arriving = _told(body, proven.kiosk, self._seconds() + FRESH)
        with self._lock:
            self._forget()
            self._make_room(arriving)
            self._expected[hashed] = arriving
        return 200, b"{}"

    def arrive(self, word: str) -> Arriving:
        """Who brings this word; it counts once. Raises LostError."""
        hashed, now = _hash(word), self._seconds()
        with self._lock:
            self._forget()
            if hashed in self._used:
                raise LostError(Lost.USED, self._used[hashed].kiosk)
            arriving = self._expected.pop(hashed, None)
            if arriving is None:
                raise LostError(Lost.UNKNOWN)
            self._used[hashed] = arriving
        if now > arriving.until:
            raise LostError(Lost.LATE, arriving.kiosk)
        return arriving

    def close(self) -> None:
        for line in self._lines.values():
            line.close()

    def _make_room(self, arriving: Arriving) -> None:
        """Somebody who asks and never comes takes up their own places; nobody is kept out by them."""
        own = [each for each, told in self._expected.items() if told.person == arriving.person]
        for hashed in own[: max(0, len(own) - _EACH + 1)]:
            del self._expected[hashed]
        while len(self._expected) >= _MOST:
            del self._expected[next(iter(self._expected))]

    def _forget(self) -> None:
        old = self._seconds() - KEPT
        for words in (self._expected, self._used):
            for hashed in [each for each, arriving in words.items() if arriving.until < old]:
                del words[hashed]


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def _told(body: bytes, kiosk: int, until: float) -> tuple[str, Arriving]:
    try:
        told = json.loads(body)
        hashed, person, path = told["word"], told["person"], told["path"]
        fits = _HASH.fullmatch(hashed) and _PERSON.fullmatch(person) and _TO.fullmatch(path)
        if not fits:
            raise LetterError("nobody that comes")
        return hashed, Arriving(kiosk, person, path, Language(told["language"]), until)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise LetterError("nobody that comes") from None
