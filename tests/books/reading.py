"""Registers read back from their files, cell by cell, with other programs than those that wrote them."""

import csv
import io
import re
import subprocess

from openpyxl import load_workbook

from kiosk.papers.books import pages

WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)
ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&apos;": "'"}


def from_csv(made: bytes) -> list[list[str]]:
    assert made.startswith(b"\xef\xbb\xbf"), "Excel knows by it that this is UTF-8"
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))
    return [[cell.removeprefix("'") for cell in row] for row in rows[1:]]


def from_xlsx(made: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(made)).active
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def from_pdf(made: bytes, columns) -> list[list[str]]:
    """The table's rows as poppler finds their words; without spaces, for lines break where they must.

    A row begins where its first column has something; on which page it stands does not matter.
    """
    edges = pages._grid(columns).edges
    found: list[list[str]] = []
    text = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=made, capture_output=True, check=True
    ).stdout.decode()
    for page in text.split("<page ")[1:]:
        words = [_word(*match) for match in WORD.findall(page)]
        _page(words, edges, found)
    return found


def _word(left, top, right, bottom, text):
    for code, letter in ESCAPES.items():
        text = text.replace(code, letter)
    return float(left), float(top), float(right), text


def _page(words, edges, found):
    under = min(
        (word[1] for word in words if word[3] == "Cộng:"), default=pages.PAGE[1] - pages.BOTTOM + 2
    )
    body = [word for word in words if word[1] < under]
    starts = sorted(
        word[1] for word in body if edges[0] < word[0] and word[2] < edges[1] and _begins(word)
    )
    head = max(word[1] for word in body if word[3] == "thứ")
    starts = [top for top in starts if top > head]
    lines = [[[] for _ in edges[1:]] for _ in starts]
    for left, top, right, text in sorted(body, key=lambda word: (round(word[1]), word[0])):
        row = sum(top >= start - 1 for start in starts) - 1
        column = sum(left >= edge - 0.5 for edge in edges) - 1
        if row >= 0 and 0 <= column < len(edges) - 1 and right <= edges[column + 1] + 0.5:
            lines[row][column].append(text)
    found.extend([["".join(cell) for cell in row] for row in lines])


def _begins(word):
    return word[3].replace("/", "").isdigit()


def squeezed(text: str) -> str:
    return "".join(text.split())
