"""The kiosk was interrupted in the midst of a visit: go on with it, or forget it; nothing personal stands here."""

from __future__ import annotations

from kiosk.journey.events import LeaveConfirmed, StayPressed
from kiosk.journey.states import VisitQuestion
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size


class VisitQuestionScreen(Screen):
    has_back = False

    def draw(self, state: VisitQuestion) -> None:
        say, mm, room = self.kit.say, self.theme.mm, self.room
        if self.theme.portrait:
            self.cut_heading(room.head, say("found.title"))
            self.scene("stopped", room.head)
            area = room.body
            leave = area.cut_bottom(mm(26), mm(6))
            area.cut_top(mm(4))
            self._what(area.cut_top(mm(40), mm(6)), state)
        else:
            leave = room.head.cut_bottom(self.theme.touch, self.theme.gap)
            self._what(room.head.cut_bottom(mm(36), mm(3)), state)
            self.scene("stopped", room.head)
            area = room.body
            self.cut_heading(area, say("found.title"), most=mm(44))
        if state.visit.expected:
            self.text(area, say("found.card"), Size.LEAD, valign="top")
        self.button(
            "leave", leave, say("found.leave"), lambda: self.kit.happen(LeaveConfirmed()),
            icon="bin",
        )  # fmt: skip
        self.primary("stay", say("found.go-on"), StayPressed())

    def _what(self, area: Area, state: VisitQuestion) -> None:
        """Which procedure and how many pages: nothing that says whose."""
        mm, palette, visit = self.theme.mm, self.theme.palette, state.visit
        self.panel(area, palette.card, palette.line)
        inner = area.inset(mm(4), mm(2))
        pages = inner.cut_bottom(inner.height * 0.5)
        short = self.kit.of(self.kit.catalogue.procedure(visit.procedure).short)
        self.text(inner, short, Size.LEAD, bold=True, balanced=True)
        self.text(pages, self.kit.say("found.pages", pages=visit.pages))
