"""How each scanner fares: what went through its feeder, its jams, and when it was last serviced."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.store.database import reading, storing, writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import moment, stamp

RECENT = 20  # batches that the speed is told from
ENOUGH = 100  # pages below which a share of jams would mean nothing


@dataclass(frozen=True)
class ScannerHealth:
    """One scanner in figures. Pages and jams count from its last service on, or from the beginning."""

    scanner: str
    pages: int
    jams: int
    pages_per_minute: float | None  # of the last batches; None: nothing was scanned yet
    last_service: dt.datetime | None

    @property
    def jams_per_thousand(self) -> float | None:
        """Jams in a thousand pages; None while there are too few pages to say."""
        return 1000 * self.jams / self.pages if self.pages >= ENOUGH else None


class Wear:
    """One row for whatever one feeding brought; no word of whose papers they were. Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def fed(self, scanner: str, pages: int, seconds: float, jams: int, now: dt.datetime) -> None:
        """A feeder ran: `seconds` it was at work, `pages` that came whole."""
        with storing():
            self._db.conn.execute(
                "insert into feeds (scanner, at, seconds, pages, jams) values (?, ?, ?, ?, ?)",
                (scanner, stamp(now), seconds, pages, jams),
            )

    def serviced(self, scanner: str, now: dt.datetime) -> None:
        """A technician has cleaned it: pages and jams count anew."""
        with writing(self._db):
            self._db.conn.execute(
                "insert into services (scanner, at) values (?, ?) "
                "on conflict (scanner) do update set at = excluded.at",
                (scanner, stamp(now)),
            )
            Journal(self._db).write(JournalEvent.SCANNER_SERVICED, now, scanner=scanner)

    def of(self, scanner: str) -> ScannerHealth:
        """One scanner's figures, all zero for one that never worked."""
        with reading(self._db):
            row = self._db.conn.execute(
                "select at from services where scanner = ?", (scanner,)
            ).fetchone()
            service = row[0] if row else ""
            pages, jams = self._db.conn.execute(
                "select coalesce(sum(pages), 0), coalesce(sum(jams), 0) from feeds "
                "where scanner = ? and at >= ?",
                (scanner, service),
            ).fetchone()
            fast, seconds = self._db.conn.execute(
                "select coalesce(sum(pages), 0), coalesce(sum(seconds), 0) from (select pages, seconds "
                "from feeds where scanner = ? and pages > 0 order by at desc, id desc limit ?)",
                (scanner, RECENT),
            ).fetchone()
        speed = 60 * fast / seconds if seconds > 0 else None
        return ScannerHealth(scanner, pages, jams, speed, moment(service) if service else None)
