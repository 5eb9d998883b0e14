"""Disk and clock are looked after: visits begin only while there is room, and the desk hears of the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.devices.clockwork import ClockWatch
from kiosk.devices.keeping import Keeping
from kiosk.devices.workers import Task
from kiosk.faults import Fault
from kiosk.journey import events as ev
from kiosk.store.errors import CaseGone, StoreError
from kiosk.store.health import DISK
from kiosk.store.journal import CLOCK
from kiosk.store.room import Room

BROKEN = (Fault.DISK_READ_ONLY, Fault.DISK_FAILED)  # until the disk has taken something again


class Door:
    """Whether a visit may begin; from any thread. `tell` hears of every change."""

    def __init__(self, room: Room, tell: Callable[[ev.Closed | ev.Opened], None]) -> None:
        self._room, self._tell = room, tell
        self._lock = threading.Lock()
        self._shut: Fault | None = None
        self._store: Fault | None = None

    def look(self) -> Fault | None:
        """What keeps visits from beginning, as of now; None: nothing does."""
        fault = self._room.look()
        with self._lock:
            if (
                fault is None or self._store in BROKEN
            ):  # a disk that fails says more than a full one
                fault = self._store
            before, self._shut = self._shut, fault
        if fault is not before:
            self._tell(self.word)
        return fault

    @property
    def word(self) -> ev.Closed | ev.Opened:
        """The same as last told, for a screen."""
        return ev.Opened() if self._shut is None else ev.Closed(self._shut)

    @property
    def store(self) -> Fault | None:
        """What the store said last of itself."""
        return self._store

    def heard(self, fault: Fault | None) -> None:
        """The store says what is wrong with it, or that it works."""
        with self._lock:
            self._store = fault
        self.look()


class Keeper(Protocol):
    """The handler that has the store (kiosk.devices.handlers.KeeperHandler)."""

    @property
    def store(self) -> Keeping: ...

    def perform(self, task: Task) -> None: ...

    def idle(self) -> None: ...

    def close(self) -> None: ...


class Upkeep:
    """The keeper's handler, which lets the ballast go before it gives up, and looks after disk and clock.

    Whatever it is asked for can be asked twice.
    """

    def __init__(self, keeper: Keeper, room: Room, door: Door, clock: ClockWatch) -> None:
        self._keeper, self._room, self._door, self._clock = keeper, room, door, clock

    def perform(self, task: Task) -> None:
        try:
            self._with_ballast(lambda: self._keeper.perform(task))
        except StoreError as error:
            if error.fault in BROKEN:
                self._door.heard(error.fault)
            raise

    def idle(self) -> None:
        try:
            self._with_ballast(self._look_after)
        except StoreError as error:
            if not isinstance(error, CaseGone):
                self._door.heard(None if error.fault is Fault.DISK_FULL else error.fault)
            raise
        self._door.heard(None)

    def close(self) -> None:
        self._keeper.close()

    def _look_after(self) -> None:
        fault = self._room.keep()
        self._door.look()  # a screen is told first: what follows may have to wait for the disk
        store = self._keeper.store
        if self._door.store is not None:
            store.prove()
        store.health(DISK, fault)
        store.health(CLOCK, self._clock.look(*store.believed()))
        if isinstance(self._door.word, ev.Opened):
            store.there()
        self._keeper.idle()

    def _with_ballast(self, work: Callable[[], None]) -> None:
        with_ballast(self._room, work)


def with_ballast(room: Room, work: Callable[[], None]) -> None:
    """Do it, once more where there was no room and the ballast could be let go. Raises what `work` does."""
    try:
        work()
    except StoreError as error:
        if error.fault is not Fault.DISK_FULL or not room.give():
            raise
        work()
