"""Nobody touched the screen: more time, or everything is forgotten; the seconds left are seen."""

from __future__ import annotations

import math
import time
from typing import Any

from kivy.clock import Clock

from kiosk.journey.delays import WARNING
from kiosk.journey.events import LeaveConfirmed, StayPressed
from kiosk.journey.states import LeaveQuestion, StillThere
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.text import Text


class Asking(Screen):
    """A question that answers itself when nobody does: seconds count down before everybody's eyes."""

    has_back = False
    texts = ""  # section of its words
    stay = ""  # key of the words for going on

    def draw(self, state: StillThere | LeaveQuestion) -> None:
        say, mm, room = self.kit.say, self.theme.mm, self.room
        self._number: Text | None = None
        if self.theme.portrait:
            self.cut_heading(room.head, say(f"{self.texts}.title"))
            self.picture(room.head)
            area = room.body
            area.cut_top(mm(6))
            leave = area.cut_bottom(mm(26), mm(6))
        else:
            leave = room.head.cut_bottom(self.theme.touch, self.theme.gap)
            self.picture(room.head)
            area = room.body
            self.cut_heading(area, say(f"{self.texts}.title"))
        self.explain(area)
        self._left = self.text(
            area.cut_top(min(area.height, mm(24))), "", Size.LEAD, bold=True, valign="top"
        )
        self.button(
            "leave", leave, say(f"{self.texts}.leave"),
            lambda: self.kit.happen(LeaveConfirmed()), icon="bin",
        )  # fmt: skip
        self.primary("stay", say(f"{self.texts}.{self.stay}"), StayPressed())
        self._ends = time.monotonic() + (WARNING.end or 0)
        self._tick(0)
        self._ticking = Clock.schedule_interval(self._tick, 0.25)

    def picture(self, area: Area) -> None:
        """What stands beside the question: the seconds left, large."""
        side = min(area.height, area.width, self.theme.mm(80))
        disc = area.middle(side, side)
        self.panel(disc, self.theme.palette.tint, radius=side / 2)
        self._number = self.text(
            disc.inset(side * 0.2, side * 0.3),
            "",
            Size.COUNT,
            bold=True,
            align="center",
            capitals=True,
        )

    def explain(self, area: Area) -> None:
        """What else is to be said of leaving."""

    def forget(self) -> None:
        self._ticking.cancel()

    def _tick(self, _: Any) -> None:  # noqa: ANN401 - Kivy's time since the last call
        left = max(0, math.ceil(self._ends - time.monotonic()))
        words = self.kit.say("still.left", seconds=left)
        if words == self._left.text:
            return
        self._left.say(words)
        if self._number is not None:
            self._number.say(str(left))


class StillThereScreen(Asking):
    texts, stay = "still", "more"
