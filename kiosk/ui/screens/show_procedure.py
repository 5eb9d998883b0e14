"""Fee, time and papers of the procedure, in full, before anything is asked of the citizen."""

from __future__ import annotations

from kiosk.journey.events import Started
from kiosk.journey.states import ShowProcedure
from kiosk.model import Procedure
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.text import height_of


class ShowProcedureScreen(Screen):
    left_share = 0.52

    def draw(self, state: ShowProcedure) -> None:
        procedure = self.kit.catalogue.procedure(state.visit.procedure)
        self.primary("start-procedure", self.kit.say("procedure.start"), Started())
        if self.theme.portrait:
            self._portrait(procedure)
        else:
            self._landscape(procedure)

    def _portrait(self, procedure: Procedure) -> None:
        mm = self.theme.mm
        room = self.room
        area = Area(room.body.x, room.body.y, room.body.width, room.head.top - room.body.y)
        name = self.kit.of(procedure.name)
        size = Size.HEADING if len(name) < 60 else Size.LEAD
        self.cut_heading(area, name, size, most=area.height * 0.24)
        area.cut_top(mm(2))
        basis = area.cut_bottom(mm(15), mm(2))
        self._basis(basis, procedure)
        wanted = self._facts_height(procedure, area.width)
        facts = area.cut_top(min(wanted, area.height * 0.55), mm(6))
        self._facts(facts, procedure)
        self._documents(area, procedure)

    def _landscape(self, procedure: Procedure) -> None:
        mm, room = self.theme.mm, self.room
        whole = room.whole
        name = self.kit.of(procedure.name)
        width = whole.width
        size = Size.HEADING if len(name) < 40 else Size.LEAD
        high = min(height_of(self.theme, name, size, width, True, True), mm(19 if self.theme.large else 22))
        self.text(whole.cut_top(high, mm(2.5)), name, size, bold=True, balanced=True, valign="top")
        left = Area(room.head.x, whole.y, room.head.width, whole.height)
        right = Area(room.body.x, room.body.y, room.body.width, whole.top - room.body.y)
        self._facts(left, procedure)
        self._documents(right, procedure)

    def _facts_height(self, procedure: Procedure, width: float) -> float:
        mm, theme = self.theme.mm, self.theme
        inner = width - mm(2 * 4 + 10 + 4)
        high = mm(8) * 2 + mm(14)
        for words, bold in (
            (self.kit.of(procedure.time), True),
            (self.kit.of(procedure.fee), True),
            (self.kit.of(procedure.exemption), False),
        ):
            if words:
                high += height_of(theme, words, Size.BODY, inner, bold) + mm(2)
        return high

    def _facts(self, area: Area, procedure: Procedure) -> None:
        """Time, then fee with who need not pay, in full beside the amount."""
        theme, mm, palette = self.theme, self.theme.mm, self.theme.palette
        self.panel(area, palette.card, palette.hair)
        inner = area.inset(mm(4 if theme.portrait else 3))
        icon = mm(10 if theme.portrait else 8)
        time, fee = self.kit.of(procedure.time), self.kit.of(procedure.fee)
        exemption = self.kit.of(procedure.exemption)
        wide = inner.width - icon - mm(4)
        label = theme.type_size(Size.SMALL) * 1.3

        def high(words: str, bold: bool) -> float:
            return float(height_of(theme, words, Size.BODY, wide, bold)) if words else 0.0

        need = 2 * label + high(time, True) + high(fee, True) + high(exemption, False) + mm(5)
        squeeze = min(1.0, inner.height / need)
        for key, name, words, more in (
            ("clock", "procedure.time", time, ""),
            ("coin", "procedure.fee", fee, exemption),
        ):
            body = high(words, True) * squeeze
            tail = high(more, False) * squeeze
            row = inner.cut_top(min(inner.height, label + body + tail), mm(4) * squeeze)
            self.icon(key, row.cut_left(icon, mm(4)).cut_top(icon), palette.ink)
            self.text(row.cut_top(label), self.kit.say(name), Size.SMALL, colour=palette.soft)
            self.text(row.cut_top(body), words, bold=True, valign="top")
            if more:
                self.text(row, more, valign="top")

    def _documents(self, area: Area, procedure: Procedure) -> None:
        theme, mm, palette = self.theme, self.theme.mm, self.theme.palette
        title = area.cut_top(mm(9 if theme.portrait else 7), mm(1))
        self.text(title, self.kit.say("procedure.documents"), Size.LEAD, bold=True)
        documents = procedure.documents
        most = mm(26 if theme.portrait else 20)
        high = min(most, (area.height - mm(2.5) * (len(documents) - 1)) / len(documents))
        for at, document in enumerate(documents, start=1):
            row = area.cut_top(high, mm(2.5))
            self.panel(row, palette.card, palette.hair)
            inner = row.inset(mm(3), mm(1))
            side = min(inner.height, mm(10))
            disc = inner.cut_left(side, mm(3))
            self.icon("document", disc, palette.ink)
            hint = self.kit.of(document.hint)
            name = f"{at}. {self.kit.of(document.name)}"
            if hint:
                part = height_of(theme, name, Size.BODY, inner.width, True)
                tail = height_of(theme, hint, Size.SMALL, inner.width)
                top = inner.cut_top(inner.height * part / (part + tail))
                self.text(top, name, bold=True, valign="bottom")
                self.text(inner, hint, Size.SMALL, colour=palette.soft, valign="top")
            else:
                self.text(inner, name, bold=True)

    def _basis(self, area: Area, procedure: Procedure) -> None:
        words = self.kit.say(
            "procedure.basis", basis=procedure.basis, date=f"{procedure.valid_from:%d/%m/%Y}"
        )
        self.text(area, words, Size.SMALL, colour=self.theme.palette.soft, valign="bottom")
