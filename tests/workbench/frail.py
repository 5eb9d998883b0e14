"""A kiosk whose devices service runs in a process of its own, on a disk that fails when it is told to.

    python -m tests.workbench.frail FOLDER [LOW BALLAST]      the service, with devices that are not there

strace makes the disk fail, call by call, from the start (`Frail.start`) or while it runs (`Frail.struck`).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from drivers.card.fake import FakeReader
from drivers.printer.fake import FakePrinter
from drivers.scanner import ScannedPage, ScanProfile
from drivers.scanner.fake import FakeScanner
from kiosk.devices.__main__ import die
from kiosk.settings import DiskSettings
from kiosk.workspace import Workspace

LONG = 120.0  # seconds; a loaded board under strace may need many of them
PR_SET_PTRACER = 0x59616D61  # prctl(2), of Yama
RESTART = 0.2  # seconds before a dead service is started again


def injected(*calls: str) -> list[str]:
    """strace's options for calls such as `fsync,fdatasync:error=EIO:when=3`."""
    return [option for call in calls for option in ("-e", f"inject={call}")]


class Frail:
    """Restarts the service when it ends, as systemd would; `ended` counts that, by exit code."""

    def __init__(self, folder: Path, disk: DiskSettings | None = None) -> None:
        self.folder, self.workspace = folder, Workspace(folder / "state")
        self._disk = disk or DiskSettings()
        self.ended: list[int] = []
        self._leaving = threading.Event()
        self._service: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._strace: list[str] = []

    def start(self, *strace: str) -> None:
        """Start it, under strace with these options where there are any; a restarted one is not watched."""
        self._strace = list(strace)
        self._spawn()
        if not self._keeper.is_alive():
            self._keeper.start()

    def log(self) -> str:
        path = self.folder / "service.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @contextlib.contextmanager
    def struck(self, *strace: str) -> Iterator[None]:
        """While inside, the running service's calls fail as told."""
        assert self._service is not None
        out = self.folder / "strace.out"
        command = ["strace", "-f", "-o", str(out), *strace, "-p", str(self._service.pid)]
        tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert tracer.stderr is not None
        said = tracer.stderr.readline()  # attached: each thread has its line
        assert "attached" in said, said
        try:
            yield
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.communicate()

    def close(self) -> None:
        self._leaving.set()
        with self._lock:
            if self._service is not None:
                self._service.terminate()
                try:
                    self._service.wait(LONG)
                finally:
                    self._service.kill()
        self._keeper.join()

    def _keep(self) -> None:
        while not self._leaving.wait(0.05):
            with self._lock:
                code = self._service.poll() if self._service else None
            if code is not None and not self._leaving.is_set():
                self.ended.append(code)
                self._strace = []
                time.sleep(RESTART)
                self._spawn()

    def _spawn(self) -> None:
        disk = (str(self._disk.low_water), str(self._disk.ballast))
        service = [sys.executable, "-m", "tests.workbench.frail", str(self.folder), *disk]
        out = str(self.folder / "strace.out")
        traced = ["strace", "-D", "-f", "-o", out, *self._strace] if self._strace else []
        with self._lock, (self.folder / "service.log").open("ab") as log:
            if not self._leaving.is_set():
                self._service = subprocess.Popen([*traced, *service], stdout=log, stderr=log)


class Feeder(FakeScanner):
    """Has two sheets for every batch, each of a shade of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._papers = [folder / "one.png", folder / "two.png"]
        for shade, path in enumerate(self._papers, start=2):
            Image.new("L", (200, 280), 40 * shade).save(path)

    def scan_batch(self, profile: ScanProfile) -> Iterator[ScannedPage]:
        if not self.sheets:
            self.load(self._papers)
        return super().scan_batch(profile)


def run(folder: Path, disk: DiskSettings) -> None:
    """The service, until SIGTERM."""
    from tests.devices.office import SETTINGS, Kiosk

    kiosk = Kiosk(folder)
    kiosk.settings = replace(SETTINGS, disk=disk)
    kiosk.reader, kiosk.printer = FakeReader(), FakePrinter()
    kiosk.scanner = Feeder(folder)
    kiosk.barcode = None
    threading.excepthook = die
    ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1))  # strace is no parent of ours
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    kiosk.serve()
    while not ended.wait(0.2):  # under strace another thread may get the signal, and wakes nobody
        pass
    kiosk.stop()
    os._exit(0)


def until(holds: Callable[[], bool], seconds: float = LONG) -> bool:
    """Wait for something to hold; whether it came to."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def main(arguments: Sequence[str]) -> None:
    folder, low, ballast = arguments
    run(Path(folder), DiskSettings(int(low), int(ballast)))


if __name__ == "__main__":
    main(sys.argv[1:])
