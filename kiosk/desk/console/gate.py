"""Who somebody is, by login and password: slower and slower for whoever guesses, and never locked for good."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from kiosk.hall.signing_in import Patience
from kiosk.store import passwords
from kiosk.store.database import Database, writing
from kiosk.store.moments import office_day
from kiosk.store.roster import Password, Person, Roster
from kiosk.store.sessions import Sessions

AT_ONCE = 2  # passwords looked at: each takes 32 MiB and a core
WAITING = 8  # for one of these places; whoever comes behind them is told to come again
_KNOWN = 8  # people who use one browser
# As slow to try as a real one, and of nobody: an unknown login takes as long as a wrong password.
_NOBODYS = (
    f"$argon2id$v=19$m={passwords.MEMORY},t={passwords.PASSES},p=1"
    "$s5fNGreKN9qZry+OfQwo3Q$w0OwnSg6k+f3008kfEY+WKquSKeKxzHHNNC987pEy/s"
)


class Refusal(StrEnum):
    """Why nobody was signed in."""

    WRONG = "wrong"  # login or password: which of them is not told
    SLOWLY = "slowly"  # not even looked at: too many wrong ones before
    BUSY = "busy"
    ONCE_OVER = "once-over"  # the one-time password was good until yesterday
    NO_ROLE = "no-role"  # nothing is theirs to do today


class Refused(Exception):
    """`seconds`: how long until a password is looked at again. `person`: whose login it was, for the journal."""

    def __init__(self, why: Refusal, seconds: float = 0.0, person: str = "") -> None:
        super().__init__(why.value)
        self.why, self.seconds, self.person = why, seconds, person


class Gate:
    """One for all threads of a desk. What was guessed is forgotten when the desk starts anew."""

    def __init__(self, secret: bytes, steadily: Callable[[], float] = time.monotonic) -> None:
        self._secret = secret
        self._addresses = Patience(steadily, free=5, most=60.0)
        self._logins = Patience(steadily, free=5, most=60.0)
        # Made-up logins among them would make real ones be forgotten; and both must wait alike.
        self._made_up = Patience(steadily, free=5, most=60.0)
        self._alone, self._places = threading.Lock(), threading.Semaphore(AT_ONCE)
        self._waiting = 0

    def enter(
        self, db: Database, login: str, password: str, address: str, known: str, now: dt.datetime
    ) -> Person:
        """Who has this login and password; raises Refused.

        A browser that once had it (`known`, its cookie) waits for its own wrong ones only, so that a stranger's
        guesses keep nobody from working.
        """
        roster = Roster(db)
        person = roster.by_login(login)
        kept = roster.password(person.id) if person else Password("", None)
        id = person.id if person else ""
        lines = self._lines(id, login, address, self._knows(id, kept.phc, known))
        self._try(lines, id)
        with self._place(id):
            right = passwords.fits(password, kept.phc or _NOBODYS)
            weak = right and kept.phc and passwords.is_outdated(kept.phc)
            better = passwords.hashed(password) if weak else ""
        if not (right and person and kept.phc):
            raise Refused(Refusal.WRONG, self._left(lines), id)
        with self._alone:
            for patience, who in lines:
                patience.right(who)
        if kept.once and now > kept.once:
            raise Refused(Refusal.ONCE_OVER, 0.0, id)
        if not roster.roles(id, office_day(now)):
            raise Refused(Refusal.NO_ROLE, 0.0, id)
        if better:
            self._keep_better(db, id, better, kept, now)
        return person

    def hashed(self, password: str) -> str:
        """As kiosk.store.passwords.hashed, in turn with whoever signs in; raises Refused BUSY."""
        with self._place(""):
            return passwords.hashed(password)

    def known(self, roster: Roster, person: str, before: str) -> str:
        """What a browser keeps that had the password of `person`; `before`: what it had until now."""
        own = self._mark(person, roster.password(person).phc)
        others = [each for each in before.split(".") if each and each != own]
        return ".".join((own, *others[: _KNOWN - 1]))

    @staticmethod
    def _keep_better(db: Database, person: str, phc: str, kept: Password, now: dt.datetime) -> None:
        with writing(db):
            if Roster(db).password(person).phc != kept.phc:
                raise Refused(Refusal.WRONG, 0.0, person)  # as long as it took, it was taken away
            Roster(db).set_password(person, phc, now, kept.once)
            Sessions(db).go_on(person, kept.phc)

    def _knows(self, person: str, phc: str, known: str) -> bool:
        own = self._mark(person, phc).encode()
        marks = known.encode()[:1000].split(b".")
        return bool(person and phc) and any(hmac.compare_digest(own, each) for each in marks)

    def _mark(self, person: str, phc: str) -> str:
        # Over the password too: with another one all that was given for it is worth nothing.
        said = f"known\n{person}\n{phc}".encode()
        return hmac.new(self._secret, said, hashlib.sha256).hexdigest()[:32]

    def _lines(
        self, person: str, login: str, address: str, trusted: bool
    ) -> tuple[tuple[Patience, str], ...]:
        if trusted:
            return ((self._addresses, f"known {person}"),)
        of = (self._logins, person) if person else (self._made_up, login[:64])
        return (self._addresses, address), of

    def _try(self, lines: tuple[tuple[Patience, str], ...], person: str) -> None:
        """Counted as wrong before it is looked at: many at once are no more than one after another."""
        with self._alone:
            if (wait := max(patience.left(who) for patience, who in lines)) > 0:
                raise Refused(Refusal.SLOWLY, wait, person)
            for patience, who in lines:
                patience.wrong(who)

    def _left(self, lines: tuple[tuple[Patience, str], ...]) -> float:
        with self._alone:
            return max(patience.left(who) for patience, who in lines)

    @contextmanager
    def _place(self, person: str) -> Iterator[None]:
        with self._alone:
            if self._waiting >= WAITING:
                raise Refused(Refusal.BUSY, 5.0, person)
            self._waiting += 1
        try:
            with self._places:
                yield
        finally:
            with self._alone:
                self._waiting -= 1
