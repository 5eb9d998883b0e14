"""The card is laid down and the number on it typed, or its code held before the barcode reader."""

from __future__ import annotations

from kiosk.faults import Fault
from kiosk.journey.events import CardSkipped, CodeAccepted, NumberEntered
from kiosk.journey.states import PresentCard, State
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind
from kiosk.ui.widgets.keypad import DIGITS, Keypad, NumberBox


class PresentCardScreen(Screen):
    left_share = 0.49

    def draw(self, state: PresentCard) -> None:
        if self.memory.get("state") != state:
            # Typed digits outlive an interruption and a code that is none, not a new answer.
            spared = state.trouble is Fault.BARCODE_UNREADABLE and not state.number
            digits = self.memory.get("digits", "") if spared else state.number
            self.memory.update(state=state, digits=digits)
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
        mm, room = self.theme.mm, self.room
        head, body = room.head, room.body
        self._heading(head, state)
        if state.trouble:
            high = self.banner_height(state.trouble, head.width, self._advice(state))
            self.banner(head.cut_bottom(high, mm(3)), state.trouble, self._advice(state))
        left, right = head.columns(2, mm(6))
        self.scene("code" if self._asks_for_code(state) else "card", left)
        self.scene("card" if self._asks_for_code(state) else "number", right.inset(0, mm(3)))
        skip = body.cut_bottom(mm(22), mm(6))
        self.text(
            body.cut_top(mm(9), mm(2)), self._label(state), Size.LEAD, bold=True, align="center"
        )
        self._box = NumberBox(self.theme, body.cut_top(mm(19), mm(6)))
        self.add_widget(self._box)
        wide = min(body.width, mm(190))
        self._keypad(body.middle(wide, body.height))
        self._other_way(state, skip.middle(wide, skip.height))
        self._read(state)

    def _landscape(self, state: PresentCard) -> None:
        mm, room = self.theme.mm, self.room
        left = room.head
        self.text(left.cut_top(mm(7), mm(1)), self._label(state), Size.LEAD, bold=True)
        self._box = NumberBox(self.theme, left.cut_top(mm(13), mm(3)))
        self.add_widget(self._box)
        self._keypad(left.cut_bottom(3 * self.theme.touch + 2 * self.theme.gap))
        right = room.body
        skip, self.room.action = room.action.columns(2, self.theme.gap)
        self._heading(right, state, most=mm(34))
        if state.trouble:
            advice = self._advice(state)
            high = min(self.banner_height(state.trouble, right.width, advice), right.height)
            self.banner(right.cut_bottom(high, mm(2)), state.trouble, advice)
        if self._asks_for_code(state):
            first, right = right.columns(2, mm(4))
            self.scene("code", first)
        self.scene("card", right)
        self._other_way(state, skip)
        self._read(state)

    def _asks_for_code(self, state: PresentCard) -> bool:
        """A number that is there already needs no code."""
        return self.kit.codes and not state.number

    def _heading(self, area: Area, state: PresentCard, most: float = 0) -> None:
        """The code comes first, before the card lies on the reader for good."""
        if self._asks_for_code(state):
            self.cut_heading(area, self.kit.say("card.code"), most=most)
            if self.theme.portrait:
                self.cut_text(area, self.kit.say("card.code-then"), Size.LEAD)
            elif not state.trouble:  # which needs the room, and comes after a first reading
                self.cut_text(area, self.kit.say("card.code-then"))
        else:
            self.cut_heading(area, self.kit.say("card.title"), most=most)

    def _label(self, state: PresentCard) -> str:
        key = "card.code-or-number" if self._asks_for_code(state) else "card.number"
        return self.kit.say(key)

    def _advice(self, state: PresentCard) -> str:
        """Another than the fault's own where the code is enough to go on."""
        if not state.may_declare:
            return ""
        gone = state.trouble is Fault.READER_GONE
        return self.kit.say("card.code-instead" if gone else "card.code-advice")

    def _keypad(self, area: Area) -> None:
        self._pad = Keypad(
            self.theme, area, self.kit.say("card.erase"), self._typed, self.memory["digits"]
        )
        self.add_widget(self._pad)

    def _other_way(self, state: PresentCard, area: Area) -> None:
        """Without a card; or without its chip, where its code was read."""
        say, happen = self.kit.say, self.kit.happen
        if state.may_declare:
            self.button(
                "accept-code", area, say("card.code-goes-on"), lambda: happen(CodeAccepted()),
                kind=Kind.PRIMARY,
            )  # fmt: skip
        else:
            self.button("skip-card", area, say("card.skip"), lambda: happen(CardSkipped()))

    def _read(self, state: PresentCard) -> None:
        self._go = self.button(
            "read-card", self.room.action, self.kit.say("card.read"),
            lambda: self.kit.happen(NumberEntered(self._pad.digits)),
            kind=Kind.SECONDARY if state.may_declare else Kind.PRIMARY, size=Size.LEAD,
            also=self.kit.say("card.left", count=DIGITS),
        )  # fmt: skip

    def _typed(self, digits: str) -> None:
        self.memory["digits"] = digits
        self._box.show(digits)
        whole = len(digits) == DIGITS
        say = self.kit.say
        self._go.say(say("card.read") if whole else say("card.left", count=DIGITS - len(digits)))
        self._go.enable(whole)
