"""Certified e-copies: the register's numbers, and what waits for which signature, in one table."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Container, Sequence
from contextlib import suppress
from typing import Any

from sqlite_utils import Database

from kiosk.signing import SigningFault, SignRole
from kiosk.store.cases import Cases
from kiosk.store.copies import (
    FIRST_LEVEL,
    LAST_LEVEL,
    THEN,
    WAITS,
    Claim,
    Copy,
    CopyError,
    CopyRefusal,
    CopyState,
    Incomplete,
    Kept,
    Waiting,
)
from kiosk.store.database import KioskDatabase, reading, storing, writing
from kiosk.store.documents import Documents
from kiosk.store.errors import StoreError
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import moment, office_day, stamp
from kiosk.store.vault import Vault

LEASE = 300  # seconds, more than one signature may take

_COLUMNS = (
    "t.id, t.book, t.year, t.number, t.case_id, c.code, t.document, t.pages, t.state, t.since, "
    "t.sha256, t.size, t.reason, t.level, t.void_why, t.leased"
)
_FROM = "from certifications t join cases c on c.id = t.case_id"

# One statement, so that two logins never sign one copy. What is leased for longer than a day was leased
# while the clock was wrong.
_CLAIM = """
update certifications set tries = tries + 1, leased = :now + :lease
where id = :id and state = :state and (leased <= :now or leased > :now + 86400)
returning id, case_id, path, sha256, tries
"""
_CLAIM_COMPLETION = """
update certifications set tries = tries + 1, leased = :now + :lease
where id = (
    select id from certifications
    where state = 'certified' and level <> :last and path <> '' and (leased <= :now or leased > :now + 86400)
    order by leased, year, number limit 1
)
returning id, case_id, path, sha256, tries, level
"""


class Certifications:
    """The register. Raises StoreError; CopyError where something cannot be as asked."""

    def __init__(self, db: Database, vault: Vault | None = None) -> None:
        self._db = db
        if vault is None and isinstance(db, KioskDatabase):
            vault = Vault(db.workspace.vault)
        self._vault = vault

    def prepare(
        self, case: str, document: str, now: dt.datetime, *, book: str, certifies: Container[str]
    ) -> Copy:
        """Draw the number; the copy waits for the official. Asked again the same one, and nothing is written.

        `certifies`: codes of the procedures that allow it. One transaction: a number is never drawn twice,
        nor lost in a crash.
        """
        with writing(self._db):
            row = self._db.conn.execute(
                f"select {_COLUMNS} {_FROM} "
                "where t.case_id = ? and t.document = ? and t.state <> 'void'",
                (case, document),
            ).fetchone()
            if row:
                return _copy(row)
            id, year = secrets.token_hex(16), office_day(now).year
            self._draw(id, case, document, year, book, now, certifies)
            return self._found(id)

    def all(self, year: int | None = None) -> tuple[Copy, ...]:
        """Every line of the register, or of one year, in their order."""
        which = "" if year is None else "where t.year = ?"
        with storing():
            rows = self._db.conn.execute(
                f"select {_COLUMNS} {_FROM} {which} order by t.year, t.number",
                () if year is None else (year,),
            ).fetchall()
        return tuple(_copy(row) for row in rows)

    def listed(
        self, year: int, most: int, *, before: int = 0, query: str = "", state: str = ""
    ) -> tuple[Copy, ...]:
        """The newest `most` lines of a year, below the number `before` where it is given.

        `query`: the line's own number, or part of its case's code; `state`: one of CopyState, "" for any.
        """
        number = int(query) if query.isascii() and query.isdigit() and len(query) < 6 else 0
        code = "" if number else query.upper()
        given = {
            "year": year,
            "most": most,
            "before": before,
            "state": state,
            "number": number,
            "code": code,
        }
        return self._all(
            "where t.year = :year and (:before = 0 or t.number < :before) and (:state = '' or t.state = :state) "
            "and (:number = 0 or t.number = :number) and (:code = '' or instr(c.code, :code) > 0) "
            "order by t.number desc limit :most",
            given,
        )

    def of_case(self, case: str) -> tuple[Copy, ...]:
        """Every line that papers of a case drew, in their order."""
        return self._all("where t.case_id = :case order by t.year, t.number", {"case": case})

    def these(self, ids: Sequence[str]) -> tuple[Copy, ...]:
        """The lines of these ids, in the register's order."""
        return self._all(
            "where t.id in (select value from json_each(:ids)) order by t.year, t.number",
            {"ids": json.dumps(ids)},
        )

    def find(self, year: int, number: int) -> Copy | None:
        with storing():
            row = self._db.conn.execute(
                f"select {_COLUMNS} {_FROM} where t.year = ? and t.number = ?", (year, number)
            ).fetchone()
        return _copy(row) if row else None

    def waiting(self, role: SignRole) -> tuple[Copy, ...]:
        """What waits for this role's signature, oldest number first."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_COLUMNS} {_FROM} where t.state = ? order by t.year, t.number",
                (WAITS[role].value,),
            ).fetchall()
        return tuple(_copy(row) for row in rows)

    def counts(self) -> tuple[Waiting, ...]:
        """For each role what waits; nothing in it says whose it is."""
        return tuple(self._count(role) for role in SignRole)

    def claim(self, id: str, role: SignRole, now: int, lease: int = LEASE) -> Claim | None:
        """Take one copy to be signed, for `lease` seconds; a crash gives it back.

        None: it does not wait for this role, or another login has it.
        """
        given = {"id": id, "state": WAITS[role].value, "now": now, "lease": lease}
        with storing():
            rows = self._db.conn.execute(_CLAIM, given).fetchall()
        if not rows:
            return None
        copy, case, path, sha256, tries = rows[0]
        return Claim(copy, case, path, sha256, tries, role)

    def signed(self, claim: Claim, kept: Kept, signer: str, now: dt.datetime) -> bool:
        """The file `kept` carries the signature of the signer of that id; older files of the copy go.

        False: this try no longer owned the copy, and nothing is changed.
        """
        state, sealed = THEN[claim.role], claim.role is SignRole.ORGANISATION
        with writing(self._db):
            changed = self._db.conn.execute(
                f"update certifications set state = ?, since = ?, {claim.role.value} = ?, path = ?, "
                "sha256 = ?, size = ?, leased = 0, reason = '', level = ?, certified_at = ? "
                "where id = ? and state = ? and tries = ?",
                (
                    *(state.value, stamp(now), signer, kept.path, kept.sha256, kept.size),
                    *(FIRST_LEVEL if sealed else "", stamp(now) if sealed else None),
                    *(claim.id, WAITS[claim.role].value, claim.tries),
                ),
            )
            if changed.rowcount != 1:
                return False
            self._journal(JournalEvent.COPY_SIGNED, claim.id, now, role=claim.role.value)
        self._tidy(claim.case, claim.id, kept.path)
        return True

    def given_back(self, claim: Claim, why: SigningFault | None) -> bool:
        """It was not signed and may be claimed at once. False: this try no longer owned it."""
        with storing():
            changed = self._db.conn.execute(
                "update certifications set leased = 0, reason = ? "
                "where id = ? and state = ? and tries = ?",
                (why.value if why else "", claim.id, WAITS[claim.role].value, claim.tries),
            )
        return changed.rowcount == 1

    def held_up(self, ids: tuple[str, ...], role: SignRole, why: SigningFault) -> None:
        """Those of them that wait for this role say from now on why they still do."""
        with writing(self._db):
            self._db.conn.executemany(
                "update certifications set reason = ? where id = ? and state = ?",
                [(why.value, id, WAITS[role].value) for id in ids],
            )

    def release(self) -> None:
        """Nobody signs now: what was claimed by a process that is gone may be claimed at once."""
        with storing():
            self._db.conn.execute(
                "update certifications set leased = 0 "
                "where leased > 0 and state in ('waiting-official', 'waiting-organisation')"
            )

    def void(self, year: int, number: int, why: str, now: dt.datetime) -> Copy:
        """The number stays in the register and says why it is void; its document may draw another one."""
        with writing(self._db):
            copy = self.find(year, number)
            if copy is None:
                raise CopyError(CopyRefusal.COPY_UNKNOWN)
            if copy.state is CopyState.VOID:
                raise CopyError(CopyRefusal.VOID_ALREADY)
            self._db.conn.execute(
                "update certifications set state = 'void', since = ?, void_why = ?, reason = '', "
                "leased = 0 where id = ?",
                (stamp(now), why, copy.id),
            )
            self._journal(JournalEvent.COPY_VOID, copy.id, now)
            return self._found(copy.id)

    def read(self, copy: Copy) -> bytes:
        """The PDF as far as it has come; raises CopyError where its case was erased."""
        assert self._vault is not None, "a database in memory has no vault"
        with storing():
            (path,) = self._db.conn.execute(
                "select path from certifications where id = ?", (copy.id,)
            ).fetchone()
        if not path:
            raise CopyError(CopyRefusal.ERASED)
        return self._vault.read(Cases(self._db).key(copy.case), path)

    def to_complete(self, now: dt.datetime, lease: int = LEASE) -> Incomplete | None:
        """Take the next certified copy below the last level, for `lease` seconds; a crash gives it back."""
        with storing():
            rows = self._db.conn.execute(
                _CLAIM_COMPLETION, {"now": int(now.timestamp()), "lease": lease, "last": LAST_LEVEL}
            ).fetchall()
        if not rows:
            return None
        id, case, path, sha256, tries, level = rows[0]
        return Incomplete(id, case, Cases(self._db).key(case), path, sha256, tries, level)

    def completed(self, work: Incomplete, kept: Kept, level: str, now: dt.datetime) -> bool:
        """It has reached `level`; older files of the copy go. False: this try no longer owned it, and its file goes."""
        with writing(self._db):
            changed = self._db.conn.execute(
                "update certifications set path = ?, sha256 = ?, size = ?, level = ?, leased = 0, "
                "reason = '' where id = ? and state = 'certified' and tries = ?",
                (kept.path, kept.sha256, kept.size, level, work.id, work.tries),
            )
            if ours := changed.rowcount == 1:
                self._journal(JournalEvent.COPY_COMPLETED, work.id, now, level=level)
        if ours:
            self._tidy(work.case, work.id, kept.path)
        elif self._vault:
            self._vault.remove(kept.path)
        return ours

    def postpone(
        self, work: Incomplete, why: SigningFault, until: dt.datetime, now: dt.datetime
    ) -> bool:
        """Another try from `until` on; a new reason is journalled, once. False: this try no longer owned it."""
        with writing(self._db):
            before = self._found(work.id).reason
            changed = self._db.conn.execute(
                "update certifications set leased = ?, reason = ? "
                "where id = ? and state = 'certified' and tries = ?",
                (int(until.timestamp()), why.value, work.id, work.tries),
            )
            if changed.rowcount == 1 and before is not why:
                self._journal(JournalEvent.COPY_POSTPONED, work.id, now, fault=why.value)
        return changed.rowcount == 1

    def _draw(
        self, id: str, case: str, document: str, year: int, book: str, now: dt.datetime,
        certifies: Container[str],
    ) -> None:  # fmt: skip
        sealed = self._db.conn.execute(
            "select procedure, exists (select 1 from case_keys where case_id = id) from cases "
            "where id = ? and state = 'sealed'",
            (case,),
        ).fetchone()
        if sealed is None:
            raise CopyError(CopyRefusal.CASE_UNKNOWN)
        if not sealed[1]:
            raise CopyError(CopyRefusal.ERASED)
        papers = [each for each in Documents(self._db).of(case) if each.id == document]
        if not papers or not papers[-1].pages:
            raise CopyError(CopyRefusal.DOCUMENT_UNKNOWN)
        if sealed[0] not in certifies:
            raise CopyError(CopyRefusal.PROCEDURE)
        paper, at = papers[-1], stamp(now)  # what a clerk added last under this id
        self._db.conn.execute(
            "insert into certifications (id, book, year, number, case_id, document, pages, state, "
            "since, path, sha256, size, prepared_at) select ?, ?, ?, coalesce(max(number), 0) + 1, "
            "?, ?, ?, 'waiting-official', ?, ?, ?, ?, ? from certifications where year = ?",
            (
                *(id, book, year, case, document, paper.pages, at),
                *(paper.path, paper.sha256, paper.size, at, year),
            ),
        )
        self._journal(JournalEvent.COPY_PREPARED, id, now, document=document)

    def _all(self, which: str, given: dict[str, object]) -> tuple[Copy, ...]:
        with storing():
            rows = self._db.conn.execute(f"select {_COLUMNS} {_FROM} {which}", given).fetchall()
        return tuple(_copy(row) for row in rows)

    def _count(self, role: SignRole) -> Waiting:
        with reading(self._db):
            count, since = self._db.conn.execute(
                "select count(*), min(since) from certifications where state = ?",
                (WAITS[role].value,),
            ).fetchone()
            told = self._db.conn.execute(
                "select reason from certifications where state = ? and reason <> '' "
                "order by tries desc, year, number limit 1",
                (WAITS[role].value,),
            ).fetchone()
        return Waiting(
            role, count, moment(since) if since else None, SigningFault(told[0]) if told else None
        )

    def _found(self, id: str) -> Copy:
        return _copy(
            self._db.conn.execute(f"select {_COLUMNS} {_FROM} where t.id = ?", (id,)).fetchone()
        )

    def _journal(self, event: JournalEvent, id: str, now: dt.datetime, **fields: str) -> None:
        copy = self._found(id)
        Journal(self._db).write(
            event, now, case=copy.case, year=copy.year, entry=copy.number, **fields
        )

    def _tidy(self, case: str, id: str, keep: str) -> None:
        if self._vault:
            with suppress(
                StoreError
            ):  # what is left is noise without its key, and goes with the case
                for name in self._vault.names(case):
                    if name.startswith(f"copy-{id}-") and f"{case}/{name}" != keep:
                        self._vault.remove(f"{case}/{name}")


def _copy(row: tuple[Any, ...]) -> Copy:
    id, book, year, number, case, code, document, pages, state, since, *rest = row
    sha256, size, reason, level, void_why, leased = rest
    return Copy(
        *(id, book, year, number, case, code, document, pages, CopyState(state), moment(since)),
        *(sha256, size, SigningFault(reason) if reason else None, level, void_why, leased),
    )
