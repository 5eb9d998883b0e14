"""Which procedure: what most people come for, the fields, and a search; pages instead of scrolling.

Whoever has nothing to hand in finds a number here too.
"""

from __future__ import annotations

from functools import partial

from kiosk.journey.events import AppointmentPressed, BackPressed, ErrandChosen, ProcedureChosen
from kiosk.journey.states import ChooseProcedure, State
from kiosk.model import Errand, Procedure
from kiosk.rules.search import find
from kiosk.ui.area import Area
from kiosk.ui.keyboard import Keyboard
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import BigButton, Kind
from kiosk.ui.widgets.search import Found, QueryBox
from kiosk.ui.widgets.text import Text, width_of

ROWS = 6  # procedures on one page of a list
POPULAR = {True: 4, False: 3}  # on the first view, portrait and landscape
FIELDS = 6


class ChooseProcedureScreen(Screen):
    """`memory` keeps the view: "first", "field", "search" or "found", "errand" or "errand-field"; the field (or
    the errand), query and page.
    """

    left_share = 0.5

    def draw(self, state: ChooseProcedure) -> None:
        view = self.memory.setdefault("view", "first")
        self.memory.setdefault("query", "")
        if not self.kit.catalogue.procedures:
            self._nothing(self.kit.say("choose.empty"), "")
        elif view == "field":
            field = self.kit.catalogue.field(self.memory["field"])
            self._list(self.kit.of(field.name), self.kit.catalogue.of_field(field.id), field.icon)
        elif view == "found":
            found = self.found()
            self._list(self.kit.say("choose.results", count=len(found)), found)
        elif view == "search":
            self._search()
        elif view == "errand":
            self._errands()
        elif view == "errand-field":
            self._errand_fields(Errand(self.memory["field"]))
        else:
            self._first()

    def show(self, state: State) -> bool:
        self.state = state
        return True

    def back(self) -> None:
        view = self.memory["view"]
        if view == "first":
            self.kit.happen(BackPressed())
        else:
            self.open({"found": "search", "errand-field": "errand"}.get(view, "first"))

    def open(self, view: str, field: str = "") -> None:
        self.memory.update(view=view, field=field, page=0)
        self.redraw()

    def found(self) -> tuple[Procedure, ...]:
        query: str = self.memory["query"]
        return find(self.kit.catalogue, query)

    def choose(self, procedure: Procedure) -> None:
        documents = tuple(document.id for document in procedure.documents)
        self.kit.happen(ProcedureChosen(procedure.code, documents))

    def row(self, place: Area, procedure: Procedure) -> BigButton:
        return BigButton(
            self.theme, f"procedure-{procedure.code}", place, self.kit.of(procedure.short),
            lambda: self.choose(procedure), icon_right="chevron", align="left",
        )  # fmt: skip

    def _first(self) -> None:
        mm, say, room, theme = self.theme.mm, self.kit.say, self.room, self.theme
        title = mm(9)
        if theme.portrait:
            self.cut_heading(room.head, say("choose.question"))
            self.scene("choosing", room.head)
            fields = room.body
            popular = fields.cut_top(title + mm(2) + 4 * mm(23) + 3 * theme.gap, mm(6))
            for words, part in (("popular", popular), ("fields", fields)):
                line = part.cut_top(title, mm(2))
                self.text(line, say(f"choose.{words}"), Size.BODY, colour=theme.palette.soft)
            self._search_button(room.action)
        else:
            popular, fields = room.whole.columns(2, theme.gap)
            question = Area(
                popular.x,
                popular.y,
                popular.width,
                popular.height - 3 * theme.touch - 2 * theme.gap,
            )
            question.y = popular.top - question.height
            popular = Area(popular.x, popular.y, popular.width, popular.height - question.height)
            self.text(
                question,
                say("choose.question"),
                Size.HEADING,
                bold=True,
                balanced=True,
                valign="top",
            )
            self._search_button(fields.cut_top(theme.touch))
            fields = Area(fields.x, popular.y, fields.width, popular.height)
        count = POPULAR[theme.portrait]
        shown = (self.kit.catalogue.popular() or self.kit.catalogue.procedures)[:count]
        for procedure, place in zip(shown, popular.rows(count, theme.gap), strict=False):
            self.add_widget(self.row(place, procedure))
        self._fields(fields)

    def _fields(self, area: Area) -> None:
        theme = self.theme
        cells = area.grid(3, 2, theme.gap) if theme.portrait else area.grid(2, 3, theme.gap)
        inner = cells[0].width - theme.mm(2)
        stacked = all(
            width_of(theme, self.kit.of(field.name), Size.BODY, True) <= inner
            for field in self.kit.catalogue.fields[:FIELDS]
        )
        for field, place in zip(self.kit.catalogue.fields[:FIELDS], cells, strict=False):
            self.button(
                f"field-{field.id}", place, self.kit.of(field.name),
                partial(self.open, "field", field.id),
                icon=field.icon if stacked else "", stacked=stacked,
            )  # fmt: skip

    def _search_button(self, place: Area) -> None:
        """A search, and beside it what needs no procedure."""
        search, errand = place.columns(2, self.theme.gap)
        self.button(
            "search", search, self.kit.say("choose.search"), lambda: self.open("search"),
            icon="search",
        )  # fmt: skip
        self.button(
            "errands", errand, self.kit.say("errand.other"), lambda: self.open("errand"),
            icon="ticket" if self.theme.portrait else "",
        )  # fmt: skip

    def _errands(self) -> None:
        """Three large rows: each ends with a number, and none asks for papers."""
        say, happen = self.kit.say, self.kit.happen
        rows = (
            (
                "collect",
                "errand.collect-note",
                "stamp",
                lambda: self.open("errand-field", Errand.COLLECT),
            ),
            ("ask", "errand.ask-note", "person", lambda: self.open("errand-field", Errand.ASK)),
            (
                "appointment",
                "errand.appointment-note",
                "clock",
                lambda: happen(AppointmentPressed()),
            ),
        )
        if self.theme.portrait:
            self.cut_heading(self.room.head, say("errand.title"))
            self.scene("choosing", self.room.head)
            area = self.room.body.cut_top(3 * self.theme.mm(38) + 2 * self.theme.gap)
        else:
            area = self.room.whole
            self.cut_heading(area, say("errand.title"))
        for (name, note, icon, press), place in zip(
            rows, area.rows(len(rows), self.theme.gap), strict=True
        ):
            self.button(
                f"errand-{name}", place, say(f"errand.{name}"), press, icon=icon, align="left",
                icon_right="chevron", note=say(note), size=Size.LEAD,
            )  # fmt: skip

    def _errand_fields(self, errand: Errand) -> None:
        """In which field: its counters call the number."""
        ask = errand is Errand.ASK
        title = self.kit.say("errand.ask-field" if ask else "errand.collect-field")
        if self.theme.portrait:
            self.cut_heading(self.room.head, title)
            self.scene("clerk" if ask else "choosing", self.room.head)
            places = self.room.body.grid(2, 3, self.theme.gap)
        else:
            area = self.room.whole
            self.cut_heading(area, title)
            places = area.grid(3, 2, self.theme.gap)
        for field, place in zip(self.kit.catalogue.fields[:FIELDS], places, strict=False):
            self.button(
                f"field-{field.id}", place, self.kit.of(field.name),
                partial(self.kit.happen, ErrandChosen(errand, field.id)),
                icon=field.icon, stacked=True,
            )  # fmt: skip

    def _list(self, title: str, procedures: tuple[Procedure, ...], icon: str = "search") -> None:
        """Six large rows a page, and two buttons to turn it."""
        theme, mm, room = self.theme, self.theme.mm, self.room
        page = self.memory.setdefault("page", 0)
        pages = max(1, -(-len(procedures) // ROWS))
        if theme.portrait:
            self.cut_heading(room.head, title)
            side = min(room.head.height, mm(58))
            self.disc(icon, room.head.middle(side, side))
            places = room.body.rows(ROWS, theme.gap)
            turning = room.action
        else:
            area = room.whole
            top = area.cut_top(theme.touch, theme.gap)
            turning = top.cut_right(mm(134), mm(4)) if pages > 1 else top.copy()
            self.text(top, title, Size.HEADING, bold=True, balanced=True)
            places = area.grid(2, 3, theme.gap)
        for procedure, place in zip(procedures[page * ROWS :], places, strict=False):
            self.add_widget(self.row(place, procedure))
        if pages > 1:
            self._turning(turning, page, pages)

    def _turning(self, area: Area, page: int, pages: int) -> None:
        say, mm = self.kit.say, self.theme.mm
        wide = area.width * 0.385
        before = self.button(
            "list-before", area.cut_left(wide, mm(2)), say("choose.previous"),
            lambda: self._turn(-1), icon="arrow-left",
        )  # fmt: skip
        after = self.button(
            "list-after", area.cut_right(wide, mm(2)), say("choose.next"),
            lambda: self._turn(1), icon_right="arrow-right",
        )  # fmt: skip
        before.enable(page > 0)
        after.enable(page + 1 < pages)
        where = say("choose.page", page=page + 1, pages=pages)
        self.text(area, where, align="center", balanced=True)

    def _turn(self, by: int) -> None:
        self.memory["page"] += by
        self.redraw()

    def _nothing(self, words: str, hint: str) -> None:
        mm = self.theme.mm
        area = self.room.body if self.theme.portrait else self.room.whole
        if self.theme.portrait:
            self.scene("clerk", self.room.head)
        area.cut_top(mm(8 if self.theme.portrait else 24))
        self.cut_text(area, words, Size.LEAD, bold=True)
        if hint:
            self.cut_text(area, hint)

    def _search(self) -> None:
        theme, mm, say, room = self.theme, self.theme.mm, self.kit.say, self.room
        if theme.portrait:
            self.cut_heading(room.head, say("choose.search"))
            room.head.cut_bottom(mm(4))
            box = room.head.cut_bottom(mm(20), mm(4))
            self.scene("choosing", room.head)
            keyboard = room.body.cut_bottom(5 * theme.touch + 4 * theme.gap, mm(6))
            places = room.body.rows(2, theme.gap)
            show = room.action
        else:
            area = room.whole
            top = area.cut_top(theme.touch, theme.gap)
            show = top.cut_right(mm(62), mm(4))
            box, keyboard, places = top, area, []
        self._box = QueryBox(theme, box, say("choose.search-hint"))
        self._found = Found(self.kit.catalogue, places, self.row, self._no_result)
        self.add_widget(self._box)
        self.add_widget(self._found)
        self._all = self.button(
            "show-found", show, say("choose.nothing"), lambda: self.open("found"),
            kind=Kind.PRIMARY, size=Size.LEAD if theme.portrait else Size.BODY,
            icon_right="arrow-right", also=say("choose.nothing"),
        )  # fmt: skip
        self.add_widget(Keyboard(theme, keyboard, say, self._typed, self.memory["query"]))
        self._typed(self.memory["query"])

    def _typed(self, query: str) -> None:
        self.memory["query"] = query
        self._box.show(query)
        count = self._found.show(query)
        say = self.kit.say
        self._all.say(say("choose.show", count=count) if count else say("choose.nothing"))
        self._all.enable(count > 0)

    def _no_result(self, place: Area) -> Text:
        return Text(self.theme, self.kit.say("choose.nothing-hint"), place, Size.BODY)
