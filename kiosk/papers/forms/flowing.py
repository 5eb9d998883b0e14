"""A form's sentences and tables as they flow down its pages."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table

from kiosk.papers import faces
from kiosk.papers.forms.layout import Part
from kiosk.papers.forms.said import Row

DOTS = "…" * 8  # for a place between words
_LABEL = re.compile(r": \*?\{")
_PLACE = re.compile(r"\{(\w+)\}")
_BOLD, _PLAIN = "\ue000", "\ue001"  # private letters, which no value has left: they switch the face
PAD = 3  # points at the sides of a cell
_GLUE = "\u00a0"
BLANK, TALL = 3, 20.0  # lines to be filled by hand, and the points of each
_LAW = "body"


def style(size: float, align: int = TA_JUSTIFY, face: str = faces.REGULAR) -> ParagraphStyle:
    """Of a paragraph: NĐ 30/2020 wants 13 to 14 points, at least single spacing, and room between paragraphs."""
    return ParagraphStyle(
        _LAW, fontName=face, fontSize=size, leading=size * 1.2, alignment=align,
        spaceAfter=size * 0.2, allowWidows=0, allowOrphans=0,
    )  # fmt: skip


def paragraph(part: Part, places: dict[str, str], room: float) -> Paragraph:
    """A sentence with its places filled; an empty one is dotted, the last of the sentence to the end of its line."""
    text = _filled(part.text, places, part.size, room)
    # A label and its value are no sentence: spread to both sides they fall apart.
    sentence = not _LABEL.search(part.text)
    align = TA_CENTER if part.centred else TA_JUSTIFY if sentence else TA_LEFT
    return Paragraph(marked(text, part.size, room), style(part.size, align))


def marked(text: str, size: float, room: float, face: str = faces.REGULAR) -> str:
    """As reportlab reads it: nothing a value says is taken for markup, and what belongs together is not parted."""
    pieces = faces.pieces(text, face, size, room * 0.96)  # bold letters are a little wider
    glued = escape(" ".join(piece.replace(" ", _GLUE) for piece in pieces))
    parts = re.split(f"([{_BOLD}{_PLAIN}])", glued)
    switch = {_BOLD: f'<font name="{faces.BOLD}">', _PLAIN: "</font>"}
    return "".join(switch.get(part, part) for part in parts)


def _filled(text: str, places: dict[str, str], size: float, room: float) -> str:
    marks = text.split("*")
    switched = "".join(
        mark + (("", _BOLD, _PLAIN)[1 + number % 2] if number < len(marks) - 1 else "")
        for number, mark in enumerate(marks)
    )
    return _PLACE.sub(lambda found: _value(found, switched, places, size, room), switched)


def _value(
    found: re.Match[str], text: str, places: dict[str, str], size: float, room: float
) -> str:
    value = places[found[1]]
    if value:
        return value
    behind = text[found.end() :].strip(f"{_PLAIN} .")
    before = _PLACE.sub(lambda other: places[other[1]] or DOTS, text[: found.start()])
    taken = faces.width(before.replace(_BOLD, "").replace(_PLAIN, ""), faces.REGULAR, size)
    dots = int((room - taken) / faces.width("…", faces.REGULAR, size)) - 1
    drawn = DOTS if behind or dots < len(DOTS) else "…" * dots
    bold = text[: found.start()].count(_BOLD) > text[: found.start()].count(_PLAIN)
    return f"{_PLAIN}{drawn}{_BOLD}" if bold else drawn


def table(part: Part, rows: list[Row], room: float) -> Flowable:
    """A grid whose head stands on every page it goes on to; without rows, one to be filled by hand."""
    shares = [share for _, _, share in part.columns]
    widths = [room * share / sum(shares) for share in shares]
    size = min(part.size, 12.0)
    head = [
        Paragraph(
            marked(name, size, width - 2 * PAD, faces.BOLD), style(size, TA_CENTER, faces.BOLD)
        )
        for (_, name, _), width in zip(part.columns, widths, strict=True)
    ]
    body = [
        [
            _cell(row.get(place, ""), place, size, width - 2 * PAD)
            for (place, _, _), width in zip(part.columns, widths, strict=True)
        ]
        for row in rows or [{}] * BLANK
    ]
    by_itself: list[float | None] = [None] * len(rows)
    heights = [None, *(by_itself or [TALL] * BLANK)]
    return Table(
        [head, *body], colWidths=widths, repeatRows=1, rowHeights=heights, spaceBefore=2, spaceAfter=size * 0.5,
        style=[
            ("FONT", (0, 0), (-1, -1), faces.REGULAR),  # else it names one that is not embedded
            ("GRID", (0, 0), (-1, -1), 0.5, black),
            ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
            ("VALIGN", (0, 1), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), PAD),
            ("RIGHTPADDING", (0, 0), (-1, -1), PAD),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ("NOSPLIT", (0, -2), (-1, -1)),  # the last row stands on no page alone
        ],
    )  # fmt: skip


_MIDDLE = frozenset({"n", "originals", "copies", "given", "taken", "at", "due"})
_RIGHT = frozenset({"amount"})


def _cell(text: str, place: str, size: float, room: float) -> Paragraph:
    align = TA_CENTER if place in _MIDDLE else 2 if place in _RIGHT else TA_LEFT
    return Paragraph(marked(text, size, room), style(size, align))
