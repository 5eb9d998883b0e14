"""How desks of one office prove themselves to each other: by a shared secret, and without believing any clock.

Every request names a moment of the asked desk's own steady clock, which that desk told in an answer of this very run.
So it is seconds old and no older, whoever's calendar is wrong, and what was recorded cannot be played again: a desk
that stood still answers what lay in its queue meanwhile with a newer moment, and does nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

HEADER = "kiosk-desk"  # of requests and of answers
FRESH = 3.0  # seconds a told moment is good for
_REQUEST = re.compile(
    r"v1 from=(\d{1,2}) to=(\d{1,2}) run=([0-9a-f]{16}|) at=(\d{1,15}) nonce=([0-9a-f]{32}) mac=([0-9a-f]{64})",
    re.ASCII,
)
_ANSWER = re.compile(r"v1 run=([0-9a-f]{16}) at=(\d{1,15}) mac=([0-9a-f]{64})", re.ASCII)


class Unproven(StrEnum):
    """Why a request is not believed."""

    STRANGER = "stranger"  # knows another secret, or none
    UNKNOWN_KIOSK = "unknown-kiosk"  # no [[desks]] here names it
    NOT_FOR_US = "not-for-us"  # meant for another kiosk's desk
    STALE = "stale"  # names an old moment, another run, or came before: ask again with the one that is answered


class ProofError(Exception):
    """A request that is not to be believed; `nonce` where it knew the secret, so that the answer may be proven."""

    def __init__(self, why: Unproven, nonce: str = "") -> None:
        super().__init__(why.value)
        self.why, self.nonce = why, nonce


@dataclass(frozen=True)
class Told:
    """A moment of another desk's steady clock, as it told it: its run, and milliseconds."""

    run: str = ""
    at: int = 0


@dataclass(frozen=True)
class Proven:
    """A request that a desk of this office made: by which kiosk, and not before `moment` of our clock (seconds)."""

    kiosk: int
    moment: float
    nonce: str


class Door:
    """One desk's end of it, for one run of its process. Not for several threads at once."""

    def __init__(
        self, secret: str, kiosk: int, known: Collection[int], seconds: Callable[[], float]
    ) -> None:
        self._key, self._kiosk, self._known, self._seconds = secret.encode(), kiosk, known, seconds
        self._run = secrets.token_hex(8)
        self._nonces: deque[tuple[float, str]] = deque()
        self._met: set[str] = set()

    def open(self, method: str, path: str, header: str, body: bytes) -> Proven:
        """Who asks; raises ProofError."""
        found = _REQUEST.fullmatch(header)
        if found is None:
            raise ProofError(Unproven.STRANGER)
        by, to, run, at, nonce, mac = found.groups()
        if not hmac.compare_digest(mac, _request(self._key, method, path, header, body)):
            raise ProofError(Unproven.STRANGER)
        if int(to) != self._kiosk:
            raise ProofError(Unproven.NOT_FOR_US, nonce)
        if int(by) not in self._known:
            raise ProofError(Unproven.UNKNOWN_KIOSK, nonce)
        moment, now = int(at) / 1000, self._seconds()
        if run != self._run or not now - FRESH <= moment <= now + 0.001 or not self._first(nonce):
            raise ProofError(Unproven.STALE, nonce)
        return Proven(int(by), moment, nonce)

    def seal(self, nonce: str, status: int, body: bytes) -> str:
        """The header of an answer, which only who asked with this nonce will believe."""
        head = f"v1 run={self._run} at={int(self._seconds() * 1000)}"
        return f"{head} mac={_answer(self._key, nonce, status, head, body)}"

    def _first(self, nonce: str) -> bool:
        now = self._seconds()
        while self._nonces and self._nonces[0][0] < now - 2 * FRESH:
            self._met.discard(self._nonces.popleft()[1])
        if nonce in self._met:
            return False
        self._met.add(nonce)
        self._nonces.append((now, nonce))
        return True


class Key:
    """The asking end, from kiosk `by` to kiosk `to`."""

    def __init__(self, secret: str, by: int, to: int) -> None:
        self._key, self._by, self._to = secret.encode(), by, to

    def sign(self, method: str, path: str, body: bytes, told: Told) -> tuple[str, str]:
        """The header of a request, and the nonce by which its answer is known."""
        nonce = secrets.token_hex(16)
        head = f"v1 from={self._by} to={self._to} run={told.run} at={told.at} nonce={nonce}"
        return f"{head} mac={_request(self._key, method, path, head, body)}", nonce

    def read(self, nonce: str, status: int, header: str, body: bytes) -> Told | None:
        """The moment an answer names; None where it is not from a desk that knows the secret."""
        found = _ANSWER.fullmatch(header)
        if found is None:
            return None
        run, at, mac = found.groups()
        if not hmac.compare_digest(mac, _answer(self._key, nonce, status, header, body)):
            return None
        return Told(run, int(at))


def new_secret() -> str:
    """For [hall] secret: 256 bits in hex."""
    return secrets.token_hex(32)


def _request(key: bytes, method: str, path: str, header: str, body: bytes) -> str:
    head = header.split(" mac=")[0]
    digest = hashlib.sha256(body).hexdigest()
    return _mac(key, "asks", method, path, head, digest)


def _answer(key: bytes, nonce: str, status: int, header: str, body: bytes) -> str:
    head = header.split(" mac=")[0]
    return _mac(key, "answers", nonce, str(status), head, hashlib.sha256(body).hexdigest())


def _mac(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()
