"""Whose case it is, and what proves that: the part of the store that the card's workers write."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from contextlib import suppress

from drivers.barcode import Declared
from kiosk.contract import EVIDENCE
from kiosk.devices import declaring
from kiosk.faults import Fault
from kiosk.model import (
    CaseState,
    Document,
    Holder,
    Verdict,
)
from kiosk.store.cases import Cases
from kiosk.store.database import open_database, read_anew, writing
from kiosk.store.declarations import Declarations
from kiosk.store.errors import CaseGone, StoreError
from kiosk.store.health import Health
from kiosk.store.journal import CLOCK, Journal, JournalEvent
from kiosk.store.orders import Orders
from kiosk.store.room import prove
from kiosk.store.seen_screen import Screens
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace


class Holding:
    """The store opened for one case after another; all calls raise StoreError only."""

    def __init__(self, workspace: Workspace, clock: Callable[[], dt.datetime]) -> None:
        self._clock, self._at = clock, workspace
        self.prove()  # one opened while the disk took nothing would stay so
        self._db = open_database(workspace)
        self._vault = Vault(workspace.vault)
        self._cases = Cases(self._db, self._vault)
        self._declarations = Declarations(self._cases, self._vault)
        self._health = Health(self._db)
        self._journal = Journal(self._db)
        self.orders, self.screens = Orders(self._db), Screens(self._db)

    def now(self) -> dt.datetime:
        return self._clock()

    def close(self) -> None:
        self._db.close()

    def prove(self) -> None:
        """See kiosk.store.room.prove."""
        prove(self._at)

    def believed(self) -> tuple[dt.datetime | None, bool]:
        """The latest moment known from a clock that was right, and whether it has been doubted since."""
        return self._journal.trusted(), self._health.fault_of(CLOCK) is not None

    def started(self) -> None:
        read_anew(self._db)
        self._note(JournalEvent.SERVICE_STARTED, service="devices")

    def stopped(self) -> None:
        self._note(JournalEvent.SERVICE_STOPPED, service="devices")

    def open_case(self, case: str, counter: int | None = None) -> None:
        """`counter`: whose case it is, where it is no citizen's at the screen."""
        self._cases.open(case, self._clock(), counter)

    def card_read(self, case: str, holder: Holder, access: str, apdus: int, evidence: str) -> None:
        """The case has its holder and what proves it, and the journal knows; all or nothing of it."""
        path = ""
        try:
            with writing(self._db):
                self.open_case(case)
                old, key = self._cases.evidence(case), self._cases.key(case)
                path = self._vault.write(key, case, f"{uuid.uuid4().hex}.json", evidence.encode())
                self._cases.set_holder(case, holder, path)
                if holder.verdict.doubtful:
                    self._cases.note_doubt(case, holder.verdict)
                self._note(
                    JournalEvent.CARD_READ,
                    case=case,
                    access=access,
                    apdus=apdus,
                    verdict=holder.verdict.value,
                )
                if holder.differs:
                    fields = ".".join(holder.differs)
                    self._note(JournalEvent.CARD_DIFFERS, case=case, fields=fields)
        except BaseException:
            self._remove(path)
            raise
        self._remove(old)
        self.health("reader", None)

    def card_not_read(self, case: str, fault: Fault) -> None:
        """A reading failed; of the reader itself only its absence says anything.

        Of altered data nothing enters the case but the word that there were some.
        """
        with writing(self._db):
            if fault is Fault.CARD_DATA_ALTERED:
                self.open_case(case)
                self._cases.note_doubt(case, Verdict.ALTERED)
            self._note(JournalEvent.CARD_NOT_READ, case=case, fault=fault.value)
        self.health("reader", fault if fault is Fault.READER_GONE else None)

    def code_read(self, case: str, declared: Declared) -> None:
        """The case has what the code on a card says, in place of any before; raises StoreError."""
        self.open_case(case)
        self._cases.must_be_open(case)
        self._declarations.keep(case, declaring.to_json(declared))
        self._note(JournalEvent.CODE_READ, case=case, source=declared.source.value)

    def declared(self, case: str) -> Declared | None:
        """What the code said that was read last for an open case."""
        text = self._declarations.of(case)
        return declaring.from_json(text) if text else None

    def declare_holder(self, case: str) -> None:
        """The holder is whoever the code says, declared; raises CaseGone where no code was kept."""
        declared = self.declared(case)
        holder = declaring.holder(declared) if declared else None
        if holder is None:
            raise CaseGone(case)
        old = self._cases.evidence(case)
        with writing(self._db):
            self._cases.set_holder(case, holder)
            self._note(JournalEvent.HOLDER_DECLARED, case=case)
        self._remove(old)

    def forget_holder(self, case: str) -> None:
        if self._cases.state(case) is CaseState.OPEN:
            old = self._cases.evidence(case)
            self._cases.set_holder(case, None)
            self._remove(old)
            self._declarations.forget(case)

    def handed_in(self, case: str) -> bool:
        """Whether it has its number: nothing can be changed in it any more."""
        return self._cases.state(case) is CaseState.SEALED

    def health(self, device: str, fault: Fault | None) -> None:
        """How a device is; only news are journaled, with the news or not at all."""
        with writing(self._db):
            if not self._health.note(device, fault, self._clock()):
                return
            if fault is None:
                self._note(JournalEvent.DEVICE_WORKS, device=device)
            else:
                self._note(JournalEvent.DEVICE_STOPPED, device=device, fault=fault.value)

    def _evidence(self, case: str) -> Document | None:
        path = self._cases.evidence(case)
        if not path:
            return None
        data = self._vault.read(self._cases.key(case), path)
        return Document(EVIDENCE, "", path, hashlib.sha256(data).hexdigest(), len(data), 0)

    def _remove(self, path: str) -> None:
        if path:
            with suppress(StoreError):  # no case names it: it is noise once its case is forgotten
                self._vault.remove(path)

    def _note(self, event: JournalEvent, **fields: str | int) -> None:
        self._journal.write(event, self._clock(), **fields)
