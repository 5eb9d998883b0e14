"""The typeface of stamps and attestations: how wide it runs, and the few of its letters that a PDF carries."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from fontTools import subset
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NumberObject,
    StreamObject,
    pdf_name,
    pdf_string,
)

from kiosk.dossier.signing.update import Update
from kiosk.dossier.tounicode import to_unicode
from kiosk.workspace import FONTS

# They stand in numbers and times: carried always, so that one cut serves a whole batch.
STEADY = frozenset("0123456789 -+:./,;()T")


class Face(StrEnum):
    """As wide as Times New Roman, letter for letter."""

    REGULAR = "Tinos-Regular"
    BOLD = "Tinos-Bold"


class LetterMissing(ValueError):
    """The typeface has no picture of a letter: nothing may be left out of what is signed."""


@dataclass(frozen=True)
class Cut:
    """A face cut down to some letters; `codes` are two bytes each (Identity-H)."""

    face: Face
    name: str  # six letters, a plus and the face's name (ISO 32000-1, 9.6.4)
    codes: dict[str, int]
    widths: tuple[int, ...]  # by code, thousandths of the size
    program: bytes  # TrueType, deflated
    program_length: int  # before that
    to_unicode: bytes  # deflated
    metrics: dict[str, int]

    def shown(self, text: str) -> str:
        """The operand of Tj, of letters that were cut."""
        return "<" + "".join(f"{self.codes[letter]:04x}" for letter in nfc(text)) + ">"


def nfc(text: str) -> str:
    """One letter, one picture: marks are put on their letters."""
    return unicodedata.normalize("NFC", text)


def width(text: str, face: Face, size: float) -> float:
    """How far the text runs, in the unit of `size`; raises LetterMissing."""
    advances = _advances(face)
    try:
        return sum(advances[letter] for letter in nfc(text)) * size / 1000
    except KeyError as error:
        raise LetterMissing(str(error)) from error


def cut(face: Face, texts: Iterable[str]) -> Cut:
    """The face with the letters of these texts; the same letters are cut once. Raises LetterMissing."""
    return _cut(face, STEADY.union(*(nfc(text) for text in texts)))


def embedded(update: Update, made: Cut) -> IndirectObject:
    """The font as an object of the PDF, wholly embedded, its text to be searched and copied (ISO 19005-2, 6.2.11)."""
    said = {"/Length1": NumberObject(made.program_length), "/Filter": pdf_name("/FlateDecode")}
    program = StreamObject({pdf_name(k): v for k, v in said.items()}, encoded_data=made.program)
    descriptor = _dictionary(
        Type="/FontDescriptor",
        FontName=f"/{made.name}",
        Flags=4,  # its letters are reached by code, not by a name
        FontBBox=[made.metrics[side] for side in ("xMin", "yMin", "xMax", "yMax")],
        ItalicAngle=0,
        Ascent=made.metrics["ascent"],
        Descent=made.metrics["descent"],
        CapHeight=made.metrics["capitals"],
        StemV=made.metrics["stem"],
        FontFile2=update.add_object(program),
    )
    wide = ArrayObject([NumberObject(0), ArrayObject(NumberObject(w) for w in made.widths)])
    system = DictionaryObject(
        {
            pdf_name("/Registry"): pdf_string("Adobe"),
            pdf_name("/Ordering"): pdf_string("Identity"),
            pdf_name("/Supplement"): NumberObject(0),
        }
    )
    descendant = _dictionary(
        Type="/Font",
        Subtype="/CIDFontType2",
        BaseFont=f"/{made.name}",
        CIDSystemInfo=system,
        FontDescriptor=update.add_object(descriptor),
        DW=1000,
        W=wide,
        CIDToGIDMap="/Identity",
    )
    meant = StreamObject(
        {pdf_name("/Filter"): pdf_name("/FlateDecode")}, encoded_data=made.to_unicode
    )
    font = _dictionary(
        Type="/Font",
        Subtype="/Type0",
        BaseFont=f"/{made.name}",
        Encoding="/Identity-H",
        DescendantFonts=[update.add_object(descendant)],
        ToUnicode=update.add_object(meant),
    )
    return update.add_object(font)


def _dictionary(**entries: object) -> DictionaryObject:
    return DictionaryObject({pdf_name(f"/{key}"): _value(value) for key, value in entries.items()})


def _value(value: object) -> object:
    match value:
        case str():
            return pdf_name(value)
        case int():
            return NumberObject(value)
        case list():
            return ArrayObject(_value(each) for each in value)
    return value


@lru_cache(maxsize=16)
def _cut(face: Face, letters: frozenset[str]) -> Cut:
    known = _advances(face)
    if missing := sorted(letters - known.keys()):
        raise LetterMissing(" ".join(f"U+{ord(letter):04X}" for letter in missing))
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = []
    options.glyph_names = False
    options.notdef_outline = True
    options.drop_tables += ["OS/2", "gasp", "post", "name"]
    font = TTFont(FONTS / f"{face}.ttf", recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in letters])
    subsetter.subset(font)
    codes = {chr(point): font.getGlyphID(name) for point, name in font.getBestCmap().items()}
    scale = 1000 / font["head"].unitsPerEm
    widths = tuple(round(font["hmtx"][name][0] * scale) for name in font.getGlyphOrder())
    del font["cmap"]  # 6.2.11.3: codes are glyphs; nothing looks a letter up
    written = io.BytesIO()
    font.save(written, reorderTables=None)
    program = written.getvalue()
    meant = {code: letter for letter, code in sorted(codes.items(), key=lambda pair: pair[1])}
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
    return Cut(
        face,
        f"{tag}+{face}",
        codes,
        widths,
        zlib.compress(program, 9),
        len(program),
        zlib.compress(to_unicode(meant, 2), 9),
        _metrics(face),
    )


@cache
def _advances(face: Face) -> dict[str, float]:
    """letter -> how far it runs, thousandths of the size."""
    font = _font(face)
    scale, runs = 1000 / font["head"].unitsPerEm, font["hmtx"]
    return {chr(point): runs[name][0] * scale for point, name in font.getBestCmap().items()}


@cache
def _metrics(face: Face) -> dict[str, int]:
    font = _font(face)
    head, lines, marks = font["head"], font["hhea"], font["OS/2"]
    scale = 1000 / head.unitsPerEm
    sides = {side: round(getattr(head, side) * scale) for side in ("xMin", "yMin", "xMax", "yMax")}
    return sides | {
        "ascent": round(lines.ascent * scale),
        "descent": round(lines.descent * scale),
        "capitals": round(getattr(marks, "sCapHeight", 0) * scale) or 662,
        "stem": 140 if face is Face.BOLD else 84,  # as Times has them
    }


@cache
def _font(face: Face) -> TTFont:
    return TTFont(FONTS / f"{face}.ttf", lazy=False)
