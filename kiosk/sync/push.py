"""Files by hand to any tus 1.0 server, through every cut."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from kiosk.faults import Fault
from kiosk.sync.cargo import PIECE
from kiosk.sync.connection import POURING, Answer, CentreError, Connection, nonsense

# Seconds between tries, begun anew whenever the server got further; then the cut is said to be final.
PATIENCE = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0, 10.0, 10.0, 10.0, 10.0)
LONGEST = 24 * 3600.0  # seconds of one stream
_COUNT = re.compile(r"[0-9]{1,18}")


class Piecewise:
    """A file from `offset` on; `told` hears after each piece how far it was read."""

    def __init__(self, path: Path, offset: int, size: int, told: Callable[[int], None]) -> None:
        self._path, self._offset, self._size, self._told = path, offset, size, told

    def __len__(self) -> int:
        return self._size - self._offset

    def __iter__(self) -> Iterator[bytes]:
        at = self._offset
        with self._path.open("rb") as file:
            file.seek(at)
            while at < self._size and (piece := file.read(min(PIECE, self._size - at))):
                yield piece
                at += len(piece)
                self._told(at)


class Pusher:
    """tus 1.0: creation, one PATCH stream, and HEAD after whatever went wrong."""

    def __init__(
        self, connection: Connection, pause: Callable[[float], object], tell: Callable[[str], None]
    ) -> None:
        self._connection, self._pause, self._tell = connection, pause, tell

    def push(self, path: Path, url: str, metadata: Mapping[str, str]) -> str:
        """The upload's address, once the server has every byte. Raises CentreError, OSError."""
        size = path.stat().st_size
        upload = self._patiently(lambda: self._create(url, path.name, size, metadata))
        offset, tries = 0, iter(PATIENCE)
        while offset < size:
            try:
                offset = self._pour(path, upload, offset, size)
            except CentreError as error:
                before, offset = offset, self._again(error, upload, size, tries)
                if offset > before:
                    tries = iter(PATIENCE)
        return upload

    def _create(self, url: str, name: str, size: int, metadata: Mapping[str, str]) -> str:
        pairs = {"filename": name, **metadata}
        coded = (f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())
        headers = {"Upload-Length": str(size), "Upload-Metadata": ",".join(coded)}
        answer = self._connection.ask("POST", url, headers)
        _expect(answer, 201)
        upload = urljoin(url, answer.headers.get("Location", ""))
        if urlsplit(upload)[:2] != urlsplit(url)[:2] or upload == url:
            raise nonsense("Location")  # files go to no other place than the one named
        return upload

    def _pour(self, path: Path, upload: str, offset: int, size: int) -> int:
        shown = [offset * 10 // size]

        def told(at: int) -> None:
            if at * 10 // size > shown[0]:
                shown[0] = at * 10 // size
                self._tell(f"{path.name}: {shown[0] * 10} % of {size} bytes handed to the line")

        headers = {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Content-Length": str(size - offset),
        }
        body = Piecewise(path, offset, size, told)
        answer = self._connection.ask("PATCH", upload, headers, body, POURING, LONGEST)
        _expect(answer, 200, 204)
        if (reached := _offset(answer, size)) <= offset:
            raise nonsense("Upload-Offset")
        return reached

    def _again(self, error: CentreError, upload: str, size: int, tries: Iterator[float]) -> int:
        """How many bytes the server has, once it answers again."""
        while True:
            if error.fault is not Fault.CENTRE_UNREACHABLE or (wait := next(tries, None)) is None:
                raise error
            self._wait(wait, error)
            try:
                answer = self._connection.ask("HEAD", upload)
                _expect(answer, 200, 204)
            except CentreError as another:
                error = another
            else:
                offset = _offset(answer, size)
                self._tell(f"cut; the server has {offset} of {size} bytes")
                return offset

    def _patiently(self, create: Callable[[], str]) -> str:
        """A creation whose answer is lost leaves an empty upload behind, which the server lets expire."""
        for wait in PATIENCE:
            try:
                return create()
            except CentreError as error:
                if error.fault is not Fault.CENTRE_UNREACHABLE:
                    raise
                self._wait(wait, error)
        return create()

    def _wait(self, seconds: float, error: CentreError) -> None:
        """Told from a second on: whoever sits before it should not think that it hangs."""
        if seconds >= 1:
            self._tell(f"{error}; again in {seconds:g} s")
        self._pause(seconds)


def _expect(answer: Answer, *statuses: int) -> None:
    """409: an older connection's bytes came in between; 423: it still holds the upload."""
    if answer.status in statuses:
        return
    if answer.status in (408, 409, 423, 425, 429) or answer.status >= 500:
        raise CentreError(Fault.CENTRE_UNREACHABLE, str(answer.status))
    denied = answer.status in (401, 403)
    raise CentreError(Fault.CENTRE_DENIED if denied else Fault.CENTRE_NONSENSE, str(answer.status))


def _offset(answer: Answer, size: int) -> int:
    value = answer.headers.get("Upload-Offset", "")
    if not _COUNT.fullmatch(value) or int(value) > size:
        raise nonsense("Upload-Offset")
    return int(value)
