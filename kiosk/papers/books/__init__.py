"""Registers as tables: on pages to be bound (PDF), for a spreadsheet (XLSX), for any program (CSV)."""

from kiosk.papers.books.pages import pdf
from kiosk.papers.books.table import Cell, Column, Kind, Table
from kiosk.papers.books.text import csv
from kiosk.papers.books.workbook import xlsx

__all__ = ["Cell", "Column", "Kind", "Table", "csv", "pdf", "xlsx"]
