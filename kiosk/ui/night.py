"""The dark screen of a closed office: black over everything, gone for a while at any touch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

AWAKE = 120.0  # seconds that a touch makes the screen light for, when nobody goes on


class Night(Widget):
    """Lies over `window` while it is dark. The touch that wakes the screen means nothing else."""

    def __init__(self, window: Any, now: Callable[[], float]) -> None:  # noqa: ANN401 - Kivy's Window
        """`now`: seconds of a clock that never goes back."""
        super().__init__(size_hint=(None, None), size=window.size)
        self._window = window
        self._now = now
        self._woken: float | None = None
        with self.canvas:
            Color(0, 0, 0)
            Rectangle(pos=self.pos, size=self.size)

    @property
    def is_dark(self) -> bool:
        return self.parent is not None

    def look(self, *, idle: bool, open_now: bool) -> None:
        """Fall or lift, as the hour has it; never while somebody is `idle` no longer, nor just after a touch."""
        resting = self._woken is None or self._now() - self._woken >= AWAKE
        dark = idle and not open_now and resting
        if dark and not self.is_dark:
            self._window.add_widget(self)
        elif self.is_dark and not dark:
            self._window.remove_widget(self)

    def touched(self) -> None:
        """Somebody is here."""
        self._woken = self._now()

    def on_touch_down(self, touch: Any) -> bool:  # noqa: ANN401 - Kivy is untyped
        self.touched()
        self._window.remove_widget(self)
        return True

    def on_touch_up(self, touch: Any) -> bool:  # noqa: ANN401
        return True
