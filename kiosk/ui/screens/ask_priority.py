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
        title = say("priority.title")
        if known:
            title = say("priority.known", why=say(f"priority.{known}"))
        if self.theme.portrait:
            self.cut_heading(room.head, title)
            self.cut_text(room.head, say("priority.seen"), Size.LEAD)
            if state.trouble:
                high = self.banner_height(state.trouble, room.head.width)
                self.banner(room.head.cut_bottom(high, mm(3)), state.trouble)
            side = min(room.head.height, mm(58))
            self.disc("care", room.head.middle(side, side))
            self._reasons(room.body.grid(2, 3, self.theme.gap), known)
        else:
            area = room.whole
            row = area.cut_bottom(self.theme.touch, self.theme.gap)
            self.room.action = row.cut_right(row.width * 0.6)
            if state.trouble:
                self.banner(
                    area.cut_top(self.banner_height(state.trouble, area.width), mm(2)),
                    state.trouble,
                )
            self.cut_heading(area, title, Size.LEAD if state.trouble else Size.HEADING)
            self.cut_text(area, say("priority.seen"))
            self._reasons(area.columns(len(ICONS), self.theme.gap), known)
        self._go_on(known)

    def _reasons(self, places: list[Area], known: Priority) -> None:
        for (why, icon), place in zip(ICONS.items(), places, strict=False):
            self.button(
                f"priority-{why}", place, self.kit.say(f"priority.{why}"),
                partial(self._answer, why), icon=icon, stacked=True,
                kind=Kind.CHOSEN if why is known else Kind.SECONDARY,
            )  # fmt: skip

    def _go_on(self, known: Priority) -> None:
        """Without a reason that is the next step; with one it is beside the others."""
        say = self.kit.say
        self.button(
            "priority-none", self.room.action, say("priority.decline" if known else "priority.none"),
            partial(self._answer, Priority.NONE),
            kind=Kind.SECONDARY if known else Kind.PRIMARY, size=Size.LEAD,
            icon_right="arrow-right",
        )  # fmt: skip

    def _answer(self, why: Priority) -> None:
        self.kit.happen(PriorityChosen(why))
