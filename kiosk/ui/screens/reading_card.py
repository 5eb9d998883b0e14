"""The card is being read: what happens, how far it is, and what to do meanwhile."""

from __future__ import annotations

from kiosk.journey.states import ReadingCard, State
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.progress import Progress


class ReadingCardScreen(Screen):
    def draw(self, state: ReadingCard) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        portrait = self.theme.portrait
        self._waiting = state.percent == 0
        title = say("reading.waiting" if self._waiting else "reading.title")
        scene = "card" if self._waiting else "reading"
        if portrait:
            self.cut_heading(room.head, title)
            self.scene(scene, room.head)
            body = room.body
            body.cut_top(mm(10))
        else:
            self.scene(scene, room.head)
            body = room.whole.cut_right(room.body.width)
            body.cut_top(mm(2))
            self.cut_heading(body, title)
        self._words = self.text(body.cut_top(mm(10), mm(2)), "", Size.LEAD, bold=True)
        self._bar = Progress(self.theme, body.cut_top(mm(12 if portrait else 9), mm(8 if portrait else 4)))
        self.add_widget(self._bar)
        self.cut_text(body, say("reading.meanwhile"))
        self._progress(state)

    def show(self, state: State) -> bool:
        if not isinstance(state, ReadingCard) or (state.percent == 0) != self._waiting:
            return False
        self._progress(state)
        return True

    def _progress(self, state: ReadingCard) -> None:
        self._bar.show(state.percent)
        self._words.say(self.kit.say("reading.percent", percent=state.percent))
