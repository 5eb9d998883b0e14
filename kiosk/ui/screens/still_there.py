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


class Asking(Screen):
    """A question that answers itself when nobody does: seconds count down before everybody's eyes."""

    has_back = False
    picture = ""
    texts = ""  # section of its words
    what = ""  # key of the sentence under the question

    def draw(self, state: StillThere | LeaveQuestion) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        if self.theme.portrait:
            self.cut_heading(room.head, say(f"{self.texts}.title"))
            self.scene(self.picture, room.head)
            area = room.body
            area.cut_top(mm(6))
            leave = area.cut_bottom(mm(26), mm(6))
        else:
            leave = room.head.cut_bottom(self.theme.touch, self.theme.gap)
            self.scene(self.picture, room.head)
            area = room.body
            self.cut_heading(area, say(f"{self.texts}.title"))
        self.cut_text(area, say(f"{self.texts}.{self.what}"), Size.LEAD)
        self.button(
            "leave", leave, say(f"{self.texts}.leave"),
            lambda: self.kit.happen(LeaveConfirmed()), icon="bin",
        )  # fmt: skip
        self.primary(
            "stay",
            say(f"{self.texts}.{'more' if self.texts == 'still' else 'stay'}"),
            StayPressed(),
        )
        self._seconds(area)

    def _seconds(self, area: Area) -> None:
        mm = self.theme.mm
        line = area.cut_top(min(area.height, mm(22 if self.theme.portrait else 16)))
        self._left = self.text(line, "", Size.BANNER, bold=True)
        self._ends = time.monotonic() + (WARNING.end or 0)
        self._tick(0)
        self._ticking = Clock.schedule_interval(self._tick, 0.25)

    def forget(self) -> None:
        self._ticking.cancel()

    def _tick(self, _: Any) -> None:  # noqa: ANN401 - Kivy's time since the last call
        left = max(0, math.ceil(self._ends - time.monotonic()))
        words = f"{left} {self.kit.say('still.seconds')}"
        if words != self._left.text:
            self._left.say(words)


class StillThereScreen(Asking):
    picture, texts, what = "waiting", "still", "left"
