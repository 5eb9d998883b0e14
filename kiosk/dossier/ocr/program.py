"""tesseract, run once a page: pixels go in at its stdin, words come out of its stdout, nothing lies on a disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.dossier.ocr.lowest import die_with
from kiosk.dossier.words import Word

if (
    TYPE_CHECKING
):  # pictures are decoded in children: who only starts those needs no numpy and no OpenCV
    from kiosk.dossier.page.found import Picture

DPI = 300
LANGUAGE = "vie"
LEAST_SURE = 20  # of 100: below, it is folds and stamps more often than words
MOST_LETTERS = 80  # of a word; rows of dots are longer
_COLUMNS = 12  # of a row: level, page, block, par, line, word, left, top, width, height, conf, text
_WORD = "5"  # the level of a row


class Missing(StrEnum):
    """What is not there, so that nothing can be read."""

    PROGRAM = "no-program"
    LANGUAGE = "no-language"  # the program is, Vietnamese is not


class NoProgram(Exception):
    """Nothing can be read here; `missing` says what to install."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing.value)
        self.missing = missing


class ProgramFailed(Exception):
    """It ended without an answer."""


@dataclass(frozen=True)
class Program:
    """A tesseract that knows Vietnamese."""

    path: str

    def words(self, grey: Picture) -> tuple[Word, ...]:
        """The words on a grey picture of 300 dpi, in reading order, boxes in mm from its top left.

        Raises ProgramFailed. The program is gone when the calling process is.
        """
        height, width = grey.shape
        parent = os.getpid()
        ran = subprocess.run(
            [self.path, "stdin", "stdout", *("-l", LANGUAGE), *("--dpi", str(DPI)), *_TSV],
            input=b"P5 %d %d 255\n" % (width, height) + grey.tobytes(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may quote a page
            env=_environment(),
            preexec_fn=lambda: die_with(parent),
            check=False,
        )
        if ran.returncode != 0:
            raise ProgramFailed(f"ended with {ran.returncode}")
        return parsed(ran.stdout.decode("utf-8", "replace"))


_TSV = ("-c", "tessedit_create_tsv=1")


def find_program() -> Program:
    """The program as it is installed; raises NoProgram."""
    path = shutil.which("tesseract")
    if path is None:
        raise NoProgram(Missing.PROGRAM)
    try:
        told = subprocess.run(
            [path, "--list-langs"], capture_output=True, env=_environment(), timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise NoProgram(Missing.PROGRAM) from None
    if LANGUAGE not in (told.stdout + told.stderr).decode("utf-8", "replace").split():
        raise NoProgram(Missing.LANGUAGE)
    return Program(path)


def parsed(rows: str) -> tuple[Word, ...]:
    """The words of tesseract's table; rows that are not as they should be are passed over."""
    words: list[Word] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in rows.splitlines():
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) != _COLUMNS or cells[0] != _WORD:
            continue
        try:
            left, top, width, height = (int(cell) * 25.4 / DPI for cell in cells[6:10])
            sure = float(cells[10])
        except ValueError:
            continue
        text = _plain(cells[11])
        if not text or len(text) > MOST_LETTERS or sure < LEAST_SURE:
            continue
        line = lines.setdefault(tuple(cells[1:5]), len(lines))
        words.append(Word(text, (left, top, left + width, top + height), line, round(sure)))
    return tuple(words)


def _plain(text: str) -> str:
    """In NFC, without what is no letter and would spoil a PDF or a search."""
    kept = (letter for letter in unicodedata.normalize("NFC", text) if letter.isprintable())
    return "".join(kept).strip()


def _environment() -> dict[str, str]:
    told = ("PATH", "TESSDATA_PREFIX")
    kept = {name: os.environ[name] for name in told if name in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
