"""The screen is cut like paper: an area gives strips of itself away, and keeps the rest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Area:
    """A rectangle in pixels, Kivy's way: `y` is its bottom edge."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        return self.y + self.height

    @property
    def right(self) -> float:
        return self.x + self.width

    def copy(self) -> Area:
        return Area(self.x, self.y, self.width, self.height)

    def cut_top(self, height: float, gap: float = 0) -> Area:
        """Give away the top `height` and drop `gap` below it."""
        cut = Area(self.x, self.top - height, self.width, height)
        self.height -= height + gap
        return cut

    def cut_bottom(self, height: float, gap: float = 0) -> Area:
        cut = Area(self.x, self.y, self.width, height)
        self.y += height + gap
        self.height -= height + gap
        return cut

    def cut_left(self, width: float, gap: float = 0) -> Area:
        cut = Area(self.x, self.y, width, self.height)
        self.x += width + gap
        self.width -= width + gap
        return cut

    def cut_right(self, width: float, gap: float = 0) -> Area:
        cut = Area(self.right - width, self.y, width, self.height)
        self.width -= width + gap
        return cut

    def inset(self, across: float, down: float | None = None) -> Area:
        down = across if down is None else down
        return Area(self.x + across, self.y + down, self.width - 2 * across, self.height - 2 * down)

    def snapped(self) -> Area:
        """On whole pixels: edges rounded, so that neighbours and borders stay even."""
        x, y = round(self.x), round(self.y)
        return Area(x, y, round(self.right) - x, round(self.top) - y)

    def middle(self, width: float, height: float) -> Area:
        """An area of that size in the middle of this one."""
        return Area(
            self.x + (self.width - width) / 2, self.y + (self.height - height) / 2, width, height
        )

    def columns(self, count: int, gap: float) -> list[Area]:
        width = (self.width - gap * (count - 1)) / count
        return [Area(self.x + n * (width + gap), self.y, width, self.height) for n in range(count)]

    def rows(self, count: int, gap: float) -> list[Area]:
        """From the top."""
        height = (self.height - gap * (count - 1)) / count
        return [
            Area(self.x, self.top - height - n * (height + gap), self.width, height)
            for n in range(count)
        ]

    def grid(self, columns: int, rows: int, gap: float) -> list[Area]:
        """Cells row by row from the top left."""
        return [cell for row in self.rows(rows, gap) for cell in row.columns(columns, gap)]
