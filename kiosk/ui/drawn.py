"""What is told of the screen: that its first frame was drawn, and now and then that it still draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock

from kiosk import notify

FIRST = 0.5  # seconds until a first frame is asked for again


class Drawn:
    """Asks the window for a frame at a slow beat, for Kivy draws only what changes, and tells of those that came.

    A thread of the screen that hangs asks for none, and where the graphics hang none comes: then nothing is told.
    `knows`: whether the devices service was met, or met with silence; the screen is ready for citizens with either.
    To be kept as long as it is to tell: Kivy holds nobody whom it calls.
    """

    def __init__(self, window: Any, knows: Callable[[], bool]) -> None:  # noqa: ANN401 - Kivy's Window
        self._window, self._knows = window, knows
        self._asked = self._is_ready = False

    def start(self) -> None:
        """On the screen's thread; nothing is drawn for the sake of it where nobody listens."""
        if not notify.listens():
            return
        self._window.bind(on_flip=self._came)
        Clock.schedule_interval(self._ask_first, FIRST)
        if (wanted := notify.every()) is not None:
            Clock.schedule_interval(self._ask, wanted / notify.BEATS)

    def _ask(self, _: float) -> None:
        self._asked = True
        self._window.canvas.ask_update()

    def _ask_first(self, passed: float) -> bool:
        """False ends its being asked."""
        if not self._is_ready:
            self._ask(passed)
        return not self._is_ready

    def _came(self, *_: object) -> None:
        if not self._asked:
            return
        self._asked = False
        if self._is_ready:
            notify.alive()
        elif self._knows():
            self._is_ready = True
            notify.ready("draws")
