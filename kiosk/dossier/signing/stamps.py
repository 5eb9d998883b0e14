"""What is seen of a signature: words and pictures where the rules want them, as stamps.toml says (docs/signing.md)."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    StreamObject,
    pdf_name,
)

from kiosk.dossier.signing import letters, pictures
from kiosk.dossier.signing.letters import Face
from kiosk.dossier.signing.shown import Box, Shown
from kiosk.dossier.signing.update import Update
from kiosk.lines import broken
from kiosk.signing import SignRole
from kiosk.workspace import STAMPS

POINTS_PER_MM = 72 / 25.4
LEADING = 1.2  # of the size: stacked marks of two lines never touch
BASE = 0.93  # of the size, from a line's upper edge to its base
BLACK = "#000000"
EDGE = 3.0  # mm that nothing comes nearer to the paper's edge
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class NoStamp(ValueError):
    """stamps.toml knows no stamp for that kind of paper and that role on that day."""


class What(StrEnum):
    """A part of a stamp."""

    FORM = "form"
    TITLE = "title"
    NAME = "name"
    ORGANISATION = "organisation"
    TIME = "time"
    SIGNATURE = "signature"
    SEAL = "seal"


@dataclass(frozen=True)
class SignImages:
    """Pictures the office gave, PNG, transparent where there is no ink; None where it gave none."""

    signature: bytes | None = field(default=None, repr=False)
    seal: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Signing:
    """Who signs what, when, and in which words that is seen."""

    role: SignRole
    name: str = field(repr=False)  # of the person, or of the organisation
    title: str  # as it stands above the name; " / " where a line ends
    organisation: str
    at: dt.datetime  # aware; shown and written in the office's zone, to the second
    kind: str = "certified-copy"  # of stamps.toml
    images: SignImages | None = None


@dataclass(frozen=True)
class Part:
    """One thing under the other; sizes in points, width and height (of a picture's room) in mm."""

    what: What
    size: float
    bold: bool = False
    width: float = 0.0
    height: float = 0.0
    colour: str = BLACK
    before: str = ""
    unless_name: bool = False


@dataclass(frozen=True)
class Stamp:
    """A row of stamps.toml."""

    kind: str
    role: SignRole
    valid_from: dt.date
    basis: str
    page: str
    x: float
    down: str
    y: float
    width: float
    align: str
    parts: tuple[Part, ...]
    form: str = ""


@dataclass(frozen=True)
class Line:
    """Words at `x`, their base `y` below the stamp's upper edge, in points."""

    text: str
    face: Face
    size: float
    colour: str
    x: float
    y: float


@dataclass(frozen=True)
class Mark:
    """A picture, its upper left corner at `x`, `y`, in points."""

    picture: pictures.Picture
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawn:
    """A stamp laid out, in points; `above` is what stands over its signature or seal."""

    width: float
    height: float
    above: float
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]


def stamp(kind: str, role: SignRole, day: dt.date) -> Stamp:
    """The stamp that counts on that day; raises NoStamp."""
    rows = [
        row for row in _table() if (row.kind, row.role) == (kind, role) and row.valid_from <= day
    ]
    if not rows:
        raise NoStamp(f"{kind}, {role}, {day}")
    return max(rows, key=lambda row: row.valid_from)


def kinds() -> tuple[str, ...]:
    """The kinds of paper there are stamps for."""
    return tuple(dict.fromkeys(row.kind for row in _table()))


def drawn(row: Stamp, what: Signing, room: float) -> Drawn:
    """The stamp's words and pictures, broken to `room` points. Raises LetterMissing, PictureUnreadable."""
    wide = min(row.width * POINTS_PER_MM, room)
    lines: list[Line] = []
    marks: list[Mark] = []
    down, above = 0.0, 0.0
    for part in row.parts:
        image = _image(part, what)
        if part.unless_name and not (what.images and what.images.signature):
            continue
        if part.what in (What.SIGNATURE, What.SEAL):
            above = down
        if image is not None:
            marks.append(_mark(image, part, wide, down))
            down += part.height * POINTS_PER_MM
            continue
        face = Face.BOLD if part.bold else Face.REGULAR
        texts = [
            line
            for text in _texts(part, row, what)
            for line in lines_of(text, face, part.size, wide)
        ]
        gap = max(0.0, part.height * POINTS_PER_MM - len(texts) * part.size * LEADING) / 2
        for text in texts:
            lines.append(
                Line(text, face, part.size, part.colour, 0.0, down + gap + part.size * BASE)
            )
            down += part.size * LEADING
        down += 2 * gap
    if not marks and row.align == "left":  # it lies in the corner, however long its lines are
        wide = max(letters.width(line.text, line.face, line.size) for line in lines)
    return Drawn(wide, down, above, tuple(_aligned(lines, row.align, wide)), tuple(marks))


def place(row: Stamp, made: Drawn, on: Shown) -> Box:
    """Where the stamp goes, in the page's own space; where the page is small, as near to there as it fits."""
    left = on.width - row.x * POINTS_PER_MM - made.width
    top = row.y * POINTS_PER_MM - made.above
    if row.down == "middle":
        top += on.height / 2
    edge = EDGE * POINTS_PER_MM
    left = max(min(left, on.width - edge - made.width), edge)
    top = max(min(top, on.height - edge - made.height), edge)
    return on.rect(left, top, made.width, made.height)


def appearance(update: Update, made: Drawn, on: Shown) -> IndirectObject:
    """The stamp as a form (ISO 32000-1, 8.10) with its own letters and pictures."""
    fonts, words = written(update, made.lines, made.height)
    rows, images = [], DictionaryObject()
    for number, mark in enumerate(made.marks):
        images[pdf_name(f"/Ink{number}")] = pictures.embedded(update, mark.picture)
        foot = made.height - mark.y - mark.height
        rows.append(
            f"q {mark.width:.3f} 0 0 {mark.height:.3f} {mark.x:.3f} {foot:.3f} cm /Ink{number} Do Q"
        )
    form = StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): ArrayObject(
                FloatObject(f"{side:.3f}") for side in (0, 0, made.width, made.height)
            ),
            pdf_name("/Matrix"): on.upright(),
            pdf_name("/Resources"): DictionaryObject(
                {pdf_name("/Font"): fonts, pdf_name("/XObject"): images}
            ),
        },
        stream_data="\n".join(rows + words).encode(),
    )
    form.compress()
    return update.add_object(form)


def written(
    update: Update, lines: Iterable[Line], height: float
) -> tuple[DictionaryObject, list[str]]:
    """Fonts for a resource dictionary, and the lines as operators of a content that is so high, in points.

    Raises LetterMissing.
    """
    by_face: dict[Face, list[Line]] = {}
    for line in lines:
        by_face.setdefault(line.face, []).append(line)
    fonts, rows = DictionaryObject(), []
    for face, same in by_face.items():
        made = letters.cut(face, [line.text for line in same])
        name = face.name.title()
        fonts[pdf_name(f"/{name}")] = letters.embedded(update, made)
        for line in same:
            ink = " ".join(f"{int(line.colour[at : at + 2], 16) / 255:.3g}" for at in (1, 3, 5))
            rows.append(
                f"BT {ink} rg /{name} {line.size:g} Tf"
                f" 1 0 0 1 {line.x:.3f} {height - line.y:.3f} Tm {made.shown(line.text)} Tj ET"
            )
    return fonts, rows


def lines_of(text: str, face: Face, size: float, wide: float) -> list[str]:
    """The text in lines that are at most so wide; raises LetterMissing."""
    return broken(letters.nfc(text), lambda line: letters.width(line, face, size) <= wide)


def lowered(line: Line, by: float) -> Line:
    """The line so many points further down."""
    return replace(line, y=line.y + by)


def _texts(part: Part, row: Stamp, what: Signing) -> list[str]:
    match part.what:
        case What.FORM:
            text = row.form
        case What.TITLE:
            return [text.strip() for text in what.title.split("/") if text.strip()]
        case What.NAME | What.SIGNATURE:
            text = what.name
        case What.ORGANISATION | What.SEAL:
            text = what.organisation
        case What.TIME:
            text = what.at.astimezone(ZONE).isoformat(timespec="seconds")
    return [part.before + text]


def _image(part: Part, what: Signing) -> bytes | None:
    if what.images is None:
        return None
    match part.what:
        case What.SIGNATURE:
            return what.images.signature
        case What.SEAL:
            return what.images.seal
    return None


def _mark(png: bytes, part: Part, wide: float, down: float) -> Mark:
    """The picture as large as its room allows, in the middle of it."""
    width = min(part.width, part.height * pictures.proportion(png))
    height = width / pictures.proportion(png)
    return Mark(
        pictures.picture(png, round(width, 2)),
        (wide - width * POINTS_PER_MM) / 2,
        down + (part.height - height) * POINTS_PER_MM / 2,
        width * POINTS_PER_MM,
        height * POINTS_PER_MM,
    )


def _aligned(lines: list[Line], align: str, wide: float) -> list[Line]:
    if align == "left":
        return lines
    return [
        replace(line, x=(wide - letters.width(line.text, line.face, line.size)) / 2)
        for line in lines
    ]


@cache
def _table() -> tuple[Stamp, ...]:
    rows: list[dict[str, Any]] = tomllib.loads(STAMPS.read_text(encoding="utf-8"))["stamp"]
    return tuple(_row(row, rows) for row in rows)


def _row(row: dict[str, Any], rows: list[dict[str, Any]]) -> Stamp:
    """A row that is like another's takes from it what it does not say itself."""
    like = row.get("like")
    model = next((r for r in rows if (r["kind"], r["role"]) == (like, row["role"])), {})
    said = {key: value for key, value in (model | row).items() if key != "like"}
    said["role"] = SignRole(said["role"])
    said["parts"] = tuple(Part(**(part | {"what": What(part["what"])})) for part in said["parts"])
    return Stamp(**said)
