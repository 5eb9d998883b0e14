"""Between SANE's network backend and an eSCL scanner: it holds the next sheet back until somebody asks for it.

Read in the backend's source and measured: sane-airscan asks for page after page whether anybody reads them or
not, and forgets at the end of a batch what it holds. Its sheets lie in the tray then, unscanned. Here its
NextDocument waits until the page is wanted, so that only what is kept is ever pulled.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

CONNECT = 5.0  # seconds
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "date", "server"}
_JOB = re.compile(r".*/ScanJobs/[^/]+")


class Relay:
    """Stands on a loopback port for the scanner at `address`; `with` starts and stops it.

    `want` lets one more page through. Leaving the `with` ends the job it has seen begin, at the scanner.
    """

    def __init__(self, address: str) -> None:
        self.scanner = urlsplit(address)
        self._wanted = 0
        self._given = 0
        self._job = ""
        self._leaving = False
        self._turn = threading.Condition()
        self._server: _Server | None = None

    def __enter__(self) -> Relay:
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._turn:
            self._leaving = True
            self._turn.notify_all()
            job = self._job
        if job:
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.ask("DELETE", job, None, {}, CONNECT)

    def configure(self, folder: Path) -> str:
        """Write a SANE configuration into `folder` that knows this relay alone; returns its device name."""
        assert self._server is not None
        address = f"http://127.0.0.1:{self._server.server_port}{self.scanner.path}"
        (folder / "dll.conf").write_text("airscan\n")
        (folder / "airscan.conf").write_text(
            f'[devices]\n"Relay" = {address}, eSCL\n[options]\ndiscovery = disable\n'
        )
        return "airscan:e0:Relay"

    def want(self) -> None:
        """One page is asked for beyond those that were given."""
        with self._turn:
            self._wanted = self._given + 1
            self._turn.notify_all()

    def await_turn(self) -> bool:
        """Wait until a page is wanted that was not given; false when the batch is over."""
        with self._turn:
            self._turn.wait_for(lambda: self._leaving or self._given < self._wanted)
            return not self._leaving

    def began(self, job: str) -> None:
        with self._turn:
            self._job = job

    def gave(self) -> None:
        with self._turn:
            self._given += 1

    def ended(self) -> None:
        with self._turn:
            self._job = ""

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
        budget: float | None,
    ) -> tuple[http.client.HTTPResponse, bytes, bool]:
        """The scanner's answer, its body, and whether that came whole; raises OSError or HTTPException."""
        assert self.scanner.hostname is not None
        line = http.client.HTTPConnection(self.scanner.hostname, self.scanner.port, timeout=CONNECT)
        with contextlib.closing(line):
            line.connect()
            line.sock.settimeout(budget)
            line.request(method, path, body, headers)
            answer = line.getresponse()
            try:
                return answer, answer.read(), True
            except http.client.IncompleteRead as torn:
                return answer, torn.partial, False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A backend that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    """Hands every request on; of pages, only those that are wanted."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *arguments: object) -> None:
        """Standard error belongs to the program this runs in."""

    def do_GET(self) -> None:
        page = self.path.endswith("/NextDocument")
        if page and not self.server.relay.await_turn():
            self.close_connection = True
            return
        self._hand_on(page)

    def do_POST(self) -> None:
        self._hand_on()

    def do_DELETE(self) -> None:
        self._hand_on()
        self.server.relay.ended()

    def _hand_on(self, page: bool = False) -> None:
        relay = self.server.relay
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        try:
            # A page takes as long as the scanner needs: the parent's watchdog ends what takes too long.
            answer, content, whole = relay.ask(self.command, self.path, body, headers, None)
        except (OSError, http.client.HTTPException):
            self.close_connection = True  # as the scanner did
            return
        if page and answer.status == HTTPStatus.OK:
            relay.gave()
        self._reply(answer, content, whole)

    def _reply(self, answer: http.client.HTTPResponse, content: bytes, whole: bool) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() == "location":
                value = urlsplit(value).path  # on our port, not around us
                if _JOB.fullmatch(value):
                    self.server.relay.began(value)
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) + (not whole)))
        self.end_headers()
        self.wfile.write(content)
        if not whole:
            self.close_connection = True
