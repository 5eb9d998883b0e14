"""A table on pages of A4 laid across: its head on each of them, the page's number and how many there are."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from kiosk.papers import faces
from kiosk.papers.books.table import Cell, Column, Kind, Table, on_paper

PAGE = landscape(A4)
LEFT, RIGHT, TOP, BOTTOM = 22 * mm, 12 * mm, 15 * mm, 16 * mm  # the left edge is bound
SIZE, LEADING, PAD = 8.5, 10.6, 2.2  # points
FOOT = 9 * mm  # of the page's number, from the edge
_MIDDLE = {Kind.DAY, Kind.MOMENT, Kind.NUMBER}

Lines = tuple[tuple[str, ...], ...]  # of each cell of a row


@dataclass(frozen=True)
class _Grid:
    columns: tuple[Column, ...]
    edges: tuple[float, ...]  # x of the columns' sides, one more than columns

    def room(self, column: int) -> float:
        return self.edges[column + 1] - self.edges[column] - 2 * PAD


def pdf(table: Table) -> bytes:
    """Equal bytes for equal tables. Widths of columns are shares of the page's."""
    faces.load()
    grid = _grid(table.columns)
    head = _Head(grid)
    rows = [part for row in table.rows for part in _parts(grid, row, head.height)]
    pages = list(_paged(rows, _title_height(table) + head.height, head.height, _end(table)))
    file = io.BytesIO()
    canvas = Canvas(
        file, pagesize=PAGE, invariant=1, pageCompression=1, initialFontName=faces.REGULAR
    )
    canvas.setTitle(table.title)
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setSubject(table.about)
    for number, page in enumerate(pages, start=1):
        y = PAGE[1] - TOP
        if number == 1:
            y = _draw_title(canvas, table, y)
        y = head.draw(canvas, y)
        for lines in page:
            y = _draw_row(canvas, grid, lines, y)
        if number == len(pages):
            _draw_end(canvas, table, y)
        _draw_foot(canvas, table, number, len(pages))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _grid(columns: tuple[Column, ...]) -> _Grid:
    share = (PAGE[0] - LEFT - RIGHT) / sum(column.mm for column in columns)
    edges = [LEFT]
    for column in columns:
        edges.append(edges[-1] + column.mm * share)
    return _Grid(columns, tuple(edges))


def _parts(grid: _Grid, row: tuple[Cell, ...], head: float) -> Iterator[Lines]:
    """A row's lines; one that is longer than a page goes on on the next."""
    cells = [
        faces.lines(on_paper(cell, column.kind), faces.REGULAR, SIZE, grid.room(number))
        for number, (cell, column) in enumerate(zip(row, grid.columns, strict=True))
    ]
    most = int((PAGE[1] - TOP - BOTTOM - head - 2 * PAD) / LEADING)
    for first in range(0, max(1, *(len(lines) for lines in cells)), most):
        yield tuple(lines[first : first + most] for lines in cells)


def _height(lines: Lines) -> float:
    return max(1, *(len(cell) for cell in lines)) * LEADING + 2 * PAD


def _paged(
    rows: Sequence[Lines], first: float, head: float, end: float
) -> Iterator[Sequence[Lines]]:
    """The rows of each page; the last has room for what stands under the table, and a row with it."""
    whole = PAGE[1] - TOP - BOTTOM
    page: list[Lines] = []
    left = whole - first
    for row in rows:
        if _height(row) > left:
            yield page
            page, left = [], whole - head
        page.append(row)
        left -= _height(row)
    if end > left and page:
        yield page[:-1]
        page = page[-1:]
    yield page


class _Head:
    """The names of the columns, and above them those of their groups."""

    def __init__(self, grid: _Grid) -> None:
        self._grid = grid
        columns = grid.columns
        self._names = [
            faces.lines(column.name, faces.BOLD, SIZE, grid.room(number))
            for number, column in enumerate(columns)
        ]
        grouped = any(column.group for column in columns)
        self._group = LEADING + 2 * PAD if grouped else 0.0
        self._name = max(
            len(lines) * LEADING + 2 * PAD - (0 if columns[number].group else self._group)
            for number, lines in enumerate(self._names)
        )
        self.height = self._group + self._name

    def draw(self, canvas: Canvas, y: float) -> float:
        """From `y` down; where it ends."""
        columns, edges = self._grid.columns, self._grid.edges
        canvas.setLineWidth(0.6)
        canvas.setFont(faces.BOLD, SIZE)
        for number, lines in enumerate(self._names):
            top = y - self._group if columns[number].group else y
            height = top - (y - self.height)
            _box(canvas, edges[number], top, edges[number + 1], y - self.height)
            middle = (edges[number] + edges[number + 1]) / 2
            at = top - (height - len(lines) * LEADING) / 2 - LEADING * 0.78
            for line in lines:
                canvas.drawCentredString(middle, at, line)
                at -= LEADING
        for name, first, last in _groups(columns):
            _box(canvas, edges[first], y, edges[last], y - self._group)
            canvas.drawCentredString(
                (edges[first] + edges[last]) / 2, y - PAD - LEADING * 0.78, name
            )
        return y - self.height


def _groups(columns: Sequence[Column]) -> Iterator[tuple[str, int, int]]:
    """Name, first column and the one behind the last of every group."""
    first = 0
    for number in range(1, len(columns) + 1):
        if number == len(columns) or columns[number].group != columns[first].group:
            if columns[first].group:
                yield columns[first].group, first, number
            first = number


def _box(canvas: Canvas, left: float, top: float, right: float, bottom: float) -> None:
    canvas.rect(left, bottom, right - left, top - bottom)


def _draw_row(canvas: Canvas, grid: _Grid, lines: Lines, y: float) -> float:
    bottom = y - _height(lines)
    canvas.setLineWidth(0.4)
    canvas.setFont(faces.REGULAR, SIZE)
    for number, (column, cell) in enumerate(zip(grid.columns, lines, strict=True)):
        left, right = grid.edges[number], grid.edges[number + 1]
        _box(canvas, left, y, right, bottom)
        at = y - PAD - LEADING * 0.78
        for line in cell:
            if column.kind in _MIDDLE:
                canvas.drawCentredString((left + right) / 2, at, line)
            elif column.kind is Kind.MONEY:
                canvas.drawRightString(right - PAD, at, line)
            else:
                canvas.drawString(left + PAD, at, line)
            at -= LEADING
    return bottom


def _title_height(table: Table) -> float:
    return len(table.heads) * 14 + 52.0


def _draw_title(canvas: Canvas, table: Table, y: float) -> float:
    top = y
    canvas.setFont(faces.REGULAR, 11)
    canvas.drawRightString(PAGE[0] - RIGHT, top - 11, table.form)
    for number, head in enumerate(table.heads):
        canvas.setFont(faces.BOLD if number == len(table.heads) - 1 else faces.REGULAR, 11)
        canvas.drawString(LEFT, top - 11, head)
        top -= 14
    canvas.setFont(faces.BOLD, 15)
    canvas.drawCentredString(PAGE[0] / 2, top - 15, table.title)
    canvas.setFont(faces.ITALIC, 11)
    canvas.drawCentredString(PAGE[0] / 2, top - 32, table.about)
    return y - _title_height(table)


SIGNED = 34 * mm  # height of the room for signatures


def _end(table: Table) -> float:
    return len(table.totals) * 15 + 12 + (SIGNED if table.signs else 0)


def _draw_end(canvas: Canvas, table: Table, y: float) -> None:
    y -= 8
    canvas.setFont(faces.REGULAR, 11)
    for total in table.totals:
        y -= 15
        canvas.drawString(LEFT, y, total)
    share = (PAGE[0] - LEFT - RIGHT) / max(1, len(table.signs))
    for number, sign in enumerate(table.signs):
        middle = LEFT + (number + 0.5) * share
        canvas.setFont(faces.BOLD, 11)
        canvas.drawCentredString(middle, y - 22, sign)
        canvas.setFont(faces.ITALIC, 10)
        canvas.drawCentredString(middle, y - 35, "(Ký, ghi rõ họ tên)")


def _draw_foot(canvas: Canvas, table: Table, number: int, of: int) -> None:
    canvas.setFont(faces.ITALIC, 9)
    canvas.drawString(LEFT, FOOT, table.about)
    canvas.drawRightString(PAGE[0] - RIGHT, FOOT, f"Trang {number}/{of}")
