"""kiosk-sync: the only process that leaves the office; whatever happens, it goes on carrying."""

from __future__ import annotations

import logging
import random
import threading
import time

from kiosk.contract import AnnouncedFile
from kiosk.settings import Settings
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.errors import StoreError
from kiosk.store.noted import NotedOutbox
from kiosk.store.vault import Vault
from kiosk.sync.budget import Budget
from kiosk.sync.cargo import AlteredError
from kiosk.sync.courier import Courier
from kiosk.sync.transport import Centre
from kiosk.workspace import Workspace

STORE_RETRY = 5.0  # seconds before a store that failed is opened again

_log = logging.getLogger(__name__)


class SealedPapers:
    """The documents of sealed cases, out of the vault."""

    def __init__(self, documents: Documents, cases: Cases, vault: Vault) -> None:
        self._documents = documents
        self._cases = cases
        self._vault = vault

    def read(self, case: str, file: AnnouncedFile) -> bytes:
        for document in self._documents.of(case):
            if document.name == file.name:
                return self._vault.read(self._cases.key(case), document.path)
        raise AlteredError(file.document)


class SyncService:
    """`run` carries until `leave` is called, from any thread; raises SettingsError when made."""

    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        self._workspace = workspace
        self._centre = Centre(settings.centre) if settings.centre.url else None
        self._budget = Budget(settings.centre.budget)
        self._leaving = threading.Event()

    def leave(self) -> None:
        """End `run` at once, between two bytes if need be: what arrived stays at the centre."""
        self._leaving.set()
        if self._centre:
            self._centre.hang_up()

    def run(self) -> None:
        if self._centre is None:
            _log.warning("centre.url is empty: nothing is sent")
            self._leaving.wait()
            return
        while not self._leaving.is_set():
            try:
                self._carry(self._centre)
            except StoreError as error:
                _log.error("the store failed: %s", error)
                self._leaving.wait(STORE_RETRY)
        self._centre.close()

    def _carry(self, centre: Centre) -> None:
        db = open_database(self._workspace)
        try:
            papers = SealedPapers(Documents(db), Cases(db), Vault(self._workspace.vault))
            courier = Courier(
                NotedOutbox(db, time.time),
                papers,
                centre,
                clock=time.time,
                jitter=lambda: random.uniform(0.5, 1.0),
                pause=self._leaving.wait,
                budget=self._budget,
            )
            while not self._leaving.is_set():
                self._leaving.wait(courier.carry())
        finally:
            db.close()
