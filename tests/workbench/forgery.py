"""A PDF changed behind its signer's back: further revisions written by hand, as well as a forger could."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NumberObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from kiosk.dossier.signing.report import Reason
from tests.workbench.authority import Authority
from tests.workbench.signed_papers import official, paper

Maker = Callable[[Authority], bytes]
FORGED = b"BT /F1 14 Tf 60 700 Td (Trang 1: so tien 99.000.000 dong) Tj ET"


def revised(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """One more revision, in good form."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def stream(data: bytes, **keys: object) -> StreamObject:
    made = StreamObject(stream_data=data)
    for key, held in keys.items():
        made[f"/{key}"] = held
    return made


def page(writer: IncrementalPdfFileWriter, number: int = 0) -> DictionaryObject:
    """A page, to be changed."""
    ref, _ = writer.find_page_for_modification(number)
    found: DictionaryObject = ref.get_object()
    writer.mark_update(ref)
    return found


def number_of(pdf: bytes, find: Callable[[PdfFileReader], object]) -> int:
    """The object number of what `find` gives (a reference)."""
    return int(find(PdfFileReader(io.BytesIO(pdf))).idnum)  # type: ignore[attr-defined]


def contents_number(pdf: bytes, number: int = 0) -> int:
    """Of the first page's contents."""
    return number_of(
        pdf, lambda reader: reader.root["/Pages"]["/Kids"][number].raw_get("/Contents")
    )


def obj(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)


def stream_obj(number: int, data: bytes, keys: bytes = b"") -> bytes:
    return obj(number, b"<<%s/Length %d>>\nstream\n%s\nendstream" % (keys, len(data), data))


def last_table(pdf: bytes) -> int:
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def size_and_root(pdf: bytes) -> tuple[int, int]:
    reader = PdfFileReader(io.BytesIO(pdf))
    return int(reader.trailer["/Size"]), int(reader.trailer.raw_get("/Root").idnum)


def by_hand(
    pdf: bytes,
    objects: Iterable[tuple[int, bytes]] = (),
    entries: dict[int, int] | None = None,
    trailer: bytes = b"",
    prev: int | None = None,
    free: Iterable[int] = (),
) -> bytes:
    """A revision with these objects; `entries` sends numbers to offsets that lie elsewhere."""
    size, root = size_and_root(pdf)
    out = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    places = dict(entries or {})
    for number, whole in objects:
        places[number] = len(out)
        out += whole
    table = len(out)
    out += b"xref\n"
    for number in sorted({*places, *free}):
        if number in places:
            out += b"%d 1\n%010d 00000 n\r\n" % (number, places[number])
        else:
            out += b"%d 1\n%010d 00001 f\r\n" % (number, 0)
    size = max([size, *(number + 1 for number in places)])
    before = last_table(pdf) if prev is None else prev
    out += b"trailer\n<</Size %d /Root %d 0 R /Prev %d %s>>\n" % (size, root, before, trailer)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def signature_at(pdf: bytes, last: bool = True) -> tuple[int, int, int, int]:
    """The four numbers of a /ByteRange."""
    found = re.findall(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", pdf)
    one = found[-1 if last else 0]
    return int(one[0]), int(one[1]), int(one[2]), int(one[3])


def in_place(pdf: bytes, pattern: bytes, put: bytes) -> bytes:
    """The same file with one place overwritten, its length kept."""
    match = re.search(pattern, pdf)
    assert match, pattern
    assert len(put) <= len(match[0]), put
    return pdf[: match.start()] + put.ljust(len(match[0])) + pdf[match.end() :]


def note(text: str) -> DictionaryObject:
    keys = {
        "/Type": pdf_name("/Annot"),
        "/Subtype": pdf_name("/FreeText"),
        "/Contents": pdf_string(text),
        "/DA": pdf_string("/F1 12 Tf"),
        "/Rect": ArrayObject([NumberObject(side) for side in (60, 690, 300, 720)]),
    }
    return DictionaryObject({pdf_name(key): held for key, held in keys.items()})


def signed(authority: Authority, **more: bool) -> bytes:
    """A paper that the official has signed."""
    return official(authority).sign(paper(**more))


@dataclass(frozen=True)
class Attack:
    """One trick: `make` gives the forged file, one of `reasons` must be told of it."""

    name: str
    make: Callable[[Authority], bytes]
    reasons: tuple[Reason, ...]


class Attacks:
    """The tricks of one module, in their order; decorates what makes them."""

    def __init__(self) -> None:
        self.all: list[Attack] = []

    def __call__(self, *reasons: Reason) -> Callable[[Maker], Maker]:
        def listed(make: Maker) -> Maker:
            self.also(Attack(make.__name__, make, reasons))
            return make

        return listed

    def also(self, attack: Attack) -> None:
        self.all.append(attack)
