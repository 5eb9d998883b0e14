"""A table as CSV (RFC 4180), so that a spreadsheet opens it as it is and works nothing out of what somebody typed."""

from __future__ import annotations

import csv as writer
import datetime as dt
import io

from kiosk.papers.books.table import Cell, Kind, Table, clean, local

FORMULAS = ("=", "+", "-", "@")  # a spreadsheet takes what begins so for a formula
BYTE_ORDER = "\ufeff"  # without it Excel reads the letters as another alphabet's


def csv(table: Table) -> bytes:
    """UTF-8 with its mark; days and moments as ISO 8601 has them, moments by the office's clock to the minute.

    Text that a spreadsheet would take for a formula stands behind an apostrophe.
    """
    file = io.StringIO()
    out = writer.writer(file)
    out.writerow([column.name for column in table.columns])
    kinds = [column.kind for column in table.columns]
    out.writerows(
        [_text(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in table.rows
    )
    return (BYTE_ORDER + file.getvalue()).encode()


def _text(cell: Cell, kind: Kind) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        at = local(cell)
        return at.isoformat(" ", "minutes") if kind is Kind.MOMENT else at.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    text = clean(str(cell))
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULAS) else text
