"""One procedure's fee with who need not pay, in full, for whoever passes an idle screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kivy.uix.widget import Widget

from kiosk.ui.area import Area
from kiosk.ui.theme import Size, Theme
from kiosk.ui.widgets.shapes import Icon, Panel
from kiosk.ui.widgets.text import Text, height_of


@dataclass(frozen=True)
class FeeTold:
    """What a card says: of what, how much, who need not pay (may be empty), by which law since when."""

    name: str
    fee: str
    exemption: str
    basis: str


class FeeCard(Widget):
    """At the top of `area`, as high as its texts; the law is left out where there is no room for it."""

    def __init__(self, theme: Theme, area: Area, told: FeeTold) -> None:
        super().__init__(size_hint=(None, None), size=(0, 0))
        theme = _fitting(theme, area, told)
        pad = _pad(theme)
        rows = _rows(theme, area.width - 2 * pad, told)
        while len(rows) > 1 and _high(theme, rows) > area.height and rows[-1][0] == told.basis:
            rows.pop()
        place = area.cut_top(min(area.height, _high(theme, rows)))
        palette = theme.palette
        self.add_widget(Panel(place, palette.card, palette.hair, theme.radius, theme.mm(0.4)))
        inner = place.inset(pad)
        for number, (text, size, bold, high) in enumerate(rows):
            row = inner.cut_top(min(high, inner.height), theme.mm(1))
            if number == 0:
                self.add_widget(Icon("coin", row.cut_left(theme.mm(6), theme.mm(2)), palette.ink))
            soft = palette.soft if text == told.basis else palette.ink
            self.add_widget(Text(theme, text, row, size, bold=bold, colour=soft, valign="top"))


def holds(theme: Theme, area: Area, told: FeeTold) -> bool:
    """Whether a card with everything but the law has room there: nobody's exemption is ever cut off."""
    theme = _fitting(theme, area, told)
    rows = _rows(theme, area.width - 2 * _pad(theme), told)
    return _high(theme, [row for row in rows if row[0] != told.basis]) <= area.height


def height_of_card(theme: Theme, area: Area, told: FeeTold, most: float) -> float:
    """What it takes of an area's width; without the law where it would be higher than `most`."""
    theme = _fitting(theme, area, told)
    rows = _rows(theme, area.width - 2 * _pad(theme), told)
    whole = _high(theme, rows)
    if whole <= most:
        return whole
    return min(_high(theme, [row for row in rows if row[0] != told.basis]), area.height)


def _fitting(theme: Theme, area: Area, told: FeeTold) -> Theme:
    """Large letters give way where there is no room for them."""
    rows = _rows(theme, area.width - 2 * _pad(theme), told)
    return theme if _high(theme, rows) <= area.height else replace(theme, large=False)


def _rows(theme: Theme, width: float, told: FeeTold) -> list[tuple[str, Size, bool, float]]:
    texts = (
        (told.name, Size.BODY, True, width - theme.mm(8)),
        (told.fee, Size.BODY, False, width),
        (told.exemption, Size.SMALL, False, width),
        (told.basis, Size.SMALL, False, width),
    )
    return [
        (text, size, bold, height_of(theme, text, size, wide, bold))
        for text, size, bold, wide in texts
        if text
    ]


def _high(theme: Theme, rows: list[tuple[str, Size, bool, float]]) -> float:
    return sum(row[3] for row in rows) + theme.mm(1) * (len(rows) - 1) + 2 * _pad(theme) + 1


def _pad(theme: Theme) -> float:
    return theme.mm(3 if theme.portrait else 2)
