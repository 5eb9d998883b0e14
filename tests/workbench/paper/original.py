"""A side of paper that remembers, while it is drawn, what a reader must find on it again."""

from __future__ import annotations

import math

import cv2
import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFilter

from tests.workbench.paper.truth import Box, Line, Mask, Picture, Region
from tests.workbench.papers.sheet import BLACK, BLUE, PAPER, RED, Sheet, font, px

A4, A5, RECEIPT = (210.0, 297.0), (148.0, 210.0), (80.0, 190.0)  # mm
LANDSCAPE = (297.0, 210.0)
SHORT = 6  # letters: fewer say little of how legible a page is
MARKS = 9  # pixels around words in which their tone marks stand
_COLOURS = {RED: "red", BLUE: "blue"}


class Original(Sheet):
    """A sheet of any size; its print, its coloured inks and its photos are noted as they come."""

    def __init__(self, name: str, size: tuple[float, float] = A4) -> None:
        super().__init__(name)
        self.picture = Image.new("RGB", (px(size[0]), px(size[1])), PAPER)
        self.draw = ImageDraw.Draw(self.picture)
        self.lines: list[Line] = []
        self.regions: list[Region] = []
        self.codes: list[str] = []
        self.spared: list[Box] = []
        self.ink = BLACK

    def text(
        self,
        x: float,
        y: float,
        words: str,
        style: str = "serif",
        points: float = 13,
        *,
        anchor: str = "l",
        fill: tuple[int, int, int] | None = None,
    ) -> float:
        """Print words as every sheet does, and note them as a line to be read again."""
        colour = fill or self.ink
        if len(words.strip()) >= SHORT:
            face = font(style, points)
            box = self.draw.textbbox((px(x), px(y)), words.strip(), face, anchor=f"{anchor}s")
            left, top, right, bottom = (round(side) for side in box)
            grown = (left - MARKS, top - MARKS, right + MARKS, bottom + MARKS)
            self.lines.append(Line(words.strip(), grown))
        return super().text(x, y, words, style, points, anchor=anchor, fill=colour)

    def paragraph(
        self, x: float, y: float, lines: tuple[str, ...], style: str = "serif", points: float = 13
    ) -> float:
        """Lines below each other; returns the baseline that would come next."""
        for words in lines:
            self.text(x, y, words, style, points)
            y += points * 0.3528 * 1.42
        return y

    def stamp(
        self, ink: Image.Image, left: int, top: int, colour: tuple[int, int, int], strength: float
    ) -> None:
        super().stamp(ink, left, top, colour, strength)
        if name := _COLOURS.get(colour):
            mask = np.asarray(ink, dtype=np.uint8) > 127
            box = (left, top, left + ink.width, top + ink.height)
            self.regions.append(Region(name, box, mask))

    def pencil(self, x: float, y: float, words: str, points: float = 15) -> None:
        """Soft grey pencil in a citizen's hand: no colour to be kept, only strokes."""
        shade = self.random.randint(138, 150)
        ink = Image.new("L", self.picture.size, 0)
        aside = Original("aside", (210, 297))
        aside.random = self.random
        aside.hand(x, y, words, points)
        drawn = np.asarray(aside.picture.convert("L"), dtype=np.float32)
        covered = np.clip((248 - drawn) / 190, 0, 1) * 255
        ink = Image.fromarray(covered[: ink.height, : ink.width].astype(np.uint8))
        self.picture.paste((shade, shade, shade + 3), (0, 0), ink)

    def portrait(self, x: float, y: float, width: float = 40, height: float = 60) -> None:
        """A photo glued on: nobody, made of soft discs on a blue ground."""
        self.picture.paste(_nobody(px(width), px(height)), (px(x), px(y)))
        self.photo(x, y, width, height)

    def photo(self, x: float, y: float, width: float, height: float) -> None:
        """Note that a picture lies there, whoever drew it."""
        box = (px(x), px(y), px(x) + px(width), px(y) + px(height))
        self.regions.append(Region("", box, np.ones((px(height), px(width)), dtype=np.bool_)))

    def spare(self, x: float, y: float, width: float, height: float) -> None:
        """Note a place whose fine lines may be kept or not, as it suits."""
        self.spared.append((px(x), px(y), px(x + width), px(y + height)))

    def code(self, x: float, y: float, words: str, side: float = 16) -> None:
        """A QR code like that of a ticket, `side` mm with its quiet zone."""
        rows = [bytes(row) for row in segno.make(words, error="m", micro=False).matrix_iter()]
        mark = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
        mark = mark.point([252] + [30] * 255).resize((px(side), px(side)), Image.Resampling.BOX)
        self.picture.paste(mark.convert("RGB"), (px(x), px(y)))
        self.codes.append(words)

    def clean(self) -> Picture:
        """The page as it is drawn, nothing aged yet."""
        return np.ascontiguousarray(np.asarray(self.picture)[:, :, ::-1])


def strokes(clean: Picture, photos: list[Region]) -> Mask:
    """Where ink lies: deeper than half of the deepest within half a millimetre; photos are left out."""
    paper = np.full(clean.shape[:2], 255, dtype=np.uint8)
    depth = np.zeros_like(paper)
    for channel, shade in enumerate(PAPER[::-1]):
        paper[:] = shade
        depth = np.maximum(depth, cv2.subtract(paper, clean[:, :, channel]))
    deepest = cv2.dilate(depth, np.ones((7, 7), np.uint8))
    ink = (depth > 12) & (depth >= 0.5 * deepest)
    for photo in photos:
        left, top, right, bottom = photo.box
        ink[top:bottom, left:right] = False
    return ink


def _nobody(width: int, height: int) -> Image.Image:
    ground = np.linspace(225, 170, height)[:, None] * np.ones(width)
    photo = Image.fromarray(
        np.stack([ground * 0.62, ground * 0.82, ground], axis=2).astype(np.uint8)
    )
    pen = ImageDraw.Draw(photo)
    middle = width / 2
    for across, down, wide, high, colour in (
        (0.0, 1.02, 0.46, 0.34, (52, 60, 92)),  # coat
        (0.0, 0.76, 0.13, 0.16, (198, 152, 124)),  # neck
        (0.0, 0.43, 0.27, 0.27, (40, 32, 30)),  # hair
        (0.0, 0.50, 0.215, 0.235, (222, 178, 150)),  # face
        (-0.08, 0.47, 0.034, 0.014, (50, 38, 34)),
        (0.08, 0.47, 0.034, 0.014, (50, 38, 34)),
        (0.0, 0.54, 0.022, 0.030, (196, 146, 120)),
        (0.0, 0.62, 0.065, 0.012, (166, 84, 80)),
    ):
        x, y = middle + across * width, down * height
        pen.ellipse(
            (x - wide * width, y - high * height, x + wide * width, y + high * height), fill=colour
        )
    return photo.filter(ImageFilter.GaussianBlur(width / math.sqrt(width) / 3))
