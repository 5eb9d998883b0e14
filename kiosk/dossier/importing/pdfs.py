"""In the limited child: a foreign PDF looked through for whatever is more than pages (ISO 32000-1)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from pikepdf import Name

from kiosk.dossier.importing.refused import ImportReason

MOST_PAGES = 300
MOST_OBJECTS = 50_000
MOST_VALUES = 400_000  # names, numbers and strings count as well
MOST_DEPTH = 40
POINTS = (18.0, 3400.0)  # a side of a page: 6 mm to A0's 1.19 m
MOST_SIGNATURES = 20
MOST_LETTERS = 100

# Table 198, and what later versions added. What is not here does nothing but show a page, or follows a link
# only when somebody touches it: a page that is rendered has no links.
_ACTIONS = {
    "/JavaScript": ImportReason.SCRIPT,
    "/Launch": ImportReason.ACTION,
    "/GoToE": ImportReason.EMBEDDED,
    "/SubmitForm": ImportReason.ACTION,
    "/ImportData": ImportReason.ACTION,
    "/Rendition": ImportReason.MEDIA,
    "/Movie": ImportReason.MEDIA,
    "/Sound": ImportReason.MEDIA,
    "/GoTo3DView": ImportReason.MEDIA,
    "/RichMediaExecute": ImportReason.MEDIA,
}
_KINDS = {
    "/FileAttachment": ImportReason.EMBEDDED,
    "/RichMedia": ImportReason.MEDIA,
    "/Movie": ImportReason.MEDIA,
    "/Sound": ImportReason.MEDIA,
    "/Screen": ImportReason.MEDIA,
    "/3D": ImportReason.MEDIA,
}
_KEYS = {
    "/JS": ImportReason.SCRIPT,
    "/JavaScript": ImportReason.SCRIPT,
    "/EmbeddedFiles": ImportReason.EMBEDDED,
    "/EF": ImportReason.EMBEDDED,
    "/Collection": ImportReason.EMBEDDED,
    "/XFA": ImportReason.FORM,
    "/NeedsRendering": ImportReason.FORM,
    "/RichMediaContent": ImportReason.MEDIA,
}
_SHOWS_A_PAGE = ("/GoTo",)


class _Active(Exception):
    def __init__(self, reason: ImportReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def inspected(data: bytes) -> dict[str, Any]:
    """{"refused": reason}, or {"pages": [[width, height] in points], "signatures": [{"by", "at", "whole"}]}.

    Whatever it raises counts as unreadable.
    """
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return {"refused": ImportReason.ENCRYPTED}
            _look_through(pdf)
            return {"pages": _pages(pdf), "signatures": list(_signatures(pdf, data))}
    except pikepdf.PasswordError:
        return {"refused": ImportReason.ENCRYPTED}
    except RuntimeError:
        # Unlocking one takes random numbers, whose device cannot be opened here.
        locked = b"/Encrypt" in data
        return {"refused": ImportReason.ENCRYPTED if locked else ImportReason.UNREADABLE}
    except _Active as found:
        return {"refused": found.reason}
    except MemoryError:
        return {"refused": ImportReason.TOO_COMPLEX}


def _look_through(pdf: pikepdf.Pdf) -> None:
    if len(pdf.objects) > MOST_OBJECTS:
        raise _Active(ImportReason.TOO_COMPLEX)
    root = pdf.Root
    opening = root.get("/OpenAction")
    # A place to show, or an action that shows one; anything else happens by itself.
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S")) not in _SHOWS_A_PAGE:
        if str(opening.get("/S")) in _ACTIONS:
            raise _Active(_ACTIONS[str(opening.get("/S"))])
        raise _Active(ImportReason.ACTION)
    seen = 0
    for item in pdf.objects:
        waiting: list[tuple[Any, int]] = [(item, 0)]
        while waiting:
            value, depth = waiting.pop()
            seen += 1
            if seen > MOST_VALUES or depth > MOST_DEPTH:
                raise _Active(ImportReason.TOO_COMPLEX)
            for inner in _judged(value):
                if not getattr(inner, "is_indirect", False):  # those come by themselves
                    waiting.append((inner, depth + 1))


def _judged(value: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever a PDF may hold
    """What stands in it, once it is seen to do nothing; raises _Active."""
    if isinstance(value, pikepdf.Array):
        yield from value
    elif isinstance(value, pikepdf.Stream):
        if "/F" in value.stream_dict:  # 7.3.8.2: its data lie in another file
            raise _Active(ImportReason.EXTERNAL)
        if value.stream_dict.get("/Subtype") == Name.Form and "/Ref" in value.stream_dict:
            raise _Active(ImportReason.EXTERNAL)  # 8.10.4: a page of another file
        yield from _judged(value.stream_dict)
    elif isinstance(value, pikepdf.Dictionary):
        yield from _judged_dictionary(value)


def _judged_dictionary(value: pikepdf.Dictionary) -> Iterator[Any]:
    for key, inner in value.items():
        if key in _KEYS and not _nothing(inner):
            raise _Active(_KEYS[key])
        if key == "/AA" and not _nothing(inner):  # 12.6.3: set off by opening, leaving, typing
            raise _Active(ImportReason.ACTION)
        yield inner
    for key, table in (("/S", _ACTIONS), ("/Subtype", _KINDS)):
        said = value.get(key)
        if isinstance(said, Name) and str(said) in table:
            raise _Active(table[str(said)])


def _nothing(value: Any) -> bool:  # noqa: ANN401 - whatever a PDF may hold
    if isinstance(value, pikepdf.Dictionary | pikepdf.Array):
        return len(value) == 0
    return value is None or value is False


def _pages(pdf: pikepdf.Pdf) -> list[list[float]]:
    if not 0 < len(pdf.pages) <= MOST_PAGES:
        raise _Active(ImportReason.TOO_MANY_PAGES if len(pdf.pages) else ImportReason.EMPTY)
    sizes = []
    least, most = POINTS
    for page in pdf.pages:
        left, bottom, right, top = (float(str(side)) for side in page.mediabox)
        scale = float(page.obj.get("/UserUnit", 1))
        width, height = abs(right - left) * scale, abs(top - bottom) * scale
        if not (least <= width <= most and least <= height <= most):
            raise _Active(ImportReason.PAGE_SIZE)
        sizes.append([round(width, 1), round(height, 1)])
    return sizes


def _signatures(pdf: pikepdf.Pdf, data: bytes) -> Iterator[dict[str, Any]]:
    """What the PDF says of who signed it; nothing of it is checked here."""
    count = 0
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or "/ByteRange" not in item:
            continue
        if not isinstance(item.get("/Contents"), pikepdf.String):
            continue
        count += 1
        if count > MOST_SIGNATURES:
            raise _Active(ImportReason.TOO_COMPLEX)
        places = [int(place) for place in item.ByteRange]
        end = places[-2] + places[-1] if len(places) == 4 else 0
        yield {
            "by": _signer(bytes(item.Contents)) or _text(item.get("/Name")),
            "at": _text(item.get("/M")),
            "whole": len(data.rstrip(b"\0\r\n ")) <= end <= len(data),
        }


def _signer(contents: bytes) -> str:
    """The name in the certificate that no other one in there was made with; "" where there is none."""
    try:
        certificates = pkcs7.load_der_pkcs7_certificates(_trimmed(contents))
    except (ValueError, TypeError):
        return ""
    issuers = {certificate.issuer for certificate in certificates}
    leaves = [one for one in certificates if one.subject not in issuers] or certificates
    for certificate in leaves[:1]:
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return _short(str(names[0].value)) if names else ""
    return ""


def _trimmed(contents: bytes) -> bytes:
    """Without the zeros that fill its place: as long as its first length says (X.690, 8.1.3)."""
    if len(contents) < 2 or contents[1] < 0x80:
        return contents
    count = contents[1] & 0x7F
    return (
        contents[: 2 + count + int.from_bytes(contents[2 : 2 + count], "big")]
        if count
        else contents
    )


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a PDF may hold
    return _short(str(value)) if isinstance(value, pikepdf.String) else ""


def _short(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:MOST_LETTERS]
