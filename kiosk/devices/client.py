"""The screen's end of the devices socket: asks again what was not done when the line to it broke."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.devices import wire
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev

RETRY = 0.2  # seconds between attempts to connect
PATIENCE = 15.0  # seconds a citizen waits for the service to come back before being told

# What a broken connection ends: asking again would start the device anew, so the citizen decides.
_NOT_AGAIN = (do.ReadCard, do.ScanBatch, do.StopReading, do.StopScanning)
# What the citizen watches for on the screen.
_AWAITED = (do.SealCase, do.PrintTicket)


class Client:
    """Sends effects and hands events to `tell`, from a thread of its own.

    Effects asked while the service is away wait for it. One that a killed service left undone is
    asked again, except a reading or a batch: those answer Faulted(DEVICES_GONE) at once.
    """

    def __init__(self, path: Path, tell: Callable[[int, ev.Event], None]) -> None:
        self._path, self._tell = path, tell
        self._lock = threading.Lock()
        self._undone: list[tuple[int, do.Effect]] = []  # asked and not known to be done
        self._sent: list[tuple[int, do.Effect]] = []  # on this connection, in order
        self._connection: socket.socket | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="devices-client", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        with self._lock:
            if self._connection is not None:
                with contextlib.suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=2)

    def perform(self, visit: int, effect: do.Effect) -> None:
        """Ask for an effect; never blocks for longer than a local send and never raises."""
        with self._lock:
            self._undone.append((visit, effect))
            self._send(visit, effect)

    def _send(self, visit: int, effect: do.Effect) -> None:
        if self._connection is None:
            return
        self._sent.append((visit, effect))
        with contextlib.suppress(OSError):  # the reading side notices and reconnects
            self._connection.sendall(wire.encode(visit, effect))

    def _run(self) -> None:
        since = time.monotonic()
        while not self._ended.is_set():
            connection = self._connect()
            if connection is None:
                if time.monotonic() - since > PATIENCE:
                    self._give_up(_AWAITED)
                    since = time.monotonic()
                self._ended.wait(RETRY)
                continue
            with connection:
                self._converse(connection)
            since = time.monotonic()
            self._give_up(_NOT_AGAIN)

    def _connect(self) -> socket.socket | None:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(os.fspath(self._path))
        except OSError:
            connection.close()
            return None
        with self._lock:
            self._connection, self._sent = connection, []
            for visit, effect in self._undone:
                self._send(visit, effect)
        return connection

    def _converse(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection.makefile("rb") as lines:
            while line := lines.readline(wire.MOST_BYTES + 1):
                try:
                    visit, event = wire.decode_event(line)
                except wire.WireError:
                    break  # not our service: start afresh
                if isinstance(event, wire.Done):
                    self._done(event.nth)
                else:
                    self._tell(visit, event)
        with self._lock:
            self._connection = None

    def _done(self, nth: int) -> None:
        with self._lock, contextlib.suppress(ValueError, IndexError):
            self._undone.remove(self._sent[nth - 1])

    def _give_up(self, kinds: tuple[type, ...]) -> None:
        """Take these effects back; the citizen is told of those that had an answer coming."""
        with self._lock:
            lost = [ask for ask in self._undone if isinstance(ask[1], kinds)]
            self._undone = [ask for ask in self._undone if not isinstance(ask[1], kinds)]
        for visit, effect in lost:
            if not isinstance(effect, (do.StopReading, do.StopScanning)):
                self._tell(visit, ev.Faulted(Fault.DEVICES_GONE))
