"""Results to hand over: named by the centre, fetched into the vault, handed over, and the centre told of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from kiosk.contract.news import ResultNamed
from kiosk.store.called_back import result_handed, result_lies_here
from kiosk.store.cases import Cases
from kiosk.store.database import storing, writing
from kiosk.store.errors import StoreError, Tampered
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import moment, stamp
from kiosk.store.vault import Vault

HERE, HANDED = 1, 2  # how much of a result the centre was told
DAY = 86_400  # seconds: what is put off by more was put off while the clock was wrong

_COLUMNS = (
    "id, code, case_id, name, sha256, size, media_type, valid_until, state, path, tries, here_at, "
    "handed_at"
)


class ResultState(StrEnum):
    """Where a result is."""

    WAITING = "waiting"  # to be fetched
    HERE = "here"  # in the vault, to be handed over
    HANDED = "handed"
    AT_CENTRE = (
        "at-centre"  # its case is not here, or not any more; or the centre gives it no longer
    )


@dataclass(frozen=True)
class ResultRow:
    """One result. `case` is "" and `path` is "" where there is none here."""

    id: str
    code: str  # of its case
    case: str
    name: str
    sha256: str
    size: int
    media_type: str
    valid_until: dt.date | None
    state: ResultState
    path: str
    tries: int
    here_at: dt.datetime | None
    handed_at: dt.datetime | None


@dataclass(frozen=True)
class Untold:
    """What the centre is to be told of one result; `level` is HERE or HANDED."""

    id: str
    here: str  # ISO 8601: when it happened, not when it is told
    handed: str  # "" while it was not
    level: int


class Results:
    """The table of results. Raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def named(self, result: ResultNamed, code: str, case: str | None) -> None:
        """Part of the transaction that stores its item. What was named first under an id stays."""
        state = ResultState.WAITING if case else ResultState.AT_CENTRE
        self._db.conn.execute(
            "insert into results (id, code, case_id, name, sha256, size, media_type, valid_until, state) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing",
            (
                *(result.id, code, case, result.name, result.sha256, result.size),
                *(result.media_type, result.valid_until, state.value),
            ),
        )

    def wanted(self, now: int) -> ResultRow | None:
        """The next one to fetch, in the order of naming."""
        with storing():
            row = self._db.conn.execute(
                f"select {_COLUMNS} from results where state = 'waiting' "
                "and (due_at <= :now or due_at > :now + :day) order by rowid limit 1",
                {"now": now, "day": DAY},
            ).fetchone()
        return _row(row) if row else None

    def postponed(self, result: ResultRow, until: int, why: str) -> None:
        with storing():
            self._db.conn.execute(
                "update results set tries = tries + 1, due_at = ?, trouble = ? "
                "where id = ? and state = 'waiting'",
                (until, why, result.id),
            )

    def at_centre(self, result: ResultRow) -> None:
        """It will not be fetched: whoever wants it asks there."""
        with storing():
            self._db.conn.execute(
                "update results set state = 'at-centre' where id = ? and state = 'waiting'",
                (result.id,),
            )

    def arrived(self, result: ResultRow, path: str, now: dt.datetime) -> None:
        """It lies whole under its vault path; who was served today is called back for it."""
        with writing(self._db):
            changed = self._db.conn.execute(
                "update results set state = 'here', path = ?, here_at = ?, trouble = '' "
                "where id = ? and state = 'waiting'",
                (path, stamp(now), result.id),
            )
            if changed.rowcount == 1:
                self._note(JournalEvent.RESULT_HERE, result, now)
                result_lies_here(self._db, result.case, now)

    def of(self, code: str) -> tuple[ResultRow, ...]:
        """Every result of a case, in the order of naming."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_COLUMNS} from results where code = ? order by rowid", (code,)
            ).fetchall()
        return tuple(_row(row) for row in rows)

    def open(self) -> tuple[ResultRow, ...]:
        """Every result that nobody was handed yet, in the order of naming."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_COLUMNS} from results where state <> 'handed' order by rowid"
            ).fetchall()
        return tuple(_row(row) for row in rows)

    def handed(self, result: ResultRow, now: dt.datetime) -> bool:
        """It was given to its citizen, who need not be called any more; False: it was before, and nothing changes."""
        with writing(self._db):
            changed = self._db.conn.execute(
                "update results set state = 'handed', handed_at = ? where id = ? and state = 'here'",
                (stamp(now), result.id),
            )
            if changed.rowcount == 1:
                self._note(JournalEvent.RESULT_HANDED, result, now)
                result_handed(self._db, result.case, now)
        return changed.rowcount == 1

    def untold(self, most: int) -> tuple[Untold, ...]:
        """What the centre does not know yet, oldest first."""
        with storing():
            rows = self._db.conn.execute(
                "select id, here_at, coalesce(handed_at, ''), iif(handed_at is null, 1, 2) from results "
                "where here_at is not null and told < iif(handed_at is null, 1, 2) "
                "order by here_at limit ?",
                (most,),
            ).fetchall()
        return tuple(Untold(*row) for row in rows)

    def told(self, what: Untold) -> None:
        """The centre has noted it."""
        with storing():
            self._db.conn.execute(
                "update results set told = max(told, ?) where id = ?", (what.level, what.id)
            )

    def returned_elsewhere(self, case: str) -> None:
        """None of the case's is to be handed over here any more; part of the transaction that stores the news."""
        self._db.conn.execute(
            "update results set state = 'at-centre' where case_id = ? and state in ('waiting', 'here')",
            (case,),
        )

    def tell_again(self) -> None:
        """The centre has lost what it was told; part of the transaction that found it out."""
        self._db.conn.execute("update results set told = 0")

    def _note(self, event: JournalEvent, result: ResultRow, now: dt.datetime) -> None:
        Journal(self._db).write(event, now, case=result.case, code=result.code)


class ResultFiles:
    """A result's bytes in the vault, under its case's key: the pieces that came so far, or all of it."""

    def __init__(self, cases: Cases, vault: Vault) -> None:
        self._cases, self._vault = cases, vault

    def offset(self, result: ResultRow) -> int:
        """How many of its bytes are here; raises CaseGone for a case that is here no more."""
        return sum(len(piece) for piece in self._pieces(result))

    def add(self, result: ResultRow, offset: int, piece: bytes) -> None:
        """The bytes from `offset` on, kept through a power cut on return."""
        key = self._cases.key(result.case)
        self._vault.write(key, result.case, f"{_stem(result)}.{offset:010d}", piece)

    def whole(self, result: ResultRow) -> str | None:
        """The vault path of all its bytes, once they are what was named; None: they are not, and are gone.

        The pieces stay until `drop`, so that a crash before the path is known costs nothing.
        """
        data = b"".join(self._pieces(result))
        if len(data) != result.size or hashlib.sha256(data).hexdigest() != result.sha256:
            self.drop(result)
            return None
        return self._vault.write(self._cases.key(result.case), result.case, _stem(result), data)

    def read(self, result: ResultRow) -> bytes:
        """A result that is here; raises StoreError where it cannot be read."""
        return self._vault.read(self._cases.key(result.case), result.path)

    def drop(self, result: ResultRow) -> None:
        """The pieces go; what is whole stays."""
        with suppress(StoreError):  # noise without its key, and gone with its case
            for name in self._names(result):
                self._vault.remove(f"{result.case}/{name}")

    def _pieces(self, result: ResultRow) -> list[bytes]:
        """One after another from the start, none missing; what fits nowhere is dropped."""
        key, pieces, offset = self._cases.key(result.case), list[bytes](), 0
        for name in self._names(result):
            with suppress(Tampered):
                if name == f"{_stem(result)}.{offset:010d}":
                    pieces.append(self._vault.read(key, f"{result.case}/{name}"))
                    offset += len(pieces[-1])
                    continue
            self._vault.remove(f"{result.case}/{name}")
        return pieces

    def _names(self, result: ResultRow) -> list[str]:
        head = f"{_stem(result)}."
        return sorted(name for name in self._vault.names(result.case) if name.startswith(head))


def _stem(result: ResultRow) -> str:
    return f"result-{result.id}"


def _row(row: tuple[Any, ...]) -> ResultRow:
    id, code, case, name, sha256, size, media, until, state, path, tries, here, handed = row
    return ResultRow(
        *(id, code, case or "", name, sha256, size, media),
        dt.date.fromisoformat(until) if until else None,
        *(ResultState(state), path or "", tries),
        moment(here) if here else None,
        moment(handed) if handed else None,
    )
