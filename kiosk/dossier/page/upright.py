"""Which way up a page stands: told by its letters, without reading one."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.dossier.page.found import Picture

JOIN = 7  # pixels at 150 dpi over which letters become words
WORDS = 8  # fewer say nothing: a seal alone must not turn a page
ALONG, ACROSS = 0.75, 1.6  # words per column-word: below it stands or hangs, above it lies
BAND = 0.6  # of a word's fullest row: between head and foot of its small letters
CLEAR, PLAIN = (
    0.08,
    0.3,
)  # more of a word's ink above than below: less says nothing, more says no more
SURE = 0.2  # of what the clear words say together
FEWEST = 5  # clear words

Table = npt.NDArray[np.int32]


def marks(grey: Picture) -> Picture:
    """Ink (255) on a grey page of 150 dpi: darker than what is around it."""
    hollow = cv2.morphologyEx(
        cv2.GaussianBlur(grey, (3, 3), 0), cv2.MORPH_BLACKHAT, np.ones((17, 17), np.uint8)
    )
    # The strongest in a neighbourhood sets the scale: pencil beside print is ink too.
    coarse = cv2.resize(hollow, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    strong = float(np.percentile(coarse[coarse > 8], 95)) if np.any(coarse > 8) else 255.0
    return np.asarray(
        cv2.threshold(hollow, max(18.0, 0.6 * strong), 255, cv2.THRESH_BINARY)[1], np.uint8
    )


def turn_of(ink: Picture) -> int:
    """Degrees clockwise (0, 90, 180, 270) that make a page of 150 dpi stand; 0 where it does not tell."""
    letters = _without_lines(ink)
    along, across = _words(letters), _words(np.ascontiguousarray(letters.T))
    if min(len(along), len(across)) < WORDS:
        return 0
    ratio = len(along) / max(1, len(across))
    if ratio >= ACROSS:
        # Lying: turned clockwise by a quarter it stands, or hangs upside down.
        standing = np.asarray(cv2.rotate(letters, cv2.ROTATE_90_CLOCKWISE), np.uint8)
        return 90 if _heads_up(standing, _words(standing)) >= 0 else 270
    if ratio > ALONG:
        return 0
    return 180 if _heads_up(letters, along) <= -SURE else 0


def _without_lines(ink: Picture) -> Picture:
    """Rules, frames and seals' rings taken away: nothing longer than two words."""
    out = ink.copy()
    for shape in ((61, 1), (1, 61)):
        rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        cv2.subtract(out, cv2.dilate(rules, np.ones((3, 3), np.uint8)), dst=out)
    return out


def _words(letters: Picture) -> Table:
    """Left, top, width, height of what becomes one when joined sideways, large enough for letters."""
    joined = cv2.morphologyEx(letters, cv2.MORPH_CLOSE, np.ones((1, JOIN), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_16U)
    boxes = found[1:]
    large = (boxes[:, 2] >= 5) & (boxes[:, 3] >= 5) & (boxes[:, 4] >= 20)
    return np.asarray(boxes[large, :4], np.int32)


def _heads_up(letters: Picture, words: Table) -> float:
    """From -1 (all hang) to 1 (all stand): Vietnamese marks and ascenders are more than descenders."""
    said = []
    fit = (words[:, 2] > 1.2 * words[:, 3]) & (words[:, 3] >= 10) & (words[:, 3] <= 60)
    for left, top, width, height in words[fit][:600]:
        rows = letters[top : top + height, left : left + width].sum(axis=1, dtype=np.int64)
        band = np.flatnonzero(rows > BAND * rows.max())
        more = (rows[: band[0]].sum() - rows[band[-1] + 1 :].sum()) / rows.sum()
        if abs(more) > CLEAR:
            said.append(float(np.clip(more, -PLAIN, PLAIN)))
    return sum(said) / sum(map(abs, said)) if len(said) >= FEWEST else 0.0
