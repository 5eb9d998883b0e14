"""Papers read as text by tesseract, an external program nobody has to have, in processes that come last."""

from kiosk.dossier.ocr.program import Missing, NoProgram, Program, find_program
from kiosk.dossier.ocr.reading import Outcome, PageReading
from kiosk.dossier.ocr.sidecar import PageText, text_of

__all__ = [
    "Missing",
    "NoProgram",
    "Outcome",
    "PageReading",
    "PageText",
    "Program",
    "find_program",
    "text_of",
]
