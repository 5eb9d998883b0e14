"""What the card's data are used for, told before the card is asked for."""

from __future__ import annotations

from kiosk.journey.events import NoticeAccepted
from kiosk.journey.states import PrivacyNotice
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen

POINTS = (
    ("what", "card"),
    ("who", "home"),
    ("leave", "bin"),
    ("screen", "shield"),
    ("ask", "clerk"),
)


class PrivacyNoticeScreen(Screen):
    def draw(self, state: PrivacyNotice) -> None:
        say, mm, room = self.kit.say, self.theme.mm, self.room
        self.primary("accept-notice", say("notice.accept"), NoticeAccepted())
        if self.theme.portrait:
            area = room.upper
            self.cut_heading(area, say("notice.title"))
            area.cut_top(mm(4))
            area.cut_bottom(mm(4))
            self._points(area.rows(len(POINTS), mm(5)))
            return
        area = room.whole
        area.cut_bottom(self.theme.touch, self.theme.gap)
        self.cut_heading(area, say("notice.title"), most=mm(15))
        self._points(area.grid(2, 3, mm(3)))

    def _points(self, rows: list[Area]) -> None:
        mm, palette, say = self.theme.mm, self.theme.palette, self.kit.say
        portrait = self.theme.portrait
        for (key, icon), row in zip(POINTS, rows, strict=False):
            self.panel(row, palette.card, palette.hair)
            inner = row.inset(mm(5 if portrait else 2.5), mm(1 if portrait else 0))
            side = min(inner.height, mm(14 if portrait else 9))
            self.icon(icon, inner.cut_left(side, mm(6 if portrait else 2.5)), palette.ink)
            words = say(f"notice.{key}", office=self.kit.of(self.kit.office.name))
            self.text(inner, words)
