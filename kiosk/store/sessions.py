"""Who is signed in at the desk: sessions that outlive a restart, known by the hash of what a browser holds."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.model import Language
from kiosk.store.database import storing, writing
from kiosk.store.moments import moment, stamp


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


class Sessions:
    """Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, person: str, language: Language, now: dt.datetime) -> str:
        """The token of a new session, told once."""
        token = secrets.token_urlsafe(32)
        with storing():
            self._db.conn.execute(
                "insert into sessions (token, person, csrf, language, begun_at, seen_at) "
                "values (?, ?, ?, ?, ?, ?)",
                (
                    *(_hash(token), person, secrets.token_urlsafe(24)),
                    *(language.value, stamp(now), stamp(now)),
                ),
            )
        return token

    def of(self, token: str) -> Session | None:
        """The session of a token; None for one that never was or is over."""
        with storing():
            row = self._db.conn.execute(
                "select token, person, csrf, language, begun_at, seen_at, locked from sessions "
                "where token = ?",
                (_hash(token),),
            ).fetchone()
        if row is None:
            return None
        id, person, csrf, language, begun, seen, locked = row
        return Session(
            id, person, csrf, Language(language), moment(begun), moment(seen), bool(locked)
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

    def _change(self, id: str, change: str, value: str | int) -> None:
        with storing():
            self._db.conn.execute(f"update sessions set {change} where token = ?", (value, id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
