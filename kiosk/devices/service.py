"""The devices service: a Unix socket in front of one worker per device."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from drivers.card import Reader
from drivers.printer import Printer
from drivers.scanner import Scanner
from kiosk.devices import wire
from kiosk.devices.keeping import Keeping
from kiosk.devices.workers import (
    CardHandler,
    KeeperHandler,
    PrinterHandler,
    ScannerHandler,
    Stops,
    Task,
    Worker,
)
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.settings import Settings


class Conversation:
    """One screen on the other end of a connection; sending to one that left is no error."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def send(self, visit: int, message: ev.Event | wire.Done) -> None:
        with self._lock, contextlib.suppress(OSError):
            self._connection.sendall(wire.encode(visit, message))


class Service:
    """Hands each effect to its device's worker; answers go back to whoever asked."""

    def __init__(
        self,
        *,
        reader: Reader,
        scanner: Scanner,
        printer: Printer | None,
        settings: Settings,
        keeping: Callable[[], Keeping],
    ) -> None:
        self._readings, self._batches = Stops(), Stops()
        self._card = Worker("card", CardHandler(reader, settings, keeping, self._readings), every=3)
        self._scanner = Worker(
            "scanner", ScannerHandler(scanner, settings, keeping, self._batches), every=60
        )
        self._printer = Worker("printer", PrinterHandler(printer, keeping), every=15)
        self._keeper = Worker("keeper", KeeperHandler(keeping), every=3600)
        self._workers = (self._card, self._scanner, self._printer, self._keeper)
        self._listener: socket.socket | None = None

    def listen(self, path: Path) -> None:
        """Start the workers and the socket; a stale socket of a killed service is replaced."""
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(os.fspath(path))
        path.chmod(0o660)
        listener.listen(4)
        self._listener = listener
        for worker in self._workers:
            worker.start()

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
        """Stop taking effects in; workers finish what they hold."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        for worker in self._workers:
            worker.stop()

    def _converse(self, connection: socket.socket) -> None:
        conversation = Conversation(connection)
        nth = 0
        with connection, connection.makefile("rb") as lines, contextlib.suppress(OSError):
            while line := lines.readline(wire.MOST_BYTES + 1):
                nth += 1
                try:
                    visit, effect = wire.decode_effect(line)
                except wire.WireError:
                    return  # not our screen: hang up
                self._route(effect, self._task(conversation, visit, nth, effect))

    def _task(self, conversation: Conversation, visit: int, nth: int, effect: do.Effect) -> Task:
        return Task(
            effect,
            answer=lambda event: conversation.send(visit, event),
            done=lambda: conversation.send(visit, wire.Done(nth)),
        )

    def _route(self, effect: do.Effect, task: Task) -> None:
        match effect:
            case do.ReadCard(case):
                self._readings.clear(case)
                self._card.put(task)
            case do.ScanBatch(case):
                self._batches.clear(case)
                self._scanner.put(task)
            case do.PrintTicket():
                self._printer.put(task)
            case do.StopReading(case):
                self._readings.stop(case)
                task.done()
            case do.StopScanning(case):
                self._batches.stop(case)
                task.done()
            case do.ForgetCitizen(case):
                self._readings.stop(case)
                self._batches.stop(case)
                self._keeper.put(task)
            case _:
                self._keeper.put(task)
