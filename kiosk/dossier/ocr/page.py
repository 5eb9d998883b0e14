"""One written page turned upright and read."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from kiosk.dossier.ocr.painted import painted
from kiosk.dossier.ocr.program import DPI, Program
from kiosk.dossier.ocr.sidecar import PageText
from kiosk.dossier.page.found import Layer, MadePage, Picture
from kiosk.dossier.page.geometry import MIDDLE
from kiosk.dossier.page.upright import marks, turn_of
from kiosk.dossier.words import Word

Edges = tuple[float, float, float, float]
_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


def read_page(
    program: Program, width_mm: float, height_mm: float, layers: tuple[Layer, ...]
) -> PageText:
    """What stands on a page made of these layers. Raises ProgramFailed, NotOurs.

    A page kept as it was scanned may lie on its side or hang upside down; it is read all the same.
    """
    grey = painted(width_mm, height_mm, layers)
    turned = turn_of(marks(_half(grey)))
    standing = np.asarray(cv2.rotate(grey, _TURNS[turned]), np.uint8) if turned else grey
    words = tuple(
        Word(word.text, _back(word.box, turned, width_mm, height_mm), word.line, word.sure)
        for word in program.words(standing)
    )
    return PageText(width_mm, height_mm, turned, words)


def with_words(page: MadePage, program: Program) -> MadePage:
    """A made page with the words that stand on it, for a document that is not sealed yet.

    One that was kept as scanned and does not stand upright stays without: a PDF's text would lie across it.
    Raises ProgramFailed.
    """
    if page.found.blank:
        return page
    text = read_page(program, page.width_mm, page.height_mm, page.layers)
    return page if text.turned else replace(page, words=text.words)


def _half(grey: Picture) -> Picture:
    scale = MIDDLE / DPI
    return np.asarray(
        cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )


def _back(box: Edges, turned: int, width: float, height: float) -> Edges:
    """Where a box lies on the page that was turned clockwise by so much before it was found."""
    left, top, right, bottom = box
    match turned:
        case 90:
            return top, height - right, bottom, height - left
        case 180:
            return width - right, height - bottom, width - left, height - top
        case 270:
            return width - bottom, left, width - top, right
    return box
