"""Cases: open from the first touch, then sealed for good or forgotten."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from kiosk.faults import Fault
from kiosk.model import CardField, CaseState, Document, Holder, Ticket, Verdict
from kiosk.store.database import (
    CaseGone,
    KioskDatabase,
    StoreError,
    empty_log,
    keyring_of,
    storing,
    writing,
)
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.keyring import KEY
from kiosk.store.moments import moment, office_day, stamp
from kiosk.store.vault import Vault

_VERDICT = "json_extract(holder, '$.verdict')"
_ERASED = "not exists (select 1 from case_keys where case_id = id)"
_LISTED = f"id, procedure, code, ticket, ended_at, documents, pages, {_VERDICT}, doubt, {_ERASED}"


@dataclass(frozen=True)
class CardWord:
    """How far a case's card is believed: `verdict` of its holder, None for a case without one.

    `doubt`: a card laid down for this case spoke against itself, be it its holder's or not.
    """

    verdict: Verdict | None = None
    doubt: Verdict | None = None


@dataclass(frozen=True)
class SealedCase:
    """A handed-in case as the clerks' desk may list it: nothing in it says whose it is."""

    case: str
    procedure: str
    code: str
    ticket: str  # label
    sealed_at: dt.datetime
    documents: int
    pages: int
    card: CardWord
    erased: bool = False  # what it says is all there is


class Cases:
    """The table of cases and their keys. `vault`: where their files lie, if not beside the database."""

    def __init__(self, db: Database, vault: Vault | None = None) -> None:
        self._db = db
        if vault is None and isinstance(db, KioskDatabase):
            vault = Vault(db.workspace.vault)
        self._vault = vault

    def open(self, case: str, now: dt.datetime, counter: int | None = None) -> None:
        """The case is there, with a key of its own; asked again nothing changes.

        `counter`: whose it is, where no citizen stands at the screen for it.
        """
        if self.state(case) is not None:
            return
        with writing(self._db):
            made = self._db.conn.execute(
                "insert into cases (id, state, opened_at, counter) "
                "values (?, 'open', ?, ?) on conflict (id) do nothing",
                (case, stamp(now), counter),
            )
            if made.rowcount == 1:
                self._db.conn.execute(
                    "insert into case_keys (case_id, wrapped) values (?, ?)",
                    (case, keyring_of(self._db).wrap(os.urandom(KEY))),
                )
                owner = {} if counter is None else {"counter": counter}
                Journal(self._db).write(JournalEvent.CASE_OPENED, now, case=case, **owner)

    def state(self, case: str) -> CaseState | None:
        row = self._row(case, "state")
        return CaseState(row[0]) if row else None

    def key(self, case: str) -> bytes:
        """The key of its vault files; raises CaseGone for a forgotten, erased or unknown case."""
        with storing():
            row = self._db.conn.execute(
                "select wrapped from case_keys where case_id = ?", (case,)
            ).fetchone()
        if not row:
            raise CaseGone(case)
        return keyring_of(self._db).unwrap(row[0])

    def set_holder(self, case: str, holder: Holder | None, evidence: str = "") -> None:
        """Whose case it is, or again nobody's; raises CaseGone unless the case is open.

        `evidence`: vault path of what proves it, "" for none; the file of the one before is the caller's.
        """
        with storing():
            changed = self._db.conn.execute(
                "update cases set holder = ?, evidence = ? where id = ? and state = 'open'",
                (_to_json(holder) if holder else None, evidence or None, case),
            )
        if changed.rowcount != 1:
            raise CaseGone(case)

    def holder(self, case: str) -> Holder | None:
        row = self._row(case, "holder")
        return _from_json(row[0]) if row and row[0] else None

    def note_doubt(self, case: str, verdict: Verdict) -> None:
        """A clerk must compare card and bearer, whatever card comes after; the first doubt stays.

        Raises CaseGone unless the case is open.
        """
        with storing():
            changed = self._db.conn.execute(
                "update cases set doubt = coalesce(doubt, ?) where id = ? and state = 'open'",
                (verdict.value, case),
            )
        if changed.rowcount != 1:
            raise CaseGone(case)

    def card(self, case: str) -> CardWord:
        """How far its card is believed; whose it is stays where it is."""
        row = self._row(case, f"{_VERDICT}, doubt")
        return _card_word(*row) if row else CardWord()

    def evidence(self, case: str) -> str:
        """Vault path of what proves its holder; "" where there is none."""
        row = self._row(case, "evidence")
        return str(row[0]) if row and row[0] else ""

    def counter(self, case: str) -> int | None:
        """The counter whose clerk scanned it; None for a citizen's own at the screen."""
        row = self._row(case, "counter")
        return int(row[0]) if row and row[0] is not None else None

    def opened_at(self, case: str) -> dt.datetime:
        """When its citizen touched the screen; raises CaseGone for an unknown case."""
        row = self._row(case, "opened_at")
        if not row:
            raise CaseGone(case)
        return moment(row[0])

    def open_cases(self) -> tuple[str, ...]:
        """Citizens' cases neither sealed nor forgotten, oldest first: after a crash, those to forget."""
        with storing():
            rows = self._db.conn.execute(
                "select id from cases where state = 'open' and counter is null order by opened_at"
            ).fetchall()
        return tuple(row[0] for row in rows)

    def sealed_on(self, day: dt.date) -> tuple[SealedCase, ...]:
        """Cases sealed on a day at the office, oldest first."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_LISTED} from cases where day = ? order by ended_at",
                (day.isoformat(),),
            ).fetchall()
        return tuple(_sealed(*row) for row in rows)

    def sealed(self, case: str) -> SealedCase | None:
        """A sealed case; None for one that is open, forgotten or unknown."""
        with storing():
            row = self._db.conn.execute(
                f"select {_LISTED} from cases where id = ? and state = 'sealed'", (case,)
            ).fetchone()
        return _sealed(*row) if row else None

    def of_code(self, code: str) -> SealedCase | None:
        """The sealed case of a provisional code."""
        with storing():
            row = self._db.conn.execute(
                f"select {_LISTED} from cases where code = ?", (code,)
            ).fetchone()
        return _sealed(*row) if row else None

    def forget(self, case: str, now: dt.datetime) -> None:
        """An open case loses its key, its holder and, as far as it goes, its files; any other stays.

        Works on a full disk too: there the files go first, to make room for the word that they are gone.
        """
        try:
            forgotten = self._destroy(case, now)
        except StoreError as error:
            if error.fault is not Fault.DISK_FULL:
                raise
            self._make_room(case)
            forgotten = self._destroy(case, now)
        if forgotten:
            self._drop(case)
            with suppress(StoreError):  # else at the next start
                empty_log(self._db)  # the old key stands in it

    def mark_sealed(
        self, case: str, ticket: Ticket, documents: tuple[Document, ...], now: dt.datetime
    ) -> None:
        """Part of the sealing transaction; raises CaseGone unless the case is open."""
        pages = sum(document.pages for document in documents)
        changed = self._db.conn.execute(
            "update cases set state = 'sealed', ended_at = ?, day = ?, procedure = ?, code = ?, "
            "ticket = ?, documents = ?, pages = ? where id = ? and state = 'open'",
            (
                *(stamp(now), office_day(now).isoformat(), ticket.procedure, ticket.code),
                *(ticket.label, len(documents), pages, case),
            ),
        )
        if changed.rowcount != 1:
            raise CaseGone(case)

    def count_added(self, case: str, documents: tuple[Document, ...]) -> None:
        """Documents came to a sealed case; part of that transaction."""
        self._db.conn.execute(
            "update cases set documents = documents + ?, pages = pages + ? where id = ?",
            (len(documents), sum(document.pages for document in documents), case),
        )

    def must_be_open(self, case: str) -> None:
        """Part of another table's transaction; raises CaseGone unless the case is open."""
        if self.state(case) is not CaseState.OPEN:
            raise CaseGone(case)

    def _destroy(self, case: str, now: dt.datetime) -> bool:
        with writing(self._db):
            changed = self._db.conn.execute(
                "update cases set state = 'forgotten', holder = null, evidence = null, doubt = null, "
                "ended_at = ? where id = ? and state = 'open'",
                (stamp(now), case),
            )
            if changed.rowcount == 1:
                self._db.conn.execute("delete from case_keys where case_id = ?", (case,))
                Journal(self._db).write(JournalEvent.CASE_FORGOTTEN, now, case=case)
            return changed.rowcount == 1

    def _make_room(self, case: str) -> None:
        with writing(self._db):  # so that nobody seals the case meanwhile
            if self.state(case) is CaseState.OPEN:
                self._drop(case)

    def _drop(self, case: str) -> None:
        if self._vault:
            with suppress(StoreError):  # without their key the files are noise
                self._vault.drop(case)

    def _row(self, case: str, column: str) -> Any:  # noqa: ANN401 - a row of one column, or None
        with storing():
            return self._db.conn.execute(
                f"select {column} from cases where id = ?", (case,)
            ).fetchone()


def _sealed(
    case: str, procedure: str, code: str, ticket: str, ended_at: str, documents: int, pages: int,
    verdict: str | None, doubt: str | None, erased: int,
) -> SealedCase:  # fmt: skip
    at, card = moment(ended_at), _card_word(verdict, doubt)
    return SealedCase(case, procedure, code, ticket, at, documents, pages, card, bool(erased))


def _card_word(verdict: str | None, doubt: str | None) -> CardWord:
    return CardWord(Verdict(verdict) if verdict else None, Verdict(doubt) if doubt else None)


def _to_json(holder: Holder) -> str:
    return json.dumps(asdict(holder), default=dt.date.isoformat, ensure_ascii=False)


def _from_json(text: str) -> Holder:
    row = json.loads(text)
    row["differs"] = tuple(CardField(which) for which in row.get("differs", ()))
    expiry = row["expiry"]
    row["birth_date"] = dt.date.fromisoformat(row["birth_date"])
    row["expiry"] = dt.date.fromisoformat(expiry) if expiry else None
    return Holder(**{**row, "verdict": Verdict(row["verdict"])})
