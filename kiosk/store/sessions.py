"""Who is signed in at the desk: sessions that outlive a restart, known by the hash of what a browser holds."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.model import Language
from kiosk.store.database import storing, writing
from kiosk.store.moments import moment, office_day, stamp
from kiosk.store.queue_log import Steady, steady

LONGEST = dt.timedelta(hours=12)
KEPT = dt.timedelta(days=8)  # so long it is known whose a session was that is over


@dataclass(frozen=True)
class Session:
    """One browser's. `id` is the hash of its token; `csrf` stands in every form it is given."""

    id: str
    person: str
    csrf: str
    language: Language
    begun: dt.datetime
    seen: dt.datetime
    locked: bool
    under: str = ""  # which password it began with
    steady: Steady = Steady("", 0.0)  # when it began


class Sessions:
    """Raises StoreError."""

    def __init__(self, db: Database, steadily: Callable[[], Steady] = steady) -> None:
        self._db, self._steadily = db, steadily

    def begin(self, person: str, language: Language, now: dt.datetime) -> str:
        """The token of a new session, told once."""
        token, ticking = secrets.token_urlsafe(32), self._steadily()
        with writing(self._db):
            self._db.conn.execute(
                "delete from sessions where begun_at < ? or begun_at > ?",
                (stamp(now - KEPT), stamp(now + KEPT)),
            )
            self._db.conn.execute(
                "insert into sessions (token, person, csrf, language, begun_at, seen_at, under, boot, "
                "steady) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(_hash(token), person, secrets.token_urlsafe(24)),
                    *(language.value, stamp(now), stamp(now), self._under(person)),
                    *(ticking.boot, ticking.seconds),
                ),
            )
        return token

    def of(self, token: str) -> Session | None:
        """The session of a token, over or not; None for one that never was."""
        with storing():
            row = self._db.conn.execute(
                "select token, person, csrf, language, begun_at, seen_at, locked, under, boot, steady "
                "from sessions where token = ?",
                (_hash(token),),
            ).fetchone()
        if row is None:
            return None
        id, person, csrf, language, begun, seen, locked, under, boot, ticked = row
        return Session(
            *(id, person, csrf, Language(language), moment(begun), moment(seen), bool(locked)),
            *(under, Steady(boot, ticked)),
        )

    def is_over(self, session: Session, now: dt.datetime) -> bool:
        """At the office's midnight, after LONGEST at most, and with the password it began under.

        A clock put back makes it no longer: the machine's running time is asked as well.
        """
        ticking = self._steadily()
        lasted = ticking.seconds - session.steady.seconds
        return (
            abs(now - session.begun) >= LONGEST
            or office_day(now) != office_day(session.begun)
            or (ticking.boot == session.steady.boot and lasted >= LONGEST.total_seconds())
            or session.under != self._under(session.person)
        )

    def seen(self, session: Session, now: dt.datetime) -> None:
        """Somebody is at it."""
        self._change(session.id, "seen_at = ?", stamp(now))

    def lock(self, session: Session) -> None:
        """Nobody was at it: nothing is shown until the password is given again."""
        self._change(session.id, "locked = ?", 1)

    def unlock(self, session: Session, now: dt.datetime) -> None:
        with writing(self._db):
            self._change(session.id, "locked = ?", 0)
            self.seen(session, now)

    def speak(self, session: Session, language: Language) -> None:
        """From now on it is shown in this language."""
        self._change(session.id, "language = ?", language.value)

    def end(self, session: Session) -> None:
        with storing():
            self._db.conn.execute("delete from sessions where token = ?", (session.id,))

    def end_all(self, person: str) -> None:
        """As when a password is changed."""
        with storing():
            self._db.conn.execute("delete from sessions where person = ?", (person,))

    def go_on(self, person: str, phc: str) -> None:
        """Those that began under this password go on: it is the same one, kept in another way."""
        with storing():
            self._db.conn.execute(
                "update sessions set under = ? where person = ? and under = ?",
                (self._under(person), person, _hash(phc)),
            )

    def _change(self, id: str, change: str, value: str | int) -> None:
        with storing():
            self._db.conn.execute(f"update sessions set {change} where token = ?", (value, id))

    def _under(self, person: str) -> str:
        with storing():
            row = self._db.conn.execute(
                "select password from people where id = ?", (person,)
            ).fetchone()
        return _hash(row[0]) if row else ""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
