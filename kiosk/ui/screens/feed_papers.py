"""The papers of one required document are awaited in the tray."""

from __future__ import annotations

from kiosk.journey.events import BackPressed, PaperMissing, ScanPressed
from kiosk.journey.states import FeedPapers
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.text import height_of


class FeedPapersScreen(Screen):
    left_share = 0.4

    def draw(self, state: FeedPapers) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        scan, title = say("feed.scan"), say("feed.title")
        if state.backs:
            scan, title = say("feed.scan-backs"), say("feed.turn-over")
        self.primary("scan-papers", scan, ScanPressed(), icon="scanner")
        if self.theme.portrait:
            area = room.upper
            other = area.cut_bottom(mm(24), mm(8))
            self.cut_heading(area, title)
            area.cut_top(mm(2))
            self._paper(area.cut_top(mm(56), mm(5)), state)
        else:
            left, area = room.head, room.body
            other = left.cut_bottom(self.theme.touch, self.theme.gap)
            self.cut_heading(area, title, most=mm(41))
            self._paper(left, state)
        if state.trouble:
            high = min(self.banner_height(state.trouble, area.width), area.height)
            self.banner(area.cut_bottom(high, mm(4)), state.trouble)
        self.scene("backs" if state.backs else "papers", area)
        if state.visit.papers[state.paper].pages:
            self.button("see-pages", other, say("feed.see"), lambda: self.kit.happen(BackPressed()))
        else:
            self.button(
                "paper-missing", other, say("feed.missing"), lambda: self.kit.happen(PaperMissing())
            )

    def _paper(self, area: Area, state: FeedPapers) -> None:
        """Which paper: its place in the list, its name and its hint."""
        mm, say, palette, theme = self.theme.mm, self.kit.say, self.theme.palette, self.theme
        document = self.document(state.visit, state.paper)
        self.panel(area, palette.card, palette.line)
        inner = area.inset(mm(6 if theme.portrait else 3.5), mm(3))
        which = say("feed.which", number=state.paper + 1, count=len(state.visit.papers))
        top = inner.cut_top(theme.type_size(Size.BODY) * 1.35, mm(1))
        self.text(top, which, colour=palette.soft)
        note = self._note(state) or self.kit.of(document.hint)
        if note:
            high = height_of(theme, note, Size.BODY, inner.width)
            self.text(inner.cut_bottom(min(high, inner.height * 0.5), mm(1)), note, valign="top")
        name = self.kit.of(document.name)
        size = Size.HEADING if len(name) <= (34 if theme.portrait else 16) else Size.LEAD
        self.text(inner, name, size, bold=True, balanced=True)

    def _note(self, state: FeedPapers) -> str:
        """Which page is wanted again, how the stack is to lie, or how many pages are in the kiosk already."""
        pages = state.visit.papers[state.paper].pages
        if state.backs:
            return self.kit.say("feed.backs", count=state.visit.papers[state.paper].fronts)
        for which, words in ((state.replacing, "feed.again"), (state.after, "feed.after")):
            numbers = [page.number for page in pages if page.id == which]
            if numbers:
                return self.kit.say(words, number=numbers[0])
        return self.kit.say("feed.already", pages=len(pages)) if pages else ""
