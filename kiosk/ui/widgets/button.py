"""What a citizen touches: large, with a word, and visibly pressed at once."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from kivy.uix.widget import Widget

from kiosk.ui.area import Area
from kiosk.ui.theme import Colour, Palette, Size, Theme
from kiosk.ui.widgets.shapes import Icon, Panel
from kiosk.ui.widgets.text import Text, height_of, width_of


class Kind(Enum):
    PRIMARY = "primary"  # the one thing to do next; at most one on a screen
    SECONDARY = "secondary"
    QUIET = "quiet"
    CHOSEN = "chosen"  # a switch that is on


def _look(
    palette: Palette, kind: Kind, pressed: bool, enabled: bool
) -> tuple[Colour, Colour, Colour]:
    """Ground, edge and ink."""
    if not enabled:
        return palette.shade, palette.hair, palette.soft
    if kind is Kind.PRIMARY:
        return (
            palette.accent_pressed if pressed else palette.accent,
            palette.accent_edge,
            palette.on_accent,
        )
    if kind is Kind.CHOSEN:
        return palette.ink, palette.ink, palette.paper
    ground = palette.card if kind is Kind.SECONDARY else palette.paper
    return palette.shade if pressed else ground, palette.line, palette.ink


class Touchable(Widget):
    """A surface with a key that does one thing when a finger leaves it."""

    def __init__(self, key: str, area: Area, press: Callable[[], None]) -> None:
        super().__init__(
            pos=(area.x, area.y), size=(area.width, area.height), size_hint=(None, None)
        )
        self.key, self.enabled = key, True
        self._press = press

    def look(self, pressed: bool) -> None:
        """Show whether a finger is on it."""

    def on_touch_down(self, touch: Any) -> bool:  # noqa: ANN401 - Kivy is untyped
        if not self.collide_point(*touch.pos):
            return False
        if self.enabled:
            touch.grab(self)
            self.look(True)
        return True

    def on_touch_up(self, touch: Any) -> bool:  # noqa: ANN401
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self.look(False)
        if self.enabled and self.collide_point(*touch.pos):
            self._press()
        return True


class BigButton(Touchable):
    """Words, with an icon beside or above them."""

    def __init__(
        self,
        theme: Theme,
        key: str,
        area: Area,
        words: str,
        press: Callable[[], None],
        *,
        icon: str = "",
        icon_right: str = "",
        kind: Kind = Kind.SECONDARY,
        size: Size = Size.BODY,
        stacked: bool = False,
        align: str = "center",
        note: str = "",
        bold: bool = True,
        also: str = "",
    ) -> None:
        """`also`: the longest other words it may `say` later."""
        super().__init__(key, area, press)
        self.theme, self.kind = theme, kind
        ground, edge, ink = _look(theme.palette, kind, False, True)
        weight = theme.mm(0.7) if kind is Kind.PRIMARY else theme.mm(0.5)
        self._panel = Panel(area, ground, edge, theme.radius, weight)
        self.add_widget(self._panel)
        self._inks: list[Text | Icon] = []
        inner = area.inset(theme.mm(1 if stacked else 2), theme.mm(1.5 if stacked else 0.8))
        if stacked:
            self._stack(inner, words, icon, size, ink)
        else:
            longest = also if len(also) > len(words) else words
            self._lay(inner, longest, icon, icon_right, size, align, note, bold, ink)
            if also:
                self.say(words)

    def say(self, words: str) -> None:
        self._words.say(words)

    def enable(self, enabled: bool) -> None:
        self.enabled = enabled
        self.look(False)

    def look(self, pressed: bool) -> None:
        ground, edge, ink = _look(self.theme.palette, self.kind, pressed, self.enabled)
        self._panel.tint(ground, edge)
        for part in self._inks:
            part.tint(ink)

    def _stack(self, inner: Area, words: str, icon: str, size: Size, ink: Colour) -> None:
        theme = self.theme
        if icon:
            lines = theme.type_size(size) * 1.35
            if width_of(theme, words, size, True) > inner.width:
                lines = height_of(theme, words, size, inner.width, True, True)
            side = inner.height - lines - theme.mm(0.5)
            side = min(side, inner.width, max(theme.mm(18), inner.height * 0.5))
            spare = inner.height - side - lines
            inner.cut_top(max(0.0, min(spare / 2, theme.mm(4))))
            self._add(Icon(icon, inner.cut_top(side, theme.mm(0.5)), ink))
        self._words = Text(
            theme, words, inner, size, bold=True, colour=ink, align="center", balanced=True
        )
        self._add(self._words)

    def _lay(
        self,
        inner: Area,
        words: str,
        icon: str,
        icon_right: str,
        size: Size,
        align: str,
        note: str,
        bold: bool,
        ink: Colour,
    ) -> None:
        theme = self.theme
        side = min(inner.height * 0.8, theme.type_size(size) * 1.5)
        gap = theme.mm(2.5)
        if align == "center":
            beside = (side + gap) * (bool(icon) + bool(icon_right))
            wide = min(inner.width - beside, width_of(theme, words, size, bold) + 4) + beside
            if wide > inner.width * 0.97:
                wide = inner.width
            inner = inner.middle(wide, inner.height)
        else:
            inner = inner.inset(theme.mm(1.5), 0)
        if icon:
            self._add(Icon(icon, inner.cut_left(side, gap), ink))
        if icon_right:
            self._add(Icon(icon_right, inner.cut_right(side, gap), ink))
        if note:
            below = inner.cut_bottom(inner.height * 0.42)
            self._add(Text(theme, note, below, Size.SMALL, colour=ink, align=align, valign="top"))
        self._words = Text(
            theme, words, inner, size, bold=bold, colour=ink, align=align,
            valign="bottom" if note else "middle", balanced=align == "center",
        )  # fmt: skip
        self._add(self._words)

    def _add(self, part: Text | Icon) -> None:
        self._inks.append(part)
        self.add_widget(part)
