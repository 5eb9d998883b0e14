"""Batches that counters ask of the office's scanners: who waits, what runs, how each ended."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from kiosk.faults import Fault
from kiosk.rules import turns
from kiosk.store.database import reading, storing, writing
from kiosk.store.journal import Journal, JournalEvent

DOCUMENT = "batch"  # under which a counter's pages lie until a clerk sorts them
LEASE = 180  # seconds; renewed with every page, and longer than the longest a page may take

# What kiosk.rules.turns says in words: the oldest that this scanner may take up. A claim whose lease is over, or
# was given by a clock that has been put back since, counts as waiting.
CLAIM = """
update batches set state = 'scanning', tries = tries + 1, claimed_by = :scanner, claimed_at = :now
where id = (
    select id from batches
    where (state = 'waiting' or (state = 'scanning' and abs(:now - claimed_at) >= :lease))
      and scanner in ('', :scanner) and (pages = 0 or claimed_by = :scanner)
    order by id limit 1
)
returning id, case_id, counter, profile, tries, pages
"""

# A try that lost its lease to a later one, or was withdrawn, settles nothing.
MINE = "where id = :id and state = 'scanning' and tries = :tries"
COUNTED = "pages = (select count(*) from pages where pages.case_id = batches.case_id)"


class BatchState(StrEnum):
    """Where a counter's batch stands."""

    WAITING = "waiting"
    SCANNING = "scanning"  # claimed; a lease gives it back
    DONE = "done"
    FAILED = "failed"  # `fault` says why; whole pages are kept
    WITHDRAWN = "withdrawn"  # by its counter; whole pages are kept


@dataclass(frozen=True)
class Claimed:
    """A batch to be scanned now, into a case of its own; `pages` it has from earlier tries."""

    id: int
    case: str
    counter: int
    profile: str
    tries: int
    pages: int


@dataclass(frozen=True)
class BatchRow:
    """One batch as its counter and the desk may see it: nothing in it says whose papers they are."""

    id: int
    case: str
    counter: int
    scanner: str  # asked of; "" for any
    claimed_by: str  # the scanner that has it or had it last; "" while none did
    state: BatchState
    asked_at: dt.datetime
    pages: int
    fault: Fault | None

    @property
    def over(self) -> bool:
        return self.state not in (BatchState.WAITING, BatchState.SCANNING)


class Batches:
    """A queue a scanner. A claim is one statement, and an answer settles only the try it belongs to.

    Every call is safe from power cuts on return and raises StoreError only.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._journal = Journal(db)

    def ask(self, counter: int, now: dt.datetime, scanner: str = "", profile: str = "") -> BatchRow:
        """Ask for a batch: of one scanner, or of whichever is free first. What the scanning page calls."""
        with writing(self._db):
            (number,) = self._db.conn.execute(
                "insert into batches (scanner, counter, profile, case_id, asked_at, state) "
                "values (?, ?, ?, ?, ?, 'waiting') returning id",
                (scanner, counter, profile, uuid.uuid4().hex, int(now.timestamp())),
            ).fetchone()
            fields = {"scanner": scanner} if scanner else {}
            self._journal.write(
                JournalEvent.BATCH_ASKED, now, batch=number, counter=counter, **fields
            )
        return self._the(number)

    def find(self, id: int) -> BatchRow | None:
        """How a batch stands now; None where there is no such batch."""
        rows = self._rows("where id = ?", id)
        return rows[0] if rows else None

    def of_case(self, case: str) -> BatchRow | None:
        """The batch whose pages lie in this case; None where it is none of a counter's."""
        rows = self._rows("where case_id = ?", case)
        return rows[0] if rows else None

    def unfinished(self) -> tuple[BatchRow, ...]:
        """Everything that waits or is being scanned, in the order of asking."""
        return self._rows("where state in ('waiting', 'scanning') order by id")

    def unsorted(self) -> tuple[BatchRow, ...]:
        """What is over and has pages of which nobody has made anything yet, the newest first."""
        return self._rows(
            "where state in ('done', 'failed', 'withdrawn') and pages > 0 and exists "
            "(select 1 from cases c where c.id = case_id and c.state = 'open') order by id desc"
        )

    def ahead(self, id: int) -> int:
        """How many batches may have to be over before this one begins."""
        rows = {row.id: _asked(row) for row in self.unfinished()}
        return turns.ahead(rows[id], rows.values()) if id in rows else 0

    def withdraw(self, id: int, now: dt.datetime) -> bool:
        """Its counter no longer wants it; False: it was over already. Whole pages are kept."""
        with writing(self._db):
            changed = self._db.conn.execute(
                f"update batches set state = 'withdrawn', ended_at = ?, {COUNTED} "
                "where id = ? and state in ('waiting', 'scanning')",
                (int(now.timestamp()), id),
            )
            if changed.rowcount == 1:
                self._ended(id, now)
        return changed.rowcount == 1

    def claim(self, scanner: str, now: dt.datetime, lease: int = LEASE) -> Claimed | None:
        """Take the next batch for this scanner, for `lease` seconds from its last page on."""
        with storing():
            if not self.unfinished():  # looked at every second: no write lock for nothing
                return None
            rows = self._db.conn.execute(
                CLAIM, {"scanner": scanner, "now": int(now.timestamp()), "lease": lease}
            ).fetchall()
        return Claimed(*rows[0]) if rows else None

    def beat(self, claimed: Claimed, now: dt.datetime) -> bool:
        """Count its pages and renew its lease. False: it was withdrawn, or another try owns it."""
        return self._change(claimed, now, f"claimed_at = :now, {COUNTED}")

    def done(self, claimed: Claimed, now: dt.datetime, fault: Fault | None = None) -> bool:
        """All its sheets came; `fault` says what happened on the way, for whoever compares them."""
        return self._end(claimed, now, BatchState.DONE, fault)

    def failed(self, claimed: Claimed, now: dt.datetime, fault: Fault) -> bool:
        """It stopped for good; what was scanned is kept."""
        return self._end(claimed, now, BatchState.FAILED, fault)

    def give_back(self, claimed: Claimed, now: dt.datetime, fault: Fault | None = None) -> bool:
        """It waits again, at its old place; `fault`: what the scanner had meanwhile."""
        return self._change(
            claimed,
            now,
            f"state = 'waiting', fault = :fault, {COUNTED}",
            fault.value if fault else "",
        )

    def give_all_back(self, scanner: str, fault: Fault) -> None:
        """What a scanner had claimed when its service ended waits again, at its old place."""
        with storing():
            self._db.conn.execute(
                f"update batches set state = 'waiting', fault = ?, {COUNTED} "
                "where state = 'scanning' and claimed_by = ?",
                (fault.value, scanner),
            )

    def _end(
        self, claimed: Claimed, now: dt.datetime, state: BatchState, fault: Fault | None
    ) -> bool:
        with writing(self._db):
            changes = f"state = '{state.value}', fault = :fault, ended_at = :now, {COUNTED}"
            ours = self._change(claimed, now, changes, fault.value if fault else "")
            if ours:
                self._ended(claimed.id, now)
        return ours

    def _change(self, claimed: Claimed, now: dt.datetime, changes: str, fault: str = "") -> bool:
        values = {"id": claimed.id, "tries": claimed.tries, "now": int(now.timestamp())}
        with storing():
            changed = self._db.conn.execute(
                f"update batches set {changes} {MINE}", {**values, "fault": fault}
            )
        return changed.rowcount == 1

    def _ended(self, id: int, now: dt.datetime) -> None:
        row = self._the(id)
        fields = {"scanner": row.claimed_by} if row.claimed_by else {}
        self._journal.write(
            JournalEvent.BATCH_ENDED,
            now,
            batch=id,
            case=row.case,
            counter=row.counter,
            pages=row.pages,
            state=row.state.value,
            fault=row.fault.value if row.fault else "none",
            **fields,
        )

    def _the(self, id: int) -> BatchRow:
        row = self.find(id)
        assert row is not None, "written in this very transaction"
        return row

    def _rows(self, which: str, *values: int | str) -> tuple[BatchRow, ...]:
        with reading(self._db):
            rows = self._db.conn.execute(
                "select id, case_id, counter, scanner, claimed_by, state, asked_at, pages, fault "
                f"from batches {which}",
                values,
            ).fetchall()
        return tuple(_row(*row) for row in rows)


def _row(
    id: int, case: str, counter: int, scanner: str, claimed_by: str, state: str, asked_at: int,
    pages: int, fault: str,
) -> BatchRow:  # fmt: skip
    asked = dt.datetime.fromtimestamp(asked_at, dt.UTC)
    told = Fault(fault) if fault else None
    return BatchRow(id, case, counter, scanner, claimed_by, BatchState(state), asked, pages, told)


def _asked(row: BatchRow) -> turns.Asked:
    return turns.Asked(row.id, row.scanner, row.claimed_by if row.pages else "")
