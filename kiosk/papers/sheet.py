"""Paper being filled from the top, line under line, for a roll or a page."""

from __future__ import annotations

from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

from drivers.printer.strip import Blank, Code, Dots, Piece, Strip
from kiosk.lines import broken
from kiosk.model import Language, Words
from kiosk.workspace import FONTS

PER_MM = 8  # dots: a ticket printer has 203 dpi
REGULAR, STRONG = "BeVietnamPro-Regular.ttf", "BeVietnamPro-SemiBold.ttf"
LEADING = 1.35  # stacked marks of two lines never touch
QUIET = 4  # modules around a code
_BLACK_OR_WHITE = [0] * 128 + [255] * 128


class Sheet:
    """A strip `width` dots wide, being filled; everything is centred."""

    def __init__(self, width: int, language: Language, margin: int = 2 * PER_MM) -> None:
        self._width, self._language, self._margin = width, language, margin
        self._pieces: list[Piece] = []
        self._at = 2 * PER_MM  # where the next line begins
        self._inked = 0  # where the last piece ended

    @property
    def room(self) -> int:
        """Dots between the margins."""
        return self._width - 2 * self._margin

    def words(self, words: Words, size: int, face: str, small: int) -> None:
        """Vietnamese lines, and under them the English ones where English was chosen."""
        self._lines(words.vi, size, face)
        if self._language is Language.EN and words.en != words.vi:
            self._lines(words.en, small, REGULAR)
        self._at += size // 3

    def said(self, words: Words, size: int, face: str) -> None:
        """Lines in the chosen language alone."""
        self._lines(words.en if self._language is Language.EN else words.vi, size, face)
        self._at += size // 3

    def rule(self) -> None:
        self._at += PER_MM
        self._put(Dots(Image.new("1", (self.room // 2, 1), 0), doubled=True), self._at)
        self._at += 2 + 2 * PER_MM

    def skip(self, dots: int) -> None:
        """Leave so much empty."""
        self._at += dots

    def mark(self, text: str, module: int) -> None:
        """A QR code with its quiet zone."""
        code = Code(text, module)
        self._put(code, self._at + QUIET * module)
        self._at += code.height + 2 * QUIET * module

    def large(self, picture: Image.Image) -> None:
        """A 1-bit picture at twice its size."""
        dots = Dots(picture, doubled=True)
        self._put(dots, self._at)
        self._at += dots.height

    def strip(self) -> Strip:
        """What is filled, to be printed."""
        end = Blank(max(0, self._at + PER_MM - self._inked))
        return Strip(self._width, (*self._pieces, end))

    def picture(self) -> Image.Image:
        """What is filled, 1 bit a dot."""
        return self.strip().picture()

    def _put(self, piece: Piece, top: int) -> None:
        """At that row, or under what stands there already."""
        if top > self._inked:
            self._pieces.append(Blank(top - self._inked))
        self._pieces.append(piece)
        self._inked = max(top, self._inked) + piece.height

    def _lines(self, text: str, size: int, face: str) -> None:
        typeface = font(face, size)
        for line in self._broken(text, typeface, self.room):
            self._line(line, size, typeface)
            self._at += round(size * LEADING)

    def _line(self, line: str, size: int, typeface: ImageFont.FreeTypeFont) -> None:
        """Only as tall and as wide as its ink, the same on both sides of the middle."""
        above = size // 2  # an Ế or Ố reaches out of its line
        whole = Image.new("L", (self._width, 3 * size), 255)
        x = (self._width - typeface.getlength(line)) / 2
        ImageDraw.Draw(whole).text((round(x), above), line, fill=0, font=typeface)
        dots = whole.point(_BLACK_OR_WHITE, "1")
        ink = ImageChops.invert(dots).getbbox()
        if ink is None:
            return
        left, top, right, bottom = ink
        middle = self._width // 2
        half = -(-max(middle - left, right - middle) // 8) * 8
        half = min(half, middle)
        self._put(
            Dots(dots.crop((middle - half, top, middle + half, bottom))), self._at + top - above
        )

    @staticmethod
    def _broken(text: str, typeface: ImageFont.FreeTypeFont, room: int) -> list[str]:
        return broken(text, lambda line: typeface.getlength(line) <= room)


@cache
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """A typeface of ours, `size` dots high."""
    return ImageFont.truetype(FONTS / face, size, layout_engine=ImageFont.Layout.BASIC)


def modules(text: str) -> int:
    """Modules along the side of the code of a text, its quiet zone of four included (ISO/IEC 18004)."""
    return Code(text, 1).dots.width + 2 * QUIET
