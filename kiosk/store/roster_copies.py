"""One roster at all desks of an office: what one changed, the others take over, in whatever order it comes.

Of a person the row counts that was changed last; of a post the earliest end, so that whoever lost a role nowhere has
it again. Two desks that have read each other's rows hold the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.rules.roster import Role
from kiosk.store.database import reading, storing, writing
from kiosk.store.roster import next_version

PEOPLE = ("id", "login", "name", "password", "once_until", "changed_at")
POSTS = ("id", "person", "role", "since", "until", "added_at", "changed_at")
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
LOGIN = re.compile(r"[a-z][a-z0-9.]{1,31}", re.ASCII)
LONGEST_NAME = 120
_PHC = re.compile(
    r"(\$argon2id\$v=19\$m=\d{1,7},t=\d{1,2},p=\d{1,2}\$[\w+/]{1,90}\$[\w+/]{1,90})?", re.ASCII
)

Row = Mapping[str, str]


@dataclass(frozen=True)
class Changes:
    """Rows of PEOPLE (no `person` in them) and of POSTS, each a JSON object of texts; up to change number `version`.

    They bear passwords' hashes and names: between desks they go encrypted.
    """

    version: int
    rows: tuple[Row, ...]


class RosterCopies:
    """Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def changed_since(self, version: int) -> Changes:
        """What was changed or taken over here behind change number `version`; all of it for 0.

        Whoever is told a number lower than the one he knew reads a database that was put back: ask from 0 again.
        """
        with reading(self._db):
            last = next_version(self._db) - 1
            people = self._rows("people", PEOPLE, version)
            posts = self._rows("posts", POSTS, version)
        return Changes(last, (*people, *posts))

    def take(self, rows: Iterable[object]) -> int:
        """How many of another desk's rows were news here; what has not the shape of one is left out."""
        told = [row for row in rows if isinstance(row, dict)]
        people = [row for row in told if _is_person(row)]
        posts = [row for row in told if _is_post(row)]
        with writing(self._db):
            return sum(map(self._take_person, people)) + sum(map(self._take_post, posts))

    def _rows(self, table: str, columns: tuple[str, ...], version: int) -> list[Row]:
        named = ", ".join(columns)
        with storing():
            rows = self._db.conn.execute(
                f"select {named} from {table} where version > ? order by version", (version,)
            ).fetchall()
        return [
            {name: value or "" for name, value in zip(columns, row, strict=True)} for row in rows
        ]

    def _take_person(self, row: Row) -> bool:
        own = self._db.conn.execute(
            "select changed_at, password from people where id = ?", (row["id"],)
        ).fetchone()
        if own and own >= (row["changed_at"], row["password"]):
            return False
        login = self._free_login(row["id"], row["login"])
        values = {**row, "login": login, "version": next_version(self._db)}
        self._db.conn.execute(
            "insert into people (id, login, name, password, once_until, changed_at, version) values "
            "(:id, :login, :name, :password, :once_until, :changed_at, :version) "
            "on conflict (id) do update set login = :login, name = :name, password = :password, "
            "once_until = :once_until, changed_at = :changed_at, version = :version",
            values,
        )
        return True

    def _free_login(self, id: str, login: str) -> str:
        """Two desks that did not hear each other may have given one login twice: the lower id keeps it, at both."""
        other = self._db.conn.execute(
            "select id from people where login = ? and id != ?", (login, id)
        ).fetchone()
        if other is None:
            return login
        if other[0] < id:
            return _other(login, id)
        self._db.conn.execute(
            "update people set login = ?, version = ? where id = ?",
            (_other(login, other[0]), next_version(self._db), other[0]),
        )
        return login

    def _take_post(self, row: Row) -> bool:
        known = self._db.conn.execute(
            "select 1 from people where id = ?", (row["person"],)
        ).fetchone()
        if not known:
            return False
        own = self._db.conn.execute("select until from posts where id = ?", (row["id"],)).fetchone()
        until = row["until"] or None
        if own is None:
            self._db.conn.execute(
                "insert into posts (id, person, role, since, until, added_at, changed_at, version) "
                "values (:id, :person, :role, :since, :until, :added_at, :changed_at, :version)",
                {**row, "until": until, "version": next_version(self._db)},
            )
            return True
        if until is None or (own[0] is not None and own[0] <= until):
            return False
        self._db.conn.execute(
            "update posts set until = ?, changed_at = ?, version = ? where id = ?",
            (until, row["changed_at"], next_version(self._db), row["id"]),
        )
        return True


def _other(login: str, id: str) -> str:
    return f"{login[:27]}.{id[:4]}"


def _is_person(row: dict[str, object]) -> bool:
    return (
        _texts(row, PEOPLE)
        and LOGIN.fullmatch(str(row["login"])) is not None
        and 0 < len(str(row["name"])) <= LONGEST_NAME
        and str(row["name"]).isprintable()
        and _PHC.fullmatch(str(row["password"])) is not None
        and (not row["once_until"] or _moment(row["once_until"]))
        and _moment(row["changed_at"])
    )


def _is_post(row: dict[str, object]) -> bool:
    return (
        _texts(row, POSTS)
        and _ID.fullmatch(str(row["person"])) is not None
        and row["role"] in set(Role)
        and _day(row["since"])
        and (not row["until"] or _day(row["until"]))
        and _moment(row["added_at"])
        and _moment(row["changed_at"])
    )


def _texts(row: dict[str, object], names: tuple[str, ...]) -> bool:
    named = set(row) == set(names) and all(isinstance(value, str) for value in row.values())
    return named and _ID.fullmatch(str(row["id"])) is not None


def _day(text: object) -> bool:
    try:
        return dt.date.fromisoformat(str(text)).isoformat() == text
    except ValueError:
        return False


def _moment(text: object) -> bool:
    """As kiosk.store.moments.stamp writes it, which sorts as text."""
    try:
        at = dt.datetime.fromisoformat(str(text))
        return (
            at.tzinfo is not None
            and at.astimezone(dt.UTC).isoformat(timespec="milliseconds") == text
            and at.year < dt.MAXYEAR  # a later change is a moment later
        )
    except (ValueError, OverflowError):
        return False
