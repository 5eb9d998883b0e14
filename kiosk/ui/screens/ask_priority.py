"""Should the number be called sooner? Pictures of the reasons, and one obvious way to say no."""

from __future__ import annotations

from functools import partial

from kiosk.journey.events import PriorityChosen
from kiosk.journey.states import AskPriority
from kiosk.model import Priority
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind

ICONS = {
    Priority.DISABLED: "wheelchair",
    Priority.WITH_CHILD: "mother",
    Priority.MERIT: "medal",
    Priority.ONLINE: "globe",
    Priority.ELDERLY: "cane",
}


class AskPriorityScreen(Screen):
    """Whoever is known to have a reason is told so, and may keep it or want none."""

    def draw(self, state: AskPriority) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        known = state.visit.priority
        title, note = say("priority.title"), say("priority.seen")
        if known:
            title, note = say("priority.known", why=say(f"priority.{known}")), say("priority.looks")
        if self.theme.portrait:
            self.cut_heading(room.head, title)
            self.cut_text(room.head, note, Size.LEAD)
            if state.trouble:
                high = self.banner_height(state.trouble, room.head.width)
                self.banner(room.head.cut_bottom(high, mm(3)), state.trouble)
            side = min(room.head.height - 2 * mm(4), mm(58))  # it touches neither words nor buttons
            self.disc("care", room.head.middle(side, side))
            *places, beside = room.body.grid(2, 3, self.theme.gap)
        else:
            area = room.whole
            row = area.cut_bottom(self.theme.touch, self.theme.gap)
            beside = row.cut_left(row.width * 0.42, self.theme.gap)
            self.room.action = row
            if state.trouble:
                high = self.banner_height(state.trouble, area.width)
                self.banner(area.cut_top(high, mm(2)), state.trouble)
            self.cut_heading(area, title, Size.LEAD if state.trouble else Size.HEADING)
            if not state.trouble:
                self.cut_text(area, note)
            places = area.columns(len(ICONS), self.theme.gap)
        pictures = (
            self.theme.portrait or not state.trouble
        )  # words alone where a low screen has both
        self._reasons(places, known, pictures)
        self._go_on(known, beside)

    def _reasons(self, places: list[Area], known: Priority, pictures: bool) -> None:
        for (why, icon), place in zip(ICONS.items(), places, strict=True):
            words = self.kit.say(f"priority.{why}")
            self.button(
                f"priority-{why}", place, words[0].upper() + words[1:],
                partial(self._answer, why), icon=icon if pictures else "", stacked=True,
                kind=Kind.CHOSEN if why is known else Kind.SECONDARY,
            )  # fmt: skip

    def _go_on(self, known: Priority, beside: Area) -> None:
        """The one thing to do next draws the number as it stands: without a reason, or with the known one."""
        say, none = self.kit.say, partial(self._answer, Priority.NONE)
        if known:
            self.button("priority-none", beside, say("priority.decline"), none)
            self.primary("priority-keep", say("priority.keep"), PriorityChosen(known), "tick")
        else:
            self.button(
                "priority-none", self.room.action, say("priority.none"), none,
                kind=Kind.PRIMARY, size=Size.LEAD, icon_right="arrow-right",
            )  # fmt: skip

    def _answer(self, why: Priority) -> None:
        self.kit.happen(PriorityChosen(why))
