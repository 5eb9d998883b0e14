"""A text on screen: broken as Vietnamese wants it, never larger than its place."""

from __future__ import annotations

import math

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.ui.area import Area
from kiosk.ui.linebreak import broken, glue
from kiosk.ui.theme import CAP_HEIGHT, FONT, LINE_HEIGHT, Colour, Size, Theme

OVERSHOOT = 0.015  # of the type size: round letters reach beyond flat ones
NATURAL = 1.265  # the font's own line height, by its type size


class Text(Widget):
    """One text in one size and colour, as large as its size allows and as its place holds.

    `fits` is False where even the least size of its kind does not: a test keeps that from happening.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        area: Area,
        size: Size = Size.BODY,
        *,
        bold: bool = False,
        colour: Colour | None = None,
        align: str = "left",
        valign: str = "middle",
        balanced: bool = False,
        capitals: bool = False,
    ) -> None:
        """`capitals`: one line of capitals and digits, placed by their height without the space for marks."""
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        self.theme, self.kind, self.bold = theme, size, bold
        self.align, self.valign, self.balanced = align, valign, balanced
        self.capitals = capitals
        with self.canvas:
            self._colour = Color(*(colour or theme.palette.ink))
        self._lines: list[Rectangle] = []
        self.text = ""
        self.type_size = 0
        self.fits = True
        self.ink = (area.x, area.y, 0.0, 0.0)
        self.say(text)

    def say(self, text: str) -> None:
        """Show another text in the same place."""
        self.text = text
        high = (
            self.height * NATURAL / (CAP_HEIGHT + 2 * OVERSHOOT) if self.capitals else self.height
        )
        self.type_size, lines = fitted(
            self.theme, text, self.kind, self.bold, self.width, high, self.balanced
        )
        for line in self._lines:
            self.canvas.remove(line)
        textures = [self._texture(line) for line in lines if text]
        pitch = self.type_size * LINE_HEIGHT
        last = self._high(1) if text else 0
        height = last + pitch * (len(textures) - 1) if text else 0
        width = max((texture.width for texture in textures), default=0)
        self.fits = width <= self.width + 1 and height <= self.height + 1
        bottom = self._bottom(height)
        self._lines = [
            Rectangle(
                texture=texture,
                pos=(self._left(texture.width), round(bottom + pitch * (len(textures) - 1 - at))),
                size=texture.size,
            )
            for at, texture in enumerate(textures)
        ]
        for line in self._lines:
            self.canvas.add(line)
        # Where the letters lie: x, y, width, height.
        self.ink = (self._left(width), bottom, width, height)

    def tint(self, colour: Colour) -> None:
        self._colour.rgba = colour

    def _texture(self, line: str) -> Texture:
        """One line; its baseline lies as far above its bottom in every line, however high its marks."""
        label = _label(self.type_size, self.bold)
        label.text = line
        label.refresh()
        texture = label.texture
        if self.capitals:
            below = int(self.type_size * (NATURAL - 1 - OVERSHOOT))
            high = min(texture.height - below, int(self._high(1)))
            texture = texture.get_region(0, below, texture.width, high)
        return texture

    def _high(self, lines: int) -> float:
        if self.capitals:
            return math.ceil(self.type_size * (CAP_HEIGHT + 2 * OVERSHOOT))
        return Ruler(self.type_size, self.bold).height(lines)

    def _left(self, width: float) -> int:
        spare = float(self.width) - width
        part = {"left": 0.0, "center": 0.5, "right": 1.0}[self.align]
        return round(float(self.x) + part * spare)

    def _bottom(self, height: float) -> int:
        spare = float(self.height) - height
        part = {"bottom": 0.0, "middle": 0.5, "top": 1.0}[self.valign]
        return round(float(self.y) + part * spare)


class Ruler:
    """How wide and high texts stand in one type size."""

    def __init__(self, type_size: int, bold: bool) -> None:
        self._label = _label(type_size, bold)
        self._type_size = type_size

    def width(self, text: str) -> float:
        return float(self._label.get_extents(text)[0])

    def height(self, lines: int) -> int:
        return math.ceil(self._type_size * (NATURAL + (lines - 1) * LINE_HEIGHT))


def height_of(
    theme: Theme,
    text: str,
    size: Size,
    width: float,
    bold: bool = False,
    balanced: bool = False,
) -> int:
    """How high `text` stands at its full size when it is `width` wide."""
    ruler = Ruler(theme.type_size(size), bold)
    return ruler.height(len(broken(glue(text), width, ruler.width, balanced)))


def width_of(theme: Theme, text: str, size: Size, bold: bool = False) -> float:
    """How wide `text` is at its full size on one line."""
    return Ruler(theme.type_size(size), bold).width(text)


def fitted(
    theme: Theme, text: str, size: Size, bold: bool, width: float, height: float, balanced: bool
) -> tuple[int, list[str]]:
    """The largest type size at which `text` lies inside, and its lines."""
    glued = glue(text)
    least = theme.least_type_size(size)
    type_size = theme.type_size(size)
    while True:
        ruler = Ruler(type_size, bold)
        lines = broken(glued, width, ruler.width, balanced)
        inside = ruler.height(len(lines)) <= height + 0.5 and all(
            ruler.width(line) <= width for line in lines
        )
        if inside or type_size <= least:
            return type_size, lines
        type_size = max(least, min(type_size - 1, int(type_size * 0.96)))


def _label(type_size: int, bold: bool) -> CoreLabel:
    return CoreLabel(font_name=FONT, font_size=type_size, bold=bold, color=(1, 1, 1, 1))
