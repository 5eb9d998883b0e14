"""The pages of one document, large: what is wrong with one is said, and what may be done stands below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.journey.events import (
    BacksPressed,
    MorePressed,
    NextPressed,
    PriorityPressed,
    RestorePressed,
)
from kiosk.journey.papers import in_trouble, troubled, turnable
from kiosk.journey.states import Paper, ReviewPages, State
from kiosk.model import Page, SheetCount
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.pagesigns import (
    EVENTS,
    SENTENCES,
    Act,
    Mood,
    first,
    miscount,
    mood_of,
    rest,
    sentence_of,
    sign_of,
)
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind
from kiosk.ui.widgets.pageview import PageView
from kiosk.ui.widgets.text import height_of

CHECKED_FOR = 10.0  # seconds; a page nobody could look at by then is shown as it was scanned


class ReviewPagesScreen(Screen):
    """Places never change while the screen stands: a look that arrives changes words and touches in them."""

    left_share = 0.335

    def draw(self, state: ReviewPages) -> None:
        self._changing: list[Widget] = []
        self._drawn: tuple[object, ...] = ()
        self._giving_up = Clock.create_trigger(self._give_up, CHECKED_FOR)
        self._open(state)
        document = self.document(state.visit, state.paper)
        self._title = self.kit.say("review.title", paper=self.kit.of(document.name))
        if self.theme.portrait:
            self._portrait(state)
        else:
            self._landscape(state)
        if self._pages:
            self._fill(state)
        else:
            self._heading(self._head, self._title)
            self._view.tell(self.kit.say("review.empty"))
            self.primary("add-pages", self.kit.say("review.more"), MorePressed(), icon="plus")

    def show(self, state: State) -> bool:
        held = self.state
        if (
            not isinstance(state, ReviewPages)
            or (state.paper, state.trouble) != (held.paper, held.trouble)
            or bool(state.visit.papers[state.paper].pages) != bool(self._pages)
            or state.visit.papers[state.paper].counted != self._paper.counted
        ):
            return False
        if self._pages:
            self._open(state, arrived=False)
            self._fill(state)
        return True

    def back(self) -> None:
        if self.memory.get("more"):
            self._more(False)
        else:
            super().back()

    def forget(self) -> None:
        self._giving_up.cancel()
        self._view.forget()

    # --- places --------------------------------------------------------------------------------

    def _portrait(self, state: ReviewPages) -> None:
        mm, area = self.theme.mm, self.room.upper
        self._head = area.cut_top(self._head_height(area.width), mm(3))
        if state.trouble:
            high = self.banner_height(state.trouble, area.width)
            self.banner(area.cut_top(high, mm(3)), state.trouble)
        self._acts = area.cut_bottom(mm(27), mm(4))
        turning = area.cut_bottom(self.theme.touch, mm(4))
        self._page_place(area)
        if self._pages:
            self._turning(turning)

    def _landscape(self, state: ReviewPages) -> None:
        left, right = self.room.head, self.room.body
        if state.trouble:
            across = Area(left.x, 0, self.room.whole.width, left.top)
            high = self.banner_height(state.trouble, across.width)
            self.banner(across.cut_top(high), state.trouble)
            left.cut_top(high, self.theme.gap)
            right.cut_top(high, self.theme.gap)
        self._page_place(left)
        self._acts = right.cut_bottom(self.theme.touch, self.theme.gap)
        turning = right.cut_bottom(self.theme.touch, self.theme.gap)
        self._head = right
        if self._pages:
            self._turning(turning)

    def _head_height(self, width: float) -> float:
        """Enough for the title and for whatever may have to be said in its place."""
        mm, say = self.theme.mm, self.kit.say
        said = [
            say(key, page=30) for key in (*SENTENCES.values(), "review.blank", "review.deleted")
        ]
        said.append(say("review.asked", count=30))
        most = mm(22)
        if self._paper.counted:
            said.append(self._miscounted(self._paper.counted))
            most = mm(30)
        inner = width - mm(3 * 3 + 9)
        note = max(height_of(self.theme, words, Size.BODY, inner, bold=True) for words in said)
        title: float = height_of(self.theme, self._title, Size.LEAD, width, True, True)
        return min(max(title, note + mm(3)), most)

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
        sign = area.cut_bottom(area.height * 0.45)
        self._where = self.text(area, "", bold=True, align="center", valign="bottom")
        self._sign = self.text(sign, "", Size.SMALL, align="center", valign="top")

    # --- which page ----------------------------------------------------------------------------

    @property
    def _paper(self) -> Paper:
        paper: Paper = self.state.visit.papers[self.state.paper]
        return paper

    @property
    def _pages(self) -> tuple[Page, ...]:
        return self._paper.pages

    def _open(self, state: ReviewPages, arrived: bool = True) -> None:
        """After a batch the first page in trouble, or the first new one; where the citizen asked to go on,
        the first in trouble; else the page that was looked at. What is looked at never moves by itself.
        """
        pages, memory = state.visit.papers[state.paper].pages, self.memory
        seen = memory.setdefault("seen", set())
        new = [at for at, page in enumerate(pages) if page.id not in seen]
        bad = [
            at for at, page in enumerate(pages)
            if in_trouble(page) and page.id not in state.deleted
        ]  # fmt: skip
        asked = state.paper if state.asked else None
        if (asked is not None and memory.get("asked") != asked and bad) or (arrived and new):
            memory["page"] = (bad or new)[0]
        elif memory.get("paper") != state.paper:
            memory["page"] = 0
        if new or memory.get("paper") != state.paper:
            memory["more"] = False
        seen.update(page.id for page in pages)
        memory.update(paper=state.paper, asked=asked)

    def _turn(self, by: int) -> None:
        self.memory["page"] += by
        self._fill(self.state)

    def _give_up(self, _: Any) -> None:  # noqa: ANN401 - Kivy's time
        self._sign.say("")

    # --- what changes --------------------------------------------------------------------------

    def _fill(self, state: ReviewPages) -> None:
        self.state = state
        pages, say = self._pages, self.kit.say
        at = self.memory["page"] = max(0, min(self.memory["page"], len(pages) - 1))
        page, mood = pages[at], mood_of(pages[at], state.deleted)
        if mood is Mood.DELETED:
            self._view.tell(say("review.is-deleted"))
        else:
            self._view.show(page)
        self._where.say(say("review.page", page=at + 1, pages=len(pages)))
        self._before.enable(at > 0)
        self._after.enable(at + 1 < len(pages))
        drawn = (page.id, page.look, mood, at, state, self.memory.get("more"))
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._signed(page, mood)
        for widget in self._changing:
            self.remove_widget(widget)
        held = set(self.children)
        self._tell(page, mood, at)
        self._offer(page, mood)
        self._ahead(mood)
        self._changing = [widget for widget in self.children if widget not in held]

    def _signed(self, page: Page, mood: Mood) -> None:
        palette = self.theme.palette
        self._sign.say(self.kit.say(sign_of(page, mood)))
        inks = {Mood.TROUBLE: palette.wait, Mood.CLEAR: palette.done}
        self._sign.tint(inks.get(mood, palette.soft))
        self._giving_up.cancel()
        if mood is Mood.CHECKED:
            self._giving_up()

    def _tell(self, page: Page, mood: Mood, at: int) -> None:
        """The title, or in its place what the citizen must know."""
        bad = self._bad
        if self.state.asked and bad:
            self._note(self.kit.say("review.asked", count=len(bad)), "warning", wait=True)
            return
        counted = self._paper.counted
        if counted and mood not in (Mood.TROUBLE, Mood.DELETED):
            self._note(self._miscounted(counted), "warning", wait=True)
            return
        key, icon = sentence_of(page, mood), "bin" if mood is Mood.DELETED else "document"
        if (
            mood not in (Mood.TROUBLE, Mood.DELETED) and bad
        ):  # trouble elsewhere comes before a blank side
            at, key, mood = (
                self._pages.index(bad[0]),
                sentence_of(bad[0], Mood.TROUBLE),
                Mood.TROUBLE,
            )
        if key:
            words = self.kit.say(key, page=at + 1)
            self._note(words, "warning" if mood is Mood.TROUBLE else icon, mood is Mood.TROUBLE)
        elif self.theme.portrait or not self.state.trouble:
            self._heading(self._head, self._title)

    @property
    def _bad(self) -> tuple[Page, ...]:
        return tuple(p for p in troubled(self._pages) if p.id not in self.state.deleted)

    def _miscounted(self, counted: SheetCount) -> str:
        return self.kit.say(miscount(counted), wanted=counted.wanted, came=counted.came)

    def _heading(self, area: Area, words: str) -> None:
        self.text(area, words, Size.LEAD, bold=True, balanced=True, valign="top")

    def _note(self, words: str, icon: str, wait: bool) -> None:
        """One sentence in a box with a sign; no place is too low for it but under a banner."""
        mm, palette, area = self.theme.mm, self.theme.palette, self._head.copy()
        if area.height < mm(9):
            return
        ink = palette.wait if wait else palette.ink
        self.panel(
            area, palette.wait_ground if wait else palette.tint, ink if wait else palette.line
        )
        inner = area.inset(mm(3), mm(1.5))
        self.icon(icon, inner.cut_left(mm(9), mm(3)), ink)
        self.text(inner, words, bold=True, colour=ink)

    def _offer(self, page: Page, mood: Mood) -> None:
        """What may be done with this page; of a deleted one only to take it back, over all the row's width."""
        say, acts = self.kit.say, self._acts
        if mood is Mood.DELETED:
            self.button(
                "restore-page", acts.copy(), say("review.restore"),
                lambda: self.kit.happen(RestorePressed(page.id)), icon="again",
            )  # fmt: skip
            return
        more, backs = bool(self.memory.get("more")), turnable(self.state) > 0
        offered = (rest if more else first)(mood, backs)
        *places, last = acts.copy().columns(len(offered) + 1, self.theme.gap)
        for act, place in zip(offered, places, strict=True):
            key, words, icon = act.value
            likely = mood is Mood.TROUBLE and act is Act.AGAIN
            self.button(
                key, place, say(words), self._press(act, page), icon=icon, stacked=True, size=Size.BAR,
                kind=Kind.PRIMARY if likely else Kind.SECONDARY,
            )  # fmt: skip
        if more:
            self.button(
                "close-acts", last, say("review.close"), lambda: self._more(False),
                icon="cross", stacked=True, size=Size.BAR,
            )  # fmt: skip
        else:
            self.button(
                "other-acts", last, say("review.other"), lambda: self._more(True),
                icon="more", stacked=True, size=Size.BAR,
            )  # fmt: skip

    def _press(self, act: Act, page: Page) -> Callable[[], None]:
        if act is Act.ADD:
            return lambda: self.kit.happen(MorePressed())
        if act is Act.BACKS:
            return lambda: self.kit.happen(BacksPressed())
        return lambda: self.kit.happen(EVENTS[act](page.id))

    def _more(self, shown: bool) -> None:
        self.memory["more"] = shown
        self._fill(self.state)

    def _ahead(self, mood: Mood) -> None:
        """Going on is never blocked; beside a page in trouble it is not the first thing seen."""
        say, state = self.kit.say, self.state
        if all(page.id in state.deleted for page in self._pages):
            self.primary("add-pages", say("review.more"), MorePressed(), icon="plus")
            return
        last = state.paper + 1 == len(state.visit.papers)
        words = "review.finish" if last else "review.next-paper"
        if state.asked and self._bad:
            words = "review.go-on"
        place = self.room.action.copy()
        if last:
            self._priority(place)
        self.button(
            "next-paper", place, say(words), lambda: self.kit.happen(NextPressed()),
            kind=Kind.SECONDARY if mood is Mood.TROUBLE else Kind.PRIMARY, size=Size.LEAD,
            **{"icon": "tick"} if words == "review.finish" else {"icon_right": "arrow-right"},
        )  # fmt: skip

    def _priority(self, area: Area) -> None:
        """Beside the number: most have no reason to be called sooner, and touch nothing more for that."""
        say, known = self.kit.say, self.state.visit.priority
        self.button(
            "priority", area.cut_left(area.width * 0.4, self.theme.gap),
            say("priority.short", why=say(f"priority.{known}")) if known else say("priority.mine"),
            lambda: self.kit.happen(PriorityPressed()),
            kind=Kind.CHOSEN if known else Kind.SECONDARY, icon="tick" if known else "care",
        )  # fmt: skip
