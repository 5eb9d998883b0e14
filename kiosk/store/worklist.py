"""The worklist: papers of old cases, brought in with what was known of them, waiting for a clerk."""

from __future__ import annotations

import datetime as dt
import json
import os
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from sqlite_utils import Database

from kiosk.rules.search import fold
from kiosk.store.database import empty_log, keyring_of, storing, writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.keyring import KEY
from kiosk.store.moments import stamp
from kiosk.store.vault import Vault


class WorkState(StrEnum):
    NEW = "new"  # in the vault, and nobody has done anything with it
    BAD = "bad"  # could not be brought in; `reason` says why
    TAKEN = "taken"  # a clerk has made something of it


@dataclass(frozen=True)
class OldHolder:
    """Whom an old case is about, as far as its list says; "" for what it does not say."""

    number: str = field(repr=False)  # 12 digits
    name: str = field(repr=False)  # NFC
    birth: str = field(repr=False)  # ISO date


@dataclass(frozen=True)
class OldCase:
    """One case of the office's own books."""

    id: str
    reference: str = field(repr=False)  # as the office wrote it
    procedure: str
    holder: OldHolder | None = field(repr=False)
    key: bytes = field(repr=False)  # of its vault files


@dataclass(frozen=True)
class WorkItem:
    """One paper of an old case."""

    id: str
    case: str  # OldCase.id
    document: str
    file: str = field(repr=False)  # as the list named it
    state: WorkState
    kind: str  # "jpeg", "png", "tiff": `paths` are clean JPEG pages; "pdf": one PDF, byte for byte
    signed: bool  # a PDF that somebody signed; the signatures are not checked
    paths: tuple[str, ...]  # in the vault
    sha256: str  # of the file it came from; "" where that was never read
    size: int  # its bytes
    pages: int
    reason: str  # "" unless it is bad


class Show(StrEnum):
    """Which old cases are listed."""

    LEFT = "left"  # with something to do
    BAD = "bad"
    DONE = "done"  # with nothing to do
    ALL = "all"


_WHICH = {
    Show.LEFT: "where taken < papers",
    Show.BAD: "where bad > 0",
    Show.DONE: "where taken = papers",
    Show.ALL: "",
}


_COUNTED = (
    "worklist_cases c join (select case_id, count(*) as papers, sum(state = 'taken') as taken, "
    "sum(state = 'bad') as bad from worklist group by case_id) w on w.case_id = c.id"
)


@dataclass(frozen=True)
class Progress:
    """How far one old case has come."""

    id: str
    reference: str = field(repr=False)
    procedure: str
    name: str = field(repr=False)  # of its holder, "" where the list says none
    papers: int
    taken: int
    bad: int


_COLUMNS = "id, case_id, document, file, state, kind, signed, paths, sha256, size, pages, reason"


class Worklist:
    """Written by the import, one at a time but again and again; read and emptied by clerks.

    A case's key is its own: forgetting it makes its files noise. Raises StoreError throughout.
    """

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db, self._vault = db, vault

    def case(
        self, reference: str, procedure: str, holder: OldHolder | None, now: dt.datetime
    ) -> OldCase:
        """The case of this reference, made where there is none; else as it was first brought in."""
        with writing(self._db):
            self._db.conn.execute(
                "insert into worklist_cases (id, reference, procedure, holder, key, added_at) "
                "values (?, ?, ?, ?, ?, ?) on conflict (reference) do nothing",
                (
                    *(uuid.uuid4().hex, reference, procedure),
                    json.dumps(asdict(holder), ensure_ascii=False) if holder else None,
                    *(keyring_of(self._db).wrap(os.urandom(KEY)), stamp(now)),
                ),
            )
            row = self._db.conn.execute(
                "select id, reference, procedure, holder, key from worklist_cases "
                "where reference = ?",
                (reference,),
            ).fetchone()
        return self._old(row)

    def has(self, case: OldCase, document: str, sha256: str) -> bool:
        """Whether this very file is there as this document, taken already or not."""
        with storing():
            row = self._db.conn.execute(
                "select 1 from worklist where case_id = ? and document = ? and sha256 = ? "
                "and state <> 'bad'",
                (case.id, document, sha256),
            ).fetchone()
        return row is not None

    def add(
        self, case: OldCase, item: WorkItem, parts: Iterable[bytes], now: dt.datetime
    ) -> WorkItem:
        """Keep `parts` and the word that they are there; safe from power cuts on return.

        Of `item` its id, state, paths and pages are not looked at; a bad item of the same file goes.
        What is raised while `parts` are made comes out as it is, and nothing was kept.
        """
        # The same file gets the same name: what a killed import left behind is written over.
        name = f"{item.sha256[:40]}-{item.document}"
        paths = self._vault.write_all(case.key, case.id, name, parts)
        pages = item.pages if item.kind == "pdf" else len(paths)
        with writing(self._db):
            self._db.conn.execute(
                "delete from worklist where case_id = ? and document = ? and file = ? "
                "and state = 'bad'",
                (case.id, item.document, item.file),
            )
            self._db.conn.execute(
                f"insert into worklist ({_COLUMNS}, added_at) "
                "values (?, ?, ?, ?, 'new', ?, ?, ?, ?, ?, ?, '', ?) on conflict do nothing",
                (
                    *(uuid.uuid4().hex, case.id, item.document, item.file, item.kind),
                    *(int(item.signed), json.dumps(paths), item.sha256, item.size, pages),
                    stamp(now),
                ),
            )
        return next(
            kept
            for kept in self.of(case)
            if kept.sha256 == item.sha256 and kept.document == item.document
        )

    def bad(self, case: OldCase, document: str, file: str, reason: str, now: dt.datetime) -> None:
        """Remember that a file could not be brought in; told again, the newest reason counts."""
        with writing(self._db):
            self._db.conn.execute(
                f"insert into worklist ({_COLUMNS}, added_at) "
                "values (?, ?, ?, ?, 'bad', '', 0, '[]', '', 0, 0, ?, ?) "
                "on conflict (case_id, document, file) where state = 'bad' "
                "do update set reason = excluded.reason",
                (uuid.uuid4().hex, case.id, document, file, reason, stamp(now)),
            )

    def of(self, case: OldCase) -> tuple[WorkItem, ...]:
        """Every item of a case, oldest first."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_COLUMNS} from worklist where case_id = ? order by rowid", (case.id,)
            ).fetchall()
        return tuple(_item(row) for row in rows)

    def item(self, id: str) -> tuple[WorkItem, OldCase]:
        """One paper and its case; raises KeyError for one that is not there."""
        with storing():
            row = self._db.conn.execute(
                f"select {_COLUMNS} from worklist where id = ?", (id,)
            ).fetchone()
        if row is None:
            raise KeyError(id)
        item = _item(row)
        return item, self.old(item.case)

    def old(self, id: str) -> OldCase:
        """A case of the list; raises KeyError for one that is not there."""
        with storing():
            row = self._db.conn.execute(
                "select id, reference, procedure, holder, key from worklist_cases where id = ?",
                (id,),
            ).fetchone()
        if row is None:
            raise KeyError(id)
        return self._old(row)

    def progress(
        self, show: Show, query: str = "", most: int = 50
    ) -> tuple[tuple[Progress, ...], int]:
        """The first `most` cases that fit, in the order of bringing in, and how many fit in all.

        `query`: found in reference, name or procedure, without marks.
        """
        wanted = fold(query)
        with storing():
            rows = self._db.conn.execute(
                "select c.id, c.reference, c.procedure, coalesce(json_extract(c.holder, '$.name'), ''), "
                f"papers, taken, bad from {_COUNTED} {_WHICH[show]} order by c.rowid limit ?",
                (-1 if wanted else most,),
            ).fetchall()
            (count,) = self._db.conn.execute(
                f"select count(*) from {_COUNTED} {_WHICH[show]}"
            ).fetchone()
        found = [Progress(*row) for row in rows]
        if wanted:
            found = [each for each in found if wanted in _searched(each)]
            count = len(found)
        return tuple(found[:most]), count

    def counts(self) -> dict[WorkState, int]:
        """How much waits, is bad, is done: what the backlog comes to."""
        with storing():
            rows = self._db.conn.execute(
                "select state, count(*) from worklist group by state"
            ).fetchall()
        return dict.fromkeys(WorkState, 0) | {WorkState(state): count for state, count in rows}

    def brought(self, new: int, known: int, bad: int, now: dt.datetime) -> None:
        """The journal's word on one run of the import."""
        with writing(self._db):
            Journal(self._db).write(
                JournalEvent.OLD_CASES_BROUGHT, now, new=new, known=known, bad=bad
            )

    def take(self, item: str, now: dt.datetime) -> bool:
        """A clerk has it; False where it was taken already, is bad or unknown."""
        with writing(self._db):
            changed = self._db.conn.execute(
                "update worklist set state = 'taken', taken_at = ? where id = ? and state = 'new'",
                (stamp(now), item),
            )
        return bool(changed.rowcount == 1)

    def forget(self, case: OldCase) -> None:
        """The case, its key and its files are gone."""
        with writing(self._db):
            self._db.conn.execute("delete from worklist where case_id = ?", (case.id,))
            self._db.conn.execute("delete from worklist_cases where id = ?", (case.id,))
        self._vault.drop(case.id)
        empty_log(self._db)  # the old key stands in it

    def _old(self, row: tuple[str, str, str, str | None, bytes]) -> OldCase:
        held = OldHolder(**json.loads(row[3])) if row[3] else None
        return OldCase(row[0], row[1], row[2], held, keyring_of(self._db).unwrap(row[4]))


def _searched(each: Progress) -> str:
    return fold(f"{each.reference} {each.name} {each.procedure}")


def _item(row: tuple[str, str, str, str, str, str, int, str, str, int, int, str]) -> WorkItem:
    id, case, document, file, state, kind, signed, paths, sha256, size, pages, reason = row
    return WorkItem(
        *(id, case, document, file, WorkState(state), kind, bool(signed)),
        *(tuple(json.loads(paths)), sha256, size, pages, reason),
    )
