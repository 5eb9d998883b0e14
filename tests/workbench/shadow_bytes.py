"""Forged papers whose bytes lead parsers astray: saved without signing, wrapped, with ranges and places that lie."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from pyhanko.pdf_utils.generic import (
    ArrayObject,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from kiosk.dossier.signing.report import Reason
from tests.workbench.authority import Authority
from tests.workbench.forgery import (
    FORGED,
    Attack,
    Attacks,
    by_hand,
    contents_number,
    in_place,
    last_table,
    number_of,
    obj,
    revised,
    signature_at,
    signed,
    size_and_root,
    stream_obj,
)
from tests.workbench.shadow_shown import page_written_anew
from tests.workbench.signed_papers import official, organisation, paper

attack = Attacks()
Maker = Callable[[Authority], bytes]


# saving more without signing


@attack(Reason.HIDDEN_OBJECTS)
def objects_without_a_table(authority: Authority) -> bytes:
    pdf = signed(authority)
    tail = b"startxref\n%d\n%%%%EOF\n" % last_table(pdf)
    return pdf + stream_obj(contents_number(pdf), FORGED) + tail


@attack(Reason.HIDDEN_OBJECTS)
def objects_without_anything(authority: Authority) -> bytes:
    pdf = signed(authority)
    return pdf + stream_obj(contents_number(pdf), FORGED)


@attack(Reason.BROKEN)
def trailer_without_a_table(authority: Authority) -> bytes:
    pdf = signed(authority)
    size, root = size_and_root(pdf)
    forged = stream_obj(contents_number(pdf), FORGED)
    return pdf + forged + b"trailer\n<</Size %d/Root %d 0 R>>\n%%%%EOF\n" % (size, root)


@attack(Reason.TAIL)
def junk_behind_the_end(authority: Authority) -> bytes:
    return signed(authority) + b"\n% and 99.000.000 dong\n"


@attack(Reason.TAIL, Reason.HIDDEN_OBJECTS)
def junk_and_an_end(authority: Authority) -> bytes:
    pdf = signed(authority)
    return pdf + b"%%%% 99.000.000 dong\nstartxref\n%d\n%%%%EOF\n" % last_table(pdf)


@attack(Reason.PAGE_CHANGED)
def change_and_junk(authority: Authority) -> bytes:
    return page_written_anew(authority) + b"garbage"


@attack(Reason.SIGNATURE_GONE)
def revision_skipped(authority: Authority) -> bytes:
    """A further revision whose /Prev leads past the signed one: as if nobody had signed."""
    plain = paper()
    pdf = official(authority).sign(plain)
    number = contents_number(pdf)
    _, root = size_and_root(plain)
    start = re.search(rb"\n%d 0 obj" % root, pdf)
    assert start
    entries = {root: start.start() + 1}
    forged = [(number, stream_obj(number, FORGED))]
    return by_hand(pdf, forged, entries=entries, prev=last_table(plain))


@attack(Reason.SIGNATURE_GONE)
def signature_taken_out_of_the_form(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form["/Fields"] = ArrayObject([])
        writer.update_container(form)

    return revised(signed(authority), change)


@attack(Reason.SIGNATURE_GONE)
def first_of_two_taken_out(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form["/Fields"] = ArrayObject(list(form["/Fields"])[1:])
        writer.update_container(form)

    return revised(organisation(authority).sign(signed(authority)), change)


# a signature that covers nothing


def _range(pattern: bytes, put: bytes) -> Maker:
    return lambda authority: in_place(signed(authority), pattern, put)


_WHOLE_RANGE = rb"/ByteRange \[[^\]]*\]"
for _name, _pattern, _put, _reasons in (
    ("range_missing", _WHOLE_RANGE, b"", (Reason.BYTE_RANGE,)),
    ("range_null", _WHOLE_RANGE, b"/ByteRange null", (Reason.BYTE_RANGE,)),
    ("range_of_nothing", _WHOLE_RANGE, b"/ByteRange [0 0 0 0]", (Reason.BYTE_RANGE, Reason.DIGEST)),
    ("range_of_one_part", _WHOLE_RANGE, b"/ByteRange [0 40]", (Reason.BYTE_RANGE, Reason.DIGEST)),
    ("range_negative", _WHOLE_RANGE, b"/ByteRange [0 -1 9 9]", (Reason.BYTE_RANGE, Reason.DIGEST)),
    ("range_of_words", _WHOLE_RANGE, b"/ByteRange [/A /B /C /D]", (Reason.BYTE_RANGE,)),
    ("range_not_from_zero", _WHOLE_RANGE, b"/ByteRange [5 9 20 9]", (Reason.BYTE_RANGE,)),
    ("contents_under_another_name", rb"/Contents <3", b"/Contenty <3", (Reason.CONTENTS,)),
    ("contents_cut_short", rb"<3082[0-9A-Fa-f]{60}", b"<>", (Reason.CONTENTS, Reason.BROKEN)),
):
    attack.also(Attack(_name, _range(_pattern, _put), _reasons))


@attack(Reason.SIGNATURE_GONE, Reason.BYTE_RANGE)
def signature_replaced_by_one_without_range(authority: Authority) -> bytes:
    pdf = page_written_anew(authority)
    value = number_of(pdf, lambda r: r.root["/AcroForm"]["/Fields"][0].raw_get("/V"))
    body = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<00>>>"
    return by_hand(pdf, [(value, obj(value, body))])


@attack(Reason.DIGEST)
def signature_of_another_paper(authority: Authority) -> bytes:
    one, other = signed(authority), official(authority).sign(paper(2))
    (_, gap, after, _), (_, gap2, after2, _) = signature_at(one), signature_at(other)
    return one[:gap] + other[gap2:after2].ljust(after - gap)[: after - gap] + one[after:]


# wrapping: the signed bytes are kept, and moved


@attack(Reason.BYTE_RANGE, Reason.CONTENTS, Reason.HIDDEN_OBJECTS)
def wrapped(authority: Authority) -> bytes:
    """The second signed part is moved away; in its old place stand a table, a page and a signature of the forger's."""
    pdf = signed(authority)
    _, gap, after, rest = signature_at(pdf)
    value = number_of(pdf, lambda r: r.root["/AcroForm"]["/Fields"][0].raw_get("/V"))
    size, root = size_and_root(pdf)
    table, before = last_table(pdf), last_table(paper())
    number = contents_number(pdf)
    room = 60_000
    shown = stream_obj(number, FORGED)
    fake = obj(
        value,
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange [0 %d %d %d]/Contents %s>>"
        % (gap, after + room, rest, pdf[gap:after]),
    )
    listed = dict(_entries(pdf))
    listed[number], listed[value] = table + 4000, table + 4000 + len(shown)
    section = b"xref\n" + b"".join(
        b"%d 1\n%010d 00000 n\r\n" % (n, offset) for n, offset in sorted(listed.items())
    )
    section += b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (size, root, before)
    moved = (b" " * (table - after) + section).ljust(table - after + 4000) + shown + fake
    return pdf[:after] + moved.ljust(room) + pdf[after:]


@attack(Reason.BYTE_RANGE, Reason.DIGEST)
def range_with_a_second_gap(authority: Authority) -> bytes:
    pdf = signed(authority)
    _, gap, after, rest = signature_at(pdf)
    put = b"/ByteRange [0 9 9 %d %d %d]" % (gap - 9, after, rest)
    return in_place(pdf, _WHOLE_RANGE + rb" *", put) if len(put) < 60 else pdf[:9]


# within the signature's own place


@attack(Reason.CONTENTS, Reason.BROKEN)
def comment_in_the_contents(authority: Authority) -> bytes:
    return _in_the_padding(signed(authority), b"%forged\n")


@attack(Reason.CONTENTS)
def blanks_in_the_contents(authority: Authority) -> bytes:
    return _in_the_padding(signed(authority), b" " * 40)


@attack(Reason.CONTENTS)
def data_behind_the_signature(authority: Authority) -> bytes:
    return _in_the_padding(signed(authority), b"504446" * 10)


@attack(Reason.CONTENTS, Reason.BYTE_RANGE, Reason.HIDDEN_OBJECTS)
def object_in_the_contents(authority: Authority) -> bytes:
    pdf = signed(authority)
    return _in_the_padding(pdf, b">" + stream_obj(contents_number(pdf), FORGED) + b"<")


# what a parser stumbles over


@attack(Reason.LOCKED_LATER)
def locked_after_signing(authority: Authority) -> bytes:
    pdf = signed(authority)
    size, _ = size_and_root(pdf)
    body = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"00" * 32, b"11" * 32)
    named = b"/Encrypt %d 0 R /ID[<00><00>]" % size
    return by_hand(pdf, [(size, obj(size, body))], trailer=named)


@attack(Reason.HYBRID)
def two_tables_later(authority: Authority) -> bytes:
    pdf = signed(authority)
    size, _ = size_and_root(pdf)
    offset = len(pdf) if pdf.endswith(b"\n") else len(pdf) + 1
    entry = b"\x01" + offset.to_bytes(4, "big") + b"\0"
    keys = b"/Type/XRef/W[1 4 1]/Index[%d 1]/Size %d" % (size, size + 1)
    return by_hand(pdf, [(size, stream_obj(size, entry, keys))], trailer=b"/XRefStm %d" % offset)


@attack(Reason.HIDDEN_OBJECTS)
def object_behind_a_comment(authority: Authority) -> bytes:
    """No table lists it, and who searches for "7 0 obj" does not find it; a reader that mends files might."""
    pdf = signed(authority)
    number = contents_number(pdf)
    forged = stream_obj(number, FORGED).replace(b" 0 obj", b" 0 %x\nobj", 1)
    tail = b"startxref\n%d\n%%%%EOF\n" % last_table(pdf)
    return pdf + forged + tail


@attack(Reason.DUPLICATE_OBJECTS, Reason.HIDDEN_OBJECTS)
def one_number_twice(authority: Authority) -> bytes:
    pdf = signed(authority)
    size, _ = size_and_root(pdf)
    twice = obj(size, b"<</A 1>>") + obj(size, b"<</A 2>>")
    return by_hand(pdf, [(size, twice)])


@attack(Reason.HEAD)
def something_before_the_beginning(authority: Authority) -> bytes:
    return b"<html>99.000.000</html>\n" + signed(authority)


@attack(Reason.DIGEST)
def one_byte_flipped(authority: Authority) -> bytes:
    return in_place(signed(authority), rb"16\.000 dong", b"96.000 dong")


@attack(Reason.DIGEST, Reason.BROKEN)
def signature_bytes_flipped(authority: Authority) -> bytes:
    pdf = signed(authority)
    _, gap, _, _ = signature_at(pdf)
    end = gap + 2 * (4 + int(pdf[gap + 5 : gap + 9], 16))
    return pdf[: end - 3] + (b"0" if pdf[end - 3 : end - 2] != b"0" else b"1") + pdf[end - 2 :]


def _in_the_padding(pdf: bytes, put: bytes) -> bytes:
    """Over the zeros that fill the place of the last signature; they are not signed."""
    _, _, after, _ = signature_at(pdf)
    start = after - 201
    return pdf[:start] + put + pdf[start + len(put) :]


def _entries(pdf: bytes) -> list[tuple[int, int]]:
    reader = PdfFileReader(io.BytesIO(pdf))
    last = reader.xrefs.total_revisions - 1
    listed = reader.xrefs.get_xref_data(last).standard_xrefs
    return [(number, offset) for number, (_, offset) in listed.items()]
