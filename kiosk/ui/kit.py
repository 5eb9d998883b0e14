"""What every screen is built with, and the base of every screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kivy.uix.widget import Widget

from kiosk.faults import Fault, remedy
from kiosk.journey.events import BackPressed, Event
from kiosk.journey.states import State, Visit
from kiosk.model import Actor, Language, RequiredDocument, Words
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.working_days import Today
from kiosk.settings import Office
from kiosk.store.moments import OFFICE_ZONE
from kiosk.ui.area import Area
from kiosk.ui.theme import Colour, Size, Theme
from kiosk.ui.widgets.button import BigButton, Kind
from kiosk.ui.widgets.pageview import Pictures
from kiosk.ui.widgets.shapes import Icon, Panel, SceneView
from kiosk.ui.widgets.text import Text, height_of
from kiosk.ui.words import Phrases

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Kit:
    """The theme, the words, the office's data, and where touches go."""

    theme: Theme
    say: Phrases
    office: Office
    catalogue: Catalogue
    pictures: Pictures
    happen: Callable[[Event], None]
    new_case: Callable[[], str]
    codes: bool = False  # this kiosk has a barcode reader
    hotline: str = ""  # to be called by whoever waits for a clerk
    today: Callable[[], Today] = Today

    @property
    def language(self) -> Language:
        return self.say.language

    def day(self, day: dt.date) -> str:
        """With its name, as people say it."""
        return f"{self.say('weekday.' + WEEKDAYS[day.weekday()])}, {day:%d/%m/%Y}"

    def time(self, moment: dt.datetime) -> str:
        """An aware moment by the office's clock."""
        return f"{moment.astimezone(OFFICE_ZONE):%H:%M}"

    def of(self, words: Words) -> str:
        """The catalogue's, office's or fault's words in this language; Vietnamese where there are none."""
        return words.of(self.language) or words.vi


@dataclass
class Room:
    """The places of a screen: `head` for the question and picture, `body` for answers, `action` for the next step.

    Portrait: head lies above everything touchable. Landscape: head is the left part, body and action the right.
    """

    head: Area
    body: Area
    action: Area

    def copy(self) -> Room:
        return Room(self.head.copy(), self.body.copy(), self.action.copy())

    @property
    def upper(self) -> Area:
        """Head and body together; in portrait nothing touchable may stand in its upper part."""
        x, y = min(self.head.x, self.body.x), min(self.head.y, self.body.y)
        right, top = max(self.head.right, self.body.right), max(self.head.top, self.body.top)
        return Area(x, y, right - x, top - y)

    @property
    def whole(self) -> Area:
        """Head and body and action together."""
        areas = (self.head, self.body, self.action)
        x, y = min(area.x for area in areas), min(area.y for area in areas)
        return Area(
            x, y, max(area.right for area in areas) - x, max(area.top for area in areas) - y
        )


class Screen(Widget):
    """One state's screen; `show` takes a new value of the same state, `back` the Back button."""

    has_back = True
    left_share = 0.46  # of a landscape screen that is head

    def __init__(self, kit: Kit, room: Room, state: Any, memory: dict[str, Any]) -> None:  # noqa: ANN401
        """`state` is of the screen's own class; `memory` outlives the screen until the visit ends."""
        super().__init__(size_hint=(None, None), size=(0, 0))
        self.kit, self.theme, self.state, self.memory = kit, kit.theme, state, memory
        self._given = room
        self.room = room.copy()
        self.draw(state)

    def draw(self, state: Any) -> None:  # noqa: ANN401
        """Build every widget for `state`."""

    def show(self, state: State) -> bool:
        """Change what differs in `state`; False where the screen must be built anew."""
        return False

    def back(self) -> None:
        self.kit.happen(BackPressed())

    def forget(self) -> None:
        """Leave nothing of the citizen in memory that drawing needs."""

    def redraw(self) -> None:
        """Build again, e.g. after a choice that no state knows of."""
        self.forget()
        self.clear_widgets()
        self.room = self._given.copy()
        self.draw(self.state)

    # What screens are made of.

    def text(self, area: Area, words: str, size: Size = Size.BODY, **look: Any) -> Text:  # noqa: ANN401
        widget = Text(self.theme, words, area, size, **look)
        self.add_widget(widget)
        return widget

    def heading(self, area: Area, words: str, align: str = "left") -> Text:
        return self.text(
            area, words, Size.HEADING, bold=True, balanced=True, align=align, valign="top"
        )

    def cut_heading(
        self, area: Area, words: str, size: Size = Size.HEADING, most: float = 0
    ) -> Text:
        """A heading as high as it needs to be, `most` at most, cut from the top of `area`."""
        high: float = height_of(self.theme, words, size, area.width, bold=True, balanced=True)
        place = area.cut_top(min(high, most or area.height), self.theme.mm(3))
        return self.text(place, words, size, bold=True, balanced=True, valign="top")

    def cut_text(
        self,
        area: Area,
        words: str,
        size: Size = Size.BODY,
        **look: Any,  # noqa: ANN401
    ) -> Text:
        """A text as high as it needs to be, cut from the top of `area`."""
        high: float = height_of(self.theme, words, size, area.width, bool(look.get("bold")))
        place = area.cut_top(min(high, area.height), self.theme.mm(1.5))
        return self.text(place, words, size, valign="top", **look)

    def button(
        self,
        key: str,
        area: Area,
        words: str,
        press: Callable[[], None],
        **look: Any,  # noqa: ANN401
    ) -> BigButton:
        widget = BigButton(self.theme, key, area, words, press, **look)
        self.add_widget(widget)
        return widget

    def primary(self, key: str, words: str, event: Event, icon: str = "arrow-right") -> BigButton:
        """The one thing to do next, in its place."""
        side = "icon_right" if icon == "arrow-right" else "icon"
        return self.button(
            key, self.room.action, words, lambda: self.kit.happen(event),
            kind=Kind.PRIMARY, size=Size.LEAD, **{side: icon},
        )  # fmt: skip

    def panel(
        self, area: Area, ground: Colour, edge: Colour | None = None, radius: float | None = None
    ) -> Panel:
        round_ = self.theme.radius if radius is None else radius
        widget = Panel(area, ground, edge, round_, self.theme.mm(0.4))
        self.add_widget(widget)
        return widget

    def icon(self, name: str, area: Area, colour: Colour | None = None) -> Icon:
        widget = Icon(name, area, colour or self.theme.palette.ink)
        self.add_widget(widget)
        return widget

    def disc(self, icon: str, area: Area) -> None:
        """A large icon on a disc."""
        self.panel(area, self.theme.palette.tint, radius=area.height / 2)
        self.icon(icon, area.inset(area.height * 0.22))

    def scene(self, name: str, area: Area) -> None:
        """A picture of what to do; none where it would be too small to be understood."""
        if area.height >= self.theme.mm(15):
            self.add_widget(SceneView(self.theme, name, area))

    def document(self, visit: Visit, paper: int) -> RequiredDocument:
        """The required document that a visit's paper belongs to."""
        wanted = visit.papers[paper].document
        documents = self.kit.catalogue.procedure(visit.procedure).documents
        return next(document for document in documents if document.id == wanted)

    def banner_height(self, fault: Fault, width: float, advice: str = "") -> float:
        what, do = self._banner_heights(fault, advice, width, self.theme)
        return what + do + 2 * self._banner_pad

    def banner(self, area: Area, fault: Fault, advice: str = "") -> None:
        """What happened, and what to do (`advice` where that is not the fault's usual remedy); a sign and
        words, not colour alone.

        Large letters give way where the place is too low for them.
        """
        words, palette, mm = remedy(fault), self.theme.palette, self.theme.mm
        theme = self.theme
        if self.banner_height(fault, area.width, advice) > area.height + 1:
            theme = replace(theme, large=False)
        stopped = words.actor is not Actor.CITIZEN
        ink = palette.stop if stopped else palette.wait
        self.panel(area, palette.stop_ground if stopped else palette.wait_ground, ink)
        inner = area.inset(mm(3), self._banner_pad)
        self.icon("stop" if stopped else "warning", inner.cut_left(mm(9), mm(3)), ink)
        what, do = self._banner_heights(fault, advice, area.width, theme)
        first = inner.cut_top(inner.height * what / (what + do))
        for text, place, look in (
            (self.kit.of(words.what), first, {"bold": True, "colour": ink, "valign": "bottom"}),
            (advice or self.kit.of(words.do), inner, {"valign": "top"}),
        ):
            self.add_widget(Text(theme, text, place, Size.BODY, **look))

    def _banner_heights(
        self, fault: Fault, advice: str, width: float, theme: Theme
    ) -> tuple[float, float]:
        words, inner = remedy(fault), width - theme.mm(2 * 3 + 9 + 3)
        what = height_of(theme, self.kit.of(words.what), Size.BODY, inner, bold=True)
        return what, height_of(theme, advice or self.kit.of(words.do), Size.BODY, inner)

    @property
    def _banner_pad(self) -> int:
        return self.theme.mm(2.5 if self.theme.portrait else 1)
