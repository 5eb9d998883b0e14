"""The case is being made final; a clerk may be called, and nothing else changes that."""

from __future__ import annotations

from kiosk.journey.states import Sealing
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size


class SealingScreen(Screen):
    has_back = False

    def draw(self, state: Sealing) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        title = say("sealing.title" if state.visit.papers else "sealing.number")
        if self.theme.portrait:
            self.cut_heading(room.head, title)
            self.scene("sealing", room.head)
            body = room.body
            body.cut_top(mm(8))
        else:
            self.scene("sealing", room.head)
            body = room.whole.cut_right(room.body.width)
            self.cut_heading(body, title)
            body.cut_top(mm(2))
        if state.visit.papers:
            pages = say("sealing.pages", pages=state.visit.pages)
            self.cut_text(body, pages, Size.LEAD, bold=True)
            body.cut_top(mm(3))
        self.cut_text(body, say("sealing.meanwhile"))
        if state.called:
            body.cut_top(mm(3))
            self.cut_text(body, say("sealing.called"), Size.LEAD, bold=True)
