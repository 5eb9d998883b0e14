"""kiosk-sync: the only process that leaves the office; whatever happens, it goes on carrying and completing."""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from kiosk.contract import AnnouncedFile
from kiosk.dossier.signing.apart import Apart
from kiosk.dossier.signing.certificates import anchors
from kiosk.dossier.signing.revocation import Revocations
from kiosk.settings import Settings
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.errors import StoreError
from kiosk.store.links import Links
from kiosk.store.noted import NotedOutbox
from kiosk.store.outbox import Outbox
from kiosk.store.vault import Vault
from kiosk.sync.budget import Budget
from kiosk.sync.cargo import AlteredError
from kiosk.sync.completer import Completer
from kiosk.sync.courier import Courier
from kiosk.sync.errands import Errand, Errands
from kiosk.sync.fetching import Fetcher
from kiosk.sync.identity import Identity
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
    """`run` carries and completes until `leave` is called, from any thread.

    Raises SettingsError or StoreError when made.
    """

    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        self._workspace = workspace
        self._device = settings.device
        self._identity = Identity.of(workspace)
        self._centre = Centre(settings.centre) if settings.centre.url else None
        self._tsa = settings.signing.tsa
        self._fetcher: Fetcher | None = None
        self._apart: Apart | None = None
        if self._tsa:
            trust = anchors(workspace.signing_trust)
            self._fetcher = Fetcher(self._tsa, trust, settings.centre.proxy.reveal())
            self._apart = Apart(workspace.vault, self._fetcher, self._tsa, trust)
        self._budget = Budget(settings.centre.budget)
        self._leaving = threading.Event()

    def leave(self) -> None:
        """End `run` at once, between two bytes if need be: what arrived stays at the centre."""
        self._leaving.set()
        if self._centre:
            self._centre.hang_up()
        if self._fetcher:
            self._fetcher.end()
        if self._apart:
            self._apart.end()

    def run(self) -> None:
        """Two threads, for a line of kilobits that carries a case all night must not hold up a time stamp."""
        with ThreadPoolExecutor(max_workers=1) as crew:
            completing = crew.submit(self._lasting, self._complete_all)
            completing.add_done_callback(lambda _: self.leave())  # whatever ends it ends both
            try:
                self._lasting(self._carry_all)
            finally:
                self.leave()
            completing.result()
        for line in (self._centre, self._fetcher):
            if line is not None:
                line.close()

    def _lasting(self, work: Callable[[], None]) -> None:
        """`work`, begun again when the store fails."""
        while not self._leaving.is_set():
            try:
                work()
            except StoreError as error:
                _log.error("the store failed: %s", error)
                self._leaving.wait(STORE_RETRY)

    def _carry_all(self) -> None:
        if self._centre is None:
            _log.warning("centre.url is empty: nothing is sent")
            self._leaving.wait()
            return
        with closing(open_database(self._workspace)) as db:
            Outbox(db).take_back(
                int(time.time())
            )  # else a case waits as long as a lease for nothing
            papers = SealedPapers(Documents(db), Cases(db), Vault(self._workspace.vault))
            courier = Courier(
                NotedOutbox(db, time.time),
                papers,
                Links(db, self._device, self._identity.sign),
                self._centre,
                clock=time.time,
                jitter=_spread,
                pause=self._leaving.wait,
                budget=self._budget,
            )
            errands = Errands(self._errands(), time.monotonic)
            while not self._leaving.is_set():
                wait = courier.carry()
                errands.run()
                self._leaving.wait(min(wait, errands.rest()))

    def _errands(self) -> tuple[Errand, ...]:
        """What there is to do beside carrying, the most pressing first."""
        return ()

    def _complete_all(self) -> None:
        if self._apart is None or self._fetcher is None:
            _log.info("signing.tsa is empty: certified copies stay as they were signed")
            self._leaving.wait()
            return
        with closing(open_database(self._workspace)) as db:
            completer = Completer(
                Certifications(db),
                self._apart,
                Revocations(self._workspace.revocations),
                self._fetcher,
                clock=lambda: dt.datetime.now(dt.UTC),
                jitter=_spread,
            )
            while not self._leaving.is_set():
                self._leaving.wait(completer.step())


def _spread() -> float:
    return random.uniform(0.5, 1.0)
