"""An encoder and a printer that we did not write: python-escpos, and emupos, in a venv of their own.

emupos asks for Python 3.13, for the way in which it writes its type hints. On Debian 12 (Python 3.11) those hints,
which no running program reads, are written the older way; nothing else of it is touched.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import requests

from kiosk.workspace import PACKAGE
from tests.bench.figures import BenchError

PLACE = PACKAGE.parent / "build" / "ticket-peers"
ESCPOS, EMUPOS = "python-escpos==3.1", "emupos==0.4.0"
PEER = Path(__file__).with_name("ticket_peer.py")
_OLDER = (
    (re.compile(r"^type (\w+) = ", re.MULTILINE), r"\1 = "),
    (re.compile(r"^def (\w+)\[T\]\(", re.MULTILINE), r"def \1("),
    (
        re.compile(r"""value\.replace\("'", "''"\)"""),
        "value",
    ),  # one of Windows' ways, never called here
)
_TYPE = 'from typing import TypeVar; T = TypeVar("T")\n'
_STARTS = 60.0  # seconds


def ready() -> None:
    """Both installed where they are not yet; raises BenchError where they cannot be."""
    wanted, stamp = f"{ESCPOS} {EMUPOS} {sys.version_info[:2]}", PLACE / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"Installing {ESCPOS} and {EMUPOS} into build/ticket-peers", file=sys.stderr)
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    pip = ["venv/bin/pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in (
        [sys.executable, "-m", "venv", "venv"],
        [*pip, "--ignore-requires-python", EMUPOS, ESCPOS],
    ):
        done = subprocess.run(command, cwd=PLACE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"{command[0]} could not install the peers: {done.stderr[-300:]}")
    if sys.version_info < (3, 13):
        for path in PLACE.glob("venv/lib/*/site-packages/emupos/**/*.py"):
            _write_older(path)
    stamp.write_text(wanted, encoding="utf-8")


def encoded(picture: Path, code: str) -> bytes:
    """What python-escpos sends for a picture as a whole, then a code of its printer's, then a cut."""
    out = picture.with_suffix(".escpos")
    command = [_python(), str(PEER), str(picture), code, str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"python-escpos failed: {done.stderr[-300:]}")
    return out.read_bytes()


class Emupos:
    """A `with` block in which emupos is a printer on a port of this machine: `device` is what to open."""

    def __init__(self, folder: Path) -> None:
        self._receipts, self._settings = folder / "receipts", folder / "emupos.yaml"
        self._port, self._control = _free(), _free()
        self._log = folder / "emupos.log"
        self.device = f"tcp:127.0.0.1:{self._port}"
        self._settings.write_text(
            f"schema: 1\napi: {{host: 127.0.0.1, port: {self._control}}}\ndevices:\n"
            "  - id: hall\n    type: printer\n    profile: epson-tm-t20iii\n"
            f"    connections:\n      - tcp: {{host: 127.0.0.1, port: {self._port}}}\n"
            f"    receipts_dir: {self._receipts}\n",
            encoding="utf-8",
        )

    def __enter__(self) -> Emupos:
        command = [str(PLACE / "venv/bin/emupos"), "run", "--config", str(self._settings)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        until = time.monotonic() + _STARTS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
            except OSError:
                if self._process.poll() is not None or time.monotonic() > until:
                    self.__exit__(None, None, None)
                    raise BenchError(f"emupos: {self._log.read_text()[-300:]}") from None
                time.sleep(0.2)
            else:
                return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def fault(self, name: str, on: bool) -> None:
        """As a person would do it: paper-out, cover-open, offline, paper-near-end."""
        asked = requests.put if on else requests.delete
        address = f"http://127.0.0.1:{self._control}/api/v1/devices/hall/faults/{name}"
        asked(address, timeout=10).raise_for_status()

    def receipt(self, nth: int) -> Path:
        """The picture of what came out as the nth, from 1; raises BenchError where nothing did."""
        until = time.monotonic() + _STARTS
        while time.monotonic() < until:
            # A picture's description is written last.
            found = sorted(self._receipts.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
            if len(found) >= nth:
                return found[nth - 1].with_suffix(".png")
            time.sleep(0.05)
        raise BenchError("emupos printed nothing")


def _write_older(path: Path) -> None:
    text = newer = path.read_text(encoding="utf-8")
    for shape, older in _OLDER:
        text = shape.sub(older, text)
    if text != newer:
        path.write_text((_TYPE if "[T](" in newer else "") + text, encoding="utf-8")


def _python() -> str:
    return str(PLACE / "venv" / "bin" / "python")


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
