"""The office's people and their posts, with days. A post is never changed but for its end."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.rules.roster import Post, Role, roles_on
from kiosk.store.database import reading, storing, writing
from kiosk.store.moments import moment, stamp

_POST = "id, person, role, since, until, added_at"


@dataclass(frozen=True)
class Person:
    """Somebody who works at the office."""

    id: str
    login: str  # small ASCII letters, digits and dots
    name: str


@dataclass(frozen=True)
class Password:
    """What somebody proves who they are by."""

    phc: str  # Argon2id; "" none yet
    once: dt.datetime | None  # made by somebody else: until when it opens; None the person's own


class LoginTaken(Exception):
    """Somebody else has this login."""


class Roster:
    """Raises StoreError. How it is the same at all desks: kiosk.store.roster_copies."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, login: str, name: str, now: dt.datetime) -> Person:
        """A person without posts and without a password; raises LoginTaken."""
        person = Person(uuid.uuid4().hex, login, name)
        with writing(self._db):
            if self.by_login(login):
                raise LoginTaken(login)
            self._db.conn.execute(
                "insert into people (id, login, name, changed_at, version) values (?, ?, ?, ?, ?)",
                (person.id, login, name, stamp(now), next_version(self._db)),
            )
        return person

    def post(
        self,
        person: str,
        role: Role,
        since: dt.date,
        now: dt.datetime,
        until: dt.date | None = None,
    ) -> str:
        """Give a role from a day on; the id of the post."""
        id = uuid.uuid4().hex
        with writing(self._db):
            self._db.conn.execute(
                "insert into posts (id, person, role, since, until, added_at, changed_at, version) "
                "values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(id, person, role.value, since.isoformat()),
                    *(until.isoformat() if until else None, stamp(now), stamp(now)),
                    next_version(self._db),
                ),
            )
        return id

    def end(self, post: str, last: dt.date, now: dt.datetime) -> None:
        """Nothing is held by it after its `last` day; one that ends earlier stays as it is."""
        with writing(self._db):
            self._db.conn.execute(
                "update posts set until = ?, changed_at = max(?, changed_at), version = ? "
                "where id = ? and (until is null or until > ?)",
                (last.isoformat(), stamp(now), next_version(self._db), post, last.isoformat()),
            )

    def people(self) -> tuple[Person, ...]:
        """Everybody who ever was, in the order of adding."""
        with storing():
            rows = self._db.conn.execute(
                "select id, login, name from people order by rowid"
            ).fetchall()
        return tuple(Person(*row) for row in rows)

    def person(self, id: str) -> Person | None:
        return self._person("id", id)

    def by_login(self, login: str) -> Person | None:
        return self._person("login", login)

    def posts(self, person: str) -> tuple[Post, ...]:
        """All of them, past and to come."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_POST} from posts where person = ? order by added_at, rowid", (person,)
            ).fetchall()
        return tuple(_post(row) for row in rows)

    def all_posts(self) -> tuple[Post, ...]:
        """Everybody's, past and to come."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_POST} from posts order by added_at, rowid"
            ).fetchall()
        return tuple(_post(row) for row in rows)

    def roles(self, person: str, day: dt.date) -> frozenset[Role]:
        """What this person is on a day at the office."""
        return roles_on(self.posts(person), day)

    def holders(self, role: Role, day: dt.date) -> tuple[Person, ...]:
        """Who holds a role on a day."""
        with reading(self._db):
            return tuple(each for each in self.people() if role in self.roles(each.id, day))

    def password(self, person: str) -> Password:
        """Raises KeyError for somebody who is not in the roster."""
        with storing():
            row = self._db.conn.execute(
                "select password, once_until from people where id = ?", (person,)
            ).fetchone()
        if row is None:
            raise KeyError(person)
        return Password(row[0], moment(row[1]) if row[1] else None)

    def set_password(
        self, person: str, phc: str, now: dt.datetime, once: dt.datetime | None = None
    ) -> None:
        """Every session that began under another one is over, at every desk."""
        with writing(self._db):
            # Later than what was there, whatever the clock says: else another desk would keep the old one.
            (before,) = self._db.conn.execute(
                "select changed_at from people where id = ?", (person,)
            ).fetchone()
            changed = max(stamp(now), stamp(moment(before) + dt.timedelta(milliseconds=1)))
            self._db.conn.execute(
                "update people set password = ?, once_until = ?, changed_at = ?, version = ? "
                "where id = ?",
                (phc, stamp(once) if once else "", changed, next_version(self._db), person),
            )

    def _person(self, by: str, value: str) -> Person | None:
        with storing():
            row = self._db.conn.execute(
                f"select id, login, name from people where {by} = ?", (value,)
            ).fetchone()
        return Person(*row) if row else None


def next_version(db: Database) -> int:
    """The number of the next change of the roster; inside a transaction."""
    (version,) = db.conn.execute(
        "select max((select coalesce(max(version), 0) from people), "
        "(select coalesce(max(version), 0) from posts)) + 1"
    ).fetchone()
    return int(version)


def _post(row: Sequence[str]) -> Post:
    id, person, role, since, until, added = row
    last = dt.date.fromisoformat(until) if until else None
    return Post(person, Role(role), dt.date.fromisoformat(since), last, id, moment(added))
