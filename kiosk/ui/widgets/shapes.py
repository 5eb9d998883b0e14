"""Panels, icons and pictures: rounded surfaces and our own drawings in the theme's colours."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kivy.graphics import Color, Rectangle, SmoothRoundedRectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget
from PIL import Image

from kiosk.ui.area import Area
from kiosk.ui.drawing import Pen, Scene
from kiosk.ui.icons import GRID, ICONS, WEIGHT
from kiosk.ui.scenes import SCENES, UNITS, terraces
from kiosk.ui.theme import Colour, Palette, Theme


class Panel(Widget):
    """A rounded surface with an edge."""

    def __init__(
        self,
        area: Area,
        ground: Colour,
        edge: Colour | None = None,
        radius: float = 0,
        weight: float = 2,
    ) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        area = area.snapped()
        with self.canvas:
            self._edge: Color | None = None
            inner = area
            if edge is not None:
                self._edge = Color(*edge)
                _rounded(area, radius)
                inner = area.inset(weight)
                radius = max(0.0, radius - weight)
            self._ground = Color(*ground)
            _rounded(inner, radius)

    def tint(self, ground: Colour, edge: Colour | None = None) -> None:
        self._ground.rgba = ground
        if self._edge is not None and edge is not None:
            self._edge.rgba = edge


class Icon(Widget):
    """One of our icons in one colour."""

    def __init__(self, name: str, area: Area, colour: Colour) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        side = int(min(area.width, area.height))
        with self.canvas:
            self._colour = Color(*colour)
            place = area.middle(side, side)
            Rectangle(
                texture=_icon(name if name in ICONS else "document", side),
                pos=(round(place.x), round(place.y)),
                size=(side, side),
            )

    def tint(self, colour: Colour) -> None:
        self._colour.rgba = colour


class SceneView(Widget):
    """A picture of what to do on the screen's paper, as large as its place allows."""

    def __init__(self, theme: Theme, name: str, area: Area) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        scale = min(area.width / UNITS[0], area.height / UNITS[1])
        width, height = int(UNITS[0] * scale), int(UNITS[1] * scale)
        place = area.middle(width, height)
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(
                texture=_scene(name, width, height, theme.palette),
                pos=(round(place.x), round(place.y)),
                size=(width, height),
            )


class Hills(Widget):
    """The foot of a portrait screen: terraced hills, below everything that is touched."""

    def __init__(self, area: Area, ground: Colour, line: Colour) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        size = (int(area.width), int(area.height))
        with self.canvas:
            for colour, texture in zip((ground, line), _hills(*size), strict=True):
                Color(*colour)
                Rectangle(texture=texture, pos=self.pos, size=size)


def texture_of(mask: Image.Image) -> Texture:
    """A white texture whose alpha is `mask`."""
    texture = Texture.create(size=mask.size, colorfmt="rgba")
    white = Image.new("L", mask.size, 255)
    texture.blit_buffer(
        Image.merge("RGBA", (white, white, white, mask)).tobytes(),
        colorfmt="rgba",
        bufferfmt="ubyte",
    )
    texture.flip_vertical()
    return texture


def _rounded(area: Area, radius: float) -> Any:  # noqa: ANN401 - a Kivy instruction
    return SmoothRoundedRectangle(
        pos=(area.x, area.y),
        size=(area.width, area.height),
        radius=[min(radius, area.height / 2, area.width / 2)],
    )


@lru_cache(maxsize=160)
def _icon(name: str, side: int) -> Texture:
    pen = Pen((side, side), GRID, WEIGHT)
    ICONS[name](pen)
    return texture_of(pen.mask())


@lru_cache(maxsize=2)
def _hills(width: int, height: int) -> tuple[Texture, Texture]:
    ground, lines = (Pen((width, height), (width / 10, height / 10), 0.25) for _ in range(2))
    terraces(ground, lines, width / 10, height / 10)
    return texture_of(ground.mask()), texture_of(lines.mask())


@lru_cache(maxsize=12)
def _scene(name: str, width: int, height: int, palette: Palette) -> Texture:
    """One opaque texture for all the layers: a tall screen's pictures are large."""
    scene = Scene((width, height), UNITS, 1.4)
    SCENES[name](scene)
    picture = Image.new("RGB", (width, height), _bytes(palette.paper))
    for role, pen in scene.layers:
        picture.paste(_bytes(getattr(palette, role)), mask=pen.mask())
    texture = Texture.create(size=picture.size, colorfmt="rgb")
    texture.blit_buffer(picture.tobytes(), colorfmt="rgb", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


def _bytes(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (round(value * 255) for value in colour[:3])
    return red, green, blue
