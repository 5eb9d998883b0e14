"""The register of cases (form 07): numbers without a gap, lines that nobody changes unseen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from kiosk.plain import built, spare
from kiosk.rules.flow.acts import Act
from kiosk.rules.flow.booked import Line, Outcome, outcome
from kiosk.store.database import reading, storing, writing
from kiosk.store.journal import Journal, JournalEvent

# What stays of a line that is blanked: number, code and days. Without its salt the seal tells nobody anything.
BLANKED = (
    "line = json_object('code', json_extract(line, '$.code'), 'received', json_extract(line, '$.received'), "
    "'due', json_extract(line, '$.due')), salt = '', outcome = json_remove(outcome, '$.result', '$.how')"
)
_STAYS = {"code", "received", "due"}
OVER = "years"  # why a line was blanked: it was kept as long as it must be
_ENTRY = "book, number, case_id, day, line, outcome, void, gone"


@dataclass(frozen=True)
class Entered:
    """A case's place in the register."""

    book: str  # "01/2026": of a kiosk, for a year
    number: int


@dataclass(frozen=True)
class Entry:
    """One line of the register and what became of its case."""

    book: str
    number: int
    case: str
    day: dt.date  # of the reception, at the office
    line: Line
    outcome: Outcome
    void: bool = False  # the reception was undone
    gone: str = ""  # why the line was blanked: a word of kiosk.store.erasing.Why, or OVER


@dataclass(frozen=True)
class Month:
    """How much a book has of a month."""

    book: str
    month: str  # "2026-11"
    entries: int
    void: int


class Amiss(StrEnum):
    """What is wrong with a number of the register."""

    CHANGED = "changed"  # not what was written when the case was received
    MISSING = "missing"  # the journal knows it, and it is not there
    UNKNOWN = "unknown"  # it is there, and the journal does not know it


@dataclass(frozen=True)
class Finding:
    """A number that is not as it was written."""

    book: str
    number: int
    amiss: Amiss


class Register:
    """The books of this database. `kiosk`: its number, head of the books it writes. Raises StoreError."""

    def __init__(self, db: Database, kiosk: int = 0) -> None:
        self._db, self._kiosk = db, kiosk

    def enter(self, case: str, day: dt.date, line: Line) -> Entered:
        """The case's place in the book of the year of `day`; asked again, the same.

        Part of the transaction that receives the case: undone with it, no number is missing. A case whose reception
        was undone keeps that number, void, and is given another.
        """
        with writing(self._db):
            if there := self.of(case):
                return there
            book = f"{self._kiosk:02d}/{day.year}"
            (last,) = self._db.conn.execute(
                "select coalesce(max(number), 0) from register where book = ?", (book,)
            ).fetchone()
            entered = Entered(book, int(last) + 1)
            text, salt = _json(line), os.urandom(16).hex()
            seal = _seal(salt, book, entered.number, case, day.isoformat(), text)
            self._db.conn.execute(
                "insert into register (book, number, case_id, day, line, salt, seal, outcome) "
                "values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(book, entered.number, case, day.isoformat()),
                    *(text, salt, seal, _json(Outcome(due=line.due))),
                ),
            )
            where = _where(entered)
            Journal(self._db).write(
                JournalEvent.REGISTER_ENTERED, line.received, case=case, line=seal, **where
            )
        return entered

    def stands(self, case: str, acts: Sequence[Act]) -> None:
        """What became of the case stands beside its line; part of the transaction that wrote the last of its acts."""
        there = self.of(case)
        if there is None:
            return
        found = outcome(acts)
        if found is None:
            self._db.conn.execute("update register set void = 1 where case_id = ?", (case,))
            where = _where(there)
            Journal(self._db).write(JournalEvent.REGISTER_VOID, acts[-1].at, case=case, **where)
        else:
            self._db.conn.execute(
                "update register set outcome = ? where case_id = ? and void = 0",
                (_json(found), case),
            )

    def of(self, case: str) -> Entered | None:
        """A case's place, if it is received."""
        with storing():
            row = self._db.conn.execute(
                "select book, number from register where case_id = ? and void = 0", (case,)
            ).fetchone()
        return Entered(*row) if row else None

    def line(self, case: str) -> Entry | None:
        """A case's line, if it is received."""
        with storing():
            row = self._db.conn.execute(
                f"select {_ENTRY} from register where case_id = ? and void = 0", (case,)
            ).fetchone()
        return _entry(*row) if row else None

    def months(self) -> tuple[Month, ...]:
        """Every month of every book with something in it, the latest first."""
        with storing():
            rows = self._db.conn.execute(
                "select book, substr(day, 1, 7), count(*), sum(void) from register "
                "group by 1, 2 order by 2 desc, 1"
            ).fetchall()
        return tuple(Month(*row) for row in rows)

    def entries(self, month: str = "", book: str = "") -> tuple[Entry, ...]:
        """The lines of a month ("2026-11") and of a book, in order; "": of all."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_ENTRY} from register where (:book = '' or book = :book) "
                "and (:month = '' or day between :month || '-01' and :month || '-31') "
                "order by substr(book, -4), book, number",
                {"book": book, "month": month},
            ).fetchall()
        return tuple(_entry(*row) for row in rows)

    def amiss(self) -> tuple[Finding, ...]:
        """Every number that is not as the journal has it; none in a register that nobody touched.

        Of a line that was blanked only its place is compared. The journal is to be verified beside it.
        """
        with reading(self._db):
            rows = self._db.conn.execute(
                "select book, number, case_id, day, line, salt, seal, gone from register"
            ).fetchall()
            told = self._told()
        here = {Entered(row[0], row[1]): row for row in rows}
        wrong = [
            *((place, Amiss.MISSING) for place in told.keys() - here.keys()),
            *((place, Amiss.UNKNOWN) for place in here.keys() - told.keys()),
            *(
                (place, Amiss.CHANGED)
                for place in here.keys() & told.keys()
                if not _whole(here[place], told[place])
            ),
        ]
        wrong.sort(key=lambda found: (found[0].book, found[0].number))
        return tuple(Finding(place.book, place.number, amiss) for place, amiss in wrong)

    def blank(self, year: int, now: dt.datetime) -> int:
        """Lines of that year and earlier were kept as long as they must be; how many lost what they say of anybody."""
        with writing(self._db):
            done = self._db.conn.execute(
                f"update register set {BLANKED}, gone = '{OVER}' "
                "where gone = '' and cast(substr(book, -4) as integer) <= ?",
                (year,),
            )
            if done.rowcount:
                Journal(self._db).write(
                    JournalEvent.REGISTER_BLANKED, now, year=year, entries=done.rowcount
                )
        return int(done.rowcount)

    def _told(self) -> dict[Entered, tuple[str, str]]:
        """Case and seal of every number, as the journal has them."""
        rows = self._db.conn.execute(
            "select fields from journal where event = ?", (JournalEvent.REGISTER_ENTERED.value,)
        ).fetchall()
        said = [json.loads(fields) for (fields,) in rows]
        return {
            Entered(f"{each['kiosk']:02d}/{each['year']}", each["entry"]): (
                each["case"],
                each["line"],
            )
            for each in said
        }


def _where(entered: Entered) -> dict[str, int]:
    kiosk, _, year = entered.book.partition("/")
    return {"kiosk": int(kiosk), "year": int(year), "entry": entered.number}


def _whole(row: tuple[str, int, str, str, str, str, str, str], told: tuple[str, str]) -> bool:
    book, number, case, day, line, salt, seal, gone = row
    if (case, seal) != told:
        return False
    if salt:
        return _seal(salt, book, number, case, day, line) == seal
    return bool(gone) and set(json.loads(line)) <= _STAYS


def _seal(salt: str, book: str, number: int, case: str, day: str, line: str) -> str:
    text = json.dumps([salt, book, number, case, day, line], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _json(value: Line | Outcome) -> str:
    return json.dumps(spare(value), ensure_ascii=False, separators=(",", ":"))


def _entry(
    book: str, number: int, case: str, day: str, line: str, came: str, void: int, gone: str
) -> Entry:
    said: Line = built(Line, json.loads(line), spared=True)
    became: Outcome = built(Outcome, json.loads(came), spared=True)
    return Entry(book, number, case, dt.date.fromisoformat(day), said, became, bool(void), gone)
