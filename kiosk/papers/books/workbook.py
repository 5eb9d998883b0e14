"""A table as a workbook (XLSX): days are days, numbers numbers, and what somebody typed is never a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as Written
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from kiosk.papers import faces
from kiosk.papers.books.table import Cell, Column, Kind, Table, clean, local

FORMATS = {
    Kind.DAY: "dd/mm/yyyy",
    Kind.MOMENT: "dd/mm/yyyy hh:mm",
    Kind.MONEY: "#,##0",
    Kind.NUMBER: "0",
}
# Spreadsheets count days wrongly before this one, or not at all: such a day is text.
FIRST = dt.date(1900, 3, 1)
PER_MM = 0.7  # a column's unit, which is a digit's width
NEEDS = {
    Kind.DAY: 12.0,
    Kind.MOMENT: 18.0,
    Kind.MONEY: 14.0,
}  # a day that does not fit is shown as ####
DIGIT, LINE = 5.3, 14.5  # points
_TOP = Alignment(vertical="top", wrap_text=True)
_BOLD = Font(name="Times New Roman", size=11, bold=True)
_PLAIN = Font(name="Times New Roman", size=11)


def xlsx(table: Table) -> bytes:
    """One sheet, its head frozen and repeated in print; written row by row, whatever its length."""
    book = Workbook(write_only=True)
    book.properties.creator = ""
    sheet = book.create_sheet("Sổ")
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    faces.load()
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(column)
    names = tuple(column.name for column in table.columns)
    sheet.row_dimensions[1].height = _height(names, table.columns)
    sheet.append([_head(sheet, column) for column in table.columns])
    for number, row in enumerate(table.rows, start=2):
        sheet.row_dimensions[number].height = _height(row, table.columns)
        sheet.append(
            [
                _cell(sheet, cell, column.kind)
                for cell, column in zip(row, table.columns, strict=True)
            ]
        )
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _width(column: Column) -> float:
    return max(7.0, NEEDS.get(column.kind, 0.0), column.mm * PER_MM)


def _height(row: Sequence[Cell], columns: Sequence[Column]) -> float:
    """So that every line of its texts is seen: not every program works that out by itself."""
    lines = [
        len(faces.lines(cell, faces.BOLD, 11.0, _width(column) * DIGIT))
        for cell, column in zip(row, columns, strict=True)
        if isinstance(cell, str)
    ]
    return max([1, *lines]) * LINE


def _head(sheet: WriteOnlyWorksheet, column: Column) -> Written:
    cell = WriteOnlyCell(sheet, column.name)
    cell.font, cell.alignment = _BOLD, _TOP
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Cell, kind: Kind) -> Written:
    plain = _value(value, kind)
    cell = WriteOnlyCell(sheet)
    cell.font, cell.alignment = _PLAIN, _TOP
    if isinstance(plain, str):
        cell.value, cell.data_type = plain, "s"  # whatever it begins with
        cell.quotePrefix = True  # and when somebody edits it
    else:
        cell.value = plain
        cell.number_format = FORMATS.get(kind, "General")
    return cell


def _value(value: Cell, kind: Kind) -> str | int | dt.date | dt.datetime | None:
    if isinstance(value, dt.datetime):
        at = local(value)
        if at.date() < FIRST:
            return at.isoformat(" ", "minutes")
        return at if kind is Kind.MOMENT else at.date()
    if isinstance(value, dt.date):
        return value if value >= FIRST else value.isoformat()
    return clean(value) or None if isinstance(value, str) else value
