"""Where the centre keeps bytes: a folder, or a bucket of object storage, under names that mean nothing to a reader."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from central.blobs import sync


class ObjectsError(OSError):
    """The store is full or does not answer; nothing of its own words is in the text."""


class NoObjectError(KeyError):
    """Nothing is kept under this name."""


class Objects(Protocol):
    """Names are relative paths such as blobs/ab/abcdef. Any thread, any number of processes.

    Once `put` returns, the bytes are kept; nobody sees half of them. Raises ObjectsError.
    """

    def put(self, name: str, data: bytes | Iterable[bytes]) -> None:
        """Keep under this name, in the place of what was there."""
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

    def names(self, prefix: str) -> Iterator[str]:
        """Of all objects in this folder and below it."""
        ...


class Folder:
    """Objects as files."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    def put(self, name: str, data: bytes | Iterable[bytes]) -> None:
        path = self._folder / name
        part = self._written(path, data)
        part.replace(path)
        sync(path.parent)

    def create(self, name: str, data: bytes) -> bool:
        path = self._folder / name
        if path.exists():
            return False
        part = self._written(path, data)
        try:
            os.link(part, path)
        except FileExistsError:
            return False
        finally:
            part.unlink()
        sync(path.parent)
        return True

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
            while piece := file.read(1 << 20):
                yield piece

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def names(self, prefix: str) -> Iterator[str]:
        for path in (self._folder / prefix).rglob("*"):
            if path.is_file() and path.suffix != ".part":
                yield path.relative_to(self._folder).as_posix()

    def sweep(self) -> None:
        """Remove what a stop left unfinished; only while nobody keeps anything."""
        for part in self._folder.rglob("*.part"):
            part.unlink()

    def _written(self, path: Path, data: bytes | Iterable[bytes]) -> Path:
        self._make(path.parent)
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
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

    def _make(self, folder: Path) -> None:
        if folder == self._folder or folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(exist_ok=True, mode=0o700)
        sync(folder.parent)
