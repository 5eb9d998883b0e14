"""A form as a PDF: facts in a layout, on pages of A4 or A5."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence

from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, PageTemplate

from kiosk.contract.rules.slots import Form
from kiosk.papers import faces
from kiosk.papers.forms import flowing
from kiosk.papers.forms.facts import Facts
from kiosk.papers.forms.layout import Layout, Part, layout, numbered, portal
from kiosk.papers.forms.letterhead import Letterhead, Marked, Signatures, Title
from kiosk.papers.forms.said import dated, places, rows

FORMS = ("slip", "supplement", "refusal", "apology", "stop", "control", "leaflet")
SIZES = {"A4": A4, "A5": A5}
LEFT, RIGHT, TOP, BOTTOM = 30 * mm, 15 * mm, 20 * mm, 20 * mm  # NĐ 30/2020, annex I
NARROW = 14 * mm  # on A5
LINK = 38 * mm  # side of a code that a telephone reads at arm's length


def pdf(form: str, facts: Facts, on: dt.date, known: Sequence[Form] = ()) -> bytes:
    """One of FORMS, with number and layout of the day `on`: that of the case's reception.

    Equal bytes for equal facts; its metadata names the form and nobody. `known`: as the rules in use number the
    forms (Rules.forms); none given: as shipped. Raises KeyError for another form.
    """
    faces.load()
    looks = layout(form, on)
    size = SIZES[looks.page]
    narrow = looks.page != "A4"
    left, right, edge = (NARROW, NARROW, NARROW) if narrow else (LEFT, RIGHT, TOP)
    room = size[0] - left - right
    named = numbered(form, on, known)
    file = io.BytesIO()
    document = BaseDocTemplate(
        file, pagesize=size, invariant=1, pageCompression=1, title=named.name.vi if named else "",
        author="", creator="", subject=named.basis if named else "",
        initialFontName=faces.REGULAR,
    )  # fmt: skip
    frame = Frame(
        left, edge, room, size[1] - 2 * edge, leftPadding=0, rightPadding=0, topPadding=0,
        bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=_number))
    document.build(list(_flow(looks, facts, named, room)))
    return file.getvalue()


def _flow(looks: Layout, facts: Facts, named: Form | None, room: float) -> Iterator[Flowable]:
    said = places(facts) | {"portal": portal(facts.procedure)}
    if named:
        yield _letterhead(looks, facts, named, room)
    yield Title(looks.title, said[looks.coded] if looks.coded else "")
    shown = [part for part in looks.parts if not part.when or said[part.when]]
    flowed = [_part(part, facts, said, room) for part in shown]
    if looks.signs:
        signs = tuple((sign.title, said[sign.place] if sign.place else "") for sign in looks.signs)
        # Signatures never stand on a page without what is signed.
        flowed[-2:] = [KeepTogether([*flowed[-2:], Signatures(signs, room)])]
    yield from flowed


def _letterhead(looks: Layout, facts: Facts, named: Form, room: float) -> Letterhead:
    number = str(facts.number) if looks.numbered and facts.number else "………"
    above, agency = (facts.authority, facts.office) if facts.authority else ("", facts.office)
    return Letterhead(
        f"Mẫu số {named.number} ({named.basis})",
        above,
        agency,
        f"Số: {number}/{looks.mark}",
        dated(facts.place, facts.day),
        room,
    )


def _part(part: Part, facts: Facts, said: dict[str, str], room: float) -> Flowable:
    if part.table:
        return flowing.table(part, rows(part.table, facts), room)
    if part.code:
        return Marked(said[part.code], LINK)
    return flowing.paragraph(part, said, room)


def _number(canvas: Canvas, document: BaseDocTemplate) -> None:
    """From the second page on, in the middle above (NĐ 30/2020, annex I)."""
    if canvas.getPageNumber() > 1:
        canvas.setFont(faces.REGULAR, 13)
        canvas.drawCentredString(
            document.pagesize[0] / 2, document.pagesize[1] - 12 * mm, str(canvas.getPageNumber())
        )
