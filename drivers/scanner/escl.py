"""A network scanner that is not there: eSCL (AirScan) over HTTP, scanning pictures laid into it.

Mishaps answer as real devices do: 409 with the reason in ScannerStatus, 503 while busy, nothing when gone.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import uuid
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

from drivers.scanner import ScannerError, ScannerState, escl_words
from drivers.scanner.feeder import Feeder
from drivers.scanner.sheets import Look, scanned

MOST_SETTINGS = 64 * 1024
MOST_SEEN = 8


@dataclass
class Job:
    """One ScanJob: how to scan, from where, and how many pages were fetched of it."""

    look: Look
    from_glass: bool
    both: bool = False  # sides of every sheet
    backs: list[Path | None] = field(default_factory=list)  # seen with a front, not fetched yet
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    pages: int = 0


class EsclSimulator:
    """One scanner on a loopback port; `with` starts and stops it.

    `feeder` takes the pictures and the mishaps of paper, `glass` one picture, without which it shows its lid;
    `has_feeder=False` is a glass alone, `has_duplex=False` sees fronts only. `lie` is by how many 1/300 inch
    pages are longer than asked for. `slow` delays every page by seconds. `truncate_after` counts the pages before
    one whose bytes end half way: on the line, or with `cut_inside` within a JPEG that arrives as promised.
    """

    def __init__(self, port: int = 0, *, has_feeder: bool = True, has_duplex: bool = True) -> None:
        self.feeder = Feeder()
        self.has_feeder = has_feeder
        self.has_duplex = has_duplex
        self.lie = 0
        self.port = port
        self.glass: Path | None = None
        self.slow = 0.0
        self.truncate_after: int | None = None
        self.cut_inside = False
        self.at_work = False  # on a page, right now
        self.jobs = 0  # begun since the start
        self.asked = 0  # for its status, since the start
        self._seen: dict[tuple[Path | None, Look], bytes] = {}
        self._job: Job | None = None
        self._server: _Server | None = None
        self._stopped = threading.Event()

    def __enter__(self) -> EsclSimulator:
        self._listen()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._hang_up()

    def be_gone(self, gone: bool) -> None:
        """Drop and refuse connections, as a scanner without power does; or come back on the same port."""
        if gone == self.feeder.gone:
            return
        self.feeder.gone = gone
        if gone:
            self._hang_up()
        else:
            self._listen()

    def clear(self) -> None:
        """A person put everything right; the sheets stay."""
        self.be_gone(False)
        self.feeder.clear()
        self.slow = 0.0
        self.lie = 0
        self.truncate_after = None
        self.cut_inside = False

    def begin(self, look: Look, from_glass: bool, both: bool = False) -> Job:
        """A new job in place of any other; raises ScannerError with what stands in the way."""
        state = ScannerState.READY if from_glass else self.feeder.state()
        if self.feeder.busy:
            state = ScannerState.BUSY
        if state is not ScannerState.READY:
            raise ScannerError(state)
        self._job = Job(look, from_glass, both)
        self.jobs += 1
        return self._job

    def job(self, id: str) -> Job | None:
        return self._job if self._job and self._job.id == id else None

    def end(self) -> None:
        self._job = None

    def page(self, job: Job) -> bytes:
        """The job's next page; raises ScannerError, GONE when the simulator stops meanwhile."""
        self.at_work = True
        try:
            if self.slow and self._stopped.wait(self.slow):
                raise ScannerError(ScannerState.GONE)
            picture = self._side(job)
            job.pages += 1
            return self._scanned(picture, replace(job.look, height=job.look.height + self.lie))
        finally:
            self.at_work = False

    def _scanned(self, picture: Path | None, look: Look) -> bytes:
        # A real scanner does not make its computer slow: the same few pictures are drawn once.
        if (picture, look) not in self._seen:
            while len(self._seen) >= MOST_SEEN:
                del self._seen[next(iter(self._seen))]
            self._seen[picture, look] = scanned(picture, look)
        return self._seen[picture, look]

    def _side(self, job: Job) -> Path | None:
        if job.from_glass:
            if job.pages:
                raise ScannerError(ScannerState.EMPTY)
            return self.glass
        if job.backs:
            return job.backs.pop()
        front, back = self.feeder.pull()
        if job.both:
            job.backs.append(back)
        return front

    def cuts(self) -> bool:
        """Whether the page in hand is to be cut; asked once a page."""
        if self.truncate_after is None:
            return False
        self.truncate_after -= 1
        return self.truncate_after < 0

    def _listen(self) -> None:
        self._server = _Server(self, self.port)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _hang_up(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server.drop_connections()
            self._server = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, scanner: EsclSimulator, port: int) -> None:
        self.scanner = scanner
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A program that hangs up on its scanner is no news."""

    def drop_connections(self) -> None:
        for connection in tuple(self.connections):
            with contextlib.suppress(OSError):  # closed by the other side already
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    """ScannerCapabilities, ScannerStatus, ScanJobs, NextDocument, DELETE."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *arguments: object) -> None:
        """Standard error belongs to the program this runs in."""

    def do_GET(self) -> None:
        scanner = self.server.scanner
        if self.path == "/eSCL/ScannerCapabilities":
            self._reply(
                HTTPStatus.OK, escl_words.capabilities(scanner.has_feeder, scanner.has_duplex)
            )
        elif self.path == "/eSCL/ScannerStatus":
            scanner.asked += 1
            state = scanner.feeder.state()
            said = escl_words.status(state, scanner.at_work, scanner.has_feeder)
            self._reply(HTTPStatus.OK, said)
        elif self.path.endswith("/NextDocument"):
            self._next_document(self._named_job())
        else:
            self._reply(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), MOST_SETTINGS)
        settings = self.rfile.read(length).decode("utf-8", errors="replace")
        if self.path != "/eSCL/ScanJobs":
            self._reply(HTTPStatus.NOT_FOUND)
            return
        from_glass = escl_words.element(settings, "InputSource", "Platen") == "Platen"
        both = escl_words.element(settings, "Duplex", "false") == "true"
        try:
            job = self.server.scanner.begin(escl_words.look(settings), from_glass, both)
        except ScannerError as error:
            busy = error.state is ScannerState.BUSY
            self._reply(HTTPStatus.SERVICE_UNAVAILABLE if busy else HTTPStatus.CONFLICT)
            return
        self._reply(HTTPStatus.CREATED, location=f"/eSCL/ScanJobs/{job.id}")

    def do_DELETE(self) -> None:
        known = self._named_job() is not None
        self.server.scanner.end()
        self._reply(HTTPStatus.OK if known else HTTPStatus.NOT_FOUND)

    def _named_job(self) -> Job | None:
        found = re.match(r"/eSCL/ScanJobs/(\w+)", self.path)
        return self.server.scanner.job(found[1]) if found else None

    def _next_document(self, job: Job | None) -> None:
        scanner = self.server.scanner
        if job is None:
            self._reply(HTTPStatus.NOT_FOUND)
            return
        try:
            jpeg = scanner.page(job)
        except ScannerError as error:
            empty = error.state is ScannerState.EMPTY
            self._reply(HTTPStatus.NOT_FOUND if empty else HTTPStatus.CONFLICT)
            return
        promised = len(jpeg)
        if scanner.cuts():
            jpeg = jpeg[: promised // 2]
            if scanner.cut_inside:
                promised = len(jpeg)
        self._reply(HTTPStatus.OK, jpeg, "image/jpeg", promised=promised)

    def _reply(
        self,
        status: HTTPStatus,
        body: bytes = b"",
        kind: str = "text/xml",
        *,
        location: str = "",
        promised: int | None = None,
    ) -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        if body:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        self.end_headers()
        self.wfile.write(body)
        if promised not in (None, len(body)):
            self.close_connection = True
