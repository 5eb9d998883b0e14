"""How long the screen waits for somebody to touch it; what follows stands in the journey's delays."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.journey import Event, State
from kiosk.journey import events as ev
from kiosk.journey.delays import delay_of
from kiosk.journey.states import StillThere


class Patience:
    """How long nobody has touched the screen, and what that means in the present state."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._since = now()
        self._asked_for_more = False

    def touched(self) -> None:
        self._since = self._now()

    def moved(self, left: State, event: Event) -> None:
        """A new state starts afresh; “more time” is remembered until the citizen goes elsewhere.

        `left` is the state that `event` led out of.
        """
        self._since = self._now()
        if isinstance(left, StillThere) and isinstance(event, ev.StayPressed):
            self._asked_for_more = True
        elif not isinstance(event, ev.Idle):
            self._asked_for_more = False

    def check(self, state: State) -> Event | None:
        """The event that is due, if any."""
        delay = delay_of(state, self._asked_for_more)
        idle = self._now() - self._since
        if delay.end is not None and idle >= delay.end:
            return ev.TimedOut()
        if delay.warn is not None and idle >= delay.warn:
            return ev.Idle()
        return None
