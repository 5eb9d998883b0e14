"""What no honest program does to a signed PDF, beyond what a difference between revisions shows."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, Reference, StreamObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionType
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathError,
    ValidationError,
)

from kiosk.dossier.signing import outline
from kiosk.dossier.signing.changes import pages
from kiosk.dossier.signing.objects import followed, inherited, items, value
from kiosk.dossier.signing.report import Reason

if TYPE_CHECKING:
    from kiosk.dossier.signing.found import Found

# Whatever hostile bytes make pyHanko, asn1crypto and their helpers raise.
BROKEN = (
    PdfError,
    PathError,
    ValidationError,
    CRLValidationError,
    OCSPValidationError,
    InvalidSignature,
    UnsupportedAlgorithm,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    StopIteration,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
MOST_COVERED = (
    0.25  # of its page a later signature's picture may cover; an office's seal takes a fiftieth
)


def own_reasons(pdf: bytes, reader: PdfFileReader, one: Found, found: list[Found]) -> list[Reason]:
    """Of one signature: its place in the bytes, and what its picture hides."""
    reasons = _place(pdf, one)
    if (
        one.visible
        and any(other.revision < one.revision for other in found)
        and _covers(reader, one)
    ):
        reasons.append(Reason.COVERING)
    return reasons


def known_objects(reader: PdfFileReader, first: int) -> tuple[dict[int, int], bool]:
    """Where the tables say an object is, to the length of its stream; and whether one behind `first` is not there."""
    known: dict[int, int] = {}
    broken = False
    for revision in range(reader.xrefs.total_revisions):
        container = reader.xrefs.get_xref_container_info(revision)
        if container.stream_ref is not None:
            held = reader.get_object(container.stream_ref, revision)
            known[container.start_location] = _length(held)
        entries = reader.xrefs.get_xref_data(revision).standard_xrefs
        for number, (generation, offset) in entries.items():
            try:
                held = reader.get_object(Reference(number, generation, reader), revision)
            except BROKEN:
                broken = broken or revision > first
                continue
            known[offset] = _length(held)
    return known, broken


def later_hybrid(reader: PdfFileReader, first: int) -> bool:
    """Whether a revision behind `first` has two tables, of which a reader may follow either (ISO 32000-2, 7.5.8.4)."""
    return any(
        reader.xrefs.get_xref_container_info(revision).xref_section_type
        in (XRefSectionType.HYBRID_MAIN, XRefSectionType.HYBRID_STREAM)
        for revision in range(first + 1, reader.xrefs.total_revisions)
    )


def _length(held: generic.PdfObject) -> int:
    return len(held.encoded_data) if isinstance(held, StreamObject) else 0


def _place(pdf: bytes, one: Found) -> list[Reason]:
    span = one.span
    if span is None or not 0 < span.gap < span.after <= span.end <= len(pdf):
        return [Reason.BYTE_RANGE]
    der = outline.contents(pdf, span)
    if der is None:
        return [Reason.BYTE_RANGE if _no_string(pdf, span) else Reason.CONTENTS]
    reasons = []
    if der != one.embedded.pkcs7_content or not outline.padding_is_empty(der):
        reasons.append(Reason.CONTENTS)
    if not outline.ends_well(pdf, span.end):
        reasons.append(Reason.BYTE_RANGE)
    return reasons


def _no_string(pdf: bytes, span: outline.Span) -> bool:
    return pdf[span.gap : span.gap + 1] != b"<" or pdf[span.after - 1 : span.after] != b">"


def _covers(reader: PdfFileReader, one: Found) -> bool:
    """Whether the signature's picture hides so much of a page that it can show something else there."""
    widgets = [
        one.embedded.sig_field,
        *(followed(kid) for kid in items(one.embedded.sig_field, "/Kids")),
    ]
    mine = [_area(value(widget, "/Rect")) for widget in widgets]
    for _, page in pages(reader):
        if not any(_same(followed(annot), widgets) for annot in items(page, "/Annots")):
            continue
        whole = _area(followed(inherited(page, "/MediaBox")))
        if not whole or max(mine) > MOST_COVERED * whole:
            return True
    return False


def _same(annotation: object, widgets: list[DictionaryObject]) -> bool:
    return any(annotation is widget or annotation == widget for widget in widgets)


def _area(box: object) -> float:
    if not isinstance(box, ArrayObject) or len(box) != 4:
        return 0.0
    left, bottom, right, top = (float(followed(side)) for side in box)
    return abs(right - left) * abs(top - bottom)
