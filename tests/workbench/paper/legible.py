"""How well printed lines can be read: tesseract's Vietnamese, each line cut from its true place."""

from __future__ import annotations

import os
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from tests.workbench.paper.seen import Seen, moved
from tests.workbench.paper.truth import Line, Picture

SINGLE_LINE = "7"  # tesseract's page segmentation: whole pages are a lottery


def line_errors(seen: Seen, lines: Iterable[Line]) -> list[float]:
    """For each line, the share of its letters that are read wrongly; 1 where the page does not have it."""
    wanted = list(lines)
    if not wanted or seen.there is None:
        return [1.0] * len(wanted)
    read = _read([_cut(seen, line) for line in wanted])
    return [wrong(line.words, words) for line, words in zip(wanted, read, strict=True)]


def wrong(words: str, read: str) -> float:
    """Letters to change, add or leave out until `read` is `words`, of its letters; 1 at the most."""
    true, found = (_plain(text) for text in (words, read))
    row = list(range(len(found) + 1))
    for number, letter in enumerate(true, start=1):
        before, row[0] = row[0], number
        for at, other in enumerate(found, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != other))
    return min(1.0, row[-1] / max(len(true), 1))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _cut(seen: Seen, line: Line) -> Picture:
    """The line as it stands on the rendered page, askew if the page is."""
    assert seen.there is not None
    left, top, right, bottom = line.box
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=float)
    there = moved(corners, seen.there)
    low, high = np.floor(there.min(axis=0)).astype(int), np.ceil(there.max(axis=0)).astype(int)
    low, high = np.maximum(low, 0), np.maximum(high, 1)
    cut = seen.page[low[1] : high[1], low[0] : high[0]]
    if not cut.size:
        cut = np.full((40, 200, 3), 255, dtype=np.uint8)
    # letters at the very edge of a picture are read badly whatever they look like
    return np.asarray(cv2.copyMakeBorder(cut, 10, 10, 10, 10, cv2.BORDER_REPLICATE), np.uint8)


def _read(pictures: list[Picture]) -> list[str]:
    """All in one run of tesseract: loading the language costs more than reading a line."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number:04d}.png" for number in range(len(pictures))]
        for path, picture in zip(paths, pictures, strict=True):
            cv2.imwrite(str(path), picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        listed = Path(folder) / "lines.txt"
        listed.write_text("".join(f"{path}\n" for path in paths))
        options = ["-l", "vie", "--psm", SINGLE_LINE, "--dpi", "300"]
        done = subprocess.run(
            ["tesseract", listed, "stdout", *options],
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=True,
            capture_output=True,
            text=True,
        )
    read = done.stdout.split("\f")
    # one more where every page ends in a form feed, none where it only parts them
    assert len(read) - len(pictures) in (0, 1), "tesseract left a line out"
    return read[: len(pictures)]
