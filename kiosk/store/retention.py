"""How long a case stays after the centre's receipt: in days that the kiosk was at work, whatever its clock says."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

from kiosk.store.database import storing, writing
from kiosk.store.erasing import Hold
from kiosk.store.health import Health
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import office_day
from kiosk.store.register import Register

HOUR = 60  # minutes at work that make a day count
WORKED = 150  # days at work that a year has at least

# Days begin anew with every envelope that is still to be sent, a correction among them. What was refused is
# counted too: when its days are over the journal says that it stays.
_BEGIN = """
select c.id from cases c
where c.state = 'sealed'
  and not exists (select 1 from retained where case_id = c.id)
  and not exists (select 1 from erasures where case_id = c.id)
  and c.code not in (select case_code from outbox where state <> 'refused')
"""
_AGAIN = """
delete from retained where case_id in (
    select t.case_id from outbox o join tickets t on t.code = o.case_code where o.state <> 'refused')
"""


class Retention:
    """Counts the days of every case that was received. Raises StoreError throughout."""

    def __init__(self, db: Database, days: int, register_years: int = 10) -> None:
        """`days`: how many the kiosk must have been at work on after the day of the receipt."""
        self._db, self._days, self._years = db, days, register_years

    def worked(self, minutes: int, now: dt.datetime) -> None:
        """The kiosk was at work for so many minutes until now.

        A day counts after an hour, once, and in the order in which it was lived: a clock set forward by years is
        one day like any other, and one that is set back adds none. While the clock is called wrong nothing counts.
        """
        if Health(self._db).clock_wrong():
            return
        with storing():
            self._db.conn.execute(
                "insert into office_days (day, minutes) values (?, ?) on conflict (day) "
                f"do update set minutes = min({HOUR}, minutes + excluded.minutes) where minutes < {HOUR}",
                (office_day(now).isoformat(), min(minutes, HOUR)),
            )

    def begin(self) -> None:
        """The days of every case received since the last time begin with today."""
        with storing():
            new = self._db.conn.execute(_BEGIN).fetchall()
            waits = self._db.conn.execute("select exists (select 1 from outbox)").fetchone()[0]
        if not new and not waits:
            return
        with writing(self._db):
            self._db.conn.execute(_AGAIN)
            self._db.conn.executemany(
                "insert into retained (case_id, since) "
                "select ?, coalesce(max(number), 0) from office_days where true "
                "on conflict (case_id) do nothing",
                new,
            )

    def over(self) -> tuple[str, ...]:
        """Cases whose days are over, the longest first; whether something holds them is another question.

        None while the clock is called wrong.
        """
        if Health(self._db).clock_wrong():
            return ()
        with storing():
            horizon = self._db.conn.execute(
                "select number from office_days where minutes >= ? order by number desc limit 1 offset ?",
                (HOUR, self._days - 1),
            ).fetchone()
            if not horizon:
                return ()
            rows = self._db.conn.execute(
                "select case_id from retained where since < ? order by since, case_id", horizon
            ).fetchall()
        return tuple(case for (case,) in rows)

    def blank_registers(self, now: dt.datetime) -> int:
        """Registers whose years are over say no more whose the cases were; how many lines that were.

        A clock that was set forward by years does it not: the kiosk must have been at work in them.
        """
        with storing():
            (worked,) = self._db.conn.execute(
                "select count(*) from office_days where minutes >= ?", (HOUR,)
            ).fetchone()
        if Health(self._db).clock_wrong() or worked < self._years * WORKED:
            return 0
        return Register(self._db).blank(office_day(now).year - self._years - 1, now)

    def keep(self, case: str, code: str, why: Hold, now: dt.datetime) -> None:
        """It stays although its days are over; the journal is told once for each reason."""
        with writing(self._db):
            changed = self._db.conn.execute(
                "update retained set held = ? where case_id = ? and held <> ?",
                (why.value, case, why.value),
            )
            if changed.rowcount == 1:
                Journal(self._db).write(
                    JournalEvent.CASE_KEPT, now, case=case, code=code, why=why.value
                )
