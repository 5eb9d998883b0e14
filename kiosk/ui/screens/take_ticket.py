"""The number, large, whether or not paper came out."""

from __future__ import annotations

from kiosk.journey.events import ReprintPressed, TicketTaken
from kiosk.journey.states import Printing, TakeTicket
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind


class TakeTicketScreen(Screen):
    has_back = False

    def draw(self, state: TakeTicket) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        failed = state.printed == Printing.FAILED
        if self.theme.portrait:
            area = room.upper
            area.cut_top(mm(6))
            title = area.cut_top(mm(15), mm(2))
            number = area.cut_top(mm(58), mm(2))
            wait = area.cut_top(mm(15), mm(3))
            self.text(title, say("ticket.title"), Size.HEADING, bold=True, align="center")
            self.text(wait, say("ticket.wait"), Size.HEADING, bold=True, align="center")
            self._code(area.cut_top(mm(9), mm(8)), state)
            self._printing(area, state)
        else:
            area = room.whole
            row = area.cut_bottom(self.theme.touch, self.theme.gap)
            if failed:
                reprint, self.room.action = row.columns(2, self.theme.gap)
            elif state.printed == Printing.DONE:
                self.room.action = row
            title = area.cut_top(mm(9 if failed else 12), mm(1))
            below = area.cut_bottom(mm(15.5 if failed else 9), mm(1))
            size = Size.LEAD if failed else Size.HEADING
            self.text(title, say("ticket.title"), size, bold=True, align="center")
            number = area
            if failed and state.trouble:
                self.banner(below, state.trouble)
            else:
                self._lines(below, state)
        if failed:
            place = reprint if not self.theme.portrait else self.room.body.cut_bottom(mm(26))
            self.button(
                "reprint-ticket", place, say("ticket.reprint"),
                lambda: self.kit.happen(ReprintPressed()), icon="printer", size=Size.LEAD,
            )  # fmt: skip
        self.text(number, state.ticket.label, Size.NUMBER, bold=True, align="center", capitals=True)
        self._done(state)

    def _done(self, state: TakeTicket) -> None:
        words = "ticket.taken" if state.printed == Printing.DONE else "ticket.done"
        if state.printed == Printing.WAITING:
            return
        self.button(
            "ticket-taken", self.room.action, self.kit.say(words),
            lambda: self.kit.happen(TicketTaken()), kind=Kind.PRIMARY, size=Size.LEAD, icon="tick",
        )  # fmt: skip

    def _printing(self, area: Area, state: TakeTicket) -> None:
        mm, palette = self.theme.mm, self.theme.palette
        if state.printed == Printing.FAILED and state.trouble:
            high = self.banner_height(state.trouble, area.width)
            self.banner(area.cut_top(min(high, area.height), mm(4)), state.trouble)
            area.cut_bottom(mm(26), mm(4))
            self.scene("clerk", area)
            return
        words = self.kit.say(
            "ticket.printed" if state.printed == Printing.DONE else "ticket.printing"
        )
        self.text(
            area.cut_bottom(mm(14)),
            words,
            Size.LEAD,
            align="center",
            colour=palette.ink,
            balanced=True,
        )
        self.scene("printing", area)

    def _lines(self, area: Area, state: TakeTicket) -> None:
        words = self.kit.say(
            "ticket.printed" if state.printed == Printing.DONE else "ticket.printing"
        )
        self.text(
            area, f"{self.kit.say('ticket.wait')}. {words}", Size.BODY, align="center", bold=True
        )

    def _code(self, area: Area, state: TakeTicket) -> None:
        self.text(
            area, self.kit.say("ticket.code", code=state.ticket.code), Size.BODY,
            align="center", colour=self.theme.palette.soft,
        )  # fmt: skip
