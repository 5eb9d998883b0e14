"""The card is laid down and the number on it typed."""

from __future__ import annotations

from kiosk.journey.events import CardSkipped, NumberEntered
from kiosk.journey.states import PresentCard, State
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind
from kiosk.ui.widgets.keypad import DIGITS, Keypad, NumberBox


class PresentCardScreen(Screen):
    left_share = 0.49

    def draw(self, state: PresentCard) -> None:
        if (
            self.memory.get("state") != state
        ):  # typed digits outlive an interruption, not a new answer
            self.memory.update(state=state, digits=state.number)
        if self.theme.portrait:
            self._portrait(state)
        else:
            self._landscape(state)
        self._typed(self.memory["digits"])

    def show(self, state: State) -> bool:
        return bool(state == self.state)

    def forget(self) -> None:
        self._box.show("")

    def _portrait(self, state: PresentCard) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        head, body = room.head, room.body
        self.cut_heading(head, say("card.title"))
        if state.trouble:
            high = self.banner_height(state.trouble, head.width)
            self.banner(head.cut_bottom(high, mm(3)), state.trouble)
        left, right = head.columns(2, mm(6))
        self.scene("card", left)
        self.scene("number", right.inset(0, mm(3)))
        skip = body.cut_bottom(mm(22), mm(6))
        self.text(
            body.cut_top(mm(9), mm(2)), say("card.number"), Size.LEAD, bold=True, align="center"
        )
        self._box = NumberBox(self.theme, body.cut_top(mm(19), mm(6)))
        self.add_widget(self._box)
        wide = min(body.width, mm(190))
        self._keypad(body.middle(wide, body.height))
        self._skip(skip.middle(wide, skip.height))
        self._read()

    def _landscape(self, state: PresentCard) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        left = room.head
        self.text(left.cut_top(mm(7), mm(1)), say("card.number"), Size.LEAD, bold=True)
        self._box = NumberBox(self.theme, left.cut_top(mm(13), mm(3)))
        self.add_widget(self._box)
        self._keypad(left.cut_bottom(3 * self.theme.touch + 2 * self.theme.gap))
        right = room.body
        skip, self.room.action = room.action.columns(2, self.theme.gap)
        self.cut_heading(right, say("card.title"), most=mm(34))
        if state.trouble:
            high = min(self.banner_height(state.trouble, right.width), right.height)
            self.banner(right.cut_bottom(high, mm(2)), state.trouble)
        self.scene("card", right)
        self._skip(skip)
        self._read()

    def _keypad(self, area: Area) -> None:
        self._pad = Keypad(
            self.theme, area, self.kit.say("card.erase"), self._typed, self.memory["digits"]
        )
        self.add_widget(self._pad)

    def _skip(self, area: Area) -> None:
        self.button(
            "skip-card", area, self.kit.say("card.skip"), lambda: self.kit.happen(CardSkipped())
        )

    def _read(self) -> None:
        self._go = self.button(
            "read-card", self.room.action, self.kit.say("card.read"),
            lambda: self.kit.happen(NumberEntered(self._pad.digits)),
            kind=Kind.PRIMARY, size=Size.LEAD, also=self.kit.say("card.left", count=DIGITS),
        )  # fmt: skip

    def _typed(self, digits: str) -> None:
        self.memory["digits"] = digits
        self._box.show(digits)
        whole = len(digits) == DIGITS
        say = self.kit.say
        self._go.say(say("card.read") if whole else say("card.left", count=DIGITS - len(digits)))
        self._go.enable(whole)
