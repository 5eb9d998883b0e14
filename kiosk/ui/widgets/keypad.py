"""The keypad, and the 12 digits of a card's number typed with it, of which the last four are readable at most."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.ui.area import Area
from kiosk.ui.drawing import Pen
from kiosk.ui.theme import Size, Theme
from kiosk.ui.widgets.button import BigButton, Kind
from kiosk.ui.widgets.shapes import Panel, texture_of
from kiosk.ui.widgets.text import Text

DIGITS = 12
GROUPS = (3, 6, 12)  # ends of the groups, as the number is printed: 3 3 6
OPEN = 4  # digits readable


class NumberBox(Widget):
    """The typed digits in cells: dots for the earlier ones, an open cell for what is missing."""

    def __init__(self, theme: Theme, area: Area) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        palette = theme.palette
        self.add_widget(Panel(area, palette.card, palette.ink, theme.radius, theme.mm(0.5)))
        inner = area.inset(theme.mm(3), theme.mm(1))
        space = theme.mm(4)
        pitch = (inner.width - space * (len(GROUPS) - 1)) / DIGITS
        self._cells: list[Text] = []
        self._dots: list[Color] = []
        self._lines: list[Color] = []
        dot = max(6, int(theme.mm(2.6)))
        with self.canvas.after:
            for at in range(DIGITS):
                x = inner.x + at * pitch + space * sum(at >= end for end in GROUPS)
                self._lines.append(Color(*palette.line))
                Rectangle(
                    pos=(x + pitch * 0.12, inner.y + theme.mm(1.5)),
                    size=(pitch * 0.76, theme.mm(0.5)),
                )
                self._dots.append(Color(*palette.ink[:3], 0))
                Rectangle(
                    texture=_dot(dot),
                    pos=(round(x + (pitch - dot) / 2), round(area.y + (area.height - dot) / 2)),
                    size=(dot, dot),
                )
                cell = Text(
                    theme, "", Area(x, area.y, pitch, area.height), Size.LEAD,
                    bold=True, align="center",
                )  # fmt: skip
                self._cells.append(cell)
                self.add_widget(cell)

    def show(self, digits: str) -> None:
        for at in range(DIGITS):
            typed = at < len(digits)
            hidden = typed and at < len(digits) - OPEN
            self._dots[at].a = 1 if hidden else 0
            self._lines[at].a = 0 if typed else 1
            self._cells[at].say(digits[at] if typed and not hidden else "")


class Keypad(Widget):
    """Ten digits and an eraser; `changed` hears every change of the digits.

    Upright as a telephone's (3 by 4); in a low place 4 by 3, the 0 beside the 6.
    """

    def __init__(
        self,
        theme: Theme,
        area: Area,
        erase: str,
        changed: Callable[[str], None],
        digits: str = "",
        most: int = DIGITS,
    ) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        self.digits, self._most = digits, most
        self._changed = changed
        order = ("1 2 3 4 5 6 7 8 9 . 0 <" if theme.portrait else "1 2 3 < 4 5 6 0 7 8 9 .").split()
        cells = area.grid(*((3, 4) if theme.portrait else (4, 3)), theme.gap)
        for name, cell in zip(order, cells, strict=True):
            if name == "<":
                self.add_widget(
                    BigButton(
                        theme, "digit-erase", cell, erase, self._erase,
                        icon="erase", stacked=not theme.portrait, kind=Kind.QUIET,
                    )
                )  # fmt: skip
            elif name != ".":
                self.add_widget(
                    BigButton(
                        theme, f"digit-{name}", cell, name, partial(self._type, name),
                        size=Size.HEADING,
                    )
                )  # fmt: skip

    def _type(self, digit: str) -> None:
        if len(self.digits) < self._most:
            self.digits += digit
            self._changed(self.digits)

    def _erase(self) -> None:
        self.digits = self.digits[:-1]
        self._changed(self.digits)


def _dot(side: int) -> Texture:
    pen = Pen((side, side), (2, 2), 1)
    pen.dot((1, 1), 0.95)
    return texture_of(pen.mask())
