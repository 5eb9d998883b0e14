"""Facts one under the other: an icon and its word, the fact in bold, and what more is to be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kivy.uix.widget import Widget

from kiosk.ui.area import Area
from kiosk.ui.theme import Size, Theme
from kiosk.ui.widgets.shapes import Icon, Panel
from kiosk.ui.widgets.text import Text, height_of, width_of


@dataclass(frozen=True)
class Fact:
    icon: str
    name: str
    words: str
    more: str = ""


class Facts(Widget):
    """A panel of facts at the top of `area`, as high as they need; large letters give way if they must."""

    def __init__(self, theme: Theme, area: Area, facts: Sequence[Fact]) -> None:
        super().__init__(size_hint=(None, None), size=(0, 0))
        if height_of_facts(theme, facts, area.width) > area.height + 1:
            theme = replace(theme, large=False)
        self._theme = theme
        high = height_of_facts(theme, facts, area.width)
        place = area.cut_top(min(area.height, high))
        self.add_widget(
            Panel(place, theme.palette.card, theme.palette.hair, theme.radius, theme.mm(0.4))
        )
        inner = place.inset(_pad(theme))
        squeeze = min(1.0, place.height / high)
        label = _label(theme, facts)
        for fact in facts:
            words, more = _highs(theme, fact, inner.width - label)
            row = inner.cut_top(
                min(inner.height, (words + more) * squeeze), _apart(theme) * squeeze
            )
            self._add(fact, row.cut_left(label), row.cut_top(words * squeeze), row)

    def _add(self, fact: Fact, name: Area, words: Area, more: Area) -> None:
        theme = self._theme
        palette = theme.palette
        name = name.cut_top(theme.mm(9 if theme.portrait else 7))
        icon = name.cut_left(name.height, theme.mm(3))
        self.add_widget(Icon(fact.icon, icon, palette.ink))
        self.add_widget(Text(theme, fact.name, name, colour=palette.soft))
        self.add_widget(Text(theme, fact.words, words, bold=True, valign="top"))
        if fact.more:
            self.add_widget(Text(theme, fact.more, more, valign="top"))


def height_of_facts(theme: Theme, facts: Sequence[Fact], width: float) -> float:
    """How high the panel of `facts` stands when it is `width` wide."""
    wide = width - 2 * _pad(theme) - _label(theme, facts)
    texts = sum(sum(_highs(theme, fact, wide)) for fact in facts)
    return texts + _apart(theme) * (len(facts) - 1) + 2 * _pad(theme)


def _highs(theme: Theme, fact: Fact, width: float) -> tuple[float, float]:
    words = height_of(theme, fact.words, Size.BODY, width, bold=True)
    return words, height_of(theme, fact.more, Size.BODY, width) if fact.more else 0


def _label(theme: Theme, facts: Sequence[Fact]) -> float:
    """How wide icons and names are: the facts stand beside them."""
    return float(theme.mm(15) + max(width_of(theme, fact.name, Size.BODY) for fact in facts))


def _pad(theme: Theme) -> int:
    return theme.mm(5 if theme.portrait else 1.5)


def _apart(theme: Theme) -> int:
    return theme.mm(5 if theme.portrait else 2.5)
