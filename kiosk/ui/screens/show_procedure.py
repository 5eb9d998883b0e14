"""Fee, time and papers of the procedure, in full, before anything is asked of the citizen."""

from __future__ import annotations

from kiosk.journey.events import Started
from kiosk.journey.states import ShowProcedure
from kiosk.model import Procedure
from kiosk.ui.answers import AnsweringScreen
from kiosk.ui.area import Area
from kiosk.ui.theme import Size
from kiosk.ui.widgets.facts import Entries, Fact, Facts, height_of_facts
from kiosk.ui.widgets.text import height_of

SHORT_ENOUGH = 90  # characters of a name that leave room for the facts


class ShowProcedureScreen(AnsweringScreen):
    """Landscape has two views, time and fee first, then papers: `memory` keeps which."""

    left_share = 0.5

    def draw(self, state: ShowProcedure) -> None:
        procedure = self.kit.catalogue.procedure(state.visit.procedure)
        if self.asks:
            self.draw_questions(procedure.code)
            return
        if self.theme.portrait:
            self._portrait(procedure)
        else:
            self._landscape(procedure)
        self.primary("start-procedure", self.kit.say("procedure.start"), Started())

    def _portrait(self, procedure: Procedure) -> None:
        mm, area = self.theme.mm, self.room.upper
        name = self.kit.of(procedure.name)
        size = Size.HEADING if len(name) <= 68 else Size.LEAD
        self.cut_heading(area, name, size, most=area.height * (0.17 if self.theme.large else 0.24))
        area.cut_top(mm(2))
        foot = area.cut_bottom(self.theme.touch if procedure.questions else mm(14), mm(3))
        if procedure.questions:
            self._asking(foot.cut_right(mm(62), mm(4)))
        self._basis(foot, procedure)
        facts = height_of_facts(self.theme, self._facts(procedure), area.width)
        papers = self._papers_height(procedure, area.width)
        free = area.height - mm(7 + 11 + 1)
        high = facts if facts + papers < free else free * facts / (facts + papers)
        place = area.cut_top(high, mm(7))
        self.add_widget(Facts(self.theme, place, self._facts(procedure)))
        title = area.cut_top(mm(11), mm(1))
        self.text(title, self.kit.say("procedure.documents"), Size.LEAD, bold=True)
        self._documents(self._rows(area, procedure), procedure)

    def _landscape(self, procedure: Procedure) -> None:
        mm, area = self.theme.mm, self.room.whole
        row = area.cut_bottom(self.theme.touch, self.theme.gap)
        if procedure.questions:
            self.room.action = row.cut_right(row.width * 0.4, self.theme.gap)
            self._asking(row.cut_right(row.width * 0.4, self.theme.gap))
            other = row
        else:
            other, self.room.action = row.columns(2, self.theme.gap)
        papers = self.memory.setdefault("papers", False)
        # The full name stands on one of the two views at least; the facts need the room more.
        name = self.kit.of(procedure.name)
        if len(name) > SHORT_ENOUGH and not papers:
            name = self.kit.of(procedure.short)
        self.cut_heading(area, name, Size.LEAD, most=mm(22.5))
        if papers:
            entries = [
                (f"{at}. {self.kit.of(document.name)}", self.kit.of(document.hint))
                for at, document in enumerate(procedure.documents, start=1)
            ]
            self.add_widget(Entries(self.theme, area, entries))
            if area.height > mm(11):
                self._basis(area, procedure)
        else:
            self.add_widget(Facts(self.theme, area, self._facts(procedure)))
        key = "procedure.facts" if papers else "procedure.see-documents"
        self.button(
            "other-facts", other, self.kit.say(key, count=len(procedure.documents)), self._other,
            icon="coin" if papers else "document",
        )  # fmt: skip

    def back(self) -> None:
        if self.asks:
            self.step_back()
        else:
            super().back()

    def _asking(self, place: Area) -> None:
        self.button("questions", place, self.kit.say("ask.open"), self.ask, icon="search")

    def _other(self) -> None:
        self.memory["papers"] = not self.memory["papers"]
        self.redraw()

    def _facts(self, procedure: Procedure) -> tuple[Fact, ...]:
        """Time, then fee with who need not pay, in full beside the amount."""
        of, say = self.kit.of, self.kit.say
        return (
            self._time(procedure),
            Fact("coin", say("procedure.fee"), of(procedure.fee), of(procedure.exemption)),
        )

    def _time(self, procedure: Procedure) -> Fact:
        """What is too late for today says so before anything is scanned."""
        say, now = self.kit.say, self.kit.today()
        words, more = self.kit.of(procedure.time), ""
        if procedure.same_day and now.late:
            day = self.kit.day(now.settled) if now.settled else say("procedure.next-day")
            words, more = say("procedure.settled", day=day), words
        elif now.closes:
            more = say("procedure.closes", time=f"{now.closes:%H:%M}")
        return Fact("clock", say("procedure.time"), words, more)

    def _papers_height(self, procedure: Procedure, width: float) -> float:
        wide = width - self.theme.mm(4 * 2 + 11 + 4)
        high = 0.0
        for document in procedure.documents:
            name, hint = self.kit.of(document.name), self.kit.of(document.hint)
            high += height_of(self.theme, f"1. {name}", Size.BODY, wide, True) + self.theme.mm(7)
            high += height_of(self.theme, hint, Size.BODY, wide) if hint else 0
        return high

    def _rows(self, area: Area, procedure: Procedure) -> list[Area]:
        mm, count = self.theme.mm, len(procedure.documents)
        high = min(mm(27), (area.height - mm(3) * (count - 1)) / count)
        return [area.cut_top(high, mm(3)) for _ in procedure.documents]

    def _documents(self, places: list[Area], procedure: Procedure) -> None:
        theme, mm, palette = self.theme, self.theme.mm, self.theme.palette
        for at, (document, row) in enumerate(
            zip(procedure.documents, places, strict=False), start=1
        ):
            self.panel(row, palette.card, palette.hair)
            inner = row.inset(mm(4), mm(1))
            side = min(inner.height, mm(11))
            self.icon("document", inner.cut_left(side, mm(4)))
            hint, name = self.kit.of(document.hint), f"{at}. {self.kit.of(document.name)}"
            if hint:
                part = height_of(theme, name, Size.BODY, inner.width, True)
                tail = height_of(theme, hint, Size.BODY, inner.width)
                top = inner.cut_top(inner.height * part / (part + tail))
                self.text(top, name, bold=True, valign="bottom")
                self.text(inner, hint, colour=palette.soft, valign="top")
            else:
                self.text(inner, name, bold=True)

    def _basis(self, area: Area, procedure: Procedure) -> None:
        words = self.kit.say(
            "procedure.basis", basis=procedure.basis, date=f"{procedure.valid_from:%d/%m/%Y}"
        )
        self.text(area, words, Size.SMALL, colour=self.theme.palette.soft, valign="bottom")
