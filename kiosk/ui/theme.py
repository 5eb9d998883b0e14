"""Sizes in millimetres, colours and type: what every screen is drawn with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from kiosk import workspace
from kiosk.settings import Screen

Colour: TypeAlias = tuple[float, float, float, float]

FONT = "BeVietnamPro"
CAP_HEIGHT = 0.74  # of the type size; measured in the bundled font
LINE_HEIGHT = 1.35  # of the type size: stacked marks never touch
TOUCH = 20.0  # mm, the least height and width of anything touchable
GAP = 4.0  # mm, the least distance between two touchables


def colour(code: str) -> Colour:
    """`"0E2F3A"` as red, green, blue, alpha from 0 to 1."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue, 1.0


@dataclass(frozen=True)
class Palette:
    """The colours of a theme, by what they are for. Text on its ground has a contrast of 7:1 or more."""

    paper: Colour  # ground of the screen
    card: Colour  # ground of a panel on the paper
    shade: Colour  # a pressed or quiet surface
    ink: Colour  # text
    soft: Colour  # second text, still 7:1
    line: Colour  # edges of controls, 3:1 or more
    hair: Colour  # decoration only
    accent: Colour  # the one thing to do next
    accent_edge: Colour
    accent_pressed: Colour
    on_accent: Colour
    done: Colour
    done_ground: Colour
    wait: Colour
    wait_ground: Colour
    stop: Colour
    stop_ground: Colour
    skin: Colour  # surfaces in pictures
    tint: Colour


CALM = Palette(
    paper=colour("FBFAF6"),
    card=colour("FFFFFF"),
    shade=colour("E6EEEE"),
    ink=colour("0D2D38"),
    soft=colour("2F4F5A"),
    line=colour("5F7E88"),
    hair=colour("D5DFDF"),
    accent=colour("FFB23E"),
    accent_edge=colour("9A5B00"),
    accent_pressed=colour("F8A62C"),
    on_accent=colour("0D2D38"),
    done=colour("0F5532"),
    done_ground=colour("E3F2E8"),
    wait=colour("744200"),
    wait_ground=colour("FFF1D2"),
    stop=colour("931818"),
    stop_ground=colour("FBE7E4"),
    skin=colour("F3D9BE"),
    tint=colour("DCE9EA"),
)
STARK = Palette(
    paper=colour("000000"),
    card=colour("000000"),
    shade=colour("333333"),
    ink=colour("FFFFFF"),
    soft=colour("FFFFFF"),
    line=colour("FFFFFF"),
    hair=colour("707070"),
    accent=colour("FFE100"),
    accent_edge=colour("FFE100"),
    accent_pressed=colour("FFFFFF"),
    on_accent=colour("000000"),
    done=colour("FFFFFF"),
    done_ground=colour("000000"),
    wait=colour("FFE100"),
    wait_ground=colour("000000"),
    stop=colour("FFE100"),
    stop_ground=colour("000000"),
    skin=colour("404040"),
    tint=colour("262626"),
)


class Size(Enum):
    """Cap heights in millimetres: (least, portrait, portrait large, landscape, landscape large)."""

    SMALL = (3.2, 4.8, 5.6, 3.4, 4.0)  # labels beside something larger
    BODY = (4.0, 5.8, 7.0, 4.0, 4.8)
    BAR = (4.0, 5.8, 5.8, 4.0, 4.0)  # words of the frame: they stay where they are
    LEAD = (4.0, 7.2, 8.4, 5.2, 6.0)  # names, sums, what matters in a text
    HEADING = (7.0, 9.2, 10.4, 7.0, 7.8)
    BANNER = (7.0, 13.0, 14.5, 10.5, 11.5)  # a greeting, a holder's name, seconds left
    COUNT = (14.0, 34.0, 34.0, 20.0, 20.0)  # seconds left
    NUMBER = (40.0, 42.0, 42.0, 40.0, 40.0)  # the ticket's


@dataclass(frozen=True)
class Theme:
    """How one screen is drawn: its size, orientation, contrast and type size."""

    screen: Screen
    large: bool = False
    contrast: bool = False

    @property
    def palette(self) -> Palette:
        return STARK if self.contrast else CALM

    @property
    def portrait(self) -> bool:
        return self.screen.height > self.screen.width

    def mm(self, millimetres: float) -> int:
        """Whole pixels, never less than `millimetres`."""
        return math.ceil(millimetres * self.screen.per_mm - 1e-6)

    @property
    def touch(self) -> int:
        """The least height and width of anything touchable, in pixels."""
        return self.mm(TOUCH)

    @property
    def gap(self) -> int:
        """The least distance between two touchables, in pixels."""
        return self.mm(GAP)

    @property
    def radius(self) -> int:
        return self.mm(3)

    def type_size(self, size: Size) -> int:
        """The type size in pixels (not the cap height) for `size`."""
        at = (1 if self.portrait else 3) + self.large
        return self.mm(size.value[at] / CAP_HEIGHT)

    def least_type_size(self, size: Size) -> int:
        """As small as a text of `size` may become where its place is narrow."""
        return self.mm(size.value[0] / CAP_HEIGHT)


def register_fonts() -> None:
    """Make the bundled typeface known to Kivy under FONT; safe to call again."""
    from kivy.core.text import LabelBase

    LabelBase.register(
        FONT,
        fn_regular=str(workspace.FONTS / "BeVietnamPro-Regular.ttf"),
        fn_bold=str(workspace.FONTS / "BeVietnamPro-SemiBold.ttf"),
    )
