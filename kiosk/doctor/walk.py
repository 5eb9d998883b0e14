"""The walk from the first screen to the ticket, over the real journey and the real devices socket."""

from __future__ import annotations

import queue
import time
import uuid
from pathlib import Path
from typing import TypeAlias

from kiosk.devices.client import Client
from kiosk.doctor.citizen import touches, trouble
from kiosk.doctor.simulated import PERSON
from kiosk.doctor.steps import Faulty, NotAsItShould, Steps
from kiosk.journey import Event, State
from kiosk.journey import effects as do
from kiosk.journey.runner import Journey
from kiosk.journey.states import ConfirmHolder, TakeTicket, name_of
from kiosk.model import Procedure, Ticket, Verdict

Told: TypeAlias = tuple[int, Event] | BaseException  # what the service says, or died of


class Walk:
    """One visit. `shown`: every screen it came by, as it stood there last."""

    def __init__(
        self,
        devices: Path,
        procedure: Procedure,
        told: queue.SimpleQueue[Told],
        steps: Steps,
        patience: float,
    ) -> None:
        """`told` also brings what a worker of the service died of; `patience`: seconds in which another screen, or an
        answer, must come.
        """
        self._procedure, self._told, self._patience = procedure, told, patience
        self._steps = steps
        self._case = uuid.uuid4().hex
        self._client = Client(devices, lambda visit, event: told.put((visit, event)), patience)
        self._journey = Journey(self._client.perform, self._show)
        self._screens: dict[str, State] = {}
        self._since = time.monotonic()
        self._ticket: Ticket | None = None

    @property
    def shown(self) -> tuple[State, ...]:
        return tuple(self._screens.values())

    def to_the_end(self) -> Ticket:
        """The ticket, handed over; raises Failed with the screen at which it went wrong."""
        self._client.start()
        try:
            self._show(self._journey.state)
            self._client.perform(self._journey.visit, do.RecoverVisit())
            while True:
                before = self._journey.state
                with self._steps.at(name_of(before)):
                    self._through(before)
                if self._ticket is not None:
                    return self._ticket
        finally:
            self._client.close()

    def _through(self, screen: State) -> None:
        """Until another screen stands there, or the ticket is taken."""
        while type(self._journey.state) is type(screen):
            state = self._journey.state
            touch = touches(state, self._case, self._procedure, PERSON.number)
            if touch is None:
                self._hear()
                _judge(self._journey.state)
                continue
            if isinstance(state, TakeTicket):
                self._ticket = state.ticket
            self._journey.happen(self._journey.visit, touch)
            if self._journey.state == state:
                raise NotAsItShould("no-answer")

    def _hear(self) -> None:
        try:
            told = self._told.get(timeout=max(0.0, self._since + self._patience - time.monotonic()))
        except queue.Empty:
            raise NotAsItShould("stuck") from None
        if isinstance(told, BaseException):
            raise told
        self._journey.happen(*told)

    def _show(self, state: State) -> None:
        self._since = time.monotonic()
        self._screens[name_of(state)] = state


def _judge(state: State) -> None:
    """Raises what is wrong with the screen that stands there."""
    fault = trouble(state)
    if fault is not None:
        raise Faulty(fault)
    if isinstance(state, ConfirmHolder):
        holder = state.visit.holder
        if holder is None or holder.verdict is not Verdict.PROVEN:
            raise NotAsItShould("card-not-proven")
