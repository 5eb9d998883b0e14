"""What others make of the same scans: ocrmypdf from a venv of its own, and a plain JPEG bound by img2pdf."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import img2pdf

from kiosk.workspace import PACKAGE
from tests.bench.figures import BenchError
from tests.workbench.paper.truth import Picture

OCRMYPDF = "ocrmypdf 17.13.0"
JPEG = "img2pdf of JPEG q75"
VENV = PACKAGE.parent / "build" / "peers"
PROGRAMS = ("tesseract", "gs", "unpaper", "pdftoppm")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
PLAIN = ("--ocr-engine", "none")  # PDF/A and nothing else: no straightening, no OCR
TIDY = ("--tesseract-timeout", "0", "--deskew", "--rotate-pages", "--clean-final", "-l", "vie")


def jpeg_pdf(raw: Picture) -> bytes:
    """The scan as it is, as JPEG of quality 75 in a PDF, 300 dpi."""
    done, jpeg = cv2.imencode(".jpg", raw, [cv2.IMWRITE_JPEG_QUALITY, 75])
    if not done:
        raise BenchError("no JPEG could be made")
    layout = img2pdf.get_fixed_dpi_layout_fun((300, 300))
    return bytes(img2pdf.convert(jpeg.tobytes(), layout_fun=layout, nodate=True))


def ready() -> Path:
    """ocrmypdf's program, installed where it is not yet; raises BenchError where it cannot be."""
    if missing := [program for program in PROGRAMS if not shutil.which(program)]:
        raise BenchError(f"not installed: {', '.join(missing)}")
    program = VENV / "bin" / "ocrmypdf"
    stamp = VENV / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == OCRMYPDF:
        return program
    print(f"Installing {OCRMYPDF} into build/peers", file=sys.stderr)
    shutil.rmtree(VENV, ignore_errors=True)
    quiet = ["--quiet", "--disable-pip-version-check", "--no-cache-dir"]
    for command in (
        [sys.executable, "-m", "venv", str(VENV)],
        [str(VENV / "bin" / "pip"), "install", *quiet, OCRMYPDF.replace(" ", "==")],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"ocrmypdf could not be installed: {done.stderr[-300:]}")
    stamp.write_text(OCRMYPDF, encoding="utf-8")
    return program


def ocrmypdf(given: Path, to: Path, options: tuple[str, ...]) -> float:
    """Make `to` of the PDF `given`; seconds of CPU it took with all its programs, one thread each."""
    before = _children()
    command = [
        str(VENV / "bin" / "ocrmypdf"),
        "--quiet",
        "--jobs",
        "1",
        *options,
        str(given),
        str(to),
    ]
    env = {**os.environ, **ONE_THREAD}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode or not to.is_file():
        raise BenchError(f"ocrmypdf did not make a page: {done.stderr[-300:]}")
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
