"""The registers' page: months with their counts, files to take away, a comparison that finds what was changed."""

import pytest

from kiosk.model import Language
from kiosk.rules.flow.acts import Kind
from kiosk.rules.roster import Role
from tests.books.reading import from_csv, from_xlsx
from tests.console.conftest import words_of

MAY = (Role.CLERK, Role.LEADER, Role.ARCHIVIST)


def test_a_month_stands_there_with_its_counts(books):
    books.act(books.received(), Kind.UNDONE)
    books.received()
    page = words_of(books.browser().get("/books").text)
    assert "11/2026 00/2026 2 1 PDF để in Excel CSV" in page


def test_every_file_of_a_month_is_led_to(books):
    books.received("Vàng Thị Mẫu")
    browser = books.browser(Role.ARCHIVIST)
    page = browser.get("/books").text
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        path = f"/books/register/2026-11.{kind}?book=00/2026"
        assert f'href="{path}"' in page
        answer = browser.get(path)
        assert (answer.status, answer.body[: len(begins)]) == (200, begins)
    assert (
        from_csv(browser.get("/books/register/2026-11.csv?book=00/2026").body)[0][4]
        == "Vàng Thị Mẫu"
    )
    assert from_xlsx(browser.get("/books/register/2026-11.xlsx").body)[0][:2] == ["00/2026", 1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("2026-13.csv", 400),
        ("2026-11.csv?book=../x", 400),
        ("2026-11.exe", 404),
        ("2025-01.pdf", 404),
    ],
)
def test_what_is_no_month_and_no_file_is_refused(books, path, status):
    books.received()
    assert books.browser().get(f"/books/register/{path}").status == status


@pytest.mark.parametrize("who", Role)
def test_only_who_keeps_books_sees_them(books, who):
    books.received()
    for path in ("/books", "/books/check", "/books/register/2026-11.csv"):
        assert books.browser(who).get(path).status == (200 if who in MAY else 403)


def test_the_comparison_names_the_number_that_was_changed(books):
    for _ in range(3):
        books.received()
    browser = books.browser(Role.LEADER)
    assert "Sổ khớp với nhật ký" in browser.get("/books/check").text
    books.db.conn.execute("update register set line = replace(line, 'Mẫu', 'Giả') where number = 2")
    assert "00/2026 2 Bị sửa" in words_of(browser.get("/books/check").text)


def test_the_page_speaks_english_too(books):
    books.received()
    page = words_of(books.browser(language=Language.EN).get("/books").text)
    assert "Register of cases" in page
    assert "PDF to print" in page
