"""Drives a journey: hands effects to whoever performs them, and answers back as events."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.journey import Effect, Event, State, step
from kiosk.journey.effects import ForgetCitizen
from kiosk.journey.events import ClerkEnds, ClerkFinished, ClerkGoes, ClerkTakes, Closed, Opened
from kiosk.journey.states import Welcome

OF_THE_KIOSK = (Closed, Opened, ClerkGoes, ClerkFinished, ClerkEnds, ClerkTakes)


class Journey:
    """One citizen after another; each is a visit, and answers to an earlier visit are dropped."""

    def __init__(
        self, perform: Callable[[int, Effect], None], show: Callable[[State], None]
    ) -> None:
        self._perform, self._show = perform, show
        self.state: State = Welcome(ready=False)
        self.visit = 1

    def happen(self, visit: int, event: Event) -> None:
        """Take one event from `visit`, or of the kiosk itself; call on the UI thread only."""
        if visit != self.visit and not isinstance(event, OF_THE_KIOSK):
            return
        visit = self.visit
        before = self.state
        self.state, effects = step(before, event)
        if any(isinstance(effect, ForgetCitizen) for effect in effects):
            self.visit += 1
        if self.state != before:
            self._show(self.state)
        for effect in effects:
            self._perform(visit, effect)
