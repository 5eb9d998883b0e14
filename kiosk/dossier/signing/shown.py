"""A page as a viewer shows it: cropped and turned (ISO 32000-1, 14.11.2 and table 30)."""

from __future__ import annotations

from dataclasses import dataclass

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    PdfObject,
)
from pyhanko.pdf_utils.misc import PdfReadError

from kiosk.dossier.signing.update import Update

Box = tuple[float, float, float, float]

# How what is drawn upright must lie on a page that is turned clockwise by so many degrees.
_UPRIGHT = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
_DEEP = 64  # levels of a page tree; more is a ring


@dataclass(frozen=True)
class Shown:
    """`width` and `height` are what one sees, in points."""

    page: IndirectObject
    width: float
    height: float
    turned: int  # degrees clockwise
    box: Box  # what is seen, in the page's own space

    def rect(self, left: float, top: float, width: float, height: float) -> Box:
        """A place as one sees it, from the upper left, in the page's own space: left, bottom, right, top."""
        ends = [self._point(left, top), self._point(left + width, top + height)]
        (x0, x1), (y0, y1) = (sorted(side) for side in zip(*ends, strict=True))
        return x0, y0, x1, y1

    def upright(self) -> ArrayObject:
        """The matrix of a form that is to stand upright here."""
        return ArrayObject(FloatObject(number) for number in (*_UPRIGHT[self.turned], 0, 0))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.box
        match self.turned:
            case 90:
                return left + y, bottom + x
            case 180:
                return right - x, bottom + y
            case 270:
                return right - y, top - x
        return left + x, top - y


def shown(update: Update, number: int) -> Shown:
    """The page of that number, from 0 on, or from -1 backwards; raises pyHanko's PdfReadError."""
    page, _ = update.find_page_for_modification(number)
    leaf = page.get_object()
    turned = _turned(_inherited(leaf, "/Rotate"))
    left, bottom, right, top = _box(_inherited(leaf, "/CropBox") or _inherited(leaf, "/MediaBox"))
    if turned not in _UPRIGHT or right <= left or top <= bottom:
        raise PdfReadError("a page of no shape")
    width, height = right - left, top - bottom
    if turned in (90, 270):
        width, height = height, width
    return Shown(page, width, height, turned, (left, bottom, right, top))


def _inherited(leaf: DictionaryObject, key: str) -> PdfObject | None:
    node = leaf
    for _ in range(_DEEP):
        if key in node:
            value: PdfObject = node[key]
            return value
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    raise PdfReadError("a page tree without a root")


def _turned(by: PdfObject | None) -> int:
    return by % 360 if isinstance(by, int) else 0


def _box(sides: PdfObject | None) -> Box:
    if not isinstance(sides, ArrayObject) or len(sides) != 4:
        raise PdfReadError("a page without its size")
    x0, y0, x1, y1 = (float(side) for side in sides)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
