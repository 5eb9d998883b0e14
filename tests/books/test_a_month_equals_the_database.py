"""What is printed, opened in a spreadsheet or handed on of a month is what the database has, row by row."""

import datetime as dt
import json

import pytest

from kiosk.papers.books import Kind, csv, pdf, xlsx
from kiosk.papers.books.register import About, register
from kiosk.papers.books.table import on_paper
from kiosk.store.erasing import Erasing, Why
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.vault import Vault
from tests.books.month import play
from tests.books.reading import from_csv, from_pdf, from_xlsx, squeezed

ABOUT = About(("ỦY BAN NHÂN DÂN XÃ SUỐI MƠ",), "SỔ THEO DÕI HỒ SƠ", "2026-11", "00/2026")


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    from tests.books.conftest import Books

    books = Books(tmp_path_factory.mktemp("month"))
    cases = play(books)
    erasing = Erasing(books.db, Vault(books.workspace.vault))
    erasing.erase(cases[10], Why.CITIZEN, books.clock(), undelivered=True)
    for case in cases[20:60]:
        erasing.erase(case, Why.RETENTION, books.clock(), undelivered=True)
    yield books
    books.close()


def kept(books):
    """What the database itself has of each number: as it was written, by nobody's code but SQL."""
    rows = books.db.conn.execute(
        "select number, line, outcome, void, gone from register where day like '2026-11-%' order by number"
    ).fetchall()
    return [
        (number, json.loads(line), json.loads(came), void, gone)
        for number, line, came, void, gone in rows
    ]


def local(text):
    return dt.datetime.fromisoformat(text).astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def table(books):
    return register(ABOUT, books.register.entries("2026-11", "00/2026"))


def test_no_number_of_the_month_is_missing(month):
    numbers = [row[0] for row in kept(month)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 250
    assert month.register.amiss() == ()


def test_the_plain_text_says_what_the_database_says(month):
    rows = from_csv(csv(table(month)))
    for row, (number, line, came, void, gone) in zip(rows, kept(month), strict=True):
        assert (row[0], row[1]) == (str(number), line["code"])
        assert row[4] == line.get("name", "")
        assert row[7] == local(line["received"])
        assert row[8] == local(came.get("due") or line["due"])
        assert row[11] == (local(came["ended"]) if "ended" in came else "")
        assert ("Hủy" in row[14]) == bool(void)
        assert ("Đã xóa theo yêu cầu" in row[14]) == (gone == "citizen")


def test_the_workbook_says_what_the_plain_text_says_with_days_as_days(month):
    book, text = from_xlsx(xlsx(table(month))), from_csv(csv(table(month)))
    assert len(book) == len(text)
    for cells, words in zip(book, text, strict=True):
        assert isinstance(cells[7], dt.datetime)
        assert isinstance(cells[0], int)
        said = [
            cell.strftime("%Y-%m-%d %H:%M") if isinstance(cell, dt.datetime) else str(cell or "")
            for cell in cells
        ]
        assert said == words


def test_the_pages_say_what_the_table_says(month):
    shown = table(month)
    read = from_pdf(pdf(shown), shown.columns)
    wanted = [
        [
            squeezed(on_paper(cell, column.kind))
            for cell, column in zip(row, shown.columns, strict=True)
        ]
        for row in shown.rows
    ]
    assert read == wanted


def test_equal_lines_make_equal_bytes(month):
    assert pdf(table(month)) == pdf(table(month))
    assert csv(table(month)) == csv(table(month))


def test_all_books_together_say_of_which_book_each_number_is(month):
    about = About(ABOUT.heads, ABOUT.title, "2026-11")
    rows = from_csv(csv(register(about, month.register.entries("2026-11"))))
    assert {row[0] for row in rows} == {"00/2026"}
    assert [row[1:] for row in rows] == from_csv(csv(table(month)))


def test_the_dates_of_the_table_are_columns_of_moments(month):
    kinds = [column.kind for column in table(month).columns]
    assert kinds.count(Kind.MOMENT) == 5
