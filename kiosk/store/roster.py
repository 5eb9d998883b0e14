"""The office's people and their posts, with days. A post is never changed but for its end."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.rules.roster import Post, Role, roles_on
from kiosk.store.database import reading, storing, writing
from kiosk.store.moments import stamp


@dataclass(frozen=True)
class Person:
    """Somebody who works at the office."""

    id: str
    login: str  # small ASCII letters, digits and dots
    name: str


class Roster:
    """Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, login: str, name: str, now: dt.datetime) -> Person:
        """A person without posts and without a password."""
        person = Person(uuid.uuid4().hex, login, name)
        with storing():
            self._db.conn.execute(
                "insert into people (id, login, name, changed_at) values (?, ?, ?, ?)",
                (person.id, login, name, stamp(now)),
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
                "insert into posts (id, person, role, since, until, added_at, changed_at) "
                "values (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(id, person, role.value, since.isoformat()),
                    *(until.isoformat() if until else None, stamp(now), stamp(now)),
                ),
            )
        return id

    def people(self) -> tuple[Person, ...]:
        """Everybody who ever was, in the order of adding."""
        with storing():
            rows = self._db.conn.execute(
                "select id, login, name from people order by rowid"
            ).fetchall()
        return tuple(Person(*row) for row in rows)

    def person(self, id: str) -> Person | None:
        with storing():
            row = self._db.conn.execute(
                "select id, login, name from people where id = ?", (id,)
            ).fetchone()
        return Person(*row) if row else None

    def posts(self, person: str) -> tuple[Post, ...]:
        """All of them, past and to come."""
        with storing():
            rows = self._db.conn.execute(
                "select person, role, since, until from posts where person = ? order by added_at",
                (person,),
            ).fetchall()
        return tuple(
            Post(who, Role(role), _day(since), _day(until) if until else None)
            for who, role, since, until in rows
        )

    def roles(self, person: str, day: dt.date) -> frozenset[Role]:
        """What this person is on a day at the office."""
        return roles_on(self.posts(person), day)

    def holders(self, role: Role, day: dt.date) -> tuple[Person, ...]:
        """Who holds a role on a day."""
        with reading(self._db):
            return tuple(each for each in self.people() if role in self.roles(each.id, day))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
