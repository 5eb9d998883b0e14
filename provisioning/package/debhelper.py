"""Debian's own tools make the packages; this hands them a folder laid out as they expect it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from kiosk.model import Words
from provisioning.box import BoxError

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
SYSTEM_PYTHON = "/usr/bin/python3"
JUNK = shutil.ignore_patterns("__pycache__", "*.pyc")
_SAID = 1500  # characters of a tool's last words: as many as a person reads


def run(command: Sequence[str | Path], *, at: Path, **given: str) -> str:
    """What a tool of the builder's machine prints, run in the folder `at` with `given` in its environment.

    Raises BoxError with its last words. Builders need no root and no kiosk: this is not Box.run.
    """
    tool = Path(command[0]).name
    try:
        ended = subprocess.run(
            [str(word) for word in command],
            cwd=at,
            env={**os.environ, "LC_ALL": "C.UTF-8", "DH_VERBOSE": "0", **given},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise BoxError(
            Words(f"Máy này thiếu {tool}.", f"This machine lacks {tool}: ./dev shell installs it.")
        ) from None
    if ended.returncode:
        said = (ended.stdout + ended.stderr)[-_SAID:]
        raise BoxError(Words(f"{tool} bị lỗi:\n{said}", f"{tool} failed:\n{said}"))
    return ended.stdout


def made_at() -> int:
    """Seconds since 1970: when this commit was made (SOURCE_DATE_EPOCH where somebody says so). Raises BoxError."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if told.isdecimal():
        return int(told)
    return int(run(["git", "log", "-1", "--format=%ct"], at=PROJECT))


def compiled(folder: Path, on_the_box: str) -> None:
    """All modules below `folder`, which is `on_the_box` in the end, are compiled for this machine's Python.

    They are never compared with their sources again: nobody may write there, and a service starts sooner. One process
    and one seed of hashes, for the bytes of a compiled set depend on it.
    """
    how = ["-q", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", on_the_box]
    run(
        [SYSTEM_PYTHON, "-m", "compileall", *how, "."],
        at=folder,
        PYTHONHASHSEED="0",
    )


def package(
    source: Path, name: str, version: str, when: int, target: str, given: Mapping[str, str]
) -> Path:
    """The .deb that `source`, with its debian/, makes; `target`: "binary-indep" or "binary-arch"."""
    day = format_datetime(datetime.fromtimestamp(when, UTC))
    entry = f"{name} ({version}) stable; urgency=medium\n\n  * See CHANGELOG.md.\n\n"
    signed = f" -- Kiosk developers <kiosk@localhost.localdomain>  {day}\n"
    (source / "debian" / "changelog").write_text(entry + signed, encoding="utf-8")
    run(["debian/rules", target], at=source, SOURCE_DATE_EPOCH=str(when), **given)
    made = list(source.parent.glob(f"{name}_*.deb"))
    assert len(made) == 1, made
    return made[0]
