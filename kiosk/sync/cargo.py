"""An envelope's files as one stream of bytes, each file read only when its turn comes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from kiosk.contract import AnnouncedFile

PIECE = 16 * 1024  # bytes handed to the socket at once: even 2 kbit/s moves one within its timeout


class AlteredError(Exception):
    """A file here is not the one that was announced: no sending can make it right."""


class Cargo:
    """The files from `offset` on; `len` is what is left. Iterating reads, so it raises what `read` raises."""

    def __init__(
        self,
        files: tuple[AnnouncedFile, ...],
        read: Callable[[AnnouncedFile], bytes],
        offset: int,
    ) -> None:
        self._files = files
        self._read = read
        self._offset = offset

    def __len__(self) -> int:
        return sum(file.size for file in self._files) - self._offset

    def __iter__(self) -> Iterator[bytes]:
        start = 0
        for file in self._files:
            skip = max(0, self._offset - start)
            start += file.size
            if skip < file.size:
                yield from _pieces(self._checked(file), skip)

    def _checked(self, file: AnnouncedFile) -> bytes:
        data = self._read(file)
        if len(data) != file.size or hashlib.sha256(data).hexdigest() != file.sha256:
            raise AlteredError(file.document)
        return data


def _pieces(data: bytes, skip: int) -> Iterator[bytes]:
    for at in range(skip, len(data), PIECE):
        yield data[at : at + PIECE]
