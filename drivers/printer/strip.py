"""What is to be printed, from the top: pictures, blank paper and codes, each as cheap on the line as it can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import segno
from PIL import Image

_WHITE = 255  # not 1, whose opposite is 254 to ImageChops
_DARK_MODULE = [255] + [0] * 255


@dataclass(frozen=True)
class Blank:
    """Paper without ink, in rows of dots."""

    rows: int

    @property
    def height(self) -> int:
        return self.rows


@dataclass(frozen=True)
class Dots:
    """A 1-bit picture; `doubled`: each of its dots is two wide and two tall on paper.

    Centred, it may be narrower than the paper, and lies in whole bytes on both sides of the middle: a printer
    that rounds cannot shear it. Otherwise it begins at the left edge.
    """

    picture: Image.Image
    doubled: bool = False
    centred: bool = True

    @property
    def height(self) -> int:
        return self.picture.height * (2 if self.doubled else 1)

    @property
    def printed(self) -> Image.Image:
        """As it lies on paper."""
        if not self.doubled:
            return self.picture
        size = (self.picture.width * 2, self.picture.height * 2)
        return self.picture.resize(size, Image.Resampling.NEAREST)


@dataclass(frozen=True)
class Code:
    """A QR code (model 2) in the middle of the paper, its modules so many dots wide; ASCII only.

    Which of the eight masks it is printed with is the printer's choice: what it says is the same.
    """

    text: str
    module: int

    @property
    def height(self) -> int:
        return self.dots.height

    @property
    def dots(self) -> Image.Image:
        """The code without its quiet zone: the paper around it is white."""
        return self._at(self.module)

    @property
    def level(self) -> str:
        """ "m", or the more that the same size corrects: "q" or "h"."""
        return str(segno.make_qr(self.text.encode("ascii"), error="m").error).lower()

    def as_dots(self) -> Dots:
        """For a printer that draws no codes; a dot or two off the middle."""
        doubled = self.module % 2 == 0
        mark = self._at(self.module // 2 if doubled else self.module)
        whole = 8 if doubled else 16
        framed = Image.new("1", (-(-mark.width // whole) * whole, mark.height), _WHITE)
        framed.paste(mark, ((framed.width - mark.width) // 2, 0))
        return Dots(framed, doubled)

    def _at(self, module: int) -> Image.Image:
        return qr(self.text.encode("ascii"), self.level, module)


Piece: TypeAlias = Blank | Dots | Code


@dataclass(frozen=True)
class Strip:
    """A ticket: pieces one under another on paper `width` dots wide, a multiple of 16."""

    width: int
    pieces: tuple[Piece, ...]

    @property
    def height(self) -> int:
        return sum(piece.height for piece in self.pieces)

    def picture(self) -> Image.Image:
        """What the paper looks like, 1 bit a dot."""
        whole = Image.new("1", (self.width, self.height), _WHITE)
        top = 0
        for piece in self.pieces:
            match piece:
                case Dots(centred=centred):
                    dots = piece.printed
                    whole.paste(dots, (left_of(dots.width, self.width) if centred else 0, top))
                case Code():
                    dots = piece.dots
                    whole.paste(dots, (left_of(dots.width, self.width), top))
                case Blank():
                    pass
            top += piece.height
        return whole


def of(picture: Image.Image) -> Strip:
    """A picture as it is, from edge to edge."""
    return Strip(picture.width, (Dots(picture, centred=False),))


def left_of(wide: int, width: int) -> int:
    """Where something centred begins."""
    return max(0, (width - wide) // 2)


def qr(data: bytes, level: str, module: int) -> Image.Image:
    """A QR code as printers draw it: the smallest version that holds the bytes, without a quiet zone."""
    made = segno.make_qr(data, error=level, boost_error=False)
    rows = [bytes(row) for row in made.matrix]
    mark = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows)).point(_DARK_MODULE, "1")
    return mark.resize((len(rows) * module, len(rows) * module), Image.Resampling.NEAREST)
