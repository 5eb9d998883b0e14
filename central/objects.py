"""Where the centre keeps bytes: a folder, or a bucket of object storage, under names that mean nothing to a reader."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

PIECE = 1 << 20
_PART = ".part"  # not kept yet


class ObjectsError(OSError):
    """The store is full or does not answer; nothing of its own words is in the text."""


class NoObjectError(KeyError):
    """Nothing is kept under this name."""


class Objects(Protocol):
    """Names are relative paths such as blobs/ab/abcdef. Any thread, any number of processes.

    Once `put` or `create` returns, the bytes are kept; nobody sees half of them. Raises ObjectsError, and of a folder
    OSError.
    """

    def put(self, name: str, data: bytes | Iterable[bytes]) -> None:
        """Keep under this name, in the place of what was there; what the iterable raises, and nothing is kept then."""
        ...

    def create(self, name: str, data: bytes) -> bool:
        """Keep under this name; False, and nothing changed, where something is there (If-None-Match: *)."""
        ...

    def size(self, name: str) -> int | None:
        """Bytes kept under it; None: none are."""
        ...

    def read(self, name: str, first: int = 0, count: int | None = None) -> bytes:
        """So many bytes from `first` on, or to the end; raises NoObjectError."""
        ...

    def pieces(self, name: str) -> Iterator[bytes]:
        """All of it, in pieces of about a megabyte; raises NoObjectError before the first."""
        ...

    def remove(self, name: str) -> None:
        """Not there is fine."""
        ...

    def names(self, prefix: str, older: float = 0.0) -> Iterator[str]:
        """Of all objects in this folder and below it, kept more than so many seconds ago."""
        ...

    def sweep(self, prefix: str, older: float = 0.0) -> None:
        """Remove what a stop left half kept there more than so many seconds ago; 0: nobody else keeps anything now."""
        ...


class Folder:
    """Objects as files, each safe from a power cut before its name is there."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    def put(self, name: str, data: bytes | Iterable[bytes]) -> None:
        path = self._folder / name
        self._written(path, data).replace(path)
        self._name_is_safe(path)

    def create(self, name: str, data: bytes) -> bool:
        path = self._folder / name
        new = not path.exists()
        if new:
            part = self._written(path, data)
            try:
                os.link(part, path)
            except FileExistsError:
                new = False
            finally:
                part.unlink()
        # What is there may be of one who was killed before its name was safe.
        self._name_is_safe(path)
        return new

    def size(self, name: str) -> int | None:
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, name: str, first: int = 0, count: int | None = None) -> bytes:
        try:
            with (self._folder / name).open("rb") as file:
                file.seek(first)
                return file.read(-1 if count is None else count)
        except FileNotFoundError:
            raise NoObjectError(name) from None

    def pieces(self, name: str) -> Iterator[bytes]:
        try:
            file = (self._folder / name).open("rb")
        except FileNotFoundError:
            raise NoObjectError(name) from None
        with file:
            while piece := file.read(PIECE):
                yield piece

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def names(self, prefix: str, older: float = 0.0) -> Iterator[str]:
        for path in self._older(prefix, older):
            if path.suffix != _PART:
                yield path.relative_to(self._folder).as_posix()

    def sweep(self, prefix: str, older: float = 0.0) -> None:
        for path in self._older(prefix, older, f"*{_PART}"):
            path.unlink(missing_ok=True)

    def _older(self, prefix: str, seconds: float, shape: str = "*") -> Iterator[Path]:
        until = time.time() - seconds
        for path in (self._folder / prefix).rglob(shape):
            with suppress(FileNotFoundError):  # gone meanwhile
                if path.is_file() and (not seconds or path.stat().st_mtime < until):
                    yield path

    def _written(self, path: Path, data: bytes | Iterable[bytes]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_PART}")
        try:
            with part.open("wb") as file:
                for piece in (data,) if isinstance(data, bytes) else data:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:  # most of all a full disk: asked again it would fill more each time
            part.unlink(missing_ok=True)
            raise
        return part

    def _name_is_safe(self, path: Path) -> None:
        for folder in path.parents:
            sync(folder)
            if folder == self._folder:
                return


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
