"""The card is being read: what happens, how far it is, whose it says it is, and what to do meanwhile."""

from __future__ import annotations

from kiosk.journey.states import ReadingCard, State
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.progress import Progress
from kiosk.ui.widgets.text import height_of


class ReadingCardScreen(Screen):
    def draw(self, state: ReadingCard) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        self._waiting, self._named = state.percent == 0, state.named
        title = say("reading.waiting" if self._waiting else "reading.title")
        scene = "card" if self._waiting else "reading"
        if self.theme.portrait:
            area = room.upper
            self.cut_heading(area, title)
            words = height_of(self.theme, say("reading.meanwhile"), Size.BODY, area.width)
            below = area.cut_bottom(words + mm(40), mm(6))
            self._name(area)
            self.scene(scene, area)
        else:
            self._name(room.head)
            self.scene(scene, room.head)
            below = room.whole.cut_right(room.body.width)
            below.cut_top(mm(2))
            self.cut_heading(below, title)
        if self._waiting:
            self.cut_text(below, say("reading.meanwhile"))
            return
        self._words = self.text(below.cut_top(mm(11), mm(2)), "", Size.LEAD, bold=True)
        self._bar = Progress(self.theme, below.cut_top(mm(12 if self.theme.portrait else 9), mm(6)))
        self.add_widget(self._bar)
        self.cut_text(below, say("reading.meanwhile"))
        self._progress(state)

    def show(self, state: State) -> bool:
        if not isinstance(state, ReadingCard) or (state.percent == 0) != self._waiting:
            return False
        if state.named != self._named:
            return False
        if not self._waiting:
            self._progress(state)
        return True

    def _name(self, area: Area) -> None:
        """Shown at once so that a wrong card is noticed; that nobody vouches for it yet stands with it."""
        if self._waiting or self._named is None:
            return
        theme, palette, mark = self.theme, self.theme.palette, self.kit.say("reading.unverified")
        pad = theme.mm(4 if theme.portrait else 3)
        width = area.width - 2 * pad
        high = height_of(theme, self._named.name, Size.LEAD, width, True, True)
        low = height_of(theme, mark, Size.BODY, width)
        place = area.cut_bottom(high + low + 2 * pad, theme.mm(6))
        self.panel(place, palette.wait_ground, palette.wait)
        inner = place.inset(pad)
        self.text(inner.cut_bottom(low), mark, colour=palette.wait)
        self.text(inner, self._named.name, Size.LEAD, bold=True, balanced=True)

    def _progress(self, state: ReadingCard) -> None:
        self._bar.show(state.percent)
        self._words.say(self.kit.say("reading.percent", percent=state.percent))
