"""/certified: the certification register, line by line, as a file, and each copy with its PDF."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from kiosk.desk.console.page import AskedWrongly, Page
from kiosk.desk.copies import LONGEST_WHY
from kiosk.desk.copy_words import REFUSED, STATES
from kiosk.desk.signatures.signing import cells, document_name
from kiosk.desk.signatures.words import TEXT
from kiosk.papers import books
from kiosk.papers.books import Column, Kind, Table
from kiosk.rules.roster import Right
from kiosk.signing_causes import cause
from kiosk.store.certifications import Certifications
from kiosk.store.copies import Copy, CopyError, CopyState
from kiosk.store.database import writing
from kiosk.store.journal import Journal, JournalEvent

MOST = 100  # lines on one page
_SHAPES = {
    CopyState.WAITING_OFFICIAL: "wait",
    CopyState.WAITING_ORGANISATION: "wait",
    CopyState.CERTIFIED: "good",
    CopyState.VOID: "gone",
}
_FILES = {
    "csv": (books.csv, "text/csv; charset=utf-8"),
    "xlsx": (
        books.xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "pdf": (books.pdf, "application/pdf"),
}
_COLUMNS = (
    Column("Số", 14, Kind.NUMBER),
    Column("Quyển", 14),
    Column("Mã hồ sơ", 44),
    Column("Giấy tờ", 60),
    Column("Số trang", 16, Kind.NUMBER),
    Column("Trạng thái", 44),
    Column("Từ lúc", 30, Kind.MOMENT),
    Column("Mức chữ ký", 20),
    Column("Lý do hủy", 36),
)


def list_page(page: Page) -> Response:
    """One year's lines, the newest first, a page of them at a time."""
    year, query, state = _year(page), page.asked("q"), page.asked("state")
    state = state if state in [*CopyState] else ""
    before = page.asked("before")
    copies = Certifications(page.db).listed(
        year,
        MOST + 1,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 8 else 0,
        query=query,
        state=state,
    )
    older = (
        {"year": year, "q": query, "state": state, "before": copies[MOST - 1].number}
        if len(copies) > MOST
        else {}
    )
    copies = tuple(reversed(copies[:MOST]))
    return page.show(
        "signatures/register.html",
        TEXT,
        year=year,
        query=query,
        state=state,
        states={each.value: page.words(STATES[each]) for each in CopyState},
        older=urlencode(older),
        rows=[(copy, cells(page, copy), *state_of(page, copy)) for copy in reversed(copies)],
        kinds=tuple(_FILES),
    )


def export(page: Page) -> Response:
    """The year as a file; equal to the register row by row."""
    kind, year = page.path("kind"), _year(page)
    if kind not in _FILES:
        raise KeyError(kind)
    write, media = _FILES[kind]
    name = f"so-chung-thuc-{year}.{kind}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    table = table_of(page, year, Certifications(page.db).all(year))
    return Response(write(table), media_type=media, headers=headers)


def table_of(page: Page, year: int, copies: tuple[Copy, ...]) -> Table:
    """The register's lines, in their order, void ones among them."""
    rows = [
        (
            *(copy.number, f"{copy.book}/{copy.year}", copy.code),
            *(document_name(page, copy.document), copy.pages, STATES[copy.state].vi),
            *(copy.since, copy.level.upper(), copy.void_why),
        )
        for copy in copies
    ]
    void = sum(copy.state is CopyState.VOID for copy in copies)
    return Table(
        heads=(page.console.settings.office.name.vi,),
        title=TEXT["book_title"].vi,
        about=TEXT["book_year"].vi.format(year=year),
        columns=_COLUMNS,
        rows=rows,
        totals=(TEXT["book_sum"].vi.format(n=len(copies), void=void),),
        signs=("NGƯỜI LẬP SỔ", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"),
    )


def entry_page(page: Page, said: str = "", status: int = 200) -> Response:
    """One line with what can be done about it."""
    copy = entry(page)
    return page.show(
        "signatures/entry.html",
        TEXT,
        status,
        said=said or _said(page, copy),
        copy=copy,
        number=f"{copy.number}/{copy.year}",
        cells=cells(page, copy),
        state=state_of(page, copy),
        certified=copy.state is CopyState.CERTIFIED,
        void=copy.state is CopyState.VOID,
        may_void=page.may(Right.SIGN) or page.may(Right.SEAL),
        typed=page.form.text("why"),
    )


def void(page: Page) -> Response:
    """With a reason, by who signs or seals; a number once drawn stays."""
    copy, why = entry(page), " ".join(page.form.text("why").split())[:LONGEST_WHY]
    if not why:
        return entry_page(page, page.words(TEXT["void_needs_why"]), 409)
    try:
        with writing(page.db):
            Certifications(page.db).void(copy.year, copy.number, why, page.now)
            handled(page, copy, "void")
    except CopyError as error:
        return entry_page(page, page.words(REFUSED[error.refusal]), 409)
    return page.to(f"/certified/{copy.year}/{copy.number}?did=void")


def pdf(page: Page) -> Response:
    """The copy as far as it has come, to look at before signing, or to hand out once it is certified."""
    copy = entry(page)
    if copy.state is CopyState.VOID:
        raise KeyError(copy.id)
    try:
        data = Certifications(page.db).read(copy)
    except CopyError as error:
        return entry_page(page, page.words(REFUSED[error.refusal]), 409)
    handled(page, copy, "read")
    shown = "inline" if page.asked("look") else "attachment"
    name = f"ban-sao-{copy.year}-{copy.number}.pdf"
    headers = {"content-disposition": f'{shown}; filename="{name}"'}
    return Response(data, media_type="application/pdf", headers=headers)


def entry(page: Page) -> Copy:
    """The line of the address; raises KeyError."""
    year, number = page.path("year"), page.path("number")
    fits = all(each.isascii() and each.isdigit() and len(each) < 8 for each in (year, number))
    copy = Certifications(page.db).find(int(year), int(number)) if fits else None
    if copy is None:
        raise KeyError(number)
    return copy


def handled(page: Page, copy: Copy, deed: str) -> None:
    """Who of the office did what to a line, for the journal."""
    Journal(page.db).write(
        JournalEvent.COPY_HANDLED, page.now, by=page.signed.person, deed=deed,
        year=copy.year, entry=copy.number,
    )  # fmt: skip


def state_of(page: Page, copy: Copy) -> tuple[str, str]:
    """Its shape, and its word with what is in the way."""
    said = page.words(STATES[copy.state])
    if copy.state is CopyState.VOID:
        said = f"{said}: {copy.void_why}"
    elif copy.reason and copy.state is not CopyState.CERTIFIED:
        said = f"{said}. {page.words(cause(copy.reason).what)}"
    return _SHAPES[copy.state], said


def _said(page: Page, copy: Copy) -> str:
    number = f"{copy.number}/{copy.year}"
    return page.words(TEXT["void_done"]).format(number=number) if page.asked("did") else ""


def _year(page: Page) -> int:
    text = page.asked("year", str(page.day.year))
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise AskedWrongly("year")
    return int(text)
