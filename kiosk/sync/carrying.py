"""Large files of a release: carried in pieces, kept half, believed whole."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import TargetFile

from kiosk.contract.release import MOST_PIECE
from kiosk.store.disk import fsync_folder
from kiosk.store.errors import safely
from kiosk.sync.framework import BundleError, BundleFault


class Pieces(Protocol):
    """Where the files of a release lie: at the centre, or in a folder."""

    def piece(self, path: str, first: int, last: int, size: int) -> bytes:
        """Bytes of a file of `size` from `first` on, at most to `last`, one at least.

        Raises CentreError, BundleError.
        """


class Carrying:
    """One file on its way to `to`, where nothing else may lie. What came before a line was cut is not fetched again."""

    def __init__(self, target: TargetFile, to: Path) -> None:
        (kept,) = target.get_prefixed_paths()
        self._target, self._at, self._to = target, f"targets/{kept}", to
        self._part = to.with_name(f"{to.name[:200]}.part")

    @property
    def left(self) -> int:
        """Bytes that have not come."""
        if self._to.exists():
            return 0
        with suppress(FileNotFoundError):
            return max(0, self._target.length - self._part.stat().st_size)
        return int(self._target.length)

    def step(self, source: Pieces, most: int = MOST_PIECE) -> int:
        """Bring the next piece; how many bytes came. With the last one the file is whole, checked and under its name.

        Raises BundleError where it is not as it was signed, which is forgotten then, CentreError and OSError.
        """
        if self._to.exists():
            return 0
        self._to.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        with safely(), open(self._part, "ab", opener=_own) as file:
            size, first = self._target.length, file.tell()
            last = min(size, first + most) - 1
            came = source.piece(self._at, first, last, size) if first <= last else b""
            file.write(came)
            if first + len(came) >= size:
                file.flush()
                os.fsync(file.fileno())
        if first + len(came) >= size:
            self._finish()
        return len(came)

    def _finish(self) -> None:
        try:
            with self._part.open("rb") as file:
                self._target.verify_length_and_hashes(file)
        except LengthOrHashMismatchError:
            self._part.unlink()
            raise BundleError(BundleFault.ALTERED, self._target.path) from None
        self._part.rename(self._to)
        fsync_folder(self._to.parent)


def _own(path: str, flags: int) -> int:
    """Nothing in these files is secret: everybody may read what everybody runs."""
    return os.open(path, flags | os.O_NOFOLLOW, 0o644)
