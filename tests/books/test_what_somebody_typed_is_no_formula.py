"""What somebody typed is never worked out by a spreadsheet, and odd letters and days break no file."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from kiosk.papers.books import Column, Kind, Table, csv, pdf, xlsx
from tests.books.reading import from_csv, from_pdf, from_xlsx, squeezed

COLUMNS = (Column("Số thứ tự", 20, Kind.NUMBER), Column("Tên", 60), Column("Ngày", 30, Kind.DAY))


def table(text, day=None):
    return Table(("UBND",), "SỔ", "Tháng 11", COLUMNS, [(1, text, day)])


@pytest.mark.parametrize(
    "text", ["=1+1", "+84900", "-2", "@SUM(A1)", "  =1+1", "\t=1+1", "\r=cmd|'/c'!A1"]
)
def test_nothing_typed_is_a_formula(text):
    line = csv(table(text)).decode("utf-8-sig").splitlines()[1]
    assert line.split(",")[1].lstrip('"').startswith("'")
    cell = load_workbook(io.BytesIO(xlsx(table(text)))).active["B2"]
    assert (cell.data_type, cell.value) == ("s", text.strip())


def test_letters_that_steer_a_printer_or_a_program_are_left_out():
    text = "Vàng\x00 Thị\x1b[31m\u2028Mẫu\ufffe"
    for rows in (from_csv(csv(table(text))), from_xlsx(xlsx(table(text)))):
        assert rows[0][1] == "Vàng Thị [31m Mẫu"
    assert pdf(table(text)).startswith(b"%PDF")


def test_a_name_in_two_spellings_of_unicode_is_one_name():
    parted = "Nguyễn Thị Ngọc A\u0301nh"
    assert from_csv(csv(table(parted)))[0][1] == "Nguyễn Thị Ngọc Ánh"


@pytest.mark.parametrize("day", [dt.date(1899, 12, 31), dt.date(1, 1, 1), dt.date(1900, 2, 28)])
def test_a_day_that_spreadsheets_count_wrongly_is_text(day):
    assert from_xlsx(xlsx(table("x", day)))[0][2] == day.isoformat()
    assert from_csv(csv(table("x", day)))[0][2] == day.isoformat()


def test_a_day_of_today_is_a_day():
    read = from_xlsx(xlsx(table("x", dt.date(2026, 11, 23))))[0][2]
    assert (type(read), str(read)) == (dt.datetime, "2026-11-23 00:00:00")


@pytest.mark.parametrize(
    "name",
    ["A" * 120, "Nguyễn Phước " * 9, "Ê\u0323\u0302" * 40, "Vàng Thị Mẫu " * 400],
    ids=["no space", "120 letters", "marks on marks", "longer than a page"],
)
def test_a_name_of_any_length_stays_in_its_column(name):
    shown = table(name)
    read = from_pdf(pdf(shown), shown.columns)
    assert len(read) >= 1
    whole = "".join(row[1] for row in read)
    if name.startswith(("A", "N")):
        assert whole == squeezed(name)
