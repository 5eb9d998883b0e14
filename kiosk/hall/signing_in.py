"""Who may call at which counter: a code typed once a day, slower and slower for whoever guesses."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from enum import StrEnum

from kiosk.settings import Counter

SESSION, KNOWN = "pad", "pad-known"  # names of the two cookies
_FORGIVEN = 900.0  # seconds without a wrong code after which nobody remembers the others
_MOST_REMEMBERED = 1000  # addresses


class Refusal(StrEnum):
    """Why nobody was signed in."""

    WRONG = "wrong"
    SLOWLY = "slowly"  # not even looked at: too many wrong ones before


class NotSignedIn(Exception):
    """`seconds`: how long until a code is looked at again."""

    def __init__(self, why: Refusal, seconds: float = 0.0) -> None:
        super().__init__(why.value)
        self.why, self.seconds = why, seconds


class SigningIn:
    """Sessions of the counters' pads, each a text that its browser keeps and only `secret` can have made.

    They outlive a restart of the desk and end with the office's day, with `leave`, or with another code.
    """

    def __init__(
        self,
        counters: Iterable[Counter],
        secret: bytes,
        today: Callable[[], dt.date],
        steadily: Callable[[], float],
    ) -> None:
        self._codes = {each.number: code for each in counters if (code := each.code.reveal())}
        self._secret, self._today = secret, today
        self._left: set[str] = set()
        self._strangers = Patience(steadily, free=3, most=30.0)
        self._counters = Patience(steadily, free=10, most=20.0)

    @property
    def counters(self) -> tuple[int, ...]:
        """Those that have a pad."""
        return tuple(sorted(self._codes))

    def enter(self, counter: int, code: str, address: str, known: str = "") -> str:
        """A session for who has the code; raises NotSignedIn.

        A browser that once had it (`known`) waits for its own wrong codes only, so that a prankster elsewhere
        keeps no counter from working.
        """
        trusted = counter in self._codes and hmac.compare_digest(
            known.encode(), self.known(counter).encode()
        )
        lines = [(self._strangers, f"known {counter}" if trusted else address)]
        if not trusted:
            # Counters that are not there are one, or a thousand made-up ones would make this one's be forgotten.
            lines.append((self._counters, str(counter) if counter in self._codes else ""))
        wait = max(patience.left(who) for patience, who in lines)
        if wait > 0:
            raise NotSignedIn(Refusal.SLOWLY, wait)
        # A counter that is not there is compared too: it takes as long as one that is.
        right = hmac.compare_digest(_folded(code), _folded(self._codes.get(counter, "")))
        if not (right and counter in self._codes):
            for patience, who in lines:
                patience.wrong(who)
            raise NotSignedIn(Refusal.WRONG, max(patience.left(who) for patience, who in lines))
        self._strangers.right(lines[0][1])
        told = f"{counter}.{self._today():%Y%m%d}.{secrets.token_urlsafe(12)}"
        return f"{told}.{self._seal('session', told, counter)}"

    def counter_of(self, session: str) -> int | None:
        """Whose pad this is; None where the session is over, or was never one."""
        told, _, seal = session.rpartition(".")
        parts = told.split(".")
        if len(parts) != 3 or not (parts[0].isascii() and parts[0].isdecimal()):
            return None
        counter = int(parts[0][:2])
        if counter not in self._codes or told in self._left:
            return None
        genuine = hmac.compare_digest(seal.encode(), self._seal("session", told, counter).encode())
        return counter if genuine and parts[1] == f"{self._today():%Y%m%d}" else None

    def leave(self, session: str) -> None:
        """It is over, also in a copy of it that somebody made."""
        if self.counter_of(session) is not None:
            self._left.add(session.rpartition(".")[0])

    def known(self, counter: int) -> str:
        """What a browser keeps that had the code of this counter."""
        return self._seal("known", str(counter), counter)

    def _seal(self, what: str, told: str, counter: int) -> str:
        # Over the code too: with another one all that was given for it is worth nothing.
        said = "\n".join((what, told, self._codes[counter]))
        return hmac.new(self._secret, said.encode(), hashlib.sha256).hexdigest()


class Patience:
    """How long whoever was wrong has to wait: not at all `free` times, then 1, 2, 4 ... `most` seconds."""

    def __init__(self, steadily: Callable[[], float], free: int, most: float) -> None:
        self._steadily, self._free, self._most = steadily, free, most
        self._wrong: dict[str, tuple[int, float]] = {}  # times, and the last one

    def left(self, who: str) -> float:
        """Seconds until another try counts."""
        times, last = self._wrong.get(who, (0, 0.0))
        if times <= self._free:
            return 0.0
        wait = min(self._most, 2.0 ** min(16, times - self._free - 1))
        return max(0.0, last + wait - self._steadily())

    def wrong(self, who: str) -> None:
        now = self._steadily()
        times, last = self._wrong.pop(who, (0, now))
        self._wrong[who] = (1 if now - last > _FORGIVEN else times + 1, now)
        while len(self._wrong) > _MOST_REMEMBERED:
            del self._wrong[next(iter(self._wrong))]

    def right(self, who: str) -> None:
        self._wrong.pop(who, None)


def _folded(code: str) -> bytes:
    """Capital or small letters, and spaces between them, make no other code."""
    return hashlib.sha256("".join(code.split()).casefold().encode()).digest()
