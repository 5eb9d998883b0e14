"""What forgers do to signed PDFs: every trick that is known, made with our own hands against our own papers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NumberObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields

from kiosk.dossier.signing.report import Reason
from tests.workbench.authority import Authority
from tests.workbench.forgery import (
    FORGED,
    by_hand,
    contents_number,
    in_place,
    last_table,
    number_of,
    obj,
    page,
    revised,
    signature_at,
    size_and_root,
    stream,
    stream_obj,
)
from tests.workbench.signed_papers import Pen, official, organisation, paper


@dataclass(frozen=True)
class Attack:
    """One trick: `make` gives the forged file, one of `reasons` must be told of it."""

    name: str
    make: Callable[[Authority], bytes]
    reasons: tuple[Reason, ...]


ATTACKS: list[Attack] = []
Maker = Callable[[Authority], bytes]


def attack(*reasons: Reason) -> Callable[[Maker], Maker]:
    def listed(make: Maker) -> Maker:
        ATTACKS.append(Attack(make.__name__, make, reasons))
        return make

    return listed


def _signed(authority: Authority, **more: bool) -> bytes:
    return official(authority).sign(paper(**more))


# hide: something laid over the page while it was signed goes away


@attack(Reason.ANNOTATION_CHANGED)
def overlay_taken_away(authority: Authority) -> bytes:
    def cover(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/Annots"] = ArrayObject([writer.add_object(_note("16.000"))])

    def uncover(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/Annots"] = ArrayObject(list(page(writer)["/Annots"])[1:])

    return revised(official(authority).sign(revised(paper(), cover)), uncover)


@attack(Reason.ANNOTATION_CHANGED, Reason.OTHER_CHANGE, Reason.PAGE_CHANGED)
def overlay_freed_in_the_table(authority: Authority) -> bytes:
    def cover(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/Annots"] = ArrayObject([writer.add_object(_note("16.000"))])

    pdf = official(authority).sign(revised(paper(), cover))
    note = number_of(pdf, lambda r: r.root["/Pages"]["/Kids"][0]["/Annots"].raw_get(0))
    return by_hand(pdf, free=[note])


# replace: what the page shows becomes something else


@attack(Reason.PAGE_CHANGED)
def page_written_anew(authority: Authority) -> bytes:
    pdf = _signed(authority)
    number = contents_number(pdf)
    return by_hand(pdf, [(number, stream_obj(number, FORGED))])


@attack(Reason.PAGE_CHANGED)
def page_sent_to_another_stream(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/Contents"] = writer.add_object(stream(FORGED))

    return revised(_signed(authority), change)


@attack(Reason.PAGE_CHANGED)
def page_given_a_second_stream(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        one = page(writer)
        more = writer.add_object(stream(FORGED))
        one["/Contents"] = ArrayObject([one.raw_get("/Contents"), more])

    return revised(_signed(authority), change)


@attack(Reason.PAGE_CHANGED)
def font_with_other_letters(authority: Authority) -> bytes:
    pdf = _signed(authority)
    font = _font(pdf)
    body = (
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
        b"/Encoding<</Type/Encoding/Differences[49/nine 54/eight]>>>>"
    )
    return by_hand(pdf, [(font, obj(font, body))])


@attack(Reason.PAGE_CHANGED)
def font_that_copies_as_other_text(authority: Authority) -> bytes:
    pdf = _signed(authority)
    font, size = _font(pdf), size_and_root(pdf)[0]
    table = b"1 beginbfchar\n<31> <0039>\nendbfchar"
    body = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode %d 0 R>>" % size
    return by_hand(pdf, [(font, obj(font, body)), (size, stream_obj(size, table))])


@attack(Reason.PAGE_CHANGED)
def table_sent_to_a_prepared_object(authority: Authority) -> bytes:
    """Signed with the file, listed by no table: a second object of the same number waits for its hour."""
    plain = paper()
    number = contents_number(plain)
    table = last_table(plain)
    prepared = stream_obj(number, FORGED)
    pdf = plain[:table] + prepared + plain[table:]
    moved = re.sub(rb"startxref\s+\d+", b"startxref\n%d" % (table + len(prepared)), pdf)
    return by_hand(official(authority).sign(moved), entries={number: table})


@attack(Reason.FORM_CHANGED)
def form_value_changed(authority: Authority) -> bytes:
    pdf = _signed(authority, form=True)

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
        field.get_object()["/V"] = pdf_string("99.000.000")
        writer.mark_update(field.reference)

    return revised(pdf, change)


@attack(Reason.FORM_CHANGED, Reason.ANNOTATION_CHANGED)
def form_picture_changed(authority: Authority) -> bytes:
    pdf = _signed(authority, form=True)

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
        box = ArrayObject([NumberObject(side) for side in (0, 0, 120, 20)])
        look = stream(b"BT (99.000.000) Tj ET", Subtype=pdf_name("/Form"), BBox=box)
        field.get_object()["/AP"]["/N"] = writer.add_object(look)
        writer.mark_update(field.reference)

    return revised(pdf, change)


@attack(Reason.PAGE_CHANGED)
def page_cropped(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/CropBox"] = ArrayObject([NumberObject(n) for n in (0, 0, 595, 600)])

    return revised(_signed(authority), change)


# hide and replace: a whole second document, chosen later


@attack(Reason.PAGES_CHANGED)
def another_page_tree(authority: Authority) -> bytes:
    pdf = _signed(authority)

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/Pages"] = writer.add_object(_tree(writer))
        writer.update_root()

    return revised(pdf, change)


@attack(Reason.PAGES_CHANGED)
def a_page_added(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        tree = writer.root["/Pages"]
        kids = ArrayObject([*tree["/Kids"], *_tree(writer)["/Kids"]])
        tree["/Kids"], tree["/Count"] = kids, NumberObject(len(kids))
        writer.mark_update(writer.root.raw_get("/Pages").reference)

    return revised(_signed(authority), change)


@attack(Reason.PAGES_CHANGED)
def pages_swapped(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        tree = writer.root["/Pages"]
        tree["/Kids"] = ArrayObject(reversed(list(tree["/Kids"])))
        writer.mark_update(writer.root.raw_get("/Pages").reference)

    return revised(_signed(authority), change)


@attack(Reason.OTHER_CHANGE)
def layer_switched(authority: Authority) -> bytes:
    def prepare(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/OCProperties"] = _layers(writer, "/OFF")
        writer.update_root()

    def change(writer: IncrementalPdfFileWriter) -> None:
        layers = writer.root["/OCProperties"]
        shown = layers["/D"]
        shown["/ON"] = shown.pop("/OFF")
        writer.update_root()

    return revised(official(authority).sign(revised(paper(), prepare)), change)


# saving more without signing


@attack(Reason.HIDDEN_OBJECTS)
def objects_without_a_table(authority: Authority) -> bytes:
    pdf = _signed(authority)
    tail = b"startxref\n%d\n%%%%EOF\n" % last_table(pdf)
    return pdf + stream_obj(contents_number(pdf), FORGED) + tail


@attack(Reason.BROKEN)
def objects_without_anything(authority: Authority) -> bytes:
    pdf = _signed(authority)
    return pdf + stream_obj(contents_number(pdf), FORGED)


@attack(Reason.BROKEN)
def trailer_without_a_table(authority: Authority) -> bytes:
    pdf = _signed(authority)
    size, root = size_and_root(pdf)
    forged = stream_obj(contents_number(pdf), FORGED)
    return pdf + forged + b"trailer\n<</Size %d/Root %d 0 R>>\n%%%%EOF\n" % (size, root)


@attack(Reason.TAIL)
def junk_behind_the_end(authority: Authority) -> bytes:
    return _signed(authority) + b"\n% and 99.000.000 dong\n"


@attack(Reason.TAIL, Reason.HIDDEN_OBJECTS)
def junk_and_an_end(authority: Authority) -> bytes:
    pdf = _signed(authority)
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

    return revised(_signed(authority), change)


@attack(Reason.SIGNATURE_GONE)
def first_of_two_taken_out(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form["/Fields"] = ArrayObject(list(form["/Fields"])[1:])
        writer.update_container(form)

    return revised(organisation(authority).sign(_signed(authority)), change)


# a signature that covers nothing


def _range(pattern: bytes, put: bytes) -> Maker:
    return lambda authority: in_place(_signed(authority), pattern, put)


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
    ("contents_cut_short", rb"<3080[0-9a-f]{60}", b"<>", (Reason.CONTENTS, Reason.BROKEN)),
):
    ATTACKS.append(Attack(_name, _range(_pattern, _put), _reasons))


@attack(Reason.SIGNATURE_GONE, Reason.BYTE_RANGE)
def signature_replaced_by_one_without_range(authority: Authority) -> bytes:
    pdf = page_written_anew(authority)
    value = number_of(pdf, lambda r: r.root["/AcroForm"]["/Fields"][0].raw_get("/V"))
    body = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<00>>>"
    return by_hand(pdf, [(value, obj(value, body))])


@attack(Reason.DIGEST)
def signature_of_another_paper(authority: Authority) -> bytes:
    one, other = _signed(authority), official(authority).sign(paper(2))
    (_, gap, after, _), (_, gap2, after2, _) = signature_at(one), signature_at(other)
    return one[:gap] + other[gap2:after2].ljust(after - gap)[: after - gap] + one[after:]


# wrapping: the signed bytes are kept, and moved


@attack(Reason.BYTE_RANGE, Reason.CONTENTS, Reason.HIDDEN_OBJECTS)
def wrapped(authority: Authority) -> bytes:
    """The second signed part is moved away; in its old place stand a table, a page and a signature of the forger's."""
    pdf = _signed(authority)
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
    pdf = _signed(authority)
    _, gap, after, rest = signature_at(pdf)
    put = b"/ByteRange [0 9 9 %d %d %d]" % (gap - 9, after, rest)
    return in_place(pdf, _WHOLE_RANGE + rb" *", put) if len(put) < 60 else pdf[:9]


# within the signature's own place


@attack(Reason.CONTENTS, Reason.BROKEN)
def comment_in_the_contents(authority: Authority) -> bytes:
    return _in_the_padding(_signed(authority), b"%forged\n")


@attack(Reason.CONTENTS)
def blanks_in_the_contents(authority: Authority) -> bytes:
    return _in_the_padding(_signed(authority), b" " * 40)


@attack(Reason.CONTENTS)
def data_behind_the_signature(authority: Authority) -> bytes:
    return _in_the_padding(_signed(authority), b"504446" * 10)


@attack(Reason.CONTENTS, Reason.BYTE_RANGE, Reason.HIDDEN_OBJECTS)
def object_in_the_contents(authority: Authority) -> bytes:
    pdf = _signed(authority)
    return _in_the_padding(pdf, b">" + stream_obj(contents_number(pdf), FORGED) + b"<")


# certified papers, and later signatures that are none


@attack(Reason.ANNOTATION_CHANGED)
def note_on_a_certified_paper(authority: Authority) -> bytes:
    pdf = official(authority).sign(paper(), certify=fields.MDPPerm.ANNOTATE)

    def change(writer: IncrementalPdfFileWriter) -> None:
        one = page(writer)
        one["/Annots"] = ArrayObject([*one["/Annots"], writer.add_object(_note("99.000.000"))])

    return revised(pdf, change)


@attack(Reason.EMPTY_FIELD)
def field_painted_over_the_page(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        spec = fields.SigFieldSpec("Later", on_page=0, box=(50, 680, 400, 740))
        fields.append_signature_field(writer, spec)

    return revised(_signed(authority), change)


@attack(Reason.COVERING)
def signature_as_large_as_the_page(authority: Authority) -> bytes:
    return Pen.of(authority, "organisation", "Later", (0, 0, 595, 842)).sign(_signed(authority))


@attack(Reason.BYTE_RANGE, Reason.CONTENTS)
def signature_without_a_signature(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        spec = fields.SigFieldSpec("Later", on_page=0, box=(50, 680, 400, 740))
        fields.append_signature_field(writer, spec)
        field = writer.root["/AcroForm"]["/Fields"].raw_get(1)
        value = DictionaryObject(
            {pdf_name("/Type"): pdf_name("/Sig"), pdf_name("/Name"): pdf_string("Leader")}
        )
        field.get_object()["/V"] = writer.add_object(value)
        writer.mark_update(field.reference)

    return revised(_signed(authority), change)


@attack(Reason.APPEARANCE_CHANGED)
def signature_looks_otherwise(authority: Authority) -> bytes:
    pdf = _signed(authority)

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
        box = ArrayObject([NumberObject(side) for side in (0, 0, 230, 70)])
        look = stream(b"0 0 230 70 re f", Subtype=pdf_name("/Form"), BBox=box)
        field.get_object()["/AP"] = DictionaryObject({pdf_name("/N"): writer.add_object(look)})
        writer.mark_update(field.reference)

    return revised(pdf, change)


@attack(Reason.APPEARANCE_CHANGED)
def signature_picture_overwritten(authority: Authority) -> bytes:
    pdf = _signed(authority)
    number = number_of(pdf, lambda r: r.root["/AcroForm"]["/Fields"][0]["/AP"].raw_get("/N"))
    keys = b"/Type/XObject/Subtype/Form/BBox[0 0 230 70]"
    return by_hand(pdf, [(number, stream_obj(number, b"0 0 230 70 re f", keys))])


@attack(Reason.APPEARANCE_CHANGED, Reason.PAGE_CHANGED)
def signature_moved(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
        field.get_object()["/Rect"] = ArrayObject([NumberObject(n) for n in (0, 0, 500, 500)])
        writer.mark_update(field.reference)

    return revised(_signed(authority), change)


@attack(Reason.SHARED_FIELD)
def two_fields_one_signature(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        first = form["/Fields"][0]
        second = DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Sig"),
                pdf_name("/T"): pdf_string("Leader"),
                pdf_name("/V"): first.raw_get("/V"),
            }
        )
        form["/Fields"].append(writer.add_object(second))
        writer.update_container(form["/Fields"])
        writer.update_container(form)

    return revised(_signed(authority), change)


# what acts by itself


def _root_key(key: str, make: Callable[[IncrementalPdfFileWriter], DictionaryObject]) -> Maker:
    def made(authority: Authority) -> bytes:
        def change(writer: IncrementalPdfFileWriter) -> None:
            writer.root[key] = make(writer)
            writer.update_root()

        return revised(_signed(authority), change)

    return made


def _action(**keys: object) -> Callable[[IncrementalPdfFileWriter], DictionaryObject]:
    return lambda _: DictionaryObject({pdf_name(f"/{key}"): held for key, held in keys.items()})


def _attachment(writer: IncrementalPdfFileWriter) -> DictionaryObject:
    file = writer.add_object(stream(b"MZ", Type=pdf_name("/EmbeddedFile")))
    spec = {
        "/Type": pdf_name("/Filespec"),
        "/F": pdf_string("a.exe"),
        "/EF": DictionaryObject({pdf_name("/F"): file}),
    }
    held = writer.add_object(DictionaryObject({pdf_name(k): v for k, v in spec.items()}))
    names = ArrayObject([pdf_string("a.exe"), held])
    tree = DictionaryObject({pdf_name("/Names"): names})
    return DictionaryObject({pdf_name("/EmbeddedFiles"): tree})


for _name, _key, _make in (
    (
        "script_at_opening",
        "/OpenAction",
        _action(S=pdf_name("/JavaScript"), JS=pdf_string("app.alert(1)")),
    ),
    ("launch_at_opening", "/OpenAction", _action(S=pdf_name("/Launch"), F=pdf_string("a.exe"))),
    ("script_before_printing", "/AA", _action(WP=pdf_string("x"))),
    ("file_attached", "/Names", _attachment),
):
    ATTACKS.append(Attack(_name, _root_key(_key, _make), (Reason.ACTIVE_ADDED,)))


@attack(Reason.PAGE_CHANGED)
def action_on_a_page(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/AA"] = _action(O=_action(S=pdf_name("/JavaScript"))(writer))(writer)

    return revised(_signed(authority), change)


# what a parser stumbles over


@attack(Reason.LOCKED_LATER)
def locked_after_signing(authority: Authority) -> bytes:
    pdf = _signed(authority)
    size, _ = size_and_root(pdf)
    body = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"00" * 32, b"11" * 32)
    named = b"/Encrypt %d 0 R /ID[<00><00>]" % size
    return by_hand(pdf, [(size, obj(size, body))], trailer=named)


@attack(Reason.HYBRID)
def two_tables_later(authority: Authority) -> bytes:
    pdf = _signed(authority)
    size, _ = size_and_root(pdf)
    offset = len(pdf) if pdf.endswith(b"\n") else len(pdf) + 1
    entry = b"\x01" + offset.to_bytes(4, "big") + b"\0"
    keys = b"/Type/XRef/W[1 4 1]/Index[%d 1]/Size %d" % (size, size + 1)
    return by_hand(pdf, [(size, stream_obj(size, entry, keys))], trailer=b"/XRefStm %d" % offset)


@attack(Reason.DUPLICATE_OBJECTS, Reason.HIDDEN_OBJECTS)
def one_number_twice(authority: Authority) -> bytes:
    pdf = _signed(authority)
    size, _ = size_and_root(pdf)
    twice = obj(size, b"<</A 1>>") + obj(size, b"<</A 2>>")
    return by_hand(pdf, [(size, twice)])


@attack(Reason.HEAD)
def something_before_the_beginning(authority: Authority) -> bytes:
    return b"<html>99.000.000</html>\n" + _signed(authority)


@attack(Reason.DIGEST)
def one_byte_flipped(authority: Authority) -> bytes:
    return in_place(_signed(authority), rb"16\.000 dong", b"96.000 dong")


@attack(Reason.DIGEST, Reason.BROKEN)
def signature_bytes_flipped(authority: Authority) -> bytes:
    pdf = _signed(authority)
    _, gap, _, _ = signature_at(pdf)
    end = gap + 2 * (4 + int(pdf[gap + 5 : gap + 9], 16))
    return pdf[: end - 3] + (b"0" if pdf[end - 3 : end - 2] != b"0" else b"1") + pdf[end - 2 :]


def _note(text: str) -> DictionaryObject:
    keys = {
        "/Type": pdf_name("/Annot"),
        "/Subtype": pdf_name("/FreeText"),
        "/Contents": pdf_string(text),
        "/DA": pdf_string("/F1 12 Tf"),
        "/Rect": ArrayObject([NumberObject(side) for side in (60, 690, 300, 720)]),
    }
    return DictionaryObject({pdf_name(key): held for key, held in keys.items()})


def _font(pdf: bytes) -> int:
    return number_of(
        pdf, lambda r: r.root["/Pages"]["/Kids"][0]["/Resources"]["/Font"].raw_get("/F1")
    )


def _tree(writer: IncrementalPdfFileWriter) -> DictionaryObject:
    first = writer.root["/Pages"]["/Kids"][0]
    other = DictionaryObject({key: first.raw_get(key) for key in first if key != "/Annots"})
    other[pdf_name("/Contents")] = writer.add_object(stream(FORGED))
    kids = ArrayObject([writer.add_object(other)])
    keys = {"/Type": pdf_name("/Pages"), "/Kids": kids, "/Count": NumberObject(1)}
    return DictionaryObject({pdf_name(key): held for key, held in keys.items()})


def _layers(writer: IncrementalPdfFileWriter, state: str) -> DictionaryObject:
    group = {pdf_name("/Type"): pdf_name("/OCG"), pdf_name("/Name"): pdf_string("x")}
    layer = writer.add_object(DictionaryObject(group))
    shown = DictionaryObject({pdf_name(state): ArrayObject([layer])})
    return DictionaryObject({pdf_name("/OCGs"): ArrayObject([layer]), pdf_name("/D"): shown})


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
