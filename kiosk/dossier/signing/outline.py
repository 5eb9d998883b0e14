"""A signed PDF as bytes, before any parser is believed: where signatures stand, and what lies around them.

ISO 32000-2, 12.8.1: what is signed is the whole file but the hexadecimal string of /Contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.dossier.signing.report import Reason

_BYTE_RANGE = re.compile(
    rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]"
)
_HEX = re.compile(rb"<[0-9A-Fa-f]*>")
_OBJECT = re.compile(
    rb"(?<![0-9])(\d{1,10})[ \t\r\n\0\f]+(\d{1,5})[ \t\r\n\0\f]+obj(?![a-zA-Z0-9])"
)
_STREAM = re.compile(rb"stream\r?\n")
_END = b"%%EOF"
_ENDOBJ = b"endobj"
_SPACE = re.compile(rb"[\0\t\n\f\r ]++|%[^\r\n]*+")
_START = re.compile(rb"startxref\s++\d++\s++%%EOF")
_TABLE = re.compile(
    rb"xref\s++(?:\d{1,10} \d{1,10}\s++(?:\d{10} \d{5} [nf]\s*+)*+)++trailer\s*+<<[\s\S]*?>>\s*+"
    rb"(?:%[^\r\n]*+\s++)*?startxref\s++\d++\s++%%EOF"
)
_BLANK = b"\0\t\r\n "


@dataclass(frozen=True)
class Span:
    """One /ByteRange as it stands in the bytes: [0, gap) and [after, end) are signed."""

    gap: int
    after: int
    end: int


def spans(pdf: bytes) -> tuple[Span, ...]:
    """Every well-formed /ByteRange of the file, by its end; those that start elsewhere than at 0 are left out."""
    found = {
        Span(len1, start2, start2 + len2)
        for start1, len1, start2, len2 in (
            (int(number) for number in match.groups()) for match in _BYTE_RANGE.finditer(pdf)
        )
        if start1 == 0 and len1 < start2 and start2 + len2 <= len(pdf)
    }
    return tuple(sorted(found, key=lambda span: (span.end, span.gap)))


def contents(pdf: bytes, span: Span) -> bytes | None:
    """What stands in the gap, None unless it is one hexadecimal string and nothing else."""
    gap = pdf[span.gap : span.after]
    if not _HEX.fullmatch(gap) or len(gap) % 2:
        return None
    return bytes.fromhex(gap[1:-1].decode("ascii"))


def padding_is_empty(der: bytes) -> bool:
    """Whether nothing but zeros follows the signature in its place (X.690, 8.1.3)."""
    if len(der) < 2:
        return False
    if der[1] == 0x80:  # indefinite length: its end is only known to a parser
        return True
    if der[1] < 0x80:
        return not der[2 + der[1] :].strip(b"\0")
    count = der[1] & 0x7F
    length = int.from_bytes(der[2 : 2 + count], "big")
    return not der[2 + count + length :].strip(b"\0")


def ends_well(pdf: bytes, end: int) -> bool:
    """Whether what is signed up to `end` closes a revision: %%EOF, and nothing but blanks."""
    return pdf[max(0, end - 64) : end].rstrip(_BLANK).endswith(_END)


def odd_around(pdf: bytes) -> Iterable[Reason]:
    """What stands before the first and behind the last byte of the PDF proper."""
    if not pdf.startswith(b"%PDF-"):
        yield Reason.HEAD
    last = pdf.rfind(_END)
    if last < 0 or pdf[last + len(_END) :].strip(_BLANK):
        yield Reason.TAIL


def odd_objects(pdf: bytes, known: dict[int, int], signed: int) -> Iterable[Reason]:
    """Objects that stand in the bytes and in no table, or twice within one revision.

    `known`: offset to length of the stream's data (0 where it is no stream), of each object of the cross-reference
    tables. Behind `signed` nothing may stand but those, tables and trailers; before, programs of good faith leave
    objects behind that no table leads to.
    """
    if not _nothing_else(pdf, known, signed):
        yield Reason.HIDDEN_OBJECTS
    ends = _revision_ends(pdf)
    found: dict[tuple[int, int], set[int]] = {}
    place, past = 0, 0
    for match in _OBJECT.finditer(pdf):
        start = match.start()
        if start < past:  # data of a stream
            continue
        while place < len(ends) and start >= ends[place]:
            place += 1
        found.setdefault((place, int(match[1])), set()).add(start)
        if known.get(start):
            past = _past_stream(pdf, match.end(), known[start])
    # One of two is what the table shows, the other what a reader that scans the bytes would take.
    if any(number and len(starts) > 1 for (_, number), starts in found.items()):
        yield Reason.DUPLICATE_OBJECTS


def _nothing_else(pdf: bytes, known: dict[int, int], start: int) -> bool:
    """Whether from `start` on there are only known objects, tables, trailers, and comments that hold no object."""
    place = start
    while True:
        place = _past_blank(pdf, place)
        if place >= len(pdf):
            return True
        if place in known:
            end = pdf.find(_ENDOBJ, _past_stream(pdf, place, known[place]))
            if end < 0:
                return False
            place = end + len(_ENDOBJ)
            continue
        section = _TABLE.match(pdf, place) or _START.match(pdf, place)
        if section is None:
            return not pdf[place:].strip(_BLANK)
        if _OBJECT.search(section[0]):
            return False
        place = section.end()


def _past_stream(pdf: bytes, place: int, length: int) -> int:
    if not length:
        return place
    begin = _STREAM.search(pdf, place)
    return begin.end() + length if begin else len(pdf)


def _past_blank(pdf: bytes, place: int) -> int:
    while match := _SPACE.match(pdf, place):
        if match[0].startswith(b"%") and (b"obj" in match[0] or _END in match[0]):
            return place
        place = match.end()
    return place


def _revision_ends(pdf: bytes) -> list[int]:
    return [match.end() for match in re.finditer(re.escape(_END), pdf)]
