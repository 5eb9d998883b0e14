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


class Entries(Widget):
    """Names with their hints in one low panel: side by side where a line holds both, else one below."""

    def __init__(self, theme: Theme, area: Area, entries: Sequence[tuple[str, str]]) -> None:
        super().__init__(size_hint=(None, None), size=(0, 0))
        pad, apart = theme.mm(2), theme.mm(2.5)
        if self._need(theme, entries, area.width - 2 * pad) + 2 * pad > area.height:
            theme = replace(theme, large=False)
        need = self._need(theme, entries, area.width - 2 * pad)
        gap = max(2.0, min(apart, (area.height - 2 * pad - need) / max(1, len(entries) - 1)))
        place = area.cut_top(min(area.height, need + gap * (len(entries) - 1) + 2 * pad), apart)
        palette = theme.palette
        self.add_widget(Panel(place, palette.card, palette.hair, theme.radius, theme.mm(0.4)))
        inner = place.inset(pad)
        for name, hint in entries:
            wide, high, below = self._shape(theme, name, hint, inner.width)
            row = inner.cut_top(high + below, gap)
            first = row.cut_top(high)
            beside = first.copy()
            if hint and not below:
                first = beside.cut_left(wide, theme.mm(4))
            self.add_widget(Text(theme, name, first, bold=True))
            if hint:
                self.add_widget(Text(theme, hint, row if below else beside, colour=palette.soft))

    def _need(self, theme: Theme, entries: Sequence[tuple[str, str]], width: float) -> float:
        shapes = [self._shape(theme, name, hint, width) for name, hint in entries]
        return sum(high + below for _, high, below in shapes)

    @staticmethod
    def _shape(theme: Theme, name: str, hint: str, width: float) -> tuple[float, float, float]:
        """Width and height of the name, and the height of its hint where it stands below."""
        wide = width_of(theme, name, Size.BODY, bold=True) + 2
        high = height_of(theme, name, Size.BODY, width, bold=True)
        if not hint or wide + theme.mm(4) + width_of(theme, hint, Size.BODY) + 2 <= width:
            return wide, high, 0.0
        return wide, high, float(height_of(theme, hint, Size.BODY, width))


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
