"""Papers among the objects: whole files under their sha256, and pieces of those that are still on their way."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

from central.objects import PIECE, Objects
from kiosk.contract import AnnouncedFile

BLOBS, UPLOADS = "blobs", "uploads"  # folders of objects
SMALL = 4 << 20  # bytes: a file of at most so many is in the memory before it is kept

# Gives the same bytes from the beginning, each time anew.
Source = Callable[[], AbstractContextManager[BinaryIO]]


class MismatchError(Exception):
    """The bytes are fewer than announced, or their sha256 is another."""


@dataclass(frozen=True)
class Piece:
    """Bytes of an upload from `start` on, kept as the object `name`."""

    start: int
    size: int
    name: str


def named(sha256: str, folder: str = BLOBS) -> str:
    """The object that holds the file of this sha256."""
    return f"{folder}/{sha256[:2]}/{sha256}"


class Papers:
    """Each method may be asked again. They raise what Objects raise."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def keep(self, file: AnnouncedFile, pieces: Iterable[Piece], rest: bytes) -> None:
        """A file that is here whole: what its pieces hold, then the rest.

        Raises MismatchError, and keeps nothing then; NoObjectError where a piece is gone.
        """
        pieces = list(pieces)

        def data() -> Iterator[bytes]:
            for piece in pieces:
                yield from self._objects.pieces(piece.name)
            yield rest

        self._lay(file, data)

    def piece(self, upload: str, start: int, data: bytes) -> Piece:
        """What there is of a file, from this byte of the upload on."""
        # Two may keep from one byte on, and only one of them is believed.
        name = f"{UPLOADS}/{upload}-{start}-{secrets.token_hex(4)}"
        self._objects.put(name, data)
        return Piece(start, len(data), name)

    def remove(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            self._objects.remove(piece.name)

    def bring(self, files: tuple[AnnouncedFile, ...], source: Source) -> None:
        """Files that come one after another in a stream and fill it; raises MismatchError, and keeps nothing then.

        Raises what reading raises.
        """
        with source() as stream:
            for file in files:
                _drain(_checked(_of(stream, file.size), file))
            if stream.read(1):
                raise MismatchError
        with source() as stream:
            for file in files:
                data = _checked(_of(stream, file.size), file)
                if file.size <= SMALL:
                    self._objects.create(named(file.sha256), b"".join(data))
                else:
                    self._objects.put(named(file.sha256), data)

    def _lay(self, file: AnnouncedFile, data: Callable[[], Iterator[bytes]]) -> None:
        if file.size <= SMALL:
            self._objects.create(named(file.sha256), b"".join(_checked(data(), file)))
        else:
            _drain(_checked(data(), file))  # so that nothing large is kept in vain
            self._objects.put(named(file.sha256), _checked(data(), file))


def _checked(data: Iterable[bytes], file: AnnouncedFile) -> Iterator[bytes]:
    """The same bytes; raises MismatchError at their end where they are not the file's."""
    digest, size = hashlib.sha256(), 0
    for piece in data:
        digest.update(piece)
        size += len(piece)
        yield piece
    if size != file.size or digest.hexdigest() != file.sha256:
        raise MismatchError


def _drain(data: Iterator[bytes]) -> None:
    for _ in data:
        pass


def _of(source: BinaryIO, size: int) -> Iterator[bytes]:
    """The next `size` bytes; raises MismatchError when the source ends before."""
    left = size
    while left:
        piece = source.read(min(PIECE, left))
        if not piece:
            raise MismatchError
        left -= len(piece)
        yield piece
