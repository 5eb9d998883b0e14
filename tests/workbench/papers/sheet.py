"""A sheet of A4 and what is put on it: print, dotted lines, handwriting, signatures, seals; then the scanner's eye.

All lengths are millimetres from the top left corner; y is a baseline. Everything random comes from the seed.
"""

from __future__ import annotations

import itertools
import math
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

DPI = 300
WIDTH, HEIGHT = 2480, 3508
BLACK = (38, 37, 40)
BLUE = (33, 52, 140)
RED = (196, 38, 44)
PAPER = (252, 251, 247)

_KIOSK = Path(__file__).parents[3] / "kiosk" / "fonts"
# Debian's fonts-croscore: as wide as Times New Roman, Arial and Courier New, with every Vietnamese letter
# (fonts-liberation 1.07 of Debian 12 lacks 98 of them).
_CROSCORE = Path("/usr/share/fonts/truetype/croscore")
_FILES = {
    "serif": "Tinos-Regular.ttf",
    "bold": "Tinos-Bold.ttf",
    "italic": "Tinos-Italic.ttf",
    "bold-italic": "Tinos-BoldItalic.ttf",
    "sans": "Arimo-Regular.ttf",
    "sans-bold": "Arimo-Bold.ttf",
    "mono": "Cousine-Bold.ttf",
    "hand": "BeVietnamPro-Regular.ttf",
}


def px(mm: float) -> int:
    """Millimetres in pixels."""
    return round(mm * DPI / 25.4)


def font(style: str, points: float) -> ImageFont.FreeTypeFont:
    """A typeface of the papers; where fonts-croscore is not installed, the kiosk's own in its place."""
    path = _CROSCORE / _FILES[style]
    if not path.is_file():
        path = _KIOSK / f"BeVietnamPro-{'SemiBold' if 'bold' in style else 'Regular'}.ttf"
    return ImageFont.truetype(str(path), round(points * DPI / 72))


class Sheet:
    """One side of paper being filled in."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self.draw = ImageDraw.Draw(self.picture)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        style: str = "serif",
        points: float = 13,
        *,
        anchor: str = "l",
        fill: tuple[int, int, int] = BLACK,
    ) -> float:
        """Print words; anchor l, m or r. Returns where they end."""
        face = font(style, points)
        self.draw.text((px(x), px(y)), words, fill=fill, font=face, anchor=f"{anchor}s")
        return x + face.getlength(words) * 25.4 / DPI

    def rule(self, x0: float, x1: float, y: float, width: int = 3) -> None:
        self.draw.line((px(x0), px(y), px(x1), px(y)), fill=BLACK, width=width)

    def box(self, x0: float, y0: float, x1: float, y1: float, width: int = 3) -> None:
        self.draw.rectangle((px(x0), px(y0), px(x1), px(y1)), outline=BLACK, width=width)

    def leader(self, x0: float, x1: float, y: float) -> None:
        """A dotted line to write on."""
        for x in range(px(x0), px(x1), 13):
            self.draw.ellipse((x, px(y) - 3, x + 3, px(y)), fill=BLACK)

    def field(
        self, x: float, y: float, label: str, value: str, end: float, points: float = 13
    ) -> None:
        """A label, its dotted line up to `end`, and what the citizen wrote on it."""
        start = self.text(x, y, f"{label} ", points=points)
        self.leader(start, end, y)
        if value:
            at = start + 1.5 + self.random.random() * 2
            wide = font("hand", 14.5).getlength(value) * 25.4 / DPI
            self.hand(at, y - 0.6, value, min(14.5, 14 * (end - at) / wide))

    def nation(self, centre: float, y: float, points: float = 13) -> None:
        """Quốc hiệu and tiêu ngữ, the rule as long as the words (NĐ 30/2020, Phụ lục I)."""
        self.text(centre, y, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "bold", points, anchor="m")
        motto = "Độc lập - Tự do - Hạnh phúc"
        below = y + points * 0.45
        self.text(centre, below, motto, "bold", points + 1, anchor="m")
        half = font("bold", points + 1).getlength(motto) * 25.4 / DPI / 2
        self.rule(centre - half, centre + half, below + 2.2, 4)

    def hand(
        self, x: float, y: float, words: str, points: float = 14.5, centred: bool = False
    ) -> None:
        """Handwriting in blue ink: a swaying line, letters not quite alike, pressure that comes and goes."""
        face = font("hand", points)
        high = round(points * DPI / 72)
        layer = Image.new("L", (round(face.getlength(words) * 1.06) + high, high * 3), 0)
        pen = ImageDraw.Draw(layer)
        at, phase = high * 0.4, self.random.random() * 6
        for letter in words:
            sway = math.sin(at / 190 + phase) * 3 + self.random.gauss(0, 1.3)
            pen.text((at, high * 2 + sway), letter, fill=255, font=face, anchor="ls")
            at += face.getlength(letter) * self.random.gauss(1.3 if letter == " " else 0.97, 0.02)
        ink = _slanted(_wavering(layer, self.random), high * 2)
        left = px(x) - round(at / 2 + high * 0.2 if centred else high * 0.4)
        self.stamp(ink, left, px(y) - high * 2, BLUE, 0.94)

    def signature(self, x: float, y: float, name: str, size: float = 1.0) -> None:
        """A person's signature in blue ink around (x, y): the same hand for the same name, never quite alike."""
        ink = Image.new("L", (px(64), px(40)), 0)
        pen = ImageDraw.Draw(ink)
        strokes = [
            (px(32 + size * across + self.random.gauss(0, 0.25)), px(20 + size * down))
            for across, down in _strokes(random.Random(f"signature {name}"))
        ]
        line = _smooth(strokes)
        for index, (here, there) in enumerate(itertools.pairwise(line)):
            width = 6 + round(2 * math.sin(index / 19))
            pen.line((*here, *there), fill=255, width=width)
            pen.ellipse(_disc(here, width / 2 - 0.5), fill=255)
        self.stamp(ink.filter(ImageFilter.GaussianBlur(0.8)), px(x - 32), px(y - 20), BLUE, 0.94)

    def seal(self, x: float, y: float, ring: str, foot: str, centre: tuple[str, ...] = ()) -> None:
        """A round red seal of 36 mm with uneven ink: words along its ring, and at its foot words or a star.

        In the middle stand words, or where there are none the wreath and star of a people's committee.
        """
        across = px(36)
        ink = _seal(across, ring, foot, centre)
        worn = _grain(ink.size, self.random, 24).filter(ImageFilter.GaussianBlur(5))
        worn = worn.point([min(255, max(90, (value - 128) * 9 + 225)) for value in range(256)])
        ink = ImageChops.multiply(ink, worn)
        ink = ink.rotate(self.random.uniform(-7, 7), Image.Resampling.BICUBIC)
        self.stamp(ink, px(x) - across // 2, px(y) - across // 2, RED, 0.88)

    def stamp(
        self, ink: Image.Image, left: int, top: int, colour: tuple[int, int, int], strength: float
    ) -> None:
        """Lay ink on the paper as ink lies: it darkens what is under it and hides nothing."""
        region = (left, top, left + ink.width, top + ink.height)
        under = self.picture.crop(region)
        inked = ImageChops.multiply(under, Image.new("RGB", under.size, colour))
        inked = Image.blend(inked, Image.new("RGB", under.size, colour), 0.35)
        mask = ink.point([round(value * strength) for value in range(256)])
        self.picture.paste(Image.composite(inked, under, mask), (left, top))

    def scanned(self) -> Image.Image:
        """As it comes out of an office scanner: a little skewed, its light and paper uneven, faint noise."""
        skew = self.random.choice((-1, 1)) * self.random.uniform(0.2, 0.35)
        page = self.picture.filter(ImageFilter.GaussianBlur(0.7)).rotate(
            skew, Image.Resampling.BICUBIC, fillcolor=(243, 242, 238)
        )
        light = _grain((6, 8), self.random, 5).resize(page.size, Image.Resampling.BICUBIC)
        for noise in (light, _grain(page.size, self.random, 9)):
            page = ImageChops.add(page, Image.merge("RGB", (noise,) * 3), 1, -128)
        return page


def _grain(size: tuple[int, int], source: random.Random, spread: int) -> Image.Image:
    """Noise around 128, nearly normal: the mean of three flat ones, the same for the same seed."""
    flat = [Image.frombytes("L", size, source.randbytes(size[0] * size[1])) for _ in range(3)]
    mean = Image.blend(Image.blend(flat[0], flat[1], 0.5), flat[2], 1 / 3)
    return mean.point([round(128 + (value - 128) * spread / 128) for value in range(256)])


def _wavering(ink: Image.Image, source: random.Random, cell: int = 34) -> Image.Image:
    """Bend a picture a little, differently everywhere, as a hand does."""
    columns, rows = ink.width // cell + 2, ink.height // cell + 2
    bend = [[source.gauss(0, 2.6) for _ in range(columns)] for _ in range(rows)]

    def corner(row: int, column: int) -> tuple[float, float]:
        return column * cell + bend[row][column], row * cell + bend[row][-1 - column]

    mesh = []
    for row in range(rows - 1):
        for column in range(columns - 1):
            target = (column * cell, row * cell, (column + 1) * cell, (row + 1) * cell)
            quad = (
                *corner(row, column),
                *corner(row + 1, column),
                *corner(row + 1, column + 1),
                *corner(row, column + 1),
            )
            mesh.append((target, quad))
    return ink.transform(ink.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _slanted(ink: Image.Image, baseline: int, slant: float = 0.22) -> Image.Image:
    return ink.transform(
        ink.size,
        Image.Transform.AFFINE,
        (1, slant, -slant * baseline, 0, 1, 0),
        Image.Resampling.BICUBIC,
    )


def _strokes(chance: random.Random) -> list[tuple[float, float]]:
    """A tall first letter, a run of loops or waves, a flourish; millimetres around the middle."""
    tall, lean = chance.uniform(11, 16), chance.uniform(1, 6)
    path = chance.choice(
        (
            [(-19, -tall * 0.4), (-17 + lean, 4 - tall), (-16, 5), (-20, 2), (-13, 4 - tall * 0.5)],
            [(-12, 2 - tall), (-20, 0), (-17, 6), (-10, -1), (-13, -4), (-18, 1)],
            [(-20, 3), (-19 + lean, 4 - tall), (-14, 6), (-11 + lean / 2, 4 - tall), (-9, 5)],
            [(-21, -4), (-15, 4 - tall), (-9, 0), (-17, 2), (-14, 9), (-19, 6), (-10, 1)],
        )
    )
    waves, curl, rise = chance.randint(3, 6), chance.uniform(0.3, 2.2), chance.uniform(-5, 1)
    for step in range(waves * 4):
        turn, along = step * math.pi / 2 + 1, step / waves / 4
        high = chance.uniform(1.4, 3.6) * (1 - along / 2)
        path.append(
            (-11 + 23 * along + math.cos(turn) * curl, 1 + rise * along - math.sin(turn) * high)
        )
    path += [(15, rise - chance.uniform(1, 6))]
    if chance.random() < 0.7:
        path += [(14, 4), (-9, chance.uniform(5, 9)), (17, chance.uniform(2, 6))]
    else:
        path += [(20, rise + 2), (24, rise - 3)]
    return path


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    line = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(24):
            t = step / 24
            line.append(tuple(_catmull(*pair, t) for pair in zip(a, b, c, d, strict=True)))
    return line


def _catmull(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def _disc(centre: tuple[float, float], radius: float) -> tuple[float, float, float, float]:
    return centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius


def _seal(across: int, ring: str, foot: str, centre: tuple[str, ...]) -> Image.Image:
    """A seal's ink, drawn at twice its size."""
    size = across * 2
    middle = size / 2
    ink = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(ink)
    for radius, width in ((0.485, 12), (0.457, 5), (0.31, 5)):
        pen.ellipse(_disc((middle, middle), size * radius), outline=255, width=width)
    _along(ink, ring, size * 0.366, upright=True)
    if foot:
        _along(ink, foot, size * 0.402, upright=False)
        for side in (-1, 1):
            pen.polygon(
                _star(middle + side * size * 0.37, middle + size * 0.1, size * 0.02), fill=255
            )
    else:
        pen.polygon(_star(middle, middle + size * 0.383, size * 0.045), fill=255)
    face = font("sans-bold", across / 29)
    for index, line in enumerate(centre):
        y = middle + (index - (len(centre) - 1) / 2) * across * 0.165
        pen.text((middle, y), line, fill=255, font=face, anchor="mm")
    if not centre:
        pen.polygon(_star(middle, middle - size * 0.02, size * 0.13), fill=255)
        for ear in range(-9, 10):
            if abs(ear) > 1:
                angle = ear * 0.29
                at = (
                    middle - math.sin(angle) * size * 0.23,
                    middle + math.cos(angle) * size * 0.23,
                )
                pen.ellipse(_disc(at, size * 0.017), fill=255)
        pen.rectangle(
            (middle - 40, middle + size * 0.2, middle + 40, middle + size * 0.255), fill=255
        )
    return ink.resize((across, across), Image.Resampling.LANCZOS)


def _along(ink: Image.Image, words: str, radius: float, *, upright: bool) -> None:
    """Words along a circle: over its head, or not `upright` along its foot."""
    middle, way = ink.width / 2, 1 if upright else -1
    face = font("sans-bold", ink.width / 66)
    widths = [face.getlength(letter) + ink.width * 0.009 for letter in words]
    at = -sum(widths) / 2
    for letter, width in zip(words, widths, strict=True):
        angle = (at + width / 2) / radius
        at += width
        glyph = Image.new("L", (200, 200), 0)
        ImageDraw.Draw(glyph).text((100, 100), letter, fill=255, font=face, anchor="ms")
        glyph = glyph.rotate(-math.degrees(angle) * way, Image.Resampling.BICUBIC)
        x = middle + math.sin(angle) * radius
        y = middle - math.cos(angle) * radius * way
        ink.paste(255, (round(x) - 100, round(y) - 100), glyph)


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    points = []
    for index in range(10):
        reach = radius if index % 2 == 0 else radius * 0.4
        angle = math.pi * index / 5
        points.append((x + reach * math.sin(angle), y - reach * math.cos(angle)))
    return points
