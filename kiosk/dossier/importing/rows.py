"""A list of old cases as Vietnamese Excel saves it, read into rows that hold or a sentence for each that does not.

The first line names the columns, in any order: `case`, `procedure`, `document`, `file`, and if known `number`,
`name`, `birth`; or mã hồ sơ, mã thủ tục, mã giấy tờ, tệp, số định danh, họ tên, ngày sinh.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from kiosk.dossier.importing.folder import Steps, steps_of
from kiosk.dossier.importing.refused import ImportReason, ImportRefused
from kiosk.store.worklist import OldHolder

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
MOST_LETTERS = 500  # of a cell
NEEDED = ("case", "procedure", "document", "file")
NAMES = {
    "mã hồ sơ": "case",
    "mã thủ tục": "procedure",
    "mã giấy tờ": "document",
    "tệp": "file",
    "số định danh": "number",
    "họ tên": "name",
    "ngày sinh": "birth",
}
_REFERENCE = re.compile(r"\w[\w./ -]{0,63}")
_PROCEDURE = re.compile(r"\d\.\d{6}(\.[\w.-]{1,20})?", re.ASCII)
_DOCUMENT = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NUMBER = re.compile(r"\d{12}", re.ASCII)
_DAY = re.compile(r"(?:(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2}))", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One file of one old case."""

    line: int  # of the list, from 1
    reference: str = field(repr=False)
    procedure: str
    document: str
    file: str = field(repr=False)  # as the list names it
    steps: Steps = field(repr=False)
    holder: OldHolder | None = field(repr=False)


@dataclass(frozen=True)
class Problem:
    """Why a line is not brought in."""

    line: int
    reason: ImportReason
    detail: str = ""


def rows_of(data: bytes) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Every row that holds by itself, and every one that does not; no file has been looked at.

    Raises ImportRefused where it is no such list at all: LIST_NO_TEXT, LIST_NO_HEADER, LIST_TOO_LONG.
    """
    if len(data) > MOST_BYTES:
        raise ImportRefused(ImportReason.LIST_TOO_LONG)
    lines = _cells(_text(data))
    columns = _columns(next(lines, (1, []))[1])
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: set[tuple[str, str, Steps]] = set()
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) + len(problems) == MOST_ROWS:
            raise ImportRefused(ImportReason.LIST_TOO_LONG)
        try:
            row = _row(line, columns, cells)
        except ImportRefused as error:
            problems.append(Problem(line, error.reason, error.detail))
            continue
        key = (row.reference, row.document, row.steps)
        if key in seen:
            problems.append(Problem(line, ImportReason.ROW_TWICE))
        else:
            seen.add(key)
            rows.append(row)
    return tuple(rows), tuple(problems)


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefused(ImportReason.LIST_NO_TEXT) from None
    if "\0" in text:
        raise ImportRefused(ImportReason.LIST_NO_TEXT)
    return unicodedata.normalize("NFC", text)


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row with the line it begins on; a quoted cell may hold further lines."""
    header = text.split("\n", 1)[0]
    # Excel's separator is the country's: ";" where the comma parts decimals, as in Vietnam.
    separator = max(";,\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise ImportRefused(ImportReason.LIST_NO_TEXT, str(line)) from None


def _columns(header: list[str]) -> list[str]:
    columns = [" ".join(cell.split()).lower() for cell in header]
    columns = [NAMES.get(column, column) for column in columns]
    missing = [name for name in NEEDED if columns.count(name) != 1]
    if missing:
        raise ImportRefused(ImportReason.LIST_NO_HEADER, ", ".join(missing))
    return columns


def _row(line: int, columns: list[str], cells: list[str]) -> Row:
    if len(cells) != len(columns) or max(map(len, cells)) > MOST_LETTERS:
        raise ImportRefused(ImportReason.ROW_SHAPE)
    said = {column: " ".join(cell.split()) for column, cell in zip(columns, cells, strict=True)}
    for column, shape, reason in (
        ("case", _REFERENCE, ImportReason.ROW_REFERENCE),
        ("procedure", _PROCEDURE, ImportReason.ROW_PROCEDURE),
        ("document", _DOCUMENT, ImportReason.ROW_DOCUMENT),
    ):
        if not shape.fullmatch(said[column]):
            raise ImportRefused(reason)
    # A file's name may have two blanks in a row; only the outer ones are the list's.
    file = cells[columns.index("file")].strip()
    return Row(
        line, said["case"], said["procedure"], said["document"], file, steps_of(file), _holder(said)
    )


def _holder(said: dict[str, str]) -> OldHolder | None:
    number, name, birth = (said.get(column, "") for column in ("number", "name", "birth"))
    if not (number or name or birth):
        return None
    if number and not _NUMBER.fullmatch(number):
        raise ImportRefused(ImportReason.ROW_HOLDER)
    return OldHolder(number, name, _day(birth) if birth else "")


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    if not found:
        raise ImportRefused(ImportReason.ROW_HOLDER)
    day, month, year = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise ImportRefused(ImportReason.ROW_HOLDER) from None
