"""The search: what is typed, what is found so far, and the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from kivy.uix.widget import Widget

from kiosk.model import Procedure
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.search import find
from kiosk.ui.area import Area
from kiosk.ui.theme import Size, Theme
from kiosk.ui.widgets.shapes import Icon, Panel
from kiosk.ui.widgets.text import Text


class QueryBox(Widget):
    """The typed text with a mark where the next letter goes; a hint while there is none."""

    def __init__(self, theme: Theme, area: Area, hint: str) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        palette, mm = theme.palette, theme.mm
        self._theme, self._hint = theme, hint
        self.add_widget(Panel(area, palette.card, palette.ink, theme.radius, mm(0.5)))
        inner = area.inset(mm(3), mm(1))
        side = min(inner.height, mm(9))
        self.add_widget(Icon("search", inner.cut_left(side, mm(3)), palette.ink))
        self._text = Text(theme, "", inner, Size.LEAD)
        self.add_widget(self._text)

    def show(self, query: str) -> None:
        """The end of a long query is what matters while it is typed."""
        palette = self._theme.palette
        self._text.tint(palette.ink if query else palette.soft)
        shown = query
        self._text.say(f"{shown}|" if query else self._hint)
        while query and not self._text.fits and len(shown) > 1:
            shown = shown[1:]
            self._text.say(f"…{shown}|")


class Found(Widget):
    """The first few procedures found; only its rows change while somebody types."""

    def __init__(
        self,
        catalogue: Catalogue,
        places: list[Area],
        row: Callable[[Area, Procedure], Widget],
        nothing: Callable[[Area], Widget],
    ) -> None:
        super().__init__(size_hint=(None, None), size=(0, 0))
        self._catalogue, self._places, self._row, self._nothing = catalogue, places, row, nothing
        self._shown: tuple[Procedure, ...] | None = None

    def show(self, query: str) -> int:
        """How many there are."""
        found = find(self._catalogue, query)
        shown = found[: len(self._places)]
        if shown != self._shown:
            self._shown = shown
            self.clear_widgets()
            for procedure, place in zip(shown, self._places, strict=False):
                self.add_widget(self._row(place, procedure))
            if not found and self._places:
                self.add_widget(self._nothing(self._places[0]))
        return len(found)
