"""The typeface of papers that are PDFs: Tinos, letter for letter as wide as Times New Roman; how its lines break."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from kiosk.lines import may_break
from kiosk.workspace import FONTS

REGULAR, BOLD, ITALIC = "Tinos-Regular", "Tinos-Bold", "Tinos-Italic"


def load() -> None:
    """The faces can be used; asked again nothing happens."""
    known = pdfmetrics.getRegisteredFontNames()
    for face in (REGULAR, BOLD, ITALIC):
        if face not in known:
            pdfmetrics.registerFont(TTFont(face, FONTS / f"{face}.ttf"))


@lru_cache(maxsize=20_000)
def width(text: str, face: str, size: float) -> float:
    """Points from the first letter to the last."""
    return float(pdfmetrics.stringWidth(text, face, size))


@lru_cache(maxsize=20_000)
def lines(text: str, face: str, size: float, room: float) -> tuple[str, ...]:
    """The text in lines no wider than `room` points: names and numbers with their units stay whole where they fit."""
    found: list[str] = []
    whole = pieces(text, face, size, room)
    for piece in (part for word in whole for part in _cut(word, face, size, room)):
        longer = f"{found[-1]} {piece}" if found else ""
        if found and width(longer, face, size) <= room:
            found[-1] = longer
        else:
            found.append(piece)
    return tuple(found)


def pieces(text: str, face: str, size: float, room: float) -> list[str]:
    """What a line should not break in, in order; each of it fits the room, but for single words that are longer."""
    words = unicodedata.normalize("NFC", text).split()
    whole = words[:1]
    for before, after in pairwise(words):
        if may_break(before, after):
            whole.append(after)
        else:
            whole[-1] += f" {after}"
    return [part for piece in whole for part in _shrunk(piece, face, size, room)]


def _shrunk(piece: str, face: str, size: float, room: float) -> Sequence[str]:
    return (piece,) if width(piece, face, size) <= room else piece.split()


def _cut(word: str, face: str, size: float, room: float) -> list[str]:
    """A word that is too long for any line, behind a hyphen or a dot of it, or else between letters."""
    if width(word, face, size) <= room:
        return [word]
    parts = [""]
    for letter in word:
        if width(parts[-1] + letter, face, size) > room and not unicodedata.combining(letter):
            joint = max(parts[-1].rfind(sign) for sign in "-/@.") + 1
            parts[-1:] = (
                [parts[-1][:joint], parts[-1][joint:]]
                if 0 < joint < len(parts[-1])
                else [parts[-1], ""]
            )
        parts[-1] += letter
    return [part for part in parts if part]
