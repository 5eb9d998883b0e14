"""QR codes on a page: found by their shape, read, and kept so that they can be read again."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from kiosk.dossier.page.found import Picture
from kiosk.dossier.page.geometry import COARSE, FINE, MM, PER_CELL, Placed
from kiosk.dossier.page.paper import CoarseBox, Paper

LEAST, LARGEST = 8.0, 70.0  # mm along a side
GAPS = (5, 3)  # coarse pixels (1.7 and 1 mm): modules lie closer, other print farther away
DARK = 0.18  # of paper's light, the mean over black and white modules
MOST = 12  # candidates of a page that are tried
QUIET = 6  # coarse pixels (2 mm) taken along around a code


@dataclass(frozen=True)
class Code:
    """One code that was read, and where: a coarse box with its quiet zone."""

    text: str
    box: CoarseBox


def find_codes(raw: Picture, placed: Placed, paper: Paper) -> tuple[Code, ...]:
    """Every QR code that is read, from the top of the upright page."""
    codes = []
    for box in _candidates(paper)[:MOST]:
        left, top, right, bottom = (side * PER_CELL for side in box)
        grey = cv2.cvtColor(placed.taken(raw, FINE, (left, top, right, bottom)), cv2.COLOR_BGR2GRAY)
        codes += [Code(text, box) for text in read(np.asarray(grey, np.uint8))]
    return tuple(codes)


def read(grey: Picture) -> tuple[str, ...]:
    """The texts of the QR codes on a grey picture."""
    found = zxingcpp.read_barcodes(
        grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    )
    return tuple(code.text for code in found if code.valid and code.text)


def _candidates(paper: Paper) -> list[CoarseBox]:
    """Square things made of small dark ones, from the top."""
    ink = cv2.threshold(paper.depth, int(DARK * 255), 255, cv2.THRESH_BINARY)[1]
    boxes: list[CoarseBox] = []
    for gap in GAPS:
        solid = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
        solid = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((11, 11), np.uint8))
        boxes += [
            box
            for box in _squares(np.asarray(solid, np.uint8))
            if not any(_meet(box, b) for b in boxes)
        ]
    return sorted(boxes, key=lambda box: (box[1], box[0]))


def _squares(solid: Picture) -> list[CoarseBox]:
    height, width = solid.shape
    _, _, found, _ = cv2.connectedComponentsWithStats(solid)
    boxes = []
    for left, top, across, down, area in found[1:].tolist():
        small, large = sorted((across, down))
        side = large * MM / COARSE
        if LEAST <= side <= LARGEST and small > 0.8 * large and area > 0.7 * across * down:
            right, bottom = left + across + QUIET, top + down + QUIET
            boxes.append(
                (max(0, left - QUIET), max(0, top - QUIET), min(width, right), min(height, bottom))
            )
    return boxes


def _meet(one: CoarseBox, other: CoarseBox) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
