"""A network scanner that is not there: eSCL (AirScan) over HTTP, scanning pictures laid into it.

Mishaps answer as real devices do: 409 with the reason in ScannerStatus, 503 while busy, nothing when gone.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import uuid
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

from drivers.scanner import ScannerError, ScannerState
from drivers.scanner.feeder import Feeder
from drivers.scanner.sheets import Look, scanned

RESOLUTIONS = (75, 100, 150, 200, 300, 600)
BED = (2550, 4200)  # widest and longest, in 1/300 inch
MOST_SETTINGS = 64 * 1024

_ADF_WORDS = {
    ScannerState.EMPTY: "ScannerAdfEmpty",
    ScannerState.JAMMED: "ScannerAdfJam",
    ScannerState.COVER_OPEN: "ScannerAdfHatchOpen",
}


@dataclass
class Job:
    """One ScanJob: how to scan, from where, and how many pages were fetched of it."""

    look: Look
    from_glass: bool
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    pages: int = 0


class EsclSimulator:
    """One scanner on a loopback port; `with` starts and stops it.

    `feeder` takes the pictures and the mishaps of paper, `glass` one picture; `has_feeder=False` is a glass
    alone. `slow` delays every page by seconds. `truncate_after` counts the pages before one whose bytes end
    half way: on the line, or with `cut_inside` within a JPEG that arrives as promised.
    """

    def __init__(self, port: int = 0, *, has_feeder: bool = True) -> None:
        self.feeder = Feeder()
        self.has_feeder = has_feeder
        self.port = port
        self.glass: Path | None = None
        self.slow = 0.0
        self.truncate_after: int | None = None
        self.cut_inside = False
        self.at_work = False  # on a page, right now
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
        self.truncate_after = None
        self.cut_inside = False

    def begin(self, look: Look, from_glass: bool) -> Job:
        """A new job in place of any other; raises ScannerError with what stands in the way."""
        state = ScannerState.READY if from_glass and self.glass else self.feeder.state()
        if self.feeder.busy:
            state = ScannerState.BUSY
        if state is not ScannerState.READY:
            raise ScannerError(state)
        self._job = Job(look, from_glass)
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
            if job.from_glass and (job.pages or self.glass is None):
                raise ScannerError(ScannerState.EMPTY)
            picture = self.glass if job.from_glass and self.glass else self.feeder.pull()
            job.pages += 1
            return scanned(picture, job.look)
        finally:
            self.at_work = False

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
            self._reply(HTTPStatus.OK, _capabilities(scanner.has_feeder))
        elif self.path == "/eSCL/ScannerStatus":
            self._reply(HTTPStatus.OK, _status(scanner))
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
        from_glass = _element(settings, "InputSource", "Platen") == "Platen"
        try:
            job = self.server.scanner.begin(_look(settings), from_glass)
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


def _status(scanner: EsclSimulator) -> bytes:
    state = scanner.feeder.state()
    busy = scanner.at_work or state is ScannerState.BUSY
    adf = f"<scan:AdfState>{_ADF_WORDS.get(state, 'ScannerAdfLoaded')}</scan:AdfState>"
    return _document(
        "ScannerStatus",
        f"<pwg:Version>2.63</pwg:Version><pwg:State>{'Processing' if busy else 'Idle'}</pwg:State>"
        + (adf if scanner.has_feeder else ""),
    )


def _capabilities(has_feeder: bool) -> bytes:
    modes = "".join(f"<scan:ColorMode>{mode}</scan:ColorMode>" for mode in ("RGB24", "Grayscale8"))
    resolutions = "".join(
        "<scan:DiscreteResolution>"
        f"<scan:XResolution>{dpi}</scan:XResolution><scan:YResolution>{dpi}</scan:YResolution>"
        "</scan:DiscreteResolution>"
        for dpi in RESOLUTIONS
    )
    source = (
        "<scan:MinWidth>16</scan:MinWidth><scan:MinHeight>16</scan:MinHeight>"
        f"<scan:MaxWidth>{BED[0]}</scan:MaxWidth><scan:MaxHeight>{BED[1]}</scan:MaxHeight>"
        "<scan:MaxScanRegions>1</scan:MaxScanRegions>"
        "<scan:SettingProfiles><scan:SettingProfile>"
        f"<scan:ColorModes>{modes}</scan:ColorModes>"
        "<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat></scan:DocumentFormats>"
        "<scan:SupportedResolutions>"
        f"<scan:DiscreteResolutions>{resolutions}</scan:DiscreteResolutions>"
        "</scan:SupportedResolutions>"
        "</scan:SettingProfile></scan:SettingProfiles>"
    )
    adf = (
        f"<scan:Adf><scan:AdfSimplexInputCaps>{source}</scan:AdfSimplexInputCaps>"
        "<scan:FeederCapacity>50</scan:FeederCapacity></scan:Adf>"
    )
    return _document(
        "ScannerCapabilities",
        "<pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Simulated eSCL</pwg:MakeAndModel>"
        f"<scan:Platen><scan:PlatenInputCaps>{source}</scan:PlatenInputCaps></scan:Platen>"
        + (adf if has_feeder else ""),
    )


def _document(root: str, inner: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<scan:{root} xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"'
        f' xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">{inner}</scan:{root}>'
    ).encode()


def _look(settings: str) -> Look:
    """How ScanSettings want the sheet; what they leave out is A4 in colour at 300 dpi."""
    usual = Look()
    return Look(
        dpi=_number(settings, "XResolution", usual.dpi, RESOLUTIONS[-1]),
        colour=_element(settings, "ColorMode", "RGB24") == "RGB24",
        x=_number(settings, "XOffset", usual.x, BED[0]),
        y=_number(settings, "YOffset", usual.y, BED[1]),
        width=_number(settings, "Width", usual.width, BED[0]),
        height=_number(settings, "Height", usual.height, BED[1]),
    )


def _number(settings: str, name: str, usual: int, most: int) -> int:
    return min(int(_element(settings, name, str(usual))), most)


def _element(text: str, name: str, usual: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}>\s*(\w+)\s*<", text)
    return found[1] if found else usual
