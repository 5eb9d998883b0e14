"""One PDF read by two parsers that share no line: where they see different things, somebody built it that way."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

MOST_VALUES = 400_000
MOST_DEPTH = 200
_MISCOUNTED = "reported number of objects"  # a number of free ones more or less hides nothing


class TooComplexError(Exception):
    """More values than a document of an office has."""


def read_alike(pdf: bytes, reader: PdfFileReader) -> bool:
    """Whether qpdf and pyHanko see the same objects, bytes of streams included, and neither had to mend anything.

    Raises TooComplexError, and what pyHanko raises.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False, suppress_warnings=True) as other:
            alike = _same_graph(other, reader)
            return alike and not any(_MISCOUNTED not in said for said in other.get_warnings())
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        return False


def _same_graph(other: pikepdf.Pdf, reader: PdfFileReader) -> bool:
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[Any, Any, int]] = [(other.Root, reader.trailer.raw_get("/Root"), 0)]
    count = 0
    while waiting:
        theirs, ours, depth = waiting.pop()
        count += 1
        if count > MOST_VALUES or depth > MOST_DEPTH:
            raise TooComplexError
        if isinstance(ours, generic.IndirectObject):
            place = (ours.idnum, ours.generation)
            missing = _missing(reader, ours)
            if missing or theirs is None:
                if missing and theirs is None:
                    continue
                ours = generic.NullObject() if missing else ours.get_object()
            else:
                if getattr(theirs, "objgen", (0, 0)) not in ((0, 0), place):
                    return False
                if place in seen:
                    continue
                seen.add(place)
                ours = ours.get_object()
        pairs = _parts(theirs, ours)
        if pairs is None:
            return False
        waiting.extend((one, two, depth + 1) for one, two in pairs)
    return True


def _missing(reader: PdfFileReader, ref: generic.IndirectObject) -> bool:
    """A reference to nothing is null (ISO 32000-2, 7.3.10)."""
    try:
        return bool(reader.xrefs[ref.reference] is None)
    except KeyError:
        return True


def _parts(theirs: Any, ours: Any) -> list[tuple[Any, Any]] | None:  # noqa: ANN401 - any object of a PDF
    """What is still to be compared of two values; None where they differ already."""
    if isinstance(ours, generic.StreamObject):
        if not isinstance(theirs, pikepdf.Stream):
            return None
        if theirs.read_raw_bytes() != ours.encoded_data:
            return None
        return _of_dictionaries(theirs.stream_dict, ours, ("/Length",))
    if isinstance(ours, generic.DictionaryObject):
        if not isinstance(theirs, pikepdf.Dictionary) or isinstance(theirs, pikepdf.Stream):
            return None
        return _of_dictionaries(theirs, ours, ())
    if isinstance(ours, generic.ArrayObject):
        if not isinstance(theirs, pikepdf.Array) or len(theirs) != len(ours):
            return None
        return [(theirs[place], _raw_item(ours, place)) for place in range(len(ours))]
    return [] if _same_value(theirs, ours) else None


def _of_dictionaries(
    theirs: pikepdf.Dictionary, ours: generic.DictionaryObject, left_out: tuple[str, ...]
) -> list[tuple[Any, Any]] | None:
    keys = {str(key) for key in theirs} | {str(key) for key in ours}
    pairs = []
    for key in keys - set(left_out):
        one = theirs.get(key)
        two = ours.raw_get(key) if key in ours else generic.NullObject()
        pairs.append((one, two))
    return pairs


def _raw_item(ours: generic.ArrayObject, place: int) -> Any:  # noqa: ANN401
    return ours.raw_get(place)


def _same_value(theirs: Any, ours: Any) -> bool:  # noqa: ANN401
    if ours is None or isinstance(ours, generic.NullObject):
        return theirs is None
    if isinstance(ours, generic.BooleanObject):
        return bool(isinstance(theirs, bool) and theirs == ours.value)
    if isinstance(ours, generic.NameObject):
        return isinstance(theirs, pikepdf.Name) and str(theirs) == str(ours)
    if isinstance(ours, generic.TextStringObject | generic.ByteStringObject):
        return isinstance(theirs, pikepdf.String) and bytes(theirs) == ours.original_bytes
    if isinstance(ours, int | Decimal):
        return not isinstance(theirs, bool) and isinstance(theirs, int | Decimal) and theirs == ours
    raise PdfReadError(f"unknown {type(ours).__name__}")
