"""The code of an appointment is typed; one that gives no number now says why in one sentence."""

from __future__ import annotations

from kiosk.journey.events import AppointmentEntered
from kiosk.journey.states import EnterAppointment
from kiosk.model import Unmet
from kiosk.store.appointments import DIGITS
from kiosk.store.moments import office_day
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind
from kiosk.ui.widgets.keypad import Keypad
from kiosk.ui.widgets.text import height_of


class EnterAppointmentScreen(Screen):
    """`memory` keeps the digits; those of a code that gave no number are gone, those that nobody looked at stay."""

    left_share = 0.5

    def draw(self, state: EnterAppointment) -> None:
        mm, room = self.theme.mm, self.room
        looked_at = state.unmet and state.unmet is not Unmet.PAUSE
        if state.asking:
            self.memory.pop("told", None)  # the same answer twice counts twice
        elif looked_at and self.memory.get("told") != state:
            self.memory.update(digits="", told=state)
        digits = self.memory.setdefault("digits", "")
        title = self.kit.say("appointment.title")
        if self.theme.portrait:
            head, body = room.head, room.body
            self.cut_heading(head, title)
            self._note(head, state)
            self._picture(head)
            box = body.cut_top(mm(24), mm(6))
            wide = min(body.width, mm(190))
            pad = body.middle(wide, body.height)
        else:
            left, right = room.head, room.body
            box = left.cut_top(mm(17), mm(3))
            pad = left.cut_bottom(3 * self.theme.touch + 2 * self.theme.gap)
            self.cut_heading(right, title, most=mm(34))
            self._note(right, state)
            self._picture(right)
        self.panel(box, self.theme.palette.card, self.theme.palette.ink)
        self._box = self.text(box, "", Size.BANNER, bold=True, align="center", capitals=True)
        self._pad = Keypad(self.theme, pad, self.kit.say("card.erase"), self._typed, digits, DIGITS)
        self.add_widget(self._pad)
        self._go = self.button(
            "enter-appointment", room.action, self.kit.say("appointment.go"), self._enter,
            kind=Kind.PRIMARY, size=Size.LEAD, also=self.kit.say("card.left", count=DIGITS),
        )  # fmt: skip
        self._typed(digits)

    def _picture(self, area: Area) -> None:
        side = min(area.height, area.width, self.theme.mm(58))
        if side >= self.theme.mm(15):
            self.disc("clock", area.middle(side, side))

    def _note(self, area: Area, state: EnterAppointment) -> None:
        """Why the last code gives no number, in one sentence; or what went wrong with looking it up."""
        mm, palette = self.theme.mm, self.theme.palette
        if state.trouble:
            high = self.banner_height(state.trouble, area.width)
            self.banner(area.cut_top(min(high, area.height), mm(3)), state.trouble)
        elif state.unmet:
            words = self._why(state)
            inner_width = area.width - mm(2 * 3 + 9 + 3)
            high = height_of(self.theme, words, Size.BODY, inner_width, bold=True) + mm(5)
            place = area.cut_top(min(high, area.height), mm(4))
            self.panel(place, palette.wait_ground, palette.wait)
            inner = place.inset(mm(3), mm(1))
            self.icon("warning", inner.cut_left(mm(9), mm(3)), palette.wait)
            self.text(inner, words, bold=True, colour=palette.wait)
        else:
            self.cut_text(area, self.kit.say("appointment.hint"))

    def _why(self, state: EnterAppointment) -> str:
        said = {}
        if state.at:
            said = {"time": self.kit.time(state.at), "day": self.kit.day(office_day(state.at))}
        return self.kit.say(f"appointment.{state.unmet}", **said)

    def _enter(self) -> None:
        self.kit.happen(AppointmentEntered(self._pad.digits))

    def _typed(self, digits: str) -> None:
        self.memory["digits"] = digits
        shown = digits.ljust(DIGITS, "–")
        self._box.say(f"{shown[:3]} {shown[3:]}")
        whole = len(digits) == DIGITS
        say, asking = self.kit.say, self.state.asking
        left = say("card.left", count=DIGITS - len(digits))
        self._go.say(say("appointment.asking" if asking else "appointment.go") if whole else left)
        self._go.enable(whole and not asking)
