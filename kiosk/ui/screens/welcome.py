"""Welcome: nobody is here yet; a touch anywhere begins a case."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.faults import Fault, remedy
from kiosk.journey.events import Touched
from kiosk.journey.states import Welcome
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind
from kiosk.ui.widgets.fee_card import FeeCard, FeeTold, height_of_card, holds
from kiosk.ui.widgets.shapes import SceneView

SHARE = 0.6  # of the place beside the button that a card takes for the law, too
TURNS = 12.0  # seconds that a fee is shown
STEPS = (("step-1", "document"), ("step-2", "card"), ("step-3", "scanner"), ("step-4", "ticket"))


class WelcomeScreen(Screen):
    """`start` is the button; any other touch that hits nothing begins as well, once the kiosk is ready.

    While it is closed nothing begins: it says why, and where to go instead. Otherwise the fees of what people come for
    most turn in a card, each with who need not pay.
    """

    has_back = False
    left_share = 0.44

    def draw(self, state: Welcome) -> None:
        say, mm = self.kit.say, self.theme.mm
        head, body, action = self.room.head, self.room.body, self.room.action
        beside = state.closed is None and not self.theme.portrait
        if not beside:
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
        self._fees(head if beside else body.cut_bottom(body.height * 0.62, mm(3)))
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
        cells = area.grid(2, 2, mm(3))
        for at, ((key, icon), cell) in enumerate(zip(STEPS, cells, strict=True), start=1):
            self.panel(cell, palette.card, palette.hair)
            inner = cell.inset(mm(4 if portrait else 2.5), mm(2 if portrait else 0.5))
            side = min(inner.height, mm(13 if portrait else 9))
            self.icon(icon, inner.cut_left(side, mm(4 if portrait else 2.5)), palette.ink)
            words = self.kit.say(f"welcome.{key}")
            self.text(inner, f"{at}. {words}" if portrait else words, Size.BODY, bold=True)

    def _fees(self, area: Area) -> None:
        """A card that turns; in landscape with the scene above it, as far as there is room."""
        catalogue, kit = self.kit.catalogue, self.kit
        all_told = [
            FeeTold(
                kit.say("welcome.fee", name=kit.of(each.short)),
                kit.of(each.fee),
                kit.of(each.exemption),
                kit.say("procedure.basis", basis=each.basis, date=f"{each.valid_from:%d/%m/%Y}"),
            )
            for each in catalogue.popular() or catalogue.procedures
        ]
        self._told = [told for told in all_told if holds(self.theme, area, told)]
        self._fee_area, self._shown = area, Widget(size_hint=(None, None), size=(0, 0))
        self.add_widget(self._shown)
        if self._told:
            self._turn(0)
        elif not self.theme.portrait:
            self.scene("welcome", area)

    def forget(self) -> None:
        """Nothing turns on a screen that is gone."""
        Clock.unschedule(self._turn)

    def _turn(self, _: float) -> None:
        """The next fee."""
        at = self.memory.get("fee", -1) + 1
        self.memory["fee"] = at
        self._shown.clear_widgets()
        told, area = self._told[at % len(self._told)], self._fee_area.copy()
        if not self.theme.portrait:
            self._beside(area, told)
        self._shown.add_widget(FeeCard(self.theme, area, told))
        Clock.unschedule(self._turn)
        if len(self._told) > 1:
            Clock.schedule_once(self._turn, TURNS)

    def _beside(self, area: Area, told: FeeTold) -> None:
        """The scene over the card, which leaves it the place of a picture where it can."""
        scene = area.copy()
        high = height_of_card(self.theme, area, told, area.height * SHARE)
        card = scene.cut_bottom(high, self.theme.mm(3))
        area.y, area.height = card.y, card.height
        if scene.height >= self.theme.mm(15):
            self._shown.add_widget(SceneView(self.theme, "welcome", scene))

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
