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
    """Whether what is signed up to `end` closes a revision: %%EOF and at most one end of line."""
    tail = pdf[max(0, end - 8) : end]
    return tail.endswith((_END, _END + b"\n", _END + b"\r\n", _END + b"\r"))


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
    tables. Behind `signed`, whatever no table leads to is hidden; before, programs of good faith leave some behind.
    """
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
        length = known.get(start)
        if length is None:
            if start >= signed:
                yield Reason.HIDDEN_OBJECTS
        elif length:
            begin = _STREAM.search(pdf, match.end())
            past = begin.end() + length if begin else 0
    for (_, number), starts in found.items():
        # One of them is what the table shows, the other what a reader that scans the bytes would take.
        if number and len(starts) > 1:
            yield Reason.DUPLICATE_OBJECTS


def _revision_ends(pdf: bytes) -> list[int]:
    return [match.end() for match in re.finditer(re.escape(_END), pdf)]
