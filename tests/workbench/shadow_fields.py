"""Forged papers whose form lies: values and signatures changed, painted over, shared, or made of nothing."""

from __future__ import annotations

from collections.abc import Callable

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NumberObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields

from kiosk.dossier.signing.report import Reason
from tests.workbench.authority import Authority
from tests.workbench.forgery import (
    Attacks,
    by_hand,
    note,
    number_of,
    page,
    revised,
    signed,
    stream,
    stream_obj,
)
from tests.workbench.signed_papers import Pen, official, paper

attack = Attacks()
Maker = Callable[[Authority], bytes]


@attack(Reason.FORM_CHANGED)
def form_value_changed(authority: Authority) -> bytes:
    pdf = signed(authority, form=True)

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
        field.get_object()["/V"] = pdf_string("99.000.000")
        writer.mark_update(field.reference)

    return revised(pdf, change)


@attack(Reason.FORM_CHANGED, Reason.ANNOTATION_CHANGED)
def form_picture_changed(authority: Authority) -> bytes:
    pdf = signed(authority, form=True)

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
        box = ArrayObject([NumberObject(side) for side in (0, 0, 120, 20)])
        look = stream(b"BT (99.000.000) Tj ET", Subtype=pdf_name("/Form"), BBox=box)
        field.get_object()["/AP"]["/N"] = writer.add_object(look)
        writer.mark_update(field.reference)

    return revised(pdf, change)


@attack(Reason.FORM_CHANGED)
def form_drawn_anew(authority: Authority) -> bytes:
    """The value was signed with another picture over it; a reader that draws it anew shows the value."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/AcroForm"]["/NeedAppearances"] = BooleanObject(True)
        writer.update_root()

    return revised(signed(authority, form=True), change)


@attack(Reason.ACTIVE_ADDED)
def dynamic_form_added(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form["/XFA"] = writer.add_object(stream(b"<xdp/>"))
        writer.update_container(form)

    return revised(signed(authority), change)


# certified papers, and later signatures that are none


@attack(Reason.ANNOTATION_CHANGED)
def note_on_a_certified_paper(authority: Authority) -> bytes:
    pdf = official(authority).sign(paper(), certify=fields.MDPPerm.ANNOTATE)

    def change(writer: IncrementalPdfFileWriter) -> None:
        one = page(writer)
        one["/Annots"] = ArrayObject([*one["/Annots"], writer.add_object(note("99.000.000"))])

    return revised(pdf, change)


@attack(Reason.EMPTY_FIELD)
def field_painted_over_the_page(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        spec = fields.SigFieldSpec("Later", on_page=0, box=(50, 680, 400, 740))
        fields.append_signature_field(writer, spec)

    return revised(signed(authority), change)


@attack(Reason.COVERING)
def signature_as_large_as_the_page(authority: Authority) -> bytes:
    return Pen.of(authority, "organisation", "Later", (0, 0, 595, 842)).sign(signed(authority))


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

    return revised(signed(authority), change)


@attack(Reason.APPEARANCE_CHANGED)
def signature_looks_otherwise(authority: Authority) -> bytes:
    pdf = signed(authority)

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
        box = ArrayObject([NumberObject(side) for side in (0, 0, 230, 70)])
        look = stream(b"0 0 230 70 re f", Subtype=pdf_name("/Form"), BBox=box)
        field.get_object()["/AP"] = DictionaryObject({pdf_name("/N"): writer.add_object(look)})
        writer.mark_update(field.reference)

    return revised(pdf, change)


@attack(Reason.APPEARANCE_CHANGED)
def signature_picture_overwritten(authority: Authority) -> bytes:
    pdf = signed(authority)
    number = number_of(pdf, lambda r: r.root["/AcroForm"]["/Fields"][0]["/AP"].raw_get("/N"))
    keys = b"/Type/XObject/Subtype/Form/BBox[0 0 230 70]"
    return by_hand(pdf, [(number, stream_obj(number, b"0 0 230 70 re f", keys))])


@attack(Reason.APPEARANCE_CHANGED, Reason.PAGE_CHANGED)
def signature_moved(authority: Authority) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
        field.get_object()["/Rect"] = ArrayObject([NumberObject(n) for n in (0, 0, 500, 500)])
        writer.mark_update(field.reference)

    return revised(signed(authority), change)


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

    return revised(signed(authority), change)
