"""People and programs of the province that may ask the centre something: each has a role and a token."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from central.database import Database

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Role(StrEnum):
    """What a caller may do."""

    WATCHER = "watcher"  # reads the fleet
    TARGET = "target"  # a connected system: is told of events, fetches cases


class CallerError(ValueError):
    """The text says in one sentence what is wrong with a caller's name."""


@dataclass(frozen=True)
class Caller:
    """Who asks."""

    name: str
    role: Role


class Callers:
    """The tokens themselves are kept nowhere."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database, self._now = database, now

    def add(self, name: str, role: Role) -> str:
        """The new caller's token, shown this once; raises CallerError."""
        if not _NAME.fullmatch(name):
            raise CallerError(f"{name}: a name is up to 40 small letters, digits and hyphens")
        token = secrets.token_urlsafe(32)
        row = {"name": name, "role": role.value, "token": _digest(token)}
        try:
            with self._database.change() as db:
                db.execute(
                    text(
                        "insert into callers (name, role, token, added_at) "
                        "values (:name, :role, :token, :at)"
                    ),
                    {**row, "at": self._now().isoformat()},
                )
        except IntegrityError:
            raise CallerError(f"{name} is there already: end it first") from None
        return token

    def end(self, name: str) -> None:
        """Its token counts no more, from now on; raises CallerError."""
        with self._database.change() as db:
            ended = db.execute(text("delete from callers where name = :name"), {"name": name})
        if not ended.rowcount:
            raise CallerError(f"nobody is called {name}")

    def all(self) -> list[Caller]:
        """By name."""
        with self._database.look() as db:
            rows = db.execute(text("select name, role from callers order by name")).all()
        return [Caller(row.name, Role(row.role)) for row in rows]

    def caller(self, authorization: str) -> Caller | None:
        """Whom an Authorization header belongs to: Bearer (RFC 6750, 2.1), or Basic (RFC 7617) with name and token."""
        name, token = _told(authorization)
        if not token:
            return None
        with self._database.look() as db:
            row = db.execute(
                text("select name, role from callers where token = :token"),
                {"token": _digest(token)},
            ).one_or_none()
        if row is None or name not in ("", row.name):
            return None
        return Caller(row.name, Role(row.role))


def _told(authorization: str) -> tuple[str, str]:
    """Name, "" for a bearer, and token; both "" where there is none."""
    scheme, _, value = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return "", value.strip()
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, token = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except ValueError:  # no base64, no UTF-8, letters beyond ASCII
        return "", ""
    return (name, token) if name else ("", "")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
