"""A kiosk's devices service with devices that are not there, over the real socket and the real store."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image

from drivers.barcode import Declared
from drivers.barcode.fake import FakeScanner as FakeBarcode
from drivers.card.fake import FakeReader
from drivers.printer.fake import FakePrinter
from drivers.scanner import ScanProfile
from drivers.scanner.fake import FakeScanner
from kiosk.devices.client import Client
from kiosk.devices.clockwork import ClockWatch
from kiosk.devices.counters import Place
from kiosk.devices.keeping import Keeping
from kiosk.devices.quiet import QuietReading
from kiosk.devices.service import Service
from kiosk.devices.shown import RulesShown
from kiosk.devices.speaking import Speech
from kiosk.dossier.looker import BUDGET, Looker
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from kiosk.settings import CardReader, ScannerSettings, Settings
from kiosk.store.batches import Batches
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.health import Health
from kiosk.store.journal import Journal
from kiosk.store.pages import Pages
from kiosk.store.room import Room
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from kiosk.store.wear import Wear
from kiosk.workspace import Workspace
from tests.workbench import papers

LONG = 60.0  # seconds; a loaded board may need many of them
CASE, OTHER = "c" * 32, "0" * 32
FORM, BIRTH = "to-khai", "giay-chung-sinh"
PROCEDURE = "1.001193"
SETTINGS = Settings(card=CardReader(wait=LONG), scanner=ScannerSettings(dpi=75))


class Screen:
    """The screen's end of the socket: asks, and keeps every answer until somebody looks for it."""

    def __init__(self, path: Path, patience: float = LONG) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[int, ev.Event]] = []
        self.heard: list[tuple[int, ev.Event]] = []
        self._client = Client(path, self._tell, patience)
        self._client.start()

    def close(self) -> None:
        self._client.close()

    def ask(self, *effects: do.Effect, visit: int = 1) -> None:
        for effect in effects:
            self._client.perform(visit, effect)

    def next(self, kind: type | tuple[type, ...], visit: int = 1):
        """The next event of this kind (or one of these); earlier ones of other kinds are passed over."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._found(kind, visit) is not None, LONG):
                raise AssertionError(f"no {kind} among {self._waiting}")
            place = self._found(kind, visit)
            event = self._waiting[place][1]
            del self._waiting[: place + 1]
            return event

    def scan(
        self,
        case: str = CASE,
        document: str = FORM,
        replacing: str = "",
        after: str = "",
        fronts: int = 0,
    ):
        """One batch to its end; its pages."""
        self.ask(do.ScanBatch(case, document, replacing, after, fronts))
        return self.next(ev.BatchScanned).pages

    def told(self, document: str = FORM):
        """The pages of a document as they were told last."""
        told = [
            event.pages
            for _, event in self.heard
            if isinstance(event, ev.PagesChanged) and event.document == document
        ]
        return told[-1] if told else ()

    def looked_at(self, count: int, document: str = FORM):
        """The pages of a document once it was told, without asking, that all of them were looked at."""
        until(
            lambda: (
                len(self.told(document)) == count and all(page.look for page in self.told(document))
            )
        )
        return self.told(document)

    def seal(self, case: str = CASE):
        self.ask(do.SealCase(case, PROCEDURE, Language.VI, (FORM, BIRTH)))
        return self.next(ev.Sealed).ticket

    def fault(self, visit: int = 1):
        return self.next(ev.Faulted, visit).fault

    def _found(self, kind: type | tuple[type, ...], visit: int) -> int | None:
        hits = (
            n for n, row in enumerate(self._waiting) if row[0] == visit and isinstance(row[1], kind)
        )
        return next(hits, None)

    def _tell(self, visit: int, event: ev.Event) -> None:
        with self._changed:
            self.heard.append((visit, event))
            self._waiting.append((visit, event))
            self._changed.notify_all()


class Slow(FakeScanner):
    """A scanner that takes its next sheet in only when it is let: `pulling` tells that it wants to."""

    def __init__(self) -> None:
        super().__init__()
        self.held = False
        self.pulling, self.let = threading.Event(), threading.Event()

    def pull(self) -> Path:
        if self.held:
            self.pulling.set()
            self.let.wait(LONG)
            self.let.clear()
        return super().pull()


class Window(FakeBarcode):
    """A barcode reader before which a code is held once somebody looks out for one."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = threading.Semaphore(0)

    def scan(self, wait: float) -> Declared:
        self._looks.release()
        return super().scan(wait)

    def show(self, text: str) -> None:
        """Hold a code there as soon as anybody looks, however late that is."""
        assert self.looked_at()
        self.hold(text)

    def looked_at(self, seconds: float = LONG) -> bool:
        """Whether a new look begins within these seconds; looks before count for nothing."""
        while self._looks.acquire(blocking=False):
            pass
        return self._looks.acquire(timeout=seconds)


class Kiosk:
    """One appliance in a folder; `restart` as systemd would, with the same devices and disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = Workspace(folder / "state")
        self.workspace.prepare()
        self.reader, self.scanner, self.printer = FakeReader(), Slow(), FakePrinter()
        self.barcode: Window | None = Window()
        self.settings = SETTINGS
        self.users: frozenset[int] = frozenset()
        self.quiet: QuietReading | None = None
        self.speech: Speech | None = None
        self.look_budget = BUDGET
        self.clock: Callable[[], dt.datetime] = now
        self.synchronised = False
        self.others: dict[str, Slow] = {}  # further scanners, by name
        self.ended = False  # the service was ordered to end itself
        self._screens: list[Screen] = []
        self._service: Service | None = None

    def start(self) -> Screen:
        """Start the service and a screen."""
        self.serve()
        return self.screen()

    def serve(self) -> None:
        """Start the service."""

        def tell() -> dt.datetime:
            return self.clock()

        rules = RulesShown(self.workspace, tell)
        self._service = Service(
            reader=self.reader,
            scanner=self.scanner,
            printer=self.printer,
            barcode=self.barcode,
            looker=Looker(self.workspace, self.settings.pages.profile, self.look_budget),
            settings=self.settings,
            keeping=lambda: Keeping(self.workspace, self.settings, rules, tell),
            rules=rules,
            room=Room(self.workspace, self.settings.disk),
            clock=ClockWatch(tell, ask=lambda: self.synchronised),
            trust=(self.workspace.trust, self.workspace.rules_trust),
            others=[
                Place(name, scanner, lambda _: ScanProfile(75))
                for name, scanner in self.others.items()
            ],
            users=self.users,
            quiet=self.quiet,
            speech=self.speech,
            end=self._end,
        )
        self._service.listen(self.workspace.devices_socket)
        self._serving = threading.Thread(target=self._service.serve, daemon=True)
        self._serving.start()

    def _end(self) -> None:
        self.ended = True

    def screen(self, patience: float = LONG) -> Screen:
        screen = Screen(self.workspace.devices_socket, patience)
        self._screens.append(screen)
        return screen

    def waiting_for_cards(self, seconds: float) -> None:
        self.settings = replace(self.settings, card=CardReader(wait=seconds))

    def load(self, *names: str) -> None:
        """Lay sheets into the feeder."""
        self.scanner.load([self.sheet(name) for name in names])

    def load_papers(self, *kinds: str, turned: int = 0) -> None:
        """Lay invented papers into the feeder, fed the wrong way round by `turned` degrees."""
        self.settings = replace(self.settings, scanner=ScannerSettings(dpi=150))
        paths = [self.folder / f"{kind}-{turned}.paper.png" for kind in kinds]
        for kind, path in zip(kinds, paths, strict=True):
            if not path.exists():
                paper = papers.draw(kind, seed=1)
                paper.rotate(turned).save(path, dpi=(300, 300), compress_level=1)
        self.scanner.load(paths)

    def sheet(self, name: str) -> Path:
        """A sheet of its own shade of grey."""
        path = self.folder / f"{name}.png"
        if not path.exists():
            shade = 40 + len(list(self.folder.glob("*.png"))) * 20
            Image.new("L", (200, 280), shade).save(path)
        return path

    def let_sheets_through(self) -> None:
        """What is being pulled comes out, and whatever is pulled from now on."""
        self.scanner.held = False
        self.scanner.let.set()

    def hold_sheets(self) -> None:
        """From now on no sheet comes out until it is let."""
        self.scanner.let.clear()
        self.scanner.pulling.clear()
        self.scanner.held = True

    def stop(self) -> None:
        """End the service; its screens stay."""
        if self._service:
            self._service.close()
            self._serving.join()

    def close(self) -> None:
        self.let_sheets_through()
        for screen in self._screens:
            screen.close()
        self.stop()


class Books:
    """What stands in the kiosk's store, for a test to look up."""

    def __init__(self, workspace: Workspace) -> None:
        self.db = open_database(workspace)
        self.vault = Vault(workspace.vault)
        self.cases, self.tickets = Cases(self.db), Tickets(self.db)
        self.journal, self.health = Journal(self.db), Health(self.db)
        self.batches, self.wear = Batches(self.db), Wear(self.db)
        self._workspace = workspace

    def pages(self, case: str = CASE, document: str = FORM):
        return Pages(self.db, self.vault).of(case, document)

    def files(self, case: str = CASE) -> list[str]:
        return sorted(path.name for path in (self._workspace.vault / case).glob("*"))

    def said(self, *events: str) -> list[dict[str, str | int]]:
        """The journal's rows of these events."""
        return [row.fields for row in self.journal.since(most=1000) if row.event.value in events]

    def fault_of(self, device: str):
        return {row.device: row.fault for row in self.health.devices()}[device]


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def until(holds: Callable[[], bool]) -> None:
    """Wait for something to hold, however slow the machine."""
    end = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=LONG)
    while not holds():
        assert dt.datetime.now(dt.UTC) < end
        threading.Event().wait(0.02)
