"""A citizen's whole visit without a citizen and without devices: what an update must get through before it stays."""

from __future__ import annotations

import datetime as dt
import hashlib
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import zxingcpp

from kiosk import settings as kiosk_settings
from kiosk.devices.clockwork import ClockWatch
from kiosk.devices.keeping import Keeping
from kiosk.devices.service import Service
from kiosk.devices.shown import RulesShown
from kiosk.doctor import frames, simulated
from kiosk.doctor.steps import Failed, NotAsItShould, Steps
from kiosk.doctor.walk import Told, Walk
from kiosk.dossier.looker import Looker
from kiosk.model import Procedure, Ticket, Words
from kiosk.settings import DiskSettings, Settings
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.journal import Journal
from kiosk.store.moments import office_day
from kiosk.store.outbox import Outbox
from kiosk.store.room import Room
from kiosk.store.rulebook import Rulebook
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

PATIENCE = 60.0  # seconds in which something must happen; a slow board needs a tenth of it
PAPERS = 2  # sheets that are scanned
DISK = DiskSettings(low_water=32, ballast=8)  # MiB: for one visit only


@dataclass(frozen=True)
class Outcome:
    """How the visit went: every step done with its seconds; of one that ended badly at which `step`, `why` as a short
    code, and `said` in one sentence. `undrawn`: why no screen was drawn, "" where each was.
    """

    ok: bool
    seconds: float
    steps: tuple[tuple[str, float], ...]
    step: str = ""
    why: str = ""
    said: Words | None = None
    undrawn: str = ""


@dataclass(frozen=True)
class Kiosk:
    """What the visit is made with: never the box's own state, its settings without its devices, its rules."""

    workspace: Workspace
    settings: Settings
    settings_file: Path
    procedure: Procedure


def self_visit(
    settings: Path | None = None, state: Path | None = None, patience: float = PATIENCE
) -> Outcome:
    """Make the visit in a folder of its own, gone afterwards; never raises.

    `settings`: the box's kiosk.toml; `state`: the box's state, of which the rules in use are taken and nothing else is
    looked at. Without them: as shipped. Nothing leaves this machine.
    """
    began, steps, undrawn = time.monotonic(), Steps(), ""
    try:
        with steps.at("folder"):
            folder = tempfile.TemporaryDirectory(prefix="kiosk-visit-", ignore_cleanup_errors=True)
        with folder as place:
            kiosk = _made(Path(place), settings, state, steps)
            undrawn = _visited(kiosk, Path(place), steps, patience)
    except Failed as failed:
        seconds = round(time.monotonic() - began, 1)
        said = (failed.step, failed.why, failed.said)
        return Outcome(False, seconds, tuple(steps.done), *said)
    return Outcome(True, round(time.monotonic() - began, 1), tuple(steps.done), undrawn=undrawn)


def _made(place: Path, settings: Path | None, state: Path | None, steps: Steps) -> Kiosk:
    workspace = Workspace(place / "state")
    with steps.at("rules"):
        workspace.prepare()
        if state and Workspace(state).rules.exists():
            shutil.copytree(Workspace(state).rules, workspace.rules, symlinks=True)
        rules = Rulebook(workspace).now()
    with steps.at("settings"):
        file = settings or place / "kiosk.toml"
        if settings is None:
            file.touch()
        own = kiosk_settings.load(file, rules.settings())
    with steps.at("rules"):
        catalogue = rules.catalogue(office_day(_now()), own.office.province)
        with_papers = [each for each in catalogue.procedures if each.documents]
        if not with_papers:
            raise NotAsItShould("no-procedure")
    with steps.at("store"):
        simulated.lay_trust(workspace.trust)
        with closing(open_database(workspace)) as db:
            if Journal(db).verify() is not None:
                raise NotAsItShould("journal")
    return Kiosk(workspace, _without_devices(own), file, with_papers[0])


def _without_devices(own: Settings) -> Settings:
    """The office's own settings, with the simulated devices in place of its own."""
    bare = Settings()
    return replace(
        own,
        card=bare.card,
        scanner=replace(own.scanner, device="", dpi=150),
        scanners=(),
        printer=replace(own.printer, device=""),
        barcode=bare.barcode,
        sound=bare.sound,
        ocr=bare.ocr,
        disk=DISK,
    )


def _visited(kiosk: Kiosk, place: Path, steps: Steps, patience: float) -> str:
    """Why no screen was drawn; raises Failed."""
    with simulated.plugged_in(kiosk.settings.printer.width) as devices:
        with steps.at("devices"):
            devices.reader.insert(simulated.PERSON)
            devices.scanner.load([simulated.paper(place, n + 1) for n in range(PAPERS)])
        with _serving(kiosk, devices, steps) as told:
            walk = Walk(kiosk.workspace.devices_socket, kiosk.procedure, told, steps, patience)
            ticket = walk.to_the_end()
        with steps.at("ticket"):
            _read_back(devices, ticket)
    with steps.at("case"):
        _must_be_whole(kiosk.workspace, ticket)
    with steps.at("screens"):
        return frames.draw(walk.shown, kiosk.settings_file, kiosk.workspace.root, place)


@contextmanager
def _serving(
    kiosk: Kiosk, devices: simulated.Devices, steps: Steps
) -> Iterator[queue.SimpleQueue[Told]]:
    """The real devices service; what it says, and what it dies of, comes out of the queue."""
    told: queue.SimpleQueue[Told] = queue.SimpleQueue()
    workspace, settings = kiosk.workspace, kiosk.settings
    usual, threading.excepthook = threading.excepthook, lambda what: told.put(_dead(what))
    try:
        with steps.at("devices"):
            rules = RulesShown(workspace, _now)
            service = Service(
                reader=devices.reader,
                scanner=devices.scanner,
                printer=devices.printer,
                looker=Looker(workspace, settings.pages.profile),
                settings=settings,
                keeping=lambda: Keeping(workspace, settings, rules, _now),
                rules=rules,
                room=Room(workspace, settings.disk),
                clock=ClockWatch(_now),
                trust=(workspace.trust,),
            )
            service.listen(workspace.devices_socket)
        with closing(service):
            threading.Thread(target=service.serve, daemon=True).start()
            yield told
    finally:
        threading.excepthook = usual


def _dead(what: threading.ExceptHookArgs) -> BaseException:
    return what.exc_value or what.exc_type()


def _read_back(devices: simulated.Devices, ticket: Ticket) -> None:
    """The bytes that came to the printer are one ticket with this code on it, and nothing else."""
    if len(devices.roll.tickets) != 1 or devices.roll.stray:
        raise NotAsItShould("tickets")
    codes = zxingcpp.read_barcodes(devices.roll.tickets[0].convert("L"))
    if [code.text for code in codes] != [ticket.code]:
        raise NotAsItShould("code")


def _must_be_whole(workspace: Workspace, ticket: Ticket) -> None:
    """Sealed, every document as its digest says, its envelope waiting, the journal a whole chain."""
    with closing(open_database(workspace)) as db:
        vault, key = Vault(workspace.vault), Cases(db).key(ticket.case)
        documents = Documents(db).of(ticket.case)
        if sum(document.pages for document in documents) != PAPERS:
            raise NotAsItShould("pages")
        for document in documents:
            data = vault.read(key, document.path)
            if hashlib.sha256(data).hexdigest() != document.sha256:
                raise NotAsItShould("document")
        if not Outbox(db).newest(ticket.code):
            raise NotAsItShould("outbox")
        if Journal(db).verify() is not None:
            raise NotAsItShould("journal")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
