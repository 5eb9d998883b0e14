"""Words that were read on a page, written into a PDF so that they can be found and copied, but not seen."""

from __future__ import annotations

import unicodedata
import zlib
from itertools import groupby

from kiosk.dossier.page.syntax import stream
from kiosk.dossier.tounicode import to_unicode
from kiosk.dossier.words import Word

POINTS_PER_MM = 72 / 25.4
FONT_CODES = 255  # of a simple font; 0 is left alone
ADVANCE = (
    0.5  # of the size: every letter is taken to be as wide, and stretched to the word it is in
)
_OBJECTS = 3  # of a font: itself, its descriptor, its ToUnicode
FOOT = 0.2  # of a line's height that lies below its base


class TextLayer:
    """The fonts of one document and what every page shows in them, in rendering mode 3: nothing.

    ISO 19005-2, 6.2.11.4.1 lets a font that is shown in mode 3 alone stay unembedded; ToUnicode says what
    its letters are. Equal words give equal bytes.
    """

    def __init__(self) -> None:
        self.place = 0  # number of the object that names the fonts; 0 while nothing needs them
        self._codes: dict[str, int] = {}

    def drawn(self, words: tuple[Word, ...], height_mm: float) -> bytes:
        """The words of a page so high, as part of its content stream; fonts are /T0, /T1, ..."""
        rows = []
        for _, line in groupby(words, key=lambda word: word.line):
            rows += self._line(tuple(line), height_mm)
        return "\n".join(("BT 3 Tr", *rows, "ET")).encode() if rows else b""

    def dictionary(self, number: int) -> bytes:
        """The fonts by name, where the first of `objects` is object `number`."""
        count = -(-len(self._codes) // FONT_CODES)
        named = (f"/T{font} {number + font * _OBJECTS} 0 R" for font in range(count))
        return f"<< {' '.join(named)} >>".encode()

    def objects(self, number: int) -> list[bytes]:
        """The fonts as objects of a PDF, the first of them as object `number`."""
        written: list[bytes] = []
        letters = list(self._codes)
        for start in range(0, len(letters), FONT_CODES):
            at = number + len(written)
            written += _font(letters[start : start + FONT_CODES], at)
        return written

    def _line(self, line: tuple[Word, ...], height_mm: float) -> list[str]:
        """Every word from its left edge to its right, all on one base; a blank after each parts them."""
        top = min(word.box[1] for word in line)
        bottom = max(word.box[3] for word in line)
        size = max(1.0, (bottom - top) * POINTS_PER_MM)
        base = (height_mm - bottom) * POINTS_PER_MM + FOOT * size
        rows = []
        for word in line:
            text = unicodedata.normalize("NFC", word.text)
            left, _, right, _ = word.box
            wide = max(0.1, (right - left) * POINTS_PER_MM)
            stretch = 100 * wide / (len(text) * ADVANCE * size)
            place = f"1 0 0 1 {left * POINTS_PER_MM:.1f} {base:.1f} Tm {stretch:.0f} Tz"
            rows.append(f"{place} {self._shown(text + ' ', size)}")
        return rows

    def _shown(self, text: str, size: float) -> str:
        codes = [self._codes.setdefault(letter, len(self._codes)) for letter in text]
        runs = [
            f"/T{font} {size:.1f} Tf <{bytes(code % FONT_CODES + 1 for code in run).hex()}> Tj"
            for font, run in groupby(codes, key=lambda code: code // FONT_CODES)
        ]
        return " ".join(runs)


def _font(letters: list[str], number: int) -> list[bytes]:
    """A simple font of these letters, from code 1 on, under a name every reader knows."""
    widths = " ".join([f"{ADVANCE * 1000:.0f}"] * len(letters))
    # 6.2.11.8: no code may mean .notdef, seen or not
    names = " ".join(f"/{_name(letter)}" for letter in letters)
    font = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        f" /Encoding << /Type /Encoding /Differences [1 {names}] >>"
        f" /FirstChar 1 /LastChar {len(letters)} /Widths [{widths}]"
        f" /FontDescriptor {number + 1} 0 R /ToUnicode {number + 2} 0 R >>"
    )
    descriptor = (
        "<< /Type /FontDescriptor /FontName /Helvetica /Flags 32 /FontBBox [-166 -225 1000 931]"
        " /ItalicAngle 0 /Ascent 718 /Descent -207 /CapHeight 718 /StemV 88 >>"
    )
    meant = zlib.compress(to_unicode(dict(enumerate(letters, 1)), 1), 9)
    return [font.encode(), descriptor.encode(), stream("/Filter /FlateDecode", meant)]


def _name(letter: str) -> str:
    """The letter's name as the Adobe Glyph List composes it."""
    point = ord(letter)
    return f"uni{point:04X}" if point < 0x10000 else f"u{point:X}"
