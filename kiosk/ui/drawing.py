"""Our own line drawings: strokes on a small grid, made into masks of any size with smooth edges."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TypeAlias

from PIL import Image, ImageDraw

Point: TypeAlias = tuple[float, float]
LARGE = 500  # pixels; above, edges are smooth enough with less work


class Pen:
    """Draws on a grid of `units`, y downwards; `weight` is the stroke's width in units."""

    def __init__(self, pixels: tuple[int, int], units: tuple[float, float], weight: float) -> None:
        # Drawn larger, then made smaller: smooth edges without a GPU.
        self._finer = finer = 3 if pixels[0] > LARGE else 4
        wide, high = pixels[0] * finer, pixels[1] * finer
        self._finer = finer
        self._scale = min(wide / units[0], high / units[1])
        self._left, self._top = (
            (wide - units[0] * self._scale) / 2,
            (high - units[1] * self._scale) / 2,
        )
        self._mask = Image.new("L", (wide, high), 0)
        self._draw = ImageDraw.Draw(self._mask)
        self.weight = weight

    def mask(self) -> Image.Image:
        return self._mask.reduce(self._finer)

    def line(self, *points: Point, closed: bool = False) -> None:
        """A stroke with round ends and joints."""
        if closed:
            points = (*points, points[0])
        at = [self._at(point) for point in points]
        width = max(1, round(self.weight * self._scale))
        self._draw.line(at, fill=255, width=width, joint="curve")
        half = (width - 1) / 2  # Pillow's ellipses hold their last pixel too
        for x, y in at:
            self._draw.ellipse((x - half, y - half, x + half, y + half), 255)

    def curve(self, *points: Point, closed: bool = False) -> None:
        """A smooth stroke through `points`."""
        self.line(*smooth(points, closed), closed=closed)

    def blob(self, *points: Point) -> None:
        """A filled smooth shape through `points`."""
        self.fill(*smooth(points, closed=True))

    def fill(self, *points: Point, hole: bool = False) -> None:
        self._draw.polygon([self._at(point) for point in points], fill=0 if hole else 255)

    def circle(self, centre: Point, radius: float) -> None:
        self.arc(centre, radius, 0, 360)

    def arc(self, centre: Point, radius: float, start: float, end: float) -> None:
        """A stroke from `start` to `end` in degrees, clockwise from three o'clock."""
        steps = max(8, round((end - start) / 4))
        turns = (math.radians(start + (end - start) * n / steps) for n in range(steps + 1))
        self.line(
            *(
                (centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn))
                for turn in turns
            )
        )

    def oval(self, centre: Point, across: float, down: float) -> None:
        """A stroke around an ellipse of the two radii."""
        turns = (math.radians(n * 6) for n in range(61))
        self.line(
            *((centre[0] + across * math.cos(t), centre[1] + down * math.sin(t)) for t in turns)
        )

    def dot(self, centre: Point, radius: float, hole: bool = False) -> None:
        x, y = self._at(centre)
        r = radius * self._scale
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=0 if hole else 255)

    def box(self, left: float, top: float, right: float, bottom: float, radius: float) -> None:
        """The outline of a rounded box; the stroke's middle runs on its edges."""
        x0, y0 = self._at((left, top))
        x1, y1 = self._at((right, bottom))
        half = self.weight * self._scale / 2
        self._draw.rounded_rectangle(
            (x0 - half, y0 - half, x1 + half, y1 + half),
            radius * self._scale + half,
            outline=255,
            width=round(2 * half),
        )

    def plate(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        radius: float,
        hole: bool = False,
    ) -> None:
        """A filled rounded box."""
        x0, y0 = self._at((left, top))
        x1, y1 = self._at((right, bottom))
        self._draw.rounded_rectangle(
            (x0, y0, x1, y1), radius * self._scale, fill=0 if hole else 255
        )

    def _at(self, point: Point) -> Point:
        return point[0] * self._scale + self._left, point[1] * self._scale + self._top


class Scene:
    """A picture of several colours: layers, each a mask and the name of its palette colour."""

    def __init__(self, pixels: tuple[int, int], units: tuple[float, float], weight: float) -> None:
        self._pixels, self._units, self._weight = pixels, units, weight
        self.layers: list[tuple[str, Pen]] = []

    def pen(self, role: str, weight: float | None = None) -> Pen:
        """A new layer on top of the others in the palette's colour `role`."""
        pen = Pen(self._pixels, self._units, weight or self._weight)
        self.layers.append((role, pen))
        return pen


Shape: TypeAlias = Callable[[Pen], None]
Picture: TypeAlias = Callable[[Scene], None]


def smooth(points: Iterable[Point], closed: bool = False) -> tuple[Point, ...]:
    """A Catmull-Rom curve through `points` as many short steps."""
    knots = list(points)
    around = [knots[-1], *knots, knots[0], knots[1]] if closed else [knots[0], *knots, knots[-1]]
    made: list[Point] = []
    for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False):
        for step in range(12):
            t = step / 12
            made.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    if not closed:
        made.append(knots[-1])
    return tuple(made)


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b
        + (c - a) * t
        + (2 * a - 5 * b + 4 * c - d) * t * t
        + (3 * b - a - 3 * c + d) * t * t * t
    )
