"""Welcome: nobody is here yet; a touch anywhere begins a case."""

from __future__ import annotations

from typing import Any

from kiosk.faults import Fault, remedy
from kiosk.journey.events import Touched
from kiosk.journey.states import Welcome
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind

STEPS = (("step-1", "document"), ("step-2", "card"), ("step-3", "scanner"), ("step-4", "ticket"))


class WelcomeScreen(Screen):
    """`start` is the button; any other touch that hits nothing begins as well, once the kiosk is ready.

    While it is closed nothing begins: it says why, and where to go instead.
    """

    has_back = False
    left_share = 0.44

    def draw(self, state: Welcome) -> None:
        say, mm = self.kit.say, self.theme.mm
        head, body, action = self.room.head, self.room.body, self.room.action
        self.scene("welcome" if state.closed is None else "clerk", head)
        align = "center" if self.theme.portrait else "left"
        greeting = body.cut_top(mm(22 if self.theme.portrait else 17), mm(1))
        greets = "welcome.greeting" if state.closed is None else "welcome.sorry"
        self.text(greeting, say(greets), Size.BANNER, bold=True, align=align)
        touch = body.cut_top(
            mm(18 if self.theme.portrait else 11), mm(6 if self.theme.portrait else 3)
        )
        asked = "welcome.touch" if state.ready else "welcome.wait"
        asked = asked if state.closed is None else "welcome.closed"
        self.text(touch, say(asked), Size.LEAD, align=align, valign="top")
        if self.theme.portrait:
            body.cut_bottom(mm(2))
        self._ready = state.ready and state.closed is None
        if state.closed is not None:
            self._closed(body, body if self.theme.portrait else action, state.closed, align)
            return
        self._steps(body)
        if not state.ready:
            return
        self.button(
            "start", action, say("welcome.start"), self._start,
            kind=Kind.PRIMARY, size=Size.LEAD, icon_right="arrow-right",
        )  # fmt: skip

    def _closed(self, area: Area, below: Area, fault: Fault, align: str) -> None:
        """Where to go, large; why, small and `below`, for the clerk who is asked."""
        say, mm = self.kit.say, self.theme.mm
        area.cut_top(mm(8 if self.theme.portrait else 2))
        go = self.cut_text(area, say("welcome.closed-go"), Size.LEAD, bold=True, align=align)
        go.tint(self.theme.palette.stop)
        self.cut_text(area, say("welcome.closed-safe"), Size.LEAD, align=align)
        below.cut_top(mm(4 if self.theme.portrait else 0))
        why = self.kit.of(remedy(fault).what)
        self.cut_text(below, why, Size.BODY, align=align, colour=self.theme.palette.soft)

    def _steps(self, area: Area) -> None:
        """What a visit is: four small steps, so that nobody is afraid to begin."""
        mm, palette = self.theme.mm, self.theme.palette
        portrait = self.theme.portrait
        cells = area.rows(4, mm(3)) if portrait else area.grid(2, 2, mm(3))
        for at, ((key, icon), cell) in enumerate(zip(STEPS, cells, strict=True), start=1):
            self.panel(cell, palette.card, palette.hair)
            inner = cell.inset(mm(4 if portrait else 2.5), mm(2 if portrait else 0.5))
            side = min(inner.height, mm(13 if portrait else 9))
            self.icon(icon, inner.cut_left(side, mm(4 if portrait else 2.5)), palette.ink)
            words = self.kit.say(f"welcome.{key}")
            self.text(inner, f"{at}. {words}" if portrait else words, Size.BODY, bold=True)

    def _start(self) -> None:
        self.kit.happen(Touched(self.kit.new_case()))

    def on_touch_down(self, touch: Any) -> bool:  # noqa: ANN401 - Kivy's
        if not super().on_touch_down(touch) and self._ready:
            touch.grab(self)
        return True

    def on_touch_up(self, touch: Any) -> bool:  # noqa: ANN401
        if touch.grab_current is self:
            touch.ungrab(self)
            self._start()
            return True
        return bool(super().on_touch_up(touch))
