"""What each later revision of a PDF did, in the words a clerk is told: who signed more, which page was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, Reference
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from kiosk.dossier.signing.objects import MOST_DEPTH, followed, inherited, items, raw, value
from kiosk.dossier.signing.report import Change, ChangeKind

MOST_PAGES = 2000

# Of the catalogue: what acts by itself, or holds what does (ISO 32000-2, 12.6, 7.11.4).
_ACTS = ("/OpenAction", "/AA", "/Names", "/AF", "/Collection", "/URI")
_DRAWN_BY = ("/NeedAppearances", "/DR", "/DA", "/Q", "/CO")
_NOT_ENTERED = ("/Page", "/Pages", "/Catalog")
_LOOKED_AT = ("/AcroForm", "/DSS", "/Metadata", "/Pages", "/Extensions", "/Version", *_ACTS)


@dataclass(frozen=True)
class _Field:
    kind: str  # "/Sig", "/DocTimeStamp", "" while nobody has signed it
    value: object  # what it refers to


def changes(reader: PdfFileReader, revision: int) -> tuple[Change, ...]:
    """What the revision of that number (0 is the first) did to the one before; raises what pyHanko raises."""
    old = reader.get_historical_resolver(revision - 1)
    new = reader.get_historical_resolver(revision)
    touched = set(new.explicit_refs_in_revision())
    found = [
        *_fields(old, new, touched),
        *_pages(old, new, touched),
        *_catalogue(old, new, touched),
    ]
    return tuple(dict.fromkeys(found)) or (Change(ChangeKind.OTHER),)


def _fields(
    old: HistoricalResolver, new: HistoricalResolver, touched: set[Reference]
) -> Iterator[Change]:
    before, after = _signature_fields(old), _signature_fields(new)
    for name, now in after.items():
        then = before.get(name)
        if then is not None and then.kind:
            if now.value != then.value:
                yield Change(ChangeKind.SIGNATURE_GONE)
        elif now.kind == "/DocTimeStamp":
            yield Change(ChangeKind.TIMESTAMP)
        elif now.kind:
            yield Change(ChangeKind.SIGNATURE)
        elif then is None:
            yield Change(ChangeKind.EMPTY_FIELD)
    if any(name not in after for name, then in before.items() if then.kind):
        yield Change(ChangeKind.SIGNATURE_GONE)
    if any(then.value in touched for then in before.values() if then.kind):
        yield Change(ChangeKind.SIGNATURE_GONE)


def _signature_fields(revision: HistoricalResolver) -> dict[str, _Field]:
    found = {}
    for name, held, _ in enumerate_sig_fields(revision):
        reference = held.reference if isinstance(held, IndirectObject) else None
        signature = followed(held)
        kind = ""
        if isinstance(signature, DictionaryObject):
            kind = str(value(signature, "/Type") or "/Sig")
        found[str(name)] = _Field(kind, reference)
    return found


def _pages(
    old: HistoricalResolver, new: HistoricalResolver, touched: set[Reference]
) -> Iterator[Change]:
    before, after = list(pages(old)), list(pages(new))
    if [one.reference for one, _ in before] != [one.reference for one, _ in after]:
        yield Change(ChangeKind.PAGES)
        return
    for number, ((_, then), (_, now)) in enumerate(zip(before, after, strict=True), start=1):
        if _differs(then, now) or _shows_other(then, now, touched):
            yield Change(ChangeKind.PAGE, number)
        yield from _annotations(then, now, touched, number)


def pages(revision: HistoricalResolver | PdfFileReader) -> Iterator[tuple[Any, DictionaryObject]]:
    """Each page in order, with the reference to it; raises PdfReadError for a tree that is none."""
    waiting: list[tuple[Any, int]] = [(revision.root.raw_get("/Pages"), 0)]
    count = 0
    while waiting:
        reference, depth = waiting.pop()
        node = reference.get_object()
        if not isinstance(reference, IndirectObject) or not isinstance(node, DictionaryObject):
            raise PdfReadError("no page tree")
        if "/Kids" not in node:
            count += 1
            yield reference, node
        else:
            waiting.extend((kid, depth + 1) for kid in reversed(items(node, "/Kids")))
        if depth > MOST_DEPTH or count > MOST_PAGES or len(waiting) > MOST_PAGES:
            raise PdfReadError("too many pages")


def _differs(then: DictionaryObject, now: DictionaryObject) -> bool:
    kept = {"/Annots", "/Parent", "/Tabs"}
    keys = (set(then) | set(now)) - kept
    return any(raw(then, key) != raw(now, key) for key in keys)


def _shows_other(then: DictionaryObject, now: DictionaryObject, touched: set[Reference]) -> bool:
    """Whether something that the page shows was written anew: contents, fonts, pictures, also inherited ones."""
    for key in ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate"):
        shown = inherited(now, key)
        if shown != inherited(then, key):
            return True
        if _written_below(shown, touched):
            return True
    return False


def _written_below(held: Any, touched: set[Reference]) -> bool:  # noqa: ANN401 - any object of a PDF
    """Whether something under it was written anew; pages are not entered, for much leads to a page."""
    seen: set[Reference] = set()
    waiting: list[Any] = [held]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.reference in seen:
                continue
            seen.add(one.reference)
            below = one.get_object()
            if _is_page(below):
                continue
            if one.reference in touched:
                return True
            one = below
        if isinstance(one, DictionaryObject):
            waiting.extend(one.raw_get(key) for key in one if key not in ("/Parent", "/P"))
        elif isinstance(one, ArrayObject):
            waiting.extend(one.raw_get(place) for place in range(len(one)))
    return False


def _is_page(held: object) -> bool:
    return value(held, "/Type") in _NOT_ENTERED


def _annotations(
    then: DictionaryObject, now: DictionaryObject, touched: set[Reference], number: int
) -> Iterator[Change]:
    before, after = _annots(then), _annots(now)
    for one, annotation in after.items():
        widget = value(annotation, "/Subtype") == "/Widget"
        sort = _field_type(annotation) if widget else ""
        if one not in before:
            if sort != "/Sig":
                yield Change(ChangeKind.ANNOTATION, number)
        elif one in touched and _changed(before[one], annotation):
            if sort == "/Sig":
                if value(before[one], "/V") is not None:
                    yield Change(ChangeKind.APPEARANCE, number)
            elif widget:
                yield Change(ChangeKind.FORM_VALUE, number)
            else:
                yield Change(ChangeKind.ANNOTATION, number)
        elif _looks_other(annotation, touched):
            yield Change(ChangeKind.APPEARANCE if sort == "/Sig" else ChangeKind.ANNOTATION, number)
    if any(one not in after for one in before):
        yield Change(ChangeKind.ANNOTATION, number)


def _annots(page: DictionaryObject) -> dict[Any, DictionaryObject]:
    found: dict[Any, DictionaryObject] = {}
    for place, one in enumerate(items(page, "/Annots")):
        annotation = followed(one)
        if isinstance(annotation, DictionaryObject):
            found[one.reference if isinstance(one, IndirectObject) else place] = annotation
    return found


def _field_type(widget: object) -> str:
    return str(inherited(widget, "/FT") or "")


def _changed(then: DictionaryObject, now: DictionaryObject) -> bool:
    return any(raw(then, key) != raw(now, key) for key in set(then) | set(now))


def _looks_other(annotation: DictionaryObject, touched: set[Reference]) -> bool:
    return _written_below(raw(annotation, "/AP"), touched)


def _catalogue(
    old: HistoricalResolver, new: HistoricalResolver, touched: set[Reference]
) -> Iterator[Change]:
    then, now = old.root, new.root
    if _other("/DSS", then, now, touched):
        yield Change(ChangeKind.VALIDATION_DATA)
    if _other("/Metadata", then, now, touched) or _info(old) != _info(new):
        yield Change(ChangeKind.METADATA)
    if any(_other(key, then, now, touched) for key in _ACTS):
        yield Change(ChangeKind.ACTIVE)
    if any(
        raw(then, key) != raw(now, key) for key in set(then) | set(now) if key not in _LOOKED_AT
    ):
        yield Change(ChangeKind.OTHER)
    yield from _form(then, now, touched)


def _form(
    then: DictionaryObject, now: DictionaryObject, touched: set[Reference]
) -> Iterator[Change]:
    """Values of fields that are no signatures; fields under others are seen by the page they stand on."""
    before, after = value(then, "/AcroForm"), value(now, "/AcroForm")
    if not isinstance(after, DictionaryObject):
        return
    before = before if isinstance(before, DictionaryObject) else DictionaryObject()
    if "/XFA" in after and "/XFA" not in before:
        yield Change(ChangeKind.ACTIVE)
    others = [
        one for one in items(after, "/Fields") if _field_type(followed(one)) not in ("/Sig", "")
    ]
    if any(isinstance(one, IndirectObject) and one.reference in touched for one in others):
        yield Change(ChangeKind.FORM_VALUE)
    # What makes a viewer draw the fields anew, in other letters or from another value.
    if others and any(_other(key, before, after, touched) for key in _DRAWN_BY):
        yield Change(ChangeKind.FORM_VALUE)


def _other(
    key: str, then: DictionaryObject, now: DictionaryObject, touched: set[Reference]
) -> bool:
    if raw(then, key) != raw(now, key):
        return True
    return _written_below(raw(now, key), touched)


def _info(revision: HistoricalResolver) -> object:
    info = value(revision.trailer_view, "/Info")
    return dict(info) if isinstance(info, DictionaryObject) else None
