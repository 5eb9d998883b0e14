"""A folder of received files, each under the sha256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_PIECE = 1 << 20


class MismatchError(Exception):
    """The bytes are fewer than announced, or their sha256 is another."""


class Blobs:
    """Once `keep` returns, the bytes survive a power cut."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sweep(self) -> None:
        """Remove what a power cut left unfinished; only while nobody keeps anything."""
        for part in self._folder.glob("*/*.part"):
            part.unlink()

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def keep(self, source: BinaryIO, size: int, sha256: str) -> None:
        """Store the next `size` bytes of `source`.

        Raises MismatchError and what reading and writing raise, and keeps nothing then.
        """
        path = self.path(sha256)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        part = path.with_name(f"{sha256}.{secrets.token_hex(4)}.part")  # two may keep equal bytes
        try:
            with part.open("wb") as file:
                digest = hashlib.sha256()
                for piece in pieces(source, size):
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            if digest.hexdigest() != sha256:
                raise MismatchError
            part.replace(path)
        except (
            BaseException
        ):  # most of all a full disk: each time it is asked again it would fill more
            part.unlink(missing_ok=True)
            raise
        sync(path.parent)
        sync(self._folder)


def matches(source: BinaryIO, size: int, sha256: str) -> bool:
    """Whether the next `size` bytes of `source` are there and have this sha256."""
    digest = hashlib.sha256()
    try:
        for piece in pieces(source, size):
            digest.update(piece)
    except MismatchError:
        return False
    return digest.hexdigest() == sha256


def pieces(source: BinaryIO, size: int) -> Iterator[bytes]:
    """The next `size` bytes in pieces; raises MismatchError when the source ends before."""
    left = size
    while left:
        piece = source.read(min(_PIECE, left))
        if not piece:
            raise MismatchError
        left -= len(piece)
        yield piece


def sync(path: Path) -> None:
    """What anybody wrote into the file survives a power cut; of a folder, its names. None is fine."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
