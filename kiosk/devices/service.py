"""The devices service: a Unix socket in front of one worker per device."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from drivers.barcode import Scanner as BarcodeScanner
from drivers.card import Reader
from drivers.printer import Printer
from drivers.scanner import Scanner
from kiosk import rights
from kiosk.devices import wire
from kiosk.devices.calling import LOOK as LOOK_AT_CALLS
from kiosk.devices.calling import CallsHandler
from kiosk.devices.clockwork import ClockWatch
from kiosk.devices.counters import LOOK, CounterBatches, CounterHandler, Place
from kiosk.devices.handlers import CardHandler, KeeperHandler, PrinterHandler, ScannerHandler
from kiosk.devices.keeping import Keeping
from kiosk.devices.looks import NOBODY, LooksHandler
from kiosk.devices.ordering import LOOK as LOOK_AT_ORDERS
from kiosk.devices.ordering import OrdersHandler, Word
from kiosk.devices.presence import Presence
from kiosk.devices.profiles import chosen
from kiosk.devices.queue_worker import QueueHandler
from kiosk.devices.quiet import Noticing
from kiosk.devices.shown import RulesShown
from kiosk.devices.speaking import SoundHandler, Speech
from kiosk.devices.trusted import Trusted
from kiosk.devices.upkeep import Door, Upkeep
from kiosk.devices.watching import CodeHandler
from kiosk.devices.workers import LONGEST, Task, TooMany, Worker
from kiosk.dossier.looker import Looker
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.settings import OWN_SCANNER, Settings
from kiosk.store.batches import DOCUMENT
from kiosk.store.room import Room

LAST_WORDS = 5.0  # seconds in which workers may finish what they do when the service ends
OfTheKiosk: TypeAlias = ev.Closed | ev.Opened | Word
NO_VISIT = 0  # of what is said of the kiosk itself
DEAF = struct.pack("ll", 5, 0)  # seconds for a screen that takes nothing in (struct timeval)


class Conversation:
    """One screen on the other end of a connection; sending to one that left is no error.

    A screen that takes nothing in is hung up on: it must not hold a device's worker.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, DEAF)

    def send(self, visit: int, message: ev.Event | wire.Done) -> None:
        with self._lock:
            try:
                self._connection.sendall(wire.encode(visit, message))
            except OSError:  # part of a line may have gone: nothing more can be said
                with contextlib.suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)


class Service:
    """Hands each effect to its device's worker; answers go back to whoever asked.

    Readings and batches of a screen that hung up are stopped: it will not ask for them again.
    `others`: further scanners, of which counters may ask batches; the kiosk's own serves them too.
    `rules`: as `keeping` has them. `trust`: folders of those who vouch for cards. `users`: numbers of the users
    whose screens are let in; empty means our own, root, and where a kiosk is installed its screen's and its desk's.
    `quiet`: what is done while nobody stands at the kiosk.
    `speech`: who reads screens aloud, and on what. `end`: how the process ends itself when the office orders that.
    Every screen is told, when it comes and whenever that changes, whether a visit may begin: `room` knows, and
    `clock` is looked after.
    """

    def __init__(
        self,
        *,
        reader: Reader,
        scanner: Scanner,
        printer: Printer | None,
        barcode: BarcodeScanner | None = None,
        looker: Looker,
        settings: Settings,
        keeping: Callable[[], Keeping],
        rules: RulesShown,
        room: Room,
        clock: ClockWatch,
        trust: Sequence[Path],
        others: Sequence[Place] = (),
        users: frozenset[int] = frozenset(),
        quiet: Noticing | None = None,
        speech: Speech | None = None,
        end: Callable[[], None] = lambda: None,
    ) -> None:
        self._quiet, self._rules = quiet, rules
        self._screens: set[Conversation] = set()
        self._meeting = threading.Lock()
        self._door = door = Door(room, self._tell_all)
        self._users = users or rights.users(rights.UI, rights.DESK)
        telling = threading.Lock()
        self._card = Worker(
            "card", CardHandler(reader, settings, keeping, Trusted(*trust)), every=3
        )
        self._looker = looker
        self._looks = LooksHandler(looker, keeping, telling, self._feeds)
        self._pages = Worker("pages", self._looks, every=3, longest=LONGEST)
        self._present = Presence()
        own = Place(OWN_SCANNER, scanner, chosen(settings.scanner))
        self._own = CounterBatches(own, self._see_batch, door.look, lambda: bool(self._present))
        self._scanning = ScannerHandler(scanner, settings, keeping, telling, self._see, self._own)
        self._scanner = Worker("scanner", self._scanning, every=LOOK)
        self._shared = [CounterHandler(at, keeping, self._see_batch, door.look) for at in others]
        self._sharing = [Worker(handler.name, handler, every=LOOK) for handler in self._shared]
        self._printer = Worker(
            "printer", PrinterHandler(printer, keeping), every=15, longest=LONGEST
        )
        watching = CodeHandler(barcode, keeping) if barcode else None
        self._code = Worker("code", watching, every=5) if watching else None
        over, seen = self._scanner.wait_until_over, self._pages.wait_until_over
        keeper = KeeperHandler(keeping, telling, over, self._see, seen)
        self._keeper = Worker("keeper", Upkeep(keeper, room, door, clock), every=5, longest=LONGEST)
        self._called = CallsHandler(keeping, room, self._tell_all)
        self._calls = Worker("calls", self._called, every=LOOK_AT_CALLS, longest=LONGEST)
        self._queue = Worker("queue", QueueHandler(keeping), every=3, longest=LONGEST)
        self._ordered = OrdersHandler(keeping, self._tell_all, self._print_again, end)
        self._orders = Worker("orders", self._ordered, every=LOOK_AT_ORDERS, longest=LONGEST)
        speaking = SoundHandler(speech, keeping) if speech else None
        self._sound = Worker("sound", speaking, every=600) if speaking else None
        self._listener: socket.socket | None = None

    def listen(self, path: Path) -> None:
        """Start the workers and the socket; a stale socket of a killed service is replaced."""
        self._listener = rights.bound(path)
        for worker in self._workers:
            worker.start()
        if self._quiet:
            self._quiet.start()

    def serve(self) -> None:
        """Take screens in, one thread each, until `close`."""
        assert self._listener is not None, "listen first"
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def close(self) -> None:
        """End `serve`, readings and batches; what was asked of keeper and printer is finished first.

        Returns after LAST_WORDS seconds at the latest.
        """
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self._stop_all(lambda task: True)
        for counters in (self._own, *(handler.counters for handler in self._shared)):
            counters.leave()
        ending = (*self._workers, *((self._quiet,) if self._quiet else ()))
        for one in ending:
            one.leave()
        self._looker.drop()
        end = time.monotonic() + LAST_WORDS
        for one in ending:
            one.join(max(0.0, end - time.monotonic()))

    @property
    def is_stuck(self) -> bool:
        """Whether a worker does what its own budgets should have ended long ago: only a new process helps."""
        return any(worker.is_stuck for worker in self._workers)

    @property
    def _workers(self) -> tuple[Worker, ...]:
        devices = self._card, self._scanner, self._printer, self._code, self._pages, self._sound
        all_of_them = (*devices, self._keeper, self._queue, self._calls, self._orders)
        return (*(worker for worker in all_of_them if worker is not None), *self._sharing)

    def _converse(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            if rights.user_of(connection) not in self._users:
                return
            conversation = Conversation(connection)
            self._door.look()
            with self._meeting:  # a change is told after this word, never lost between the two
                self._screens.add(conversation)
                conversation.send(NO_VISIT, self._door.word)
            try:
                self._listen_to(conversation, lines.readline)
            except (OSError, wire.WireError, TooMany):
                pass  # it left, or it is not our screen: hang up
            finally:
                with self._meeting:
                    self._screens.discard(conversation)
                self._stop_all(lambda task: task.asker is conversation)
                self._present.hung_up(conversation)
                self._ordered.hung_up(conversation)

    def _tell_all(self, word: OfTheKiosk) -> None:
        with self._meeting:
            for screen in self._screens:
                screen.send(NO_VISIT, word)

    def _listen_to(self, conversation: Conversation, next_line: Callable[[int], bytes]) -> None:
        nth = 0
        while line := next_line(wire.MOST_BYTES + 1):
            nth += 1
            if nth == 1:  # who says nothing is no screen
                self._called.again()
            visit, effect = wire.decode_effect(line)
            task = self._task(conversation, visit, nth, effect)
            self._route(effect, task)
            if isinstance(effect, (do.RecoverVisit, do.ForgetHolder)):
                # What they forget must not be that of whoever, or whatever card, comes next.
                task.over.wait()
            del line, effect, task  # a card's number may be in them

    def _task(self, conversation: Conversation, visit: int, nth: int, effect: do.Effect) -> Task:
        return Task(
            effect,
            conversation,
            answer=lambda event: conversation.send(visit, event),
            done=lambda: conversation.send(visit, wire.Done(nth)),
        )

    def _route(self, effect: do.Effect, task: Task) -> None:
        if isinstance(effect, do.UseRules):  # nobody stands there for that
            self._rules.use(effect.version, effect.day)
            task.finish()
            return
        if isinstance(effect, do.NoteScreen):
            self._ordered.noted(effect, task.asker)
            task.finish()
            return
        if self._quiet:
            self._quiet.noticed(effect)
        self._present.saw(effect, task.asker)
        match effect:
            case do.BeginVisit():
                self._say_closed(task)
                task.finish()
            case do.ReadCard():
                self._card.put(task)
            case do.ScanBatch():
                self._scanner.put(task)
                self._own.queue(task)
            case do.PrintTicket() | do.PrintChecks():
                self._printer.put(task)
            case do.FindAppointment() | do.TellQueue() | do.ReturnLater():
                self._queue.put(task)
            case do.WatchCode():
                self._watch(task)
            case do.Speak():
                self._speak(task)
            case do.StopSpeaking() | do.StopWatching() | do.StopReading() | do.StopScanning():
                self._stop(effect)
                task.finish()
            case do.SealCase(case):
                self._stop_devices(lambda asked: asked.case == case)
                self._keeper.put(task)
            case do.CallClerk() | do.ClerkDone() | do.NoteQuestion():
                self._calls.put(task)  # not behind a dossier that is being made
            case do.ForgetCitizen(case):
                self._stop_all(lambda asked: asked.case == case)
                self._looker.drop(case)
                self._say_closed(task)  # the first screen knows nothing of it any more
                self._keeper.put(task)
            case do.RecoverVisit():
                self._stop_all(lambda asked: True)
                self._looker.drop()
                self._keeper.put(task)
            case _:
                self._keeper.put(task)

    def _print_again(self, effect: do.PrintTicket, answer: Callable[[ev.Event], None]) -> None:
        self._printer.put(Task(effect, NOBODY, answer, done=lambda: None))

    def _stop(self, effect: do.Effect) -> None:
        match effect:
            case do.StopSpeaking():
                self._stop_speaking(lambda asked: True)
            case do.StopWatching(case):
                self._stop_watching(lambda asked: asked.case == case)
            case do.StopReading(case):
                self._card.stop(lambda asked: asked.case == case)
            case do.StopScanning(case):
                self._stop_scanning(lambda asked: asked.case == case)

    def _say_closed(self, task: Task) -> None:
        fault = self._door.look()
        if fault is not None:
            task.answer(ev.Closed(fault))

    def _see(self, asked: Task, document: str) -> None:
        """Have a document's pages looked at, for whoever asked for that task."""
        look = do.TellPages(asked.case, document)
        task = Task(look, asked.asker, asked.answer, done=lambda: None)
        if self._looks.expects(task):
            self._pages.put(task)

    def _see_batch(self, case: str) -> None:
        """Have the pages of a counter's batch looked at; nobody is told."""
        look = do.TellPages(case, DOCUMENT)
        task = Task(look, NOBODY, answer=lambda event: None, done=lambda: None)
        if self._looks.expects(task):
            self._pages.put(task)

    def _feeds(self, case: str) -> bool:
        return self._scanning.feeds(case)

    def _stop_all(self, which: Callable[[Task], bool]) -> None:
        self._stop_devices(which)
        self._stop_speaking(which)
        self._pages.stop(which)
        self._calls.stop(which)
        self._called.drop(which)

    def _stop_devices(self, which: Callable[[Task], bool]) -> None:
        self._card.stop(which)
        self._stop_scanning(which)
        self._stop_watching(which)

    def _stop_scanning(self, which: Callable[[Task], bool]) -> None:
        self._scanner.stop(which)
        self._scanning.hurry()

    def _watch(self, task: Task) -> None:
        if self._code is not None:
            self._code.put(task)
        else:  # this kiosk has no barcode reader: the citizen types
            task.finish()

    def _stop_watching(self, which: Callable[[Task], bool]) -> None:
        if self._code is not None:
            self._code.stop(which)

    def _speak(self, task: Task) -> None:
        """One sentence at a time: a new screen does not wait for the old one's."""
        self._stop_speaking(lambda asked: True)
        if self._sound is not None:
            self._sound.put(task)
        else:  # this kiosk is silent
            task.finish()

    def _stop_speaking(self, which: Callable[[Task], bool]) -> None:
        if self._sound is not None:
            self._sound.stop(which)
