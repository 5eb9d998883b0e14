"""Paper being filled from the top, line under line, for a roll or a page."""

from __future__ import annotations

from functools import cache

import segno
from PIL import Image, ImageDraw, ImageFont

from kiosk.lines import broken
from kiosk.model import Language, Words
from kiosk.workspace import FONTS

PER_MM = 8  # dots: a ticket printer has 203 dpi
REGULAR, STRONG = "BeVietnamPro-Regular.ttf", "BeVietnamPro-SemiBold.ttf"
LEADING = 1.35  # stacked marks of two lines never touch
QUIET = 4  # modules around a code
_BLACK_OR_WHITE = [0] * 128 + [255] * 128
_DARK_MODULE = [255] + [0] * 255


class Sheet:
    """A strip `width` dots wide, and at most `longest`; everything is centred."""

    def __init__(
        self,
        width: int,
        language: Language,
        longest: int = 200 * PER_MM,
        margin: int = 2 * PER_MM,
    ) -> None:
        self._width, self._language, self._margin = width, language, margin
        self._image = Image.new("L", (width, longest), 255)
        self._pen = ImageDraw.Draw(self._image)
        self._at = 2 * PER_MM

    def words(self, words: Words, size: int, face: str, small: int) -> None:
        """Vietnamese lines, and under them the English ones where English was chosen."""
        self._lines(words.vi, size, face)
        if self._language is Language.EN and words.en != words.vi:
            self._lines(words.en, small, REGULAR)
        self._at += size // 3

    def rule(self) -> None:
        self._at += PER_MM
        ends = (self._margin, self._width - self._margin)
        self._pen.rectangle((ends[0], self._at, ends[1] - 1, self._at + 1), fill=0)
        self._at += 2 + 2 * PER_MM

    def skip(self, dots: int) -> None:
        """Leave so much empty."""
        self._at += dots

    def mark(self, text: str, module: int) -> None:
        """A QR code."""
        picture = qr(text, module)
        self._image.paste(picture, ((self._width - picture.width) // 2, self._at))
        self._at += picture.height

    def picture(self) -> Image.Image:
        """What is filled, 1 bit a dot."""
        whole = self._image.crop((0, 0, self._width, self._at + PER_MM))
        return whole.point(_BLACK_OR_WHITE, "1")

    def _lines(self, text: str, size: int, face: str) -> None:
        typeface = font(face, size)
        room = self._width - 2 * self._margin
        for line in self._broken(text, typeface, room):
            x = (self._width - typeface.getlength(line)) / 2
            self._pen.text((round(x), self._at), line, fill=0, font=typeface)
            self._at += round(size * LEADING)

    @staticmethod
    def _broken(text: str, typeface: ImageFont.FreeTypeFont, room: int) -> list[str]:
        return broken(text, lambda line: typeface.getlength(line) <= room)


@cache
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """A typeface of ours, `size` dots high."""
    return ImageFont.truetype(FONTS / face, size, layout_engine=ImageFont.Layout.BASIC)


def qr(text: str, module: int) -> Image.Image:
    """The code with the quiet zone of four modules that ISO/IEC 18004 asks for; each is so many dots."""
    rows = [bytes(row) for row in _made(text).matrix_iter(border=QUIET)]
    mark = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows)).point(_DARK_MODULE)
    size = len(rows) * module
    return mark.resize((size, size), Image.Resampling.NEAREST)


def modules(text: str) -> int:
    """Modules along the side of the code of a text, its quiet zone included."""
    return int(_made(text).symbol_size(border=QUIET)[0])


def _made(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False)
