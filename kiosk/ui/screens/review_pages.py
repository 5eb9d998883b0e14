"""The pages of one document, large: keep, delete, scan again, add, go on."""

from __future__ import annotations

from kiosk.journey.events import DeletePressed, MorePressed, NextPressed, RescanPressed
from kiosk.journey.states import ReviewPages, State
from kiosk.model import Page
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind
from kiosk.ui.widgets.pageview import PageView


class ReviewPagesScreen(Screen):
    left_share = 0.36

    def draw(self, state: ReviewPages) -> None:
        visit = state.visit
        paper = visit.papers[state.paper]
        document = self.document(visit, state.paper)
        title = self.kit.say("review.title", paper=self.kit.of(document.name))
        self.memory.setdefault("page", 0)
        if self.theme.portrait:
            self._portrait(state, title)
        else:
            self._landscape(state, title)
        if not paper.pages:
            self._empty()
            return
        last = state.paper + 1 == len(visit.papers)
        self.button(
            "next-paper", self.room.action,
            self.kit.say("review.finish" if last else "review.next-paper"),
            lambda: self.kit.happen(NextPressed()),
            kind=Kind.PRIMARY, size=Size.LEAD, **{"icon": "tick"} if last else {"icon_right": "arrow-right"},
        )  # fmt: skip
        self._fill(state)

    def show(self, state: State) -> bool:
        held = self.state
        if (
            not isinstance(state, ReviewPages)
            or (state.paper, state.trouble) != (held.paper, held.trouble)
            or bool(state.visit.papers[state.paper].pages) != bool(self._pages)
        ):
            return False
        if self._pages:
            self._fill(state)
        return True

    def _empty(self) -> None:
        """Every page was deleted: more must come."""
        self._view.tell(self.kit.say("review.empty"))
        self.primary("add-pages", self.kit.say("review.more"), MorePressed(), icon="plus")

    def forget(self) -> None:
        self._view.forget()

    def _portrait(self, state: ReviewPages, title: str) -> None:
        mm, room = self.theme.mm, self.room
        area = room.upper
        self.cut_heading(area, title, Size.LEAD, most=mm(22))
        if state.trouble:
            self.banner(
                area.cut_top(self.banner_height(state.trouble, area.width), mm(3)), state.trouble
            )
        actions = area.cut_bottom(mm(27), mm(4))
        turning = area.cut_bottom(self.theme.touch, mm(4))
        self._page_place(area)
        if not self._pages:
            return
        self._turning(turning)
        self._actions(actions.columns(3, self.theme.gap))

    def _landscape(self, state: ReviewPages, title: str) -> None:
        left, right = self.room.head, self.room.body
        if state.trouble:
            across = Area(left.x, 0, self.room.whole.width, left.top)
            high = self.banner_height(state.trouble, across.width)
            self.banner(across.cut_top(high), state.trouble)
            left.cut_top(high, self.theme.gap)
            right.cut_top(high, self.theme.gap)
        self._page_place(left)
        actions = right.cut_bottom(self.theme.touch, self.theme.gap)
        turning = right.cut_bottom(self.theme.touch, self.theme.gap)
        if not state.trouble:
            self.text(right, title, Size.LEAD, bold=True, balanced=True, valign="top")
        if not self._pages:
            return
        self._turning(turning)
        self._actions(actions.columns(3, self.theme.gap))

    def _page_place(self, area: Area) -> None:
        say = self.kit.say
        high = min(area.height, area.width * 297 / 210)
        place = area.middle(high * 210 / 297, high)
        self._view = PageView(
            self.theme, place, self.kit.pictures, say("review.loading"), say("review.unseen")
        )
        self.add_widget(self._view)

    def _turning(self, area: Area) -> None:
        say, mm = self.kit.say, self.theme.mm
        wide = area.width * 0.36
        self._before = self.button(
            "page-before", area.cut_left(wide, mm(2)), say("review.previous"),
            lambda: self._turn(-1), icon="arrow-left",
        )  # fmt: skip
        self._after = self.button(
            "page-after", area.cut_right(wide, mm(2)), say("review.next"),
            lambda: self._turn(1), icon_right="arrow-right",
        )  # fmt: skip
        self._where = self.text(area, "", bold=True, align="center", balanced=True)

    def _actions(self, places: list[Area]) -> None:
        say = self.kit.say
        stacked = self.theme.portrait
        for key, words, icon, press, place in (
            ("delete-page", "review.delete", "bin", self._delete, places[0]),
            ("scan-again", "review.again", "again", self._again, places[1]),
            ("add-pages", "review.more", "plus", lambda: self.kit.happen(MorePressed()), places[2]),
        ):
            self.button(
                key, place, say(words), press, icon=icon if stacked else "", stacked=stacked
            )

    @property
    def _pages(self) -> tuple[Page, ...]:
        pages: tuple[Page, ...] = self.state.visit.papers[self.state.paper].pages
        return pages

    def _turn(self, by: int) -> None:
        self.memory["page"] += by
        self._fill(self.state)

    def _delete(self) -> None:
        self.kit.happen(DeletePressed(self._pages[self.memory["page"]].id))

    def _again(self) -> None:
        self.kit.happen(RescanPressed(self._pages[self.memory["page"]].id))

    def _fill(self, state: ReviewPages) -> None:
        self.state = state
        pages, say = self._pages, self.kit.say
        at = self.memory["page"] = max(0, min(self.memory["page"], len(pages) - 1))
        self._view.show(pages[at])
        self._where.say(say("review.page", page=at + 1, pages=len(pages)))
        self._before.enable(at > 0)
        self._after.enable(at + 1 < len(pages))
