"""Start over was touched: leave and forget, or go on."""

from __future__ import annotations

from kiosk.ui.area import Area
from kiosk.ui.screens.still_there import Asking
from kiosk.ui.theme import Size


class LeaveQuestionScreen(Asking):
    has_back = True
    texts, stay = "leave", "stay"

    def picture(self, area: Area) -> None:
        self.scene("leaving", area)

    def explain(self, area: Area) -> None:
        self.cut_text(area, self.kit.say("leave.what"), Size.LEAD)
        area.cut_top(self.theme.mm(2))
