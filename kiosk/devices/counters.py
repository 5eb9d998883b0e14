"""Batches that counters asked for: each scanner takes up one after the other, beside the citizen's own."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drivers.scanner import ScannedPage, Scanner, ScannerError, ScanProfile
from kiosk.devices import translate
from kiosk.devices.keeping import MOST_PAGES_OF_CASE, ORDINARY, Keeping
from kiosk.devices.workers import Stopped, Task
from kiosk.faults import Fault
from kiosk.journey import events as ev
from kiosk.settings import OWN_SCANNER
from kiosk.store.batches import DOCUMENT, Claimed
from kiosk.store.errors import StoreError

LOOK = 1.0  # seconds between looks for a batch
PAPER = 60.0  # seconds for a clerk to lay papers in once it is the batch's turn
AGAIN = 2.0  # seconds between looks for paper, or at a scanner that had a fault
HEALTH = 60.0  # seconds between looks at a scanner that nobody uses
TRIES = 3  # batches begin so often on a scanner that gives no page before they fail


class Run:
    """What one feeding brought, and how long the scanner was at work for it."""

    def __init__(self) -> None:
        self.pages = 0
        self.seconds = 0.0

    def of(self, pages: Iterator[ScannedPage]) -> Iterator[ScannedPage]:
        """The same pages, counted; what their taker does meanwhile is not the scanner's time."""
        while True:
            began = time.monotonic()
            try:
                page = next(pages)
            except StopIteration:
                return
            finally:
                self.seconds += time.monotonic() - began
            self.pages += 1
            yield page


@dataclass(frozen=True)
class Place:
    """One scanner: its name, the device, and how batches are scanned there, by profile."""

    name: str
    scanner: Scanner
    profile: Callable[[str], ScanProfile]

    @property
    def device(self) -> str:
        """As health and journal call it."""
        return "scanner" if self.name == OWN_SCANNER else f"scanner-{self.name}"


class _Left(Exception):
    """This try goes on no further; `given_back`: its batch waits again, with what its counter is told."""

    def __init__(self, given_back: bool, told: Fault | None = None) -> None:
        super().__init__()
        self.given_back, self.told = given_back, told


class CounterBatches:
    """Serves the counters at one scanner, on the thread that calls `serve`.

    At the kiosk's own, `citizen` tells whether somebody stands there, and so does an open case: then no
    batch begins, and one that still waits for its papers gives way. Whoever asks meanwhile waits for one
    running batch at the most. `see` has the pages of a case looked at, once a citizen's are. `closed`: why the
    kiosk takes nothing in just now; batches that wait are then refused with that.
    """

    def __init__(
        self,
        place: Place,
        see: Callable[[str], None],
        closed: Callable[[], Fault | None],
        citizen: Callable[[], bool] | None = None,
    ) -> None:
        self._place, self._see, self._closed, self._citizen = place, see, closed, citizen
        self._started = False
        self._fault: Fault | None = None  # of the scanner: until it is gone no batch begins
        self._leaving = threading.Event()
        self._busy = False
        self._queued: Task | None = None  # a citizen's, told to wait
        self._lock = threading.Lock()
        self._look_again = 0.0

    def leave(self) -> None:
        """The service ends: the running batch waits again, with its whole pages."""
        self._leaving.set()

    def queue(self, task: Task) -> None:
        """A citizen asks for a batch: told of the counter's that runs; nobody is told once it is over."""
        with self._lock:
            if self._busy:
                self._queued = task
                _tell_ahead(task, 1)  # never more: no other begins while a citizen is there

    def turn(self, task: Task) -> None:
        """The citizen's batch begins; who was told to wait is told so."""
        with self._lock:
            if self._queued is task:
                _tell_ahead(task, 0)
            self._queued = None

    def heard(self, fault: Fault | None) -> None:
        """How the scanner was left by the batch before."""
        self._fault = None if fault in ORDINARY else fault

    def serve(self, store: Keeping) -> None:
        """Scan the next batch, if one waits and nothing is in its way; raises StoreError."""
        if not self._started:
            store.batches.give_all_back(self._place.name, Fault.DEVICES_GONE)
            self._started = True
        if self._leaving.is_set():
            return
        closed = self._closed()
        if closed is None and (self._taken(store) or not self._works(store)):
            return
        claimed = store.batches.claim(self._place.name, store.now())
        if claimed is None:
            return
        if closed is not None:
            store.batches.failed(claimed, store.now(), closed)
            return
        with self._lock:
            self._busy = True
        try:
            self._scan(store, claimed)
        finally:
            with self._lock:
                self._busy = False

    def _taken(self, store: Keeping) -> bool:
        """Whether a citizen's papers may lie here; the case also tells it to a service just started."""
        return self._citizen is not None and (self._citizen() or store.visited())

    def _works(self, store: Keeping) -> bool:
        """Whether nothing stands in the way of any batch, as far as the scanner can tell."""
        if self._fault is None:
            return True
        if time.monotonic() < self._look_again or not store.batches.unfinished():
            return False
        self._look_again = time.monotonic() + AGAIN
        fault = translate.SCANNER.get(self._place.scanner.state())
        self.heard(fault)
        store.health(self._place.device, self._fault)
        return self._fault is None

    def _scan(self, store: Keeping, claimed: Claimed) -> None:
        store.open_case(claimed.case, claimed.counter)
        run, fault, left = Run(), None, None
        try:
            fault = self._feed(store, claimed, run)
        except StoreError as error:
            fault = error.fault
        except _Left as reason:
            left = reason
        store.counter_fed(claimed.case, DOCUMENT, self._place.name, fault, run.pages, run.seconds)
        if fault is None or fault in translate.SCANNER.values():
            self.heard(fault)
            store.health(self._place.device, self._fault)
        if left is None:
            self._settle(store, claimed, run, fault)
        elif left.given_back:
            store.batches.give_back(claimed, store.now(), left.told)
        store.forget_if_empty(claimed.case)

    def _feed(self, store: Keeping, claimed: Claimed, run: Run) -> Fault | None:
        """Pull everything in, waiting for papers first; what stopped it, if anything did."""
        end = time.monotonic() + PAPER
        while True:
            fault = self._pull(store, claimed, run)
            if fault is not Fault.SCANNER_EMPTY or time.monotonic() >= end:
                return fault
            self._leaving.wait(AGAIN)
            self._check(store, claimed, waits=True)

    def _pull(self, store: Keeping, claimed: Claimed, run: Run) -> Fault | None:
        pages = self._place.scanner.scan_batch(self._place.profile(claimed.profile))
        with contextlib.closing(pages):  # type: ignore[type-var]
            try:
                for page in run.of(pages):
                    store.add_page(claimed.case, DOCUMENT, page, "", most=MOST_PAGES_OF_CASE)
                    self._see(claimed.case)
                    self._check(store, claimed)
            except ScannerError as error:
                fault = translate.SCANNER[error.state]
                return None if fault is Fault.SCANNER_EMPTY and run.pages else fault
        return None if run.pages else Fault.SCANNER_EMPTY

    def _check(self, store: Keeping, claimed: Claimed, *, waits: bool = False) -> None:
        """Raises _Left once its counter, the service or a citizen wants it to end."""
        if not store.batches.beat(claimed, store.now()):
            raise _Left(given_back=False)
        if self._leaving.is_set():
            raise _Left(given_back=True, told=Fault.DEVICES_GONE)
        if waits and self._taken(store):
            raise _Left(given_back=True)

    def _settle(self, store: Keeping, claimed: Claimed, run: Run, fault: Fault | None) -> None:
        now, batches = store.now(), store.batches
        if fault is Fault.SCANNER_EMPTY and claimed.pages:
            fault = None  # it was broken off before: its other sheets had come, or are nowhere
        if fault is None:
            batches.done(claimed, now, Fault.DEVICES_GONE if claimed.pages else None)
        elif _no_fault_of_its_own(fault) and not run.pages and claimed.tries < TRIES:
            batches.give_back(claimed, now, fault)
        else:
            batches.failed(claimed, now, fault)


class CounterHandler:
    """The worker of a scanner that only counters use; `keeping` is opened on that worker's thread.

    `see` and `closed` as with CounterBatches.
    """

    def __init__(
        self,
        place: Place,
        keeping: Callable[[], Keeping],
        see: Callable[[str], None],
        closed: Callable[[], Fault | None],
    ) -> None:
        self._place, self._keeping = place, keeping
        self.name = place.device
        self.counters = CounterBatches(place, see, closed)
        self._store: Keeping | None = None
        self._look_at = 0.0

    def perform(self, task: Task) -> None:
        """No screen asks anything of it."""

    def idle(self) -> None:
        if self._store is None:
            self._store = self._keeping()
        if time.monotonic() >= self._look_at:
            fault = translate.SCANNER.get(self._place.scanner.state())
            self._store.health(self._place.device, None if fault in ORDINARY else fault)
            self._look_at = time.monotonic() + HEALTH
        self.counters.serve(self._store)

    def close(self) -> None:
        if self._store is not None:
            self._store.close()


def _tell_ahead(task: Task, ahead: int) -> None:
    with contextlib.suppress(Stopped), task.wanted():
        task.answer(ev.ScannerQueued(ahead))


def _no_fault_of_its_own(fault: Fault) -> bool:
    """Whether it is the scanner, before any sheet of this batch: the next would fare no better."""
    return fault in translate.SCANNER.values() and fault is not Fault.SCANNER_EMPTY
