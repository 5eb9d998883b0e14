"""Pages arrive one by one, and are seen to arrive."""

from __future__ import annotations

from kiosk.journey.events import ScanStopped
from kiosk.journey.states import Scanning, State
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.pageview import PageView


class ScanningScreen(Screen):
    """The newest pages stand in a few places whose textures are made once."""

    left_share = 0.36

    def draw(self, state: Scanning) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        title = say(
            "scanning.queued" if state.ahead
            else "scanning.again" if state.replacing
            else "scanning.backs" if state.backs
            else "scanning.title"
        )  # fmt: skip
        meanwhile = say("scanning.queued-meanwhile" if state.ahead else "scanning.meanwhile")
        if self.theme.portrait:
            self.cut_heading(room.head, title)
            self.scene("stopped" if state.ahead else "scanning", room.head)
            body = room.body
            body.cut_top(mm(3))
            self._count = self.text(body.cut_top(mm(10), mm(2)), "", Size.LEAD, bold=True)
            self.cut_text(body, meanwhile)
            body.cut_top(mm(3))
            places = body.columns(3, mm(6))
        else:
            whole = room.whole
            self.cut_heading(room.head, title)
            room.head.cut_bottom(self.theme.touch, self.theme.gap)
            self.scene("stopped" if state.ahead else "scanning", room.head)
            body = whole.cut_right(room.body.width)
            body.cut_bottom(self.theme.touch, self.theme.gap)
            self._count = self.text(body.cut_top(mm(9), mm(1)), "", Size.LEAD, bold=True)
            self.cut_text(body, meanwhile)
            places = body.columns(4, mm(3))
        self._came: list[str] = []
        self._views = []
        for place in places:
            high = min(place.height, place.width * 297 / 210)
            view = PageView(
                self.theme, place.cut_top(high), self.kit.pictures,
                say("review.loading"), say("review.unseen"),
            )  # fmt: skip
            self._views.append(view)
            self.add_widget(view)
        self.button(
            "stop-scan", room.action, say("scanning.stop"), lambda: self.kit.happen(ScanStopped()),
            size=Size.LEAD,
        )  # fmt: skip
        self._fill(state)

    def show(self, state: State) -> bool:
        held = self.state
        if not isinstance(state, Scanning) or state.replacing != held.replacing:
            return False
        if (bool(state.ahead), state.backs) != (bool(held.ahead), held.backs):
            return False
        self._fill(state)
        return True

    def forget(self) -> None:
        for view in self._views:
            view.forget()

    def _fill(self, state: Scanning) -> None:
        self.state = state
        pages = state.visit.papers[state.paper].pages
        say = self.kit.say
        count = say("scanning.pages", pages=len(pages)) if pages else say("scanning.none-yet")
        self._count.say(say("scanning.ahead", ahead=state.ahead) if state.ahead else count)
        # Backs come into the midst of the pages: those that came last are shown, wherever they lie.
        self._came += [page.id for page in pages if page.id not in self._came]
        held = {page.id: page for page in pages}
        shown = [held[came] for came in self._came if came in held][-len(self._views) :]
        for view, page in zip(self._views, [*shown, *[None] * len(self._views)], strict=False):
            view.show(page)
