"""The screen's end of the devices socket: asks again what was not done when the line to it broke."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.devices import wire
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev

RETRY = 0.2  # seconds between attempts to connect
PATIENCE = 15.0  # seconds a citizen waits for the service to come back before being told
TRIES = (
    3  # connections that break over one effect before it is given up: it may be what breaks them
)
STUCK = struct.pack("ll", 2, 0)  # seconds the service may take nothing in (struct timeval)

# What a broken connection ends: asking again would start the device anew, so the citizen decides.
# A page would be turned once too often, and a sentence come after its screen.
_NOT_AGAIN = (do.ReadCard, do.ScanBatch, do.StopReading, do.StopScanning, do.TurnPage, do.Speak)
# What changes the pages of one document, or tells them.
_OF_PAGES = (do.ScanBatch, do.DeletePage, do.TurnPage, do.AcceptPage, do.TellPages)
# What the citizen watches for on the screen.
_AWAITED = (
    do.ReadCard,
    do.ScanBatch,
    do.SealCase,
    do.FindAppointment,
    do.PrintTicket,
    do.PrintChecks,
)
# What is answered in any case, where it is given up. Nobody stands there yet who could lose patience with the last.
_ANSWERED = (*_AWAITED, do.RecoverVisit)


@dataclass(eq=False)
class _Ask:
    visit: int
    effect: do.Effect
    since: float  # when it was asked, or left undone by a broken connection
    tries: int = 0  # connections it went over


class Client:
    """Sends effects and hands events to `tell`, from a thread of its own.

    Effects asked while the service is away wait for it. One that a killed service left undone is
    asked again, except a reading or a batch: those answer Faulted(DEVICES_GONE) at once. The pages of
    the visit's documents are told anew: what a batch has left, and what was looked at meanwhile. After
    `patience` seconds without the service whatever the citizen waits for is answered the same way.
    """

    def __init__(
        self, path: Path, tell: Callable[[int, ev.Event], None], patience: float = PATIENCE
    ) -> None:
        self._path, self._tell, self._patience = path, tell, patience
        self._lock = threading.Lock()
        self._undone: list[_Ask] = []  # asked and not known to be done, in order
        self._sent: dict[int, _Ask] = {}  # of these, by their place on this connection
        self._shown: dict[tuple[str, str], _Ask] = {}  # case and document: how to ask for its pages
        # What the screen shows, and at which step it is: said first on every connection.
        self._rules: _Ask | None = None
        self._seen: _Ask | None = None
        self._nth = 0
        self._connection: socket.socket | None = None
        self._ended = threading.Event()
        self.has_tried = threading.Event()  # the service was met, or was not there
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
        ask = _Ask(visit, effect, time.monotonic())
        with self._lock:
            if isinstance(effect, do.UseRules):
                self._rules = ask
                self._send(ask)
                return
            if isinstance(effect, do.NoteScreen):
                self._seen = ask
                self._send(ask)
                return
            if isinstance(effect, do.StopWatching):  # over: a new connection must not begin it anew
                self._undone = [a for a in self._undone if not isinstance(a.effect, do.WatchCode)]
            self._note_shown(ask)
            self._undone.append(ask)
            self._send(ask)

    def _note_shown(self, ask: _Ask) -> None:
        match ask.effect:
            case effect if isinstance(effect, _OF_PAGES):
                tell = do.TellPages(effect.case, effect.document)
                self._shown[tell.case, tell.document] = _Ask(ask.visit, tell, ask.since)
            case do.SealCase() | do.ForgetCitizen() | do.RecoverVisit():
                self._shown.clear()

    def _send(self, ask: _Ask) -> None:
        if self._connection is None:
            return
        self._nth += 1
        self._sent[self._nth] = ask
        ask.tries += 1
        try:
            self._connection.sendall(wire.encode(ask.visit, ask.effect))
        except OSError:  # part of a line may have gone: the reading side notices and starts afresh
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        while not self._ended.is_set():
            connection = self._connect()
            self.has_tried.set()
            if connection is not None:
                with connection:
                    self._converse(connection)
                self._broken()
            self._lose_patience()
            self._ended.wait(RETRY)

    def _connect(self) -> socket.socket | None:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, STUCK)
            connection.connect(os.fspath(self._path))
        except OSError:
            connection.close()
            return None
        with self._lock:
            self._connection, self._nth = connection, 0
            self._sent.clear()
            for ask in (self._rules, self._seen, *self._undone):
                if ask is not None:
                    self._send(ask)
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
        with self._lock:
            ask = self._sent.pop(nth, None)
            if ask in self._undone:
                self._undone.remove(ask)

    def _broken(self) -> None:
        now = time.monotonic()
        with self._lock:
            for ask in self._undone:
                ask.since = now
            lost = self._taken(lambda ask: isinstance(ask.effect, _NOT_AGAIN) or ask.tries >= TRIES)
            asked = [ask.effect for ask in self._undone]
            self._undone += [
                _Ask(ask.visit, ask.effect, now)
                for ask in self._shown.values()
                if ask.effect not in asked
            ]
        self._give_up(lost)

    def _lose_patience(self) -> None:
        latest = time.monotonic() - self._patience
        with self._lock:
            lost = self._taken(lambda ask: isinstance(ask.effect, _AWAITED) and ask.since < latest)
        self._give_up(lost)

    def _taken(self, which: Callable[[_Ask], bool]) -> list[_Ask]:
        """Take these out of what is undone."""
        taken = [ask for ask in self._undone if which(ask)]
        self._undone = [ask for ask in self._undone if ask not in taken]
        self._sent.clear()
        return taken

    def _give_up(self, lost: list[_Ask]) -> None:
        """Tell of those that had an answer coming."""
        for ask in lost:
            if isinstance(ask.effect, _ANSWERED) and not self._ended.is_set():
                self._tell(ask.visit, ev.Faulted(Fault.DEVICES_GONE))
