"""Pages of a foreign PDF drawn by poppler, in a process that can harm nothing; only plain pixels come back."""

from __future__ import annotations

import io
import math
import re
import shutil
import subprocess
import sys

import numpy as np
from PIL import Image

from drivers.limited import ROOT
from kiosk.dossier.importing.pictures import ENOUGH, QUALITY
from kiosk.dossier.importing.refused import ImportReason, ImportRefused

PROGRAM = "pdftoppm"  # of poppler-utils
DPI = 300
LEAST_DPI = 50
POINTS = 72
DEADLINE = 60.0  # seconds of wall clock a page
_HEADER = re.compile(rb"P6\s(\d{1,5})\s(\d{1,5})\s255\s")


def drawn(pdf: bytes, number: int, size: tuple[float, float]) -> tuple[bytes, int, int, int]:
    """Page `number` (from 1), whose sides are `size` points: a JPEG, its width and height, its dpi.

    300 dpi, or fewer where the page is larger than A3. Raises ImportRefused: UNREADABLE, TOO_COMPLEX,
    NO_RENDERER.
    """
    program = shutil.which(PROGRAM, path="/usr/bin:/bin")
    if program is None:
        raise ImportRefused(ImportReason.NO_RENDERER)
    dpi = _dpi(size)
    said = _said(
        [program, "-q", "-cropbox", "-r", str(dpi), "-f", str(number), "-l", str(number), "-"], pdf
    )
    header = _HEADER.match(said)
    if not header:
        raise ImportRefused(ImportReason.UNREADABLE, f"page {number}")
    width, height = int(header[1]), int(header[2])
    pixels = memoryview(said)[header.end() :]
    if not 0 < width * height <= 2 * ENOUGH or len(pixels) != width * height * 3:
        raise ImportRefused(ImportReason.UNREADABLE, f"page {number}")
    made = io.BytesIO()
    page = np.frombuffer(pixels, np.uint8).reshape(height, width, 3)
    Image.fromarray(page).save(made, "JPEG", quality=QUALITY, dpi=(dpi, dpi))
    return made.getvalue(), width, height, dpi


def _dpi(size: tuple[float, float]) -> int:
    inches = max(1.0, size[0] * size[1] / POINTS**2)
    return max(LEAST_DPI, min(DPI, math.floor(math.sqrt(ENOUGH / inches))))


def _said(command: list[str], pdf: bytes) -> bytes:
    """What it writes, whole; raises ImportRefused."""
    cage = [sys.executable, "-P", "-m", "kiosk.dossier.importing.cage", *command]
    try:
        ended = subprocess.run(
            cage,
            input=pdf,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # its complaints could quote the PDF
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            cwd="/",
            timeout=DEADLINE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ImportRefused(ImportReason.TOO_COMPLEX) from None
    except OSError:
        raise ImportRefused(ImportReason.UNREADABLE) from None
    if ended.returncode < 0:  # a limit ended it
        raise ImportRefused(ImportReason.TOO_COMPLEX)
    if ended.returncode != 0:
        raise ImportRefused(ImportReason.UNREADABLE)
    return ended.stdout
