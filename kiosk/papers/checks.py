"""What the technician's checks found, on the roll of the ticket printer: to be read beside the open box."""

from __future__ import annotations

from collections.abc import Sequence

from drivers.printer.strip import Strip
from kiosk.model import Language, Words
from kiosk.papers.sheet import REGULAR, STRONG, Sheet

TITLE = Words("KIỂM TRA MÁY", "CHECKS")
MOST = 40  # lines: a hand's length of paper


def draw(lines: Sequence[str], language: Language, width: int) -> Strip:
    """For paper `width` dots wide. An empty line is a rule; of many lines the first MOST are printed."""
    sheet = Sheet(width, language)
    sheet.said(TITLE, 30, STRONG)
    for line in lines[:MOST]:
        if line:
            sheet.said(Words(line, line), 22, REGULAR)
        else:
            sheet.rule()
    return sheet.strip()
