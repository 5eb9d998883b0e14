"""Tickets: one a case, numbered from 1 every day in every series."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from sqlite_utils import Database

from kiosk.model import Language, Ticket
from kiosk.store.database import storing
from kiosk.store.moments import office_day, stamp

_DRAWN = re.compile(r"-(\d{6})-K\d\d-(\d{4,8})", re.ASCII)  # of a provisional code: day and serial
_COLUMNS = "case_id, day, series, kiosk, number, code, procedure"


class Tickets:
    """The numbers drawn. The office's day begins at midnight in Vietnam."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, case: str) -> Ticket | None:
        with storing():
            row = self._db.conn.execute(
                f"select {_COLUMNS} from tickets where case_id = ?", (case,)
            ).fetchone()
        return _ticket(row) if row else None

    def draw(
        self,
        *,
        case: str,
        procedure: str,
        language: Language,
        series: str,
        kiosk: int,
        agency: str,
        now: dt.datetime,
    ) -> Ticket:
        """The next number of the day; part of the sealing transaction, so that no fault leaves a gap.

        The case's provisional code is {agency}-{YYMMDD}-K{kiosk}-{serial}, its serial over all series.
        """
        day = office_day(now)
        number = self._next(
            "select max(number) from tickets where day = ? and series = ?", day, series
        )
        serial = self._next("select max(serial) from tickets where day = ?", day)
        floor = self._floor(day)
        number, serial = max(number, floor + 1), max(serial, floor + 1)
        code = f"{agency}-{day:%y%m%d}-K{kiosk:02d}-{serial:04d}"
        self._db.conn.execute(
            f"insert into tickets ({_COLUMNS}, serial, language, drawn_at) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(case, day.isoformat(), series, kiosk, number, code, procedure),
                *(serial, language.value, stamp(now)),
            ),
        )
        return Ticket(case, day, series, kiosk, number, code, procedure)

    def skip(self, now: dt.datetime, known: str, gap: int) -> int:
        """Nobody gets a number of today up to the returned one: `gap` behind every one known of.

        `known`: the highest provisional code that another copy of this kiosk drew, as far as that is known; "".
        Part of the caller's transaction.
        """
        day = office_day(now)
        serial = self._next("select max(serial) from tickets where day = ?", day) - 1
        if (drawn := _DRAWN.search(known)) and drawn[1] == f"{day:%y%m%d}":
            serial = max(serial, int(drawn[2]))
        floor = (
            max(serial, self._floor(day)) + gap
        )  # no series has more numbers than the day has cases
        self._db.conn.execute(
            "insert into ticket_floors (day, number) values (?, ?) "
            "on conflict (day) do update set number = excluded.number",
            (day.isoformat(), floor),
        )
        return floor

    def unhanded(self, since: dt.datetime) -> tuple[Ticket, Language] | None:
        """The newest ticket drawn since then that nobody was shown to the end."""
        with storing():
            row = self._db.conn.execute(
                f"select {_COLUMNS}, language from tickets "
                "where handed_at is null and drawn_at >= ? order by drawn_at desc, serial desc limit 1",
                (stamp(since),),
            ).fetchone()
        return (_ticket(row[:7]), Language(row[7])) if row else None

    def handed(self, case: str, now: dt.datetime) -> None:
        """The citizen saw it; asked again, or for a case without a ticket, nothing changes."""
        with storing():
            self._db.conn.execute(
                "update tickets set handed_at = ? where case_id = ? and handed_at is null",
                (stamp(now), case),
            )

    def _floor(self, day: dt.date) -> int:
        row = self._db.conn.execute(
            "select number from ticket_floors where day = ?", (day.isoformat(),)
        ).fetchone()
        return row[0] if row else 0

    def _next(self, query: str, day: dt.date, *series: str) -> int:
        (last,) = self._db.conn.execute(query, (day.isoformat(), *series)).fetchone()
        return (last or 0) + 1


def _ticket(row: tuple[Any, ...]) -> Ticket:
    case, day, series, kiosk, number, code, procedure = row
    return Ticket(case, dt.date.fromisoformat(day), series, kiosk, number, code, procedure)
