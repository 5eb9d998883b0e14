"""Rows that desks of one office tell each other, and how far each was listened to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from kiosk.rules.flow.acts import Place
from kiosk.rules.names import name_key
from kiosk.rules.search import fold
from kiosk.store.database import empty_log, reading, storing, writing
from kiosk.store.inbox import arrival, put
from kiosk.store.moments import OFFICE_ZONE, moment, stamp

PATIENCE = 0.2  # seconds that others may be held up while the log is emptied
LONGEST = 2000  # letters of one text
_TEXTS = (
    "case_id", "code", "ticket", "procedure", "channel", "name", "search", "verdict", "doubt", "status", "place",
    "turn", "owner", "handed_in", "received", "entered", "due", "soon", "sooner", "late_from", "seen_at",
)  # fmt: skip
_NUMBERS = ("version", "rests", "wanted", "documents", "pages", "acts", "gone", "withheld")
_FIELDS = _TEXTS + _NUMBERS
_MOMENTS = ("handed_in", "entered")
_CLOCK = ("due", "soon", "sooner")
_PERHAPS = ("received", "due", "soon", "sooner", "late_from", "seen_at")


class RowError(ValueError):
    """No row of an inbox."""


@dataclass(frozen=True)
class Told:
    """What another desk said of its rows: those behind a version, at most so many, and the last version it has."""

    rows: tuple[Mapping[str, Any], ...]
    version: int  # up to which the rows go
    last: int


@dataclass(frozen=True)
class Heard:
    """How far a desk was listened to."""

    run: str = ""
    version: int = 0
    names: bool = False
    silent_since: dt.datetime | None = None


class InboxShared:
    """Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def told(self, kiosk: int, since: int, names: bool, most: int) -> Told:
        """This kiosk's own rows behind a version, the erased ones too. `names`: false: nobody's name is in it."""
        # As of one moment: what comes between two looks would count as told.
        with reading(self._db):
            found = self._db.conn.execute(
                f"select {', '.join(_FIELDS)} from inbox where kiosk = ? and version > ? "
                "order by version limit ?",
                (kiosk, since, most),
            ).fetchall()
            (last,) = self._db.conn.execute(
                "select coalesce(max(version), 0) from inbox where kiosk = ?", (kiosk,)
            ).fetchone()
        rows = tuple(_told(dict(zip(_FIELDS, row, strict=True)), names) for row in found)
        return Told(rows, rows[-1]["version"] if rows else int(last), int(last))

    def take(self, kiosk: int, rows: Iterable[Mapping[str, Any]], heard: Heard) -> None:
        """They stand here as they stand there; what was erased there is gone here. All of it or nothing.

        Raises RowError for what is no row.
        """
        taken = [_row(row) for row in rows]
        erased = False
        with writing(self._db):
            for row in taken:
                if row["gone"]:
                    erased |= self._drop(kiosk, row["case_id"])
                    continue
                # A version stands once: what another case bore here was before its disk was put back.
                self._db.conn.execute(
                    "delete from inbox where kiosk = ? and version = ? and case_id <> ?",
                    (kiosk, row["version"], row["case_id"]),
                )
                key = name_key(row["name"])
                put(self._db, row | {"kiosk": kiosk, "name_key": key, "arrived": arrival(self._db)})
            self._hear(kiosk, heard)
        if erased:
            empty_log(self._db, PATIENCE)

    def keep_only(self, kiosk: int, cases: Collection[str]) -> None:
        """Whatever else was told of that kiosk is not there any more."""
        with storing():
            held = self._db.conn.execute(
                "select case_id from inbox where kiosk = ?", (kiosk,)
            ).fetchall()
        if vanished := [case for (case,) in held if case not in cases]:
            with writing(self._db):
                for case in vanished:
                    self._drop(kiosk, case)
            empty_log(self._db, PATIENCE)

    def keep_kiosks(self, kiosks: Collection[int]) -> None:
        """Rows of kiosks that the office has no more go."""
        with storing():
            held = self._db.conn.execute("select distinct kiosk from inbox").fetchall()
        for (kiosk,) in held:
            if kiosk not in kiosks:
                self.keep_only(kiosk, ())
        marks = ", ".join(str(int(kiosk)) for kiosk in kiosks)
        with storing():
            self._db.conn.execute(f"delete from inbox_desks where kiosk not in ({marks})")

    def heard(self, kiosk: int) -> Heard:
        """Nothing yet where nothing was."""
        with storing():
            row = self._db.conn.execute(
                "select run, version, names, silent_since from inbox_desks where kiosk = ?",
                (kiosk,),
            ).fetchone()
        if row is None:
            return Heard()
        run, version, names, silent = row
        return Heard(run, version, bool(names), moment(silent) if silent else None)

    def note(self, kiosk: int, heard: Heard) -> None:
        """Written only where it is news."""
        if heard != self.heard(kiosk):
            with writing(self._db):
                self._hear(kiosk, heard)

    def silent(self) -> dict[int, dt.datetime]:
        """The kiosks that do not answer, and since when."""
        with storing():
            rows = self._db.conn.execute(
                "select kiosk, silent_since from inbox_desks where silent_since > ''"
            ).fetchall()
        return {kiosk: moment(since) for kiosk, since in rows}

    def _drop(self, kiosk: int, case: str) -> bool:
        dropped = self._db.conn.execute(
            "delete from inbox where kiosk = ? and case_id = ?", (kiosk, case)
        )
        return int(dropped.rowcount) > 0

    def _hear(self, kiosk: int, heard: Heard) -> None:
        silent = stamp(heard.silent_since) if heard.silent_since else ""
        self._db.conn.execute(
            "insert into inbox_desks (kiosk, run, version, names, silent_since) values (?, ?, ?, ?, ?) "
            "on conflict (kiosk) do update set run = excluded.run, version = excluded.version, "
            "names = excluded.names, silent_since = excluded.silent_since",
            (kiosk, heard.run, heard.version, int(heard.names), silent),
        )


def _told(row: dict[str, Any], names: bool) -> dict[str, Any]:
    if names or row["gone"]:
        return row
    search = fold(f"{row['code']} {row['ticket']} {row['ticket'].replace('-', '')}")
    return row | {"name": "", "search": search, "withheld": 1}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Raises RowError; no value is repeated."""
    if set(row) != set(_FIELDS):
        raise RowError("fields")
    texts = all(isinstance(row[name], str) and len(row[name]) <= LONGEST for name in _TEXTS)
    numbers = all(type(row[name]) is int and 0 <= row[name] < 2**53 for name in _NUMBERS)
    if not (texts and numbers and row["case_id"]):
        raise RowError("values")
    try:
        Place(row["place"])
        for name in (*_MOMENTS, *(name for name in _PERHAPS if row[name])):
            at = moment(row[name])
            if at.tzinfo is None or stamp(at) != row[name]:  # they are sorted as text
                raise RowError(name)
            at.astimezone(OFFICE_ZONE)  # as lists show it
    except (ValueError, OverflowError):
        raise RowError("values") from None
    if len({bool(row[name]) for name in _CLOCK}) > 1:
        raise RowError("half a clock")
    return dict(row)
