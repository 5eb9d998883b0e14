"""Forged papers that show something else than what was signed: hidden, replaced, added, or acting by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NumberObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from kiosk.dossier.signing.report import Reason
from tests.workbench.authority import Authority
from tests.workbench.forgery import (
    FORGED,
    Attack,
    Attacks,
    by_hand,
    contents_number,
    last_table,
    note,
    number_of,
    obj,
    page,
    revised,
    signed,
    size_and_root,
    stream,
    stream_obj,
)
from tests.workbench.signed_papers import official, paper

attack = Attacks()
Maker = Callable[[Authority], bytes]


# hide: something laid over the page while it was signed goes away


@attack(Reason.ANNOTATION_CHANGED)
def overlay_taken_away(authority: Authority) -> bytes:
    def cover(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/Annots"] = ArrayObject([writer.add_object(note("16.000"))])

    def uncover(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/Annots"] = ArrayObject(list(page(writer)["/Annots"])[1:])

    return revised(official(authority).sign(revised(paper(), cover)), uncover)


@attack(Reason.BROKEN)
def overlay_freed_in_the_table(authority: Authority) -> bytes:
    def cover(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/Annots"] = ArrayObject([writer.add_object(note("16.000"))])

    pdf = official(authority).sign(revised(paper(), cover))
    laid = number_of(pdf, lambda r: r.root["/Pages"]["/Kids"][0]["/Annots"].raw_get(0))
    return by_hand(pdf, free=[laid])


# replace: what the page shows becomes something else


@attack(Reason.PAGE_CHANGED)
def page_written_anew(authority: Authority) -> bytes:
    pdf = signed(authority)
    number = contents_number(pdf)
    return by_hand(pdf, [(number, stream_obj(number, FORGED))])


@attack(Reason.PAGE_CHANGED)
def page_sent_to_another_stream(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/Contents"] = writer.add_object(stream(FORGED))

    return revised(signed(authority), change)


@attack(Reason.PAGE_CHANGED)
def page_given_a_second_stream(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        one = page(writer)
        more = writer.add_object(stream(FORGED))
        one["/Contents"] = ArrayObject([one.raw_get("/Contents"), more])

    return revised(signed(authority), change)


@attack(Reason.PAGE_CHANGED)
def font_with_other_letters(authority: Authority) -> bytes:
    pdf = signed(authority)
    font = _font(pdf)
    body = (
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
        b"/Encoding<</Type/Encoding/Differences[49/nine 54/eight]>>>>"
    )
    return by_hand(pdf, [(font, obj(font, body))])


@attack(Reason.PAGE_CHANGED)
def font_that_copies_as_other_text(authority: Authority) -> bytes:
    pdf = signed(authority)
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


@attack(Reason.PAGE_CHANGED)
def page_cropped(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/CropBox"] = ArrayObject([NumberObject(n) for n in (0, 0, 595, 600)])

    return revised(signed(authority), change)


# hide and replace: a whole second document, chosen later


@attack(Reason.PAGES_CHANGED)
def another_page_tree(authority: Authority) -> bytes:
    pdf = signed(authority)

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

    return revised(signed(authority), change)


@attack(Reason.PAGES_CHANGED)
def pages_swapped(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        tree = writer.root["/Pages"]
        tree["/Kids"] = ArrayObject(reversed(list(tree["/Kids"])))
        writer.mark_update(writer.root.raw_get("/Pages").reference)

    return revised(signed(authority), change)


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


# what acts by itself


def _root_key(key: str, make: Callable[[IncrementalPdfFileWriter], DictionaryObject]) -> Maker:
    def made(authority: Authority) -> bytes:
        def change(writer: IncrementalPdfFileWriter) -> None:
            writer.root[key] = make(writer)
            writer.update_root()

        return revised(signed(authority), change)

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
    attack.also(Attack(_name, _root_key(_key, _make), (Reason.ACTIVE_ADDED,)))


@attack(Reason.PAGE_CHANGED)
def action_on_a_page(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page(writer)["/AA"] = _action(O=_action(S=pdf_name("/JavaScript"))(writer))(writer)

    return revised(signed(authority), change)


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
