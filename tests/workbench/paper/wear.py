"""What becomes of paper before it is scanned: folds, shadows, creases, holes, the other side showing through."""

from __future__ import annotations

import cv2
import numpy as np

from tests.workbench.paper.truth import Mask, Picture
from tests.workbench.papers.sheet import px

Chance = np.random.Generator
GREY = np.float32(1 / 255)


def tinted(page: Picture, colour: tuple[int, int, int]) -> Picture:
    """On paper of this colour (red, green, blue)."""
    table = np.arange(256, dtype=np.float32)
    shades = [np.clip(table * part / 250, 0, 255).astype(np.uint8) for part in colour[::-1]]
    return cv2.merge([cv2.LUT(page[:, :, c], shades[c]) for c in range(3)])


def shaded(page: Picture, shade: np.ndarray) -> Picture:
    """Darkened by `shade` (float32, 1 = as it was), in bands so that no page of floats is held."""
    out = page.copy()
    for top in range(0, page.shape[0], 256):
        band = page[top : top + 256] * shade[top : top + 256, :, None]
        out[top : top + 256] = np.clip(band, 0, 255).astype(np.uint8)
    return out


def book_fold(page: Picture, depth: float = 0.42, width: float = 28) -> Picture:
    """The shadow of a book's gutter along the left edge, `width` mm wide."""
    across = np.arange(page.shape[1], dtype=np.float32)
    shade = 1 - depth * np.exp(-((across / px(width / 2)) ** 2))
    return shaded(page, np.broadcast_to(shade.astype(np.float32), page.shape[:2]))


def bled_through(page: Picture, other: Picture, strength: float = 0.22) -> Picture:
    """The other side shows, mirrored and soft."""
    grey = cv2.GaussianBlur(cv2.cvtColor(other, cv2.COLOR_BGR2GRAY)[:, ::-1], (0, 0), 4)
    shade = 1 - strength * np.clip((250 - grey.astype(np.float32)) / 200, 0, 1)
    return shaded(page, shade)


def creased(page: Picture, chance: Chance, creases: int = 5, stains: int = 3) -> Picture:
    """Folded and unfolded: each crease a thin shadow beside a light; and brownish stains."""
    height, width = page.shape[:2]
    shade = np.ones((height, width), dtype=np.float32)
    places = np.linspace(0.2, 0.8, creases)
    for number, place in enumerate(places):
        lean = chance.integers(-90, 90)
        if number % 2:
            ends = ((int(place * width), 0), (int(place * width) + int(lean), height))
        else:
            ends = ((0, int(place * height)), (width, int(place * height) + int(lean)))
        line = np.zeros((height, width), dtype=np.uint8)
        cv2.line(line, *ends, 255, 5)
        soft = cv2.GaussianBlur(line, (0, 0), 3).astype(np.float32) * GREY
        shade -= 0.20 * soft
        shade += 0.10 * np.roll(soft, 9, axis=number % 2)
    for _ in range(stains):
        spot = np.zeros((height // 8, width // 8), dtype=np.uint8)
        middle = (int(chance.integers(40, width // 8 - 40)), int(chance.integers(40, height // 8)))
        cv2.circle(spot, middle, int(chance.integers(15, 40)), 255, -1)
        soft = cv2.resize(cv2.GaussianBlur(spot, (0, 0), 6), (width, height))
        shade -= 0.07 * soft.astype(np.float32) * GREY
    return shaded(page, shade)


def punched(page: Picture) -> tuple[Picture, Mask]:
    """Two holes at the left edge through which the black bed is seen; and where they are."""
    holes = np.zeros(page.shape[:2], dtype=np.uint8)
    for down in (-40, 40):
        cv2.circle(holes, (px(12), page.shape[0] // 2 + px(down)), px(3), 255, -1, cv2.LINE_AA)
    out = page.copy()
    out[holes > 127] = (44, 42, 43)
    return out, cv2.dilate(holes, np.ones((25, 25), np.uint8)) > 0


def dog_eared(page: Picture, legs: float = 14) -> tuple[Picture, Mask]:
    """The upper right corner folded away: the black bed lies there; and where that is."""
    width, leg = page.shape[1], px(legs)
    gone = np.zeros(page.shape[:2], dtype=np.uint8)
    cv2.fillConvexPoly(gone, np.array([(width - leg, 0), (width, 0), (width, leg)]), 255)
    out = page.copy()
    out[gone > 0] = (44, 42, 43)
    return out, cv2.dilate(gone, np.ones((25, 25), np.uint8)) > 0


def patchy(page: Picture, chance: Chance, least: float = 0.36) -> Picture:
    """Ink that lies unevenly, as carbon paper or a worn thermal head leaves it."""
    height, width = page.shape[:2]
    shade = chance.normal(0.8, 0.3, (height // 6, width // 6)).astype(np.float32)
    strength = cv2.resize(np.clip(shade, least, 1), (width, height))
    out = page.copy()
    paper = page.reshape(-1, 3).max(axis=0).astype(np.float32)
    for top in range(0, height, 256):
        band = page[top : top + 256]
        faded = paper - (paper - band) * strength[top : top + 256, :, None]
        out[top : top + 256] = np.clip(faded, 0, 255).astype(np.uint8)
    return out


def photocopied(page: Picture, chance: Chance, specks: int = 2500) -> tuple[Picture, Mask]:
    """Grey and hard as copiers make it, with specks of toner; and where those are."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    hard = np.clip((np.arange(256) - 128) * 1.5 + 128, 26, 250).astype(np.uint8)
    grey = cv2.LUT(grey, hard)
    dirt = np.zeros_like(grey)
    places = chance.integers(0, (grey.shape[1], grey.shape[0]), (specks, 2))
    for x, y in places:
        cv2.circle(dirt, (int(x), int(y)), int(chance.integers(0, 3)), 255, -1)
    grey[dirt > 0] = 60
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), cv2.dilate(dirt, np.ones((5, 5), np.uint8)) > 0
