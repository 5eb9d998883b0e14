"""The papers of one required document are awaited in the tray."""

from __future__ import annotations

from kiosk.journey.events import PaperMissing, ScanPressed
from kiosk.journey.states import FeedPapers
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.text import height_of


class FeedPapersScreen(Screen):
    def draw(self, state: FeedPapers) -> None:
        mm, say, room = self.theme.mm, self.kit.say, self.room
        self.primary("scan-papers", say("feed.scan"), ScanPressed(), icon="scanner")
        if self.theme.portrait:
            self.cut_heading(room.head, say("feed.title"))
            self.scene("papers", room.head)
            body = room.body
            missing = body.cut_bottom(mm(24), mm(8))
            body.cut_top(mm(4))
            self._paper(body.cut_top(mm(58), mm(6)), state)
            if state.trouble:
                high = min(self.banner_height(state.trouble, body.width), body.height)
                self.banner(body.cut_top(high), state.trouble)
        else:
            left, body = room.head, room.body
            missing, room_action = room.whole.cut_bottom(self.theme.touch).columns(2, self.theme.gap)
            del room_action
            missing = Area(left.x, room.action.y, left.width, room.action.height)
            left.cut_bottom(self.theme.touch, self.theme.gap)
            self.cut_heading(body, say("feed.title"))
            if state.trouble:
                high = min(self.banner_height(state.trouble, body.width), body.height)
                self.banner(body.cut_bottom(high), state.trouble)
            else:
                self.scene("papers", body)
            self._paper(left, state)
        self.button(
            "paper-missing", missing, say("feed.missing"), lambda: self.kit.happen(PaperMissing())
        )

    def _paper(self, area: Area, state: FeedPapers) -> None:
        """Which paper: its place in the list, its name and its hint."""
        mm, say, palette, theme = self.theme.mm, self.kit.say, self.theme.palette, self.theme
        visit = state.visit
        procedure = self.kit.catalogue.procedure(visit.procedure)
        paper = visit.papers[state.paper]
        document = next(d for d in procedure.documents if d.id == paper.document)
        self.panel(area, palette.card, palette.line)
        inner = area.inset(mm(5 if theme.portrait else 4), mm(3))
        which = say("feed.which", number=state.paper + 1, count=len(visit.papers))
        self.text(inner.cut_top(theme.type_size(Size.BODY) * 1.35, mm(1)), which, colour=palette.soft)
        if paper.pages:
            note = say("feed.already", pages=len(paper.pages))
        else:
            note = self.kit.of(document.hint)
        if note:
            high = height_of(theme, note, Size.BODY, inner.width)
            self.text(inner.cut_bottom(min(high, inner.height * 0.5), mm(1)), note, valign="top")
        self.text(inner, self.kit.of(document.name), Size.HEADING, bold=True, balanced=True)
