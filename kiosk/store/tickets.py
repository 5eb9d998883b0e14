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
_LABEL = re.compile(
    r"([A-Z])(?:(\d{1,2})-)?(\d{1,4})", re.ASCII
)  # of Ticket.label, its zeros left out or not
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

    def language_of(self, case: str) -> Language | None:
        """In which language its citizen spoke; None where it has no ticket."""
        with storing():
            row = self._db.conn.execute(
                "select language from tickets where case_id = ?", (case,)
            ).fetchone()
        return Language(row[0]) if row else None

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
        clock_wrong: bool = False,
    ) -> Ticket:
        """The next number of the day; part of the sealing transaction, so that no fault leaves a gap.

        The case's provisional code is {agency}-{YYMMDD}-K{kiosk}-{serial}, its serial over all series.
        Numbers go on, whatever day the clock shows, where it went back since the last ticket, or is
        called wrong (`clock_wrong`): nobody is given a number that was called the same day.
        """
        day = office_day(now)
        floor = self._floor(day)
        number = max(self._last(self._begins(day, clock_wrong), series), floor) + 1
        serial = max(self._serial(day), floor) + 1
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
        serial = self._serial(day)
        if (drawn := _DRAWN.search(known)) and drawn[1] == f"{day:%y%m%d}":
            serial = max(serial, int(drawn[2]))
        # No series has more numbers than the day has cases.
        floor = max(serial, self._floor(day)) + gap
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

    def called(self, label: str, day: dt.date) -> tuple[Ticket, Language] | None:
        """The newest ticket of that day that is called so, and the language it was drawn in; A1-007 or a1-7."""
        said = _LABEL.fullmatch(label.strip().upper())
        if said is None:
            return None
        with storing():
            row = self._db.conn.execute(
                f"select {_COLUMNS}, language from tickets where day = ? and series = ? "
                "and kiosk = ? and number = ? order by rowid desc limit 1",
                (day.isoformat(), said[1], int(said[2] or 0), int(said[3])),
            ).fetchone()
        return (_ticket(row[:7]), Language(row[7])) if row else None

    def handed(self, case: str, now: dt.datetime) -> None:
        """The citizen saw it; asked again, or for a case without a ticket, nothing changes."""
        with storing():
            self._db.conn.execute(
                "update tickets set handed_at = ? where case_id = ? and handed_at is null",
                (stamp(now), case),
            )

    def _begins(self, day: dt.date, clock_wrong: bool) -> int | None:
        """The row of the ticket with which the numbers began that count today; None: they begin now."""
        today = day.isoformat()
        begins = self._first(today)
        if begins is None:
            newest = self._day_before(None)
            if not newest or not (clock_wrong or newest > today):
                return None
            begins, clock_wrong = self._first(newest), False
        while (before := self._day_before(begins)) > today or (before and clock_wrong):
            begins, clock_wrong = self._first(before), False  # the clock was set between the two
        return begins

    def _first(self, day: str) -> int | None:
        (row,) = self._db.conn.execute(
            "select min(rowid) from tickets where day = ?", (day,)
        ).fetchone()
        return row  # type: ignore[no-any-return]

    def _day_before(self, row: int | None) -> str:
        """The day of the ticket drawn before this row, or of the newest; "" where there is none."""
        found = self._db.conn.execute(
            "select day from tickets where :row is null or rowid < :row order by rowid desc limit 1",
            {"row": row},
        ).fetchone()
        return str(found[0]) if found else ""

    def _last(self, begins: int | None, series: str) -> int:
        (last,) = self._db.conn.execute(
            "select max(number) from tickets where rowid >= ? and series = ?", (begins, series)
        ).fetchone()
        return last or 0

    def _serial(self, day: dt.date) -> int:
        (last,) = self._db.conn.execute(
            "select max(serial) from tickets where day = ?", (day.isoformat(),)
        ).fetchone()
        return last or 0

    def _floor(self, day: dt.date) -> int:
        row = self._db.conn.execute(
            "select number from ticket_floors where day = ?", (day.isoformat(),)
        ).fetchone()
        return int(row[0]) if row else 0


def _ticket(row: tuple[Any, ...]) -> Ticket:
    case, day, series, kiosk, number, code, procedure = row
    return Ticket(case, dt.date.fromisoformat(day), series, kiosk, number, code, procedure)
