"""The keyboard on screen: letters, a row of marks or digits, and a switch of how marks are typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache, partial

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.ui.area import Area
from kiosk.ui.composing import HOI, HUYEN, NANG, NGA, SAC, Method, compose
from kiosk.ui.drawing import Pen, Shape
from kiosk.ui.icons import WEIGHT
from kiosk.ui.theme import Colour, Size, Theme
from kiosk.ui.widgets.button import BigButton, Kind, Touchable
from kiosk.ui.widgets.shapes import Panel, texture_of
from kiosk.ui.widgets.text import Text

LONGEST = 60  # characters
COLUMNS, ROWS = 10, 5
# ơ and ư stand where the eye looks for o and u's neighbours; the other marked letters behind the tones.
LETTERS = ("qwertyuiop", "asdfghjklơ", "zxcvbnmư")
DIGITS = "1234567890"
MARKED = "ăâêôđ"
TONES = {"sac": SAC, "huyen": HUYEN, "hoi": HOI, "nga": NGA, "nang": NANG}


class Keyboard(Widget):
    """A keyboard that fills `area`. `on_text` hears the whole text after every change by touch.

    Keys have names that never change: `key-a`, `key-đ`, `key-7`, `key-sac`, `key-space`, `key-erase`,
    `key-clear`, `key-telex`, `key-vni`, `key-marks`. Digits stand instead of the row of marks while
    Telex or VNI is switched on. The first letter is a capital. `say` gives the words of the keys.
    """

    def __init__(
        self,
        theme: Theme,
        area: Area,
        say: Callable[[str], str],
        on_text: Callable[[str], None],
        text: str = "",
        method: Method = Method.MARKS,
    ) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        self.theme, self.method, self.text = theme, method, text
        self._area, self._say, self._on_text = area, say, on_text
        self._gap = theme.gap if theme.portrait else theme.mm(2.5)
        for row, letters in enumerate(LETTERS, start=1):
            for column, letter in enumerate(letters):
                self.add_widget(self._key(letter, row, column))
        self._add_commands()
        self._switches = {kind: self._switch(kind, place) for place, kind in enumerate(_SWITCH)}
        self._marks = Row([*self._tone_keys(), *self._keys(MARKED, 0, len(TONES))])
        self._digits = Row(self._keys(DIGITS, 0, 0))
        self._upper: Row | None = None
        self.switch(method)

    def find(self, key: str) -> Touchable:
        """The key of that name; raises KeyError where it is not shown."""
        for widget in self.walk(restrict=True):
            if isinstance(widget, Touchable) and widget.key == key:
                return widget
        raise KeyError(key)

    def switch(self, method: Method) -> None:
        """Type marks this way from now on; the text stays."""
        self.method = method
        for kind, button in self._switches.items():
            button.kind = Kind.CHOSEN if kind is method else Kind.QUIET
            button.look(False)
        upper = self._marks if method is Method.MARKS else self._digits
        if upper is not self._upper:
            if self._upper:
                self.remove_widget(self._upper)
            self.add_widget(upper)
            self._upper = upper

    def _type(self, char: str) -> None:
        if not self.text.strip():
            char = char.upper()
        self._change(compose(self.text, char, self.method))

    def _space(self) -> None:
        if self.text and not self.text.endswith(" "):
            self._change(self.text + " ")

    def _erase(self) -> None:
        """The last letter with its marks."""
        self._change(unicodedata.normalize("NFC", self.text)[:-1])

    def _change(self, text: str) -> None:
        if text != self.text and len(text) <= LONGEST:
            self.text = text
            self._on_text(text)

    def _cell(self, row: int, column: float, span: float = 1) -> Area:
        wide = (self._area.width + self._gap) / COLUMNS
        high = (self._area.height + self._gap) / ROWS
        return Area(
            round(self._area.x + column * wide),
            round(self._area.top - row * high - high + self._gap),
            round(span * wide - self._gap),
            round(high - self._gap),
        )

    def _key(self, char: str, row: int, column: float) -> Key:
        return Key(
            self.theme, f"key-{char}", self._cell(row, column), lambda: self._type(char), char
        )

    def _keys(self, chars: str, row: int, column: int) -> list[Key]:
        return [self._key(char, row, column + at) for at, char in enumerate(chars)]

    def _tone_keys(self) -> list[Key]:
        return [
            Key(
                self.theme, f"key-{name}", self._cell(0, column), partial(self._type, tone),
                self._say(f"keyboard.{name}"), mark=name,
            )
            for column, (name, tone) in enumerate(TONES.items())
        ]  # fmt: skip

    def _add_commands(self) -> None:
        theme, say = self.theme, self._say
        for name, cell, press, icon in (
            ("erase", self._cell(3, 8, 2), self._erase, "erase"),
            ("space", self._cell(4, 4.5, 3.5), self._space, ""),
            ("clear", self._cell(4, 8, 2), lambda: self._change(""), ""),
        ):
            self.add_widget(
                BigButton(theme, f"key-{name}", cell, say(f"keyboard.{name}"), press, icon=icon)
            )

    def _switch(self, method: Method, place: int) -> BigButton:
        button = BigButton(
            self.theme, f"key-{method}", self._cell(4, place * 1.5, 1.5),
            self._say(f"keyboard.{method}"), lambda: self.switch(method), kind=Kind.QUIET,
        )  # fmt: skip
        self.add_widget(button)
        return button


_SWITCH = (Method.MARKS, Method.TELEX, Method.VNI)


class Row(Widget):
    """Keys that come and go together."""

    def __init__(self, keys: list[Key]) -> None:
        super().__init__(size_hint=(None, None), size=(0, 0))
        for key in keys:
            self.add_widget(key)


class Key(Touchable):
    """One letter or digit; with `mark`, a drawn tone mark above its name."""

    def __init__(
        self,
        theme: Theme,
        key: str,
        area: Area,
        press: Callable[[], None],
        words: str,
        mark: str = "",
    ) -> None:
        super().__init__(key, area, press)
        palette = theme.palette
        self._grounds: tuple[Colour, Colour] = (
            palette.tint if mark else palette.card,
            palette.shade,
        )
        self._edge = palette.line
        self._panel = Panel(area, self._grounds[0], palette.line, theme.radius, theme.mm(0.5))
        self.add_widget(self._panel)
        inner = area.inset(theme.mm(0.8), theme.mm(0.6))
        if mark:
            above = inner.inset(0, inner.height * 0.03).cut_top(inner.height * 0.52)
            name = inner.cut_bottom(inner.height * (0.44 if theme.portrait else 0.52))
            self._draw_mark(mark, above, palette.ink)
            self.add_widget(Text(theme, words, name, Size.SMALL, align="center"))
        else:
            size = Size.HEADING if theme.portrait else Size.LEAD
            self.add_widget(Text(theme, words, inner, size, bold=True, align="center"))

    def look(self, pressed: bool) -> None:
        self._panel.tint(self._grounds[pressed], self._edge)

    def _draw_mark(self, mark: str, area: Area, ink: Colour) -> None:
        side = int(min(area.width, area.height))
        place = area.middle(side, side)
        with self.canvas.after:
            Color(*ink)
            Rectangle(
                texture=_mark(mark, side), pos=(round(place.x), round(place.y)), size=(side, side)
            )


def _sac(pen: Pen) -> None:
    pen.line((5.6, 5.6), (10, 1.6))


def _huyen(pen: Pen) -> None:
    pen.line((3.6, 1.6), (8, 5.6))


def _hoi(pen: Pen) -> None:
    pen.curve((4.6, 1.8), (6.6, 1), (8.4, 2), (7.6, 3.6), (6.8, 4.4), (6.7, 5.8))


def _nga(pen: Pen) -> None:
    pen.curve((2.6, 5), (4.2, 2.6), (6.4, 3.4), (8.2, 4.6), (9.8, 4), (11, 2))


def _nang(pen: Pen) -> None:
    pen.dot((6.6, 16.4), 1.6)


_MARKS: dict[str, tuple[Shape, float]] = {
    "sac": (_sac, 12.2),
    "huyen": (_huyen, 12.2),
    "hoi": (_hoi, 12.2),
    "nga": (_nga, 12.2),
    "nang": (_nang, 8.2),
}
_MARK_GRID = (13.6, 18.2)


@lru_cache(maxsize=20)
def _mark(name: str, side: int) -> Texture:
    """The mark in bold, at its place on a thin a."""
    shape, middle = _MARKS[name]
    pen = Pen((side, side), _MARK_GRID, WEIGHT * 1.2)
    shape(pen)
    pen.weight = WEIGHT * 0.8
    pen.circle((6.2, middle), 4)
    pen.line((10.4, middle - 4.2), (10.4, middle + 4.3))
    return texture_of(pen.mask())
