"""Pencil beside print: what is written much paler than the page's black keeps a grey of its own."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.dossier.page.found import Picture
from kiosk.dossier.page.geometry import PER_CELL
from kiosk.dossier.page.ink import Depths, bands

PALE = 0.7  # of the strong ink's depth: the deepest around a pencil's stroke
BLACK = 150.0  # of 255: the strong ink of a page that has any black; else all is one faint ink
AROUND = 5  # coarse pixels (1.7 mm): what is paler over less is a thin part of print
LEAST = 0.04  # of the page's ink


def part_pale(depths: Depths, ink: Picture) -> Picture | None:
    """Moves pale ink out of `ink`, which keeps the black; None where there is hardly any."""
    if depths.strong < BLACK:
        return None
    span = np.ones((AROUND, AROUND), np.uint8)
    cells = cv2.threshold(
        cv2.dilate(depths.deepest, span), PALE * depths.strong, 255, cv2.THRESH_BINARY_INV
    )[1]
    if not cv2.countNonZero(cells):
        return None
    pale = np.empty_like(ink)
    width = ink.shape[1]
    for top, bottom in bands(len(ink)):
        part = cells[top // PER_CELL : bottom // PER_CELL]
        here = cv2.resize(part, (width, bottom - top), interpolation=cv2.INTER_NEAREST)
        cv2.bitwise_and(ink[top:bottom], here, dst=pale[top:bottom])
    if cv2.countNonZero(pale) < LEAST * cv2.countNonZero(ink):
        return None
    cv2.subtract(ink, pale, dst=ink)
    return pale
