"""The text of attestation (lời chứng) as a last page behind the pages of a copy."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from functools import cache

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    StreamObject,
    pdf_name,
)
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import SigningError

from kiosk.dossier.signing import letters, stamps
from kiosk.dossier.signing.letters import Face
from kiosk.dossier.signing.seal import BROKEN, SealError
from kiosk.dossier.signing.shown import shown
from kiosk.dossier.signing.stamps import LEADING, POINTS_PER_MM, Line
from kiosk.dossier.signing.update import Update
from kiosk.signing import SigningFault
from kiosk.workspace import ATTESTATIONS

A4 = (210.0, 297.0)
LEAST = (
    140.0,
    190.0,
)  # mm, nearly A5; on a smaller page there is no room for words, signature and seal


@dataclass(frozen=True)
class Attestation:
    """What one text of attestation says."""

    number: str  # in the certification register
    book: str  # of that register, without its -SCT/BS
    place: str
    office: str
    official: str = field(repr=False)
    title: str  # as under the signature; its last part is the post
    pages: int  # of the copy
    on: dt.date


@dataclass(frozen=True)
class _Words:
    """A line of attestation.toml; `size` in points, `after` in mm."""

    text: str
    size: float
    align: str
    after: float
    bold: bool = False


@dataclass(frozen=True)
class _Text:
    """A row of attestation.toml; margins in mm."""

    valid_from: dt.date
    basis: str
    left: float
    right: float
    lines: tuple[_Words, ...]


def attest(pdf: bytes, attestation: Attestation) -> bytes:
    """`pdf` with one more page, as large as its last one, or A4 where that is too small; a PDF/A-2b stays one.

    The file begins with `pdf`, byte for byte, so its pages are what they were.
    Raises SealError (DOCUMENT_UNSIGNABLE) where it cannot be read or somebody has signed it.
    """
    try:
        update = Update(pdf)
        if update.prev.encrypted:
            raise SigningError("encrypted")
        if any(enumerate_sig_fields(update, filled_status=True)):
            raise SigningError("signed already")
        width, height = _size(update)
        lines = _laid(_row(attestation.on), attestation, width, height)
        update.insert_page(_page(update, lines, width, height))
        return update.appended()
    except BROKEN as error:
        detail = f"{type(error).__name__}: {error}"
        raise SealError(SigningFault.DOCUMENT_UNSIGNABLE, detail) from error


def _size(update: Update) -> tuple[float, float]:
    last = shown(update, -1)
    if last.width < LEAST[0] * POINTS_PER_MM or last.height < LEAST[1] * POINTS_PER_MM:
        return A4[0] * POINTS_PER_MM, A4[1] * POINTS_PER_MM
    return last.width, last.height


def _laid(row: _Text, what: Attestation, width: float, height: float) -> list[Line]:
    """The lines, `y` from the page's upper edge; the last one ends at the middle of the page."""
    left, room = row.left * POINTS_PER_MM, width - (row.left + row.right) * POINTS_PER_MM
    lines, down = [], 0.0
    for words in row.lines:
        face = Face.BOLD if words.bold else Face.REGULAR
        for text in stamps.lines_of(_filled(words.text, what), face, words.size, room):
            spare = room - letters.width(text, face, words.size)
            x = left + (spare / 2 if words.align == "centre" else 0)
            base = down + stamps.BASE * words.size
            lines.append(Line(text, face, words.size, stamps.BLACK, x, base))
            down += words.size * LEADING
        down += words.after * POINTS_PER_MM
    top = max(height / 2 - down, stamps.EDGE * POINTS_PER_MM)
    return [stamps.lowered(line, top) for line in lines]


def _filled(text: str, what: Attestation) -> str:
    return text.format(
        number=what.number,
        book=what.book,
        place=what.place,
        office=what.office,
        official=what.official,
        post=what.title.split("/")[-1].strip(),
        pages=f"{what.pages:02d}",
        day=f"{what.on:%d}",
        month=f"{what.on:%m}",
        year=f"{what.on.year}",
    )


def _page(update: Update, lines: list[Line], width: float, height: float) -> DictionaryObject:
    fonts, rows = stamps.written(update, lines, height)
    contents = StreamObject(stream_data="\n".join(rows).encode())
    contents.compress()
    return DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): ArrayObject(
                FloatObject(f"{side:.3f}") for side in (0, 0, width, height)
            ),
            pdf_name("/Contents"): update.add_object(contents),
            pdf_name("/Resources"): DictionaryObject({pdf_name("/Font"): fonts}),
        }
    )


def _row(day: dt.date) -> _Text:
    """The words that count on that day."""
    rows = [row for row in _table() if row.valid_from <= day]
    if not rows:
        raise SigningError(f"no text of attestation for {day}")
    return max(rows, key=lambda row: row.valid_from)


@cache
def _table() -> tuple[_Text, ...]:
    rows = tomllib.loads(ATTESTATIONS.read_text(encoding="utf-8"))["attestation"]
    return tuple(
        _Text(**(row | {"lines": tuple(_Words(**words) for words in row["lines"])})) for row in rows
    )
