"""Correcting: a sealed case stays as it is; further papers go into an envelope of their own that names the last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlite_utils import Database

from kiosk.model import CaseState, Document
from kiosk.store.asked_rules import AskedRules
from kiosk.store.cases import Cases
from kiosk.store.database import storing, writing
from kiosk.store.documents import Documents
from kiosk.store.errors import CaseGone
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import stamp
from kiosk.store.outbox import Outbox
from kiosk.store.sealing import announced, put
from kiosk.store.tickets import Tickets


class CorrectRefusal(StrEnum):
    """Why nothing was added to a case."""

    UNKNOWN = "unknown"  # no sealed case of that id is here
    ERASED = "erased"
    REFUSED = (
        "refused"  # the centre refused an envelope of it: what came behind would wait for ever
    )


class CorrectError(Exception):
    """Nothing was changed."""

    def __init__(self, refusal: CorrectRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class Correction:
    """What was added to a case: `envelope` carries it, `corrects` names the one before, "" where there was none."""

    case: str
    envelope: str
    corrects: str = ""


class Correcting:
    """Adds documents to sealed cases. Raises StoreError throughout."""

    def __init__(self, db: Database, device: str, office: str) -> None:
        """`device` and `office` as the centre is told them."""
        self._db, self._device, self._office = db, device, office

    def of(self, batch_case: str) -> Correction | None:
        """What became of a counter's batch that was added to a case already."""
        with storing():
            row = self._db.conn.execute(
                "select case_id, envelope from corrections where batch_case = ?", (batch_case,)
            ).fetchone()
        return Correction(*row) if row else None

    def must_be_free(self, case: str) -> None:
        """Raises CorrectError where nothing can be added to the case."""
        cases = Cases(self._db)
        ticket = Tickets(self._db).of(case)
        if ticket is None or cases.state(case) is not CaseState.SEALED:
            raise CorrectError(CorrectRefusal.UNKNOWN)
        try:
            cases.key(case)
        except CaseGone:
            raise CorrectError(CorrectRefusal.ERASED) from None
        if Outbox(self._db).is_refused(ticket.code):
            raise CorrectError(CorrectRefusal.REFUSED)

    def add(
        self,
        case: str,
        batch_case: str,
        documents: tuple[Document, ...],
        now: dt.datetime,
        *,
        same_day: bool = False,
    ) -> Correction:
        """The documents are the case's from now on, and in the outbox behind all that waits of it.

        Their files lie under the case's key already; their names are given here. `batch_case`: where they come
        from; asked again, the same case and envelope, and nothing is written. Raises CorrectError.
        """
        with writing(self._db):
            if done := self.of(batch_case):
                return done
            self.must_be_free(case)
            tickets, outbox = Tickets(self._db), Outbox(self._db)
            ticket = tickets.of(case)
            assert ticket is not None, "it is sealed"
            named = _named(ticket.code, documents, Documents(self._db).count(case))
            newest = outbox.newest(ticket.code)
            correction = Correction(case, outbox.draw(now, newest), newest)
            Documents(self._db).write(case, named)
            cases = Cases(self._db)
            cases.count_added(case, named)
            told = announced(
                *(cases, ticket, named, correction.envelope),
                *(self._device, self._office, now, correction.corrects),
            )
            accepted = AskedRules(self._db).accepted_under(case)
            put(self._db, replace(told, rules=accepted), now, same_day)
            self._note(correction, ticket.code, batch_case, named, now)
        return correction

    def _note(
        self,
        correction: Correction,
        code: str,
        batch_case: str,
        documents: tuple[Document, ...],
        now: dt.datetime,
    ) -> None:
        self._db.conn.execute(
            "insert into corrections (batch_case, case_id, envelope, at) values (?, ?, ?, ?)",
            (batch_case, correction.case, correction.envelope, stamp(now)),
        )
        Journal(self._db).write(
            JournalEvent.CASE_CORRECTED,
            now,
            case=correction.case,
            code=code,
            documents=len(documents),
            pages=sum(document.pages for document in documents),
            envelope=correction.envelope,
            corrects=correction.corrects or "none",
        )


def _named(code: str, documents: tuple[Document, ...], there: int) -> tuple[Document, ...]:
    """As sealing names them, with numbers that go on: no name comes twice in a case."""
    return tuple(
        replace(document, name=f"{code}_{document.id}_{number:02d}.pdf")
        for number, document in enumerate(documents, start=there + 1)
    )
