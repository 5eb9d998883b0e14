"""The forms of a case as PDFs at its address, and the leaflet that goes with its result once."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from kiosk.desk.console.page import Door, Page, door
from kiosk.desk.forms.facts import TELLS, told
from kiosk.desk.forms.words import FORMS as NAMES
from kiosk.model import Words
from kiosk.papers.forms import pdf
from kiosk.rules.flow.standing import counted
from kiosk.rules.roster import Right
from kiosk.store.acts import Acts
from kiosk.store.leaflets import Leaflets

BELOW = "/cases/{kiosk}/{case}"


@dataclass(frozen=True)
class Link:
    """A form of a case that can be printed now."""

    form: str
    words: Words
    path: str


def doors() -> tuple[Door, ...]:
    return (
        door(f"{BELOW}/forms/{{form}}.pdf", _form, Right.LOOK),
        door(f"{BELOW}/leaflet", _leaflet, Right.RETURN, method="POST"),
    )


def links(page: Page, case: str) -> tuple[Link, ...]:
    """The forms that there are of a case of this kiosk, by what was done to it; none of an unknown one."""
    kiosk = page.console.settings.kiosk
    done = {act.kind for act in counted(Acts(page.db, kiosk).of(case))}
    return tuple(
        Link(form, NAMES[form], f"/cases/{kiosk}/{case}/forms/{form}.pdf")
        for form, kinds in TELLS.items()
        if kinds & done
    )


def _form(page: Page) -> Response:
    case, form = _here(page), page.path("form")
    said = told(page, case, form)
    made = pdf(form, said.facts, said.on, page.console.book.now().forms())
    shown = {"content-disposition": f'inline; filename="{form}.pdf"'}
    return Response(made, media_type="application/pdf", headers=shown)


def _leaflet(page: Page) -> Response:
    """It is printed once for a case; asked for again it is shown, and nothing more is noted."""
    case = _here(page)
    told(page, case, "leaflet")
    Leaflets(page.db).print(case, page.signed.person, page.now)
    return page.to(f"/cases/{page.path('kiosk')}/{case}/forms/leaflet.pdf")


def _here(page: Page) -> str:
    """The case of the address; raises KeyError for one of another kiosk."""
    if page.path("kiosk") != str(page.console.settings.kiosk):
        raise KeyError(page.path("kiosk"))
    return page.path("case")
