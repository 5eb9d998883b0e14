"""kiosk-sync: the only process that leaves the office; whatever happens, it carries, completes and erases."""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from kiosk.contract import AnnouncedFile
from kiosk.dossier.signing.apart import Apart
from kiosk.dossier.signing.certificates import anchors
from kiosk.dossier.signing.revocation import Revocations
from kiosk.faults import Fault
from kiosk.settings import Settings
from kiosk.store.acts_told import ActsTold
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.database import Database, open_database, read_anew
from kiosk.store.documents import Documents
from kiosk.store.erasing import Erasing, Hold
from kiosk.store.errors import StoreError
from kiosk.store.health import Health
from kiosk.store.links import Links
from kiosk.store.news import News
from kiosk.store.noted import NotedOutbox
from kiosk.store.outbox import Outbox
from kiosk.store.reckoning import Reckoning
from kiosk.store.renaming import take_name
from kiosk.store.results import ResultFiles, Results
from kiosk.store.retention import Retention
from kiosk.store.room import Room
from kiosk.store.vault import Vault
from kiosk.sync.acts import TellsActs
from kiosk.sync.budget import Budget
from kiosk.sync.cargo import AlteredError
from kiosk.sync.certificate import OwnCertificate
from kiosk.sync.completer import Completer
from kiosk.sync.courier import Courier
from kiosk.sync.enrolling import Enrolling, Renewer
from kiosk.sync.eraser import Eraser
from kiosk.sync.errands import Errand, Errands
from kiosk.sync.fetching import Fetcher
from kiosk.sync.greeting import Greeter
from kiosk.sync.identity import Identity
from kiosk.sync.machine import certificate_end
from kiosk.sync.news import Listener
from kiosk.sync.puller import Puller
from kiosk.sync.questions import Questions
from kiosk.sync.releases import Releases
from kiosk.sync.reporting import Line, Reporter, SelfPortrait
from kiosk.sync.results import Fetching
from kiosk.sync.rounds import Round
from kiosk.sync.transport import Centre
from kiosk.workspace import Workspace

STORE_RETRY = 5.0  # seconds before a store that failed is opened again
CERTIFICATE_LOOKED_FOR = 5.0  # seconds between two looks whether this kiosk was enrolled meanwhile
SAID_AGAIN = 3600.0  # seconds until the log hears once more of a failure that lasts

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
    """`run` carries, completes and erases until `leave` is called, from any thread.

    Raises SettingsError or StoreError when made.
    """

    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        self._workspace = workspace
        self._device, self._office = settings.device, settings.office.agency
        self._kiosk = settings.kiosk
        self._identity = Identity.of(workspace)
        self._own = OwnCertificate(workspace.certificate, self._identity)
        self._shows_own = not settings.centre.certificate
        enters = settings.centre.token.reveal() or settings.centre.certificate
        self._waits = bool(settings.centre.url) and not enters and self._own.held() is None
        self._centre = (
            Centre(settings.centre, workspace.certificate_key, self._own, known=not self._waits)
            if settings.centre.url
            else None
        )
        self._questions = (
            Questions(self._centre, self._device, self._identity.sign) if self._centre else None
        )
        if self._centre and self._questions:
            self._centre.rely_on(self._questions.time)
        self._tsa = settings.signing.tsa
        self._update = settings.update
        self._retention, self._certificate = settings.retention, settings.centre.certificate
        self._fetcher: Fetcher | None = None
        self._apart: Apart | None = None
        if self._tsa:
            trust = anchors(workspace.signing_trust, workspace.rules_signing_trust)
            self._fetcher = Fetcher(self._tsa, trust, settings.centre.proxy.reveal())
            self._apart = Apart(workspace.vault, self._fetcher, self._tsa, trust)
        self._budget = Budget(settings.centre.budget)
        self._room = Room(workspace, settings.disk)
        self._leaving = threading.Event()
        self._carries = Round(self._leaving, self._centre_until)
        self._completes, self._erases = Round(self._leaving), Round(self._leaving)

    @property
    def goes_on(self) -> bool:
        """Whether all threads of `run` have begun, and each made its round or is within what it may take for that."""
        return all(each.goes_on for each in (self._carries, self._completes, self._erases))

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
        """Three threads: a line of kilobits that carries a case all night must hold up no time stamp, and where
        there is no line at all what came by a stick is erased too.
        """
        with ThreadPoolExecutor(max_workers=2) as crew:
            beside = [
                crew.submit(self._lasting, self._complete_all, self._completes),
                crew.submit(self._lasting, self._erase_all, self._erases),
            ]
            for one in beside:
                one.add_done_callback(lambda _: self.leave())  # whatever ends one ends all
            try:
                self._lasting(self._carry_all, self._carries)
            finally:
                self.leave()
            for one in beside:
                one.result()
        for line in (self._centre, self._fetcher):
            if line is not None:
                line.close()

    def _lasting(self, work: Callable[[], None], turn: Round) -> None:
        """`work`, begun again with the store opened anew when it fails; a lasting failure is said now and then.

        A disk that failed (DiskFailed) is not survived: see there.
        """
        said: Fault | None = None
        until = 0.0
        turn.begin()
        while not self._leaving.is_set():
            try:
                work()
            except StoreError as error:
                if error.fault is not said or time.monotonic() >= until:
                    _log.error("the store failed: %s", error)
                    said, until = error.fault, time.monotonic() + SAID_AGAIN
                if not (error.fault is Fault.DISK_FULL and self._room.give()):
                    turn.rest(STORE_RETRY)

    def _wait_for_certificate(self) -> None:
        """Ends the service once there is one: its next life, which systemd begins, is let in from the start."""
        _log.warning("not enrolled yet: nothing is sent until `kiosk-provisioning enrol`")
        while not self._leaving.is_set() and self._own.held() is None:
            self._carries.rest(CERTIFICATE_LOOKED_FOR)
        self.leave()

    def _carry_all(self) -> None:
        if self._centre is None:
            _log.warning("centre.url is empty: nothing is sent")
            self._carries.rest()
            return
        if self._waits:
            self._wait_for_certificate()
            return
        with closing(open_database(self._workspace)) as db:
            read_anew(db)
            # Else a case waits as long as a lease for nothing.
            Outbox(db).take_back(int(time.time()))
            papers = SealedPapers(Documents(db), Cases(db), Vault(self._workspace.vault))
            take_name(db, self._device)
            links = Links(db, self._device, self._identity.sign)
            greeter = self._greeter(links, Reckoning(db, _now))
            courier = Courier(
                NotedOutbox(db, time.time),
                papers,
                greeter,
                self._centre,
                clock=time.time,
                jitter=_spread,
                pause=self._leaving.wait,
                budget=self._budget,
                twin=greeter.twin,
            )
            # A kiosk that slept is let in for nothing else before its certificate is renewed.
            errands = Errands((*self._renewing(), greeter, *self._errands(db)), time.monotonic)
            errands.run()  # a disk that was put back is found out before anything is sent
            while not self._leaving.is_set():
                if self._room.look() is Fault.DISK_FULL:
                    self._room.give()
                wait = courier.carry()
                errands.run()
                self._carries.rest(min(wait, errands.rest()))

    def _centre_until(self) -> float:
        return self._centre.until if self._centre else 0.0

    def _greeter(self, links: Links, reckoning: Reckoning) -> Greeter:
        assert self._questions is not None, "asked for where there is a centre"
        return Greeter(self._questions, links, reckoning, _now, time.monotonic)

    def _renewing(self) -> tuple[Errand, ...]:
        """None where [centre] certificate is shown: whoever laid it there renews it."""
        assert self._centre is not None
        assert self._questions is not None
        if not self._shows_own:
            return ()
        asked = (self._centre, self._questions, self._device, self._identity, self._own)
        return (Renewer(Enrolling(*asked), self._own, _spread),)

    def _errands(self, db: Database) -> tuple[Errand, ...]:
        """What there is to do beside carrying, the most pressing first."""
        assert self._centre is not None
        assert self._questions is not None
        results, outbox = Results(db), Outbox(db)
        files = ResultFiles(Cases(db), Vault(self._workspace.vault))

        def pressing() -> bool:
            return outbox.pressing(int(time.time()))

        return (
            Listener(self._questions, News(db, self._kiosk), results, time.time),
            TellsActs(self._questions, ActsTold(db), time.monotonic),
            Puller(db, self._workspace, self._device, self._centre, _now, pressing, self._office),
            Fetching(self._centre, results, files, pressing, self._budget, time.time),
            *self._releases(db, pressing),
            self._reporter(db, pressing),
        )

    def _releases(self, db: Database, pressing: Callable[[], bool]) -> tuple[Errand, ...]:
        assert self._centre is not None
        if not self._update.pull:
            return ()
        folder, health = Path(self._update.folder), Health(db)
        return (Releases(self._centre, folder, health, self._budget, pressing, _now),)

    def _reporter(self, db: Database, pressing: Callable[[], bool]) -> Reporter:
        assert self._questions is not None
        portrait = SelfPortrait(db, self._workspace, self._certificate_end, time.monotonic)
        line = Line(self._budget, pressing)
        return Reporter(self._questions, portrait, line, _now, time.monotonic)

    def _certificate_end(self) -> dt.datetime | None:
        if self._certificate:
            return certificate_end(self._certificate)
        held = self._own.held()
        return held.not_after if held else None

    def _complete_all(self) -> None:
        if self._apart is None or self._fetcher is None:
            _log.info("signing.tsa is empty: certified copies stay as they were signed")
            self._completes.rest()
            return
        with closing(open_database(self._workspace)) as db:
            completer = Completer(
                Certifications(db),
                self._apart,
                Revocations(self._workspace.revocations),
                self._fetcher,
                clock=_now,
                jitter=_spread,
            )
            while not self._leaving.is_set():
                self._completes.rest(completer.step())

    def _erase_all(self) -> None:
        with closing(open_database(self._workspace)) as db:
            eraser = Eraser(
                Retention(db, self._retention.days, self._retention.register_years),
                Erasing(db, Vault(self._workspace.vault)),
                clock=lambda: dt.datetime.now(dt.UTC),
                elapsed=time.monotonic,
                # Without an authority that stamps the time a copy is complete as it was signed.
                forgiven=() if self._tsa else (Hold.COPY_INCOMPLETE,),
            )
            while not self._leaving.is_set():
                self._erases.rest(eraser.step())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _spread() -> float:
    return random.uniform(0.5, 1.0)
