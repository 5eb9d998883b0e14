"""The registers at /books: months with counts, their files, and the comparison with the journal."""

from __future__ import annotations

import datetime as dt
import re

from starlette.responses import Response

from kiosk.desk.books.words import TEXT
from kiosk.desk.console.page import AskedWrongly, Door, Page, door
from kiosk.papers.books import csv, pdf, xlsx
from kiosk.papers.books.register import About, register
from kiosk.papers.forms.layout import numbered
from kiosk.rules.roster import Right
from kiosk.store.journal import Journal
from kiosk.store.register import Register

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_BOOK = re.compile(r"\d{2}/\d{4}")
WRITERS = {
    "pdf": (pdf, "application/pdf"),
    "xlsx": (xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv, "text/csv; charset=utf-8"),
}


def doors() -> tuple[Door, ...]:
    return (
        door("/books", _months, Right.BOOKS),
        door("/books/check", _check, Right.BOOKS),
        door("/books/register/{month}.{kind}", _file, Right.BOOKS),
    )


def _months(page: Page) -> Response:
    months = _register(page).months()
    several = len({each.book for each in months}) > 1
    return page.show(
        "books/months.html", TEXT, months=months, several=several, kinds=tuple(WRITERS)
    )


def _check(page: Page) -> Response:
    found, journal = _register(page).amiss(), Journal(page.db).verify()
    return page.show("books/check.html", TEXT, found=found, journal=journal)


def _file(page: Page) -> Response:
    """A month of one book, or of all where none is named."""
    month, book, kind = page.path("month"), page.asked("book"), page.path("kind")
    if not _MONTH.fullmatch(month) or (book and not _BOOK.fullmatch(book)):
        raise AskedWrongly("month or book")
    write, media = WRITERS[kind]
    entries = _register(page).entries(month, book)
    if not entries:
        raise KeyError(month)
    about = _about(page, month, book, entries[-1].day)
    made = write(register(about, entries))
    name = f"so-theo-doi-ho-so-{month}{'-' + book.replace('/', '-') if book else ''}.{kind}"
    how = "inline" if kind == "pdf" else "attachment"
    return Response(
        made, media_type=media, headers={"content-disposition": f'{how}; filename="{name}"'}
    )


def _about(page: Page, month: str, book: str, on: dt.date) -> About:
    """`on`: the day whose law numbers and names the register."""
    office = page.console.settings.office
    heads = tuple(head.upper() for head in (office.authority, office.name.vi) if head)
    form = numbered("register", on, page.console.book.now().forms())
    assert form is not None, "the register has a number on every day"
    return About(heads, form.name.vi.upper(), month, book, f"Mẫu số {form.number} ({form.basis})")


def _register(page: Page) -> Register:
    return Register(page.db, page.console.settings.kiosk)
