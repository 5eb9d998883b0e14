"""The ticket printer as a process of its own, and the hands that mishandle it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

SIMULATE = (sys.executable, "-m", "drivers.printer", "simulate")


class SerialHouse:
    """A `with` block in which `device` is a serial port, or one of TCP, with a ticket printer behind it."""

    def __init__(self, folder: Path, tcp: bool = False) -> None:
        """`folder` gets the link, what was printed (`out/`) and the printer's own complaints."""
        folder.mkdir(parents=True, exist_ok=True)
        self.device = str(folder / "printer")
        self._way = ["--tcp", "0"] if tcp else ["--link", self.device]
        self.out = folder / "out"
        self._complaints = folder / "printer.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> SerialHouse:
        # A socket's path may have 107 letters; a test's folder is often longer.
        self._nook = tempfile.TemporaryDirectory(prefix="printer-")
        self._control = str(Path(self._nook.name) / "control")
        root = Path(__file__).parents[2]
        with self._complaints.open("wb") as complaints:
            self._process = subprocess.Popen(
                [*SIMULATE, *self._way, "--control", self._control, "--out", self.out],
                cwd=root,
                env={**os.environ, "PYTHONPATH": str(root)},
                stderr=complaints,
            )
        try:
            self._wait_until_there()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._nook.cleanup()

    def paper(self, state: str, after_rows: int | None = None) -> None:
        """ "ok", "low" or "out"; with `after_rows` the roll ends after that many rows of dots."""
        self._switch({"do": "paper", "state": state, "after_rows": after_rows})

    def cover(self, open_: bool) -> None:
        self._switch({"do": "cover", "open": open_})

    def trouble(self, what: str) -> None:
        """ "knife", "hot", "broken", "button", or "none" any more."""
        self._switch({"do": "trouble", "what": what})

    def unplug(self, after_bytes: int | None = None) -> None:
        """Now, or in the middle of the next ticket: after that many bytes of it."""
        self._switch({"do": "unplug", "after_bytes": after_bytes})

    def plug(self) -> None:
        self._switch({"do": "plug"})

    def mute(self, on: bool, after_bytes: int | None = None) -> None:
        """It reads but answers nothing; now, or from the middle of the next ticket."""
        self._switch({"do": "mute", "on": on, "after_bytes": after_bytes})

    def status(self) -> dict[str, object]:
        return self._switch({"do": "status"})

    def tickets(self) -> list[Path]:
        """Pictures of what was printed and cut, oldest first."""
        return sorted(self.out.glob("ticket-*.png"))

    def raw(self) -> list[Path]:
        """The bytes of each ticket, oldest first."""
        return sorted(self.out.glob("raw-*.bin"))

    def _wait_until_there(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self._process and self._process.poll() is not None:
                raise RuntimeError(f"no printer: {self._complaints.read_text()}")
            try:
                told = self._switch({"do": "status"})
            except OSError:
                time.sleep(0.05)
            else:
                if "--tcp" in self._way:
                    self.device = str(told["device"])
                return
        raise RuntimeError("the printer did not start within a minute")

    def _switch(self, order: dict[str, object]) -> dict[str, object]:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(20)
            line.connect(self._control)
            line.sendall(json.dumps(order).encode() + b"\n")
            with line.makefile("rb") as answers:
                answer: dict[str, object] = json.loads(answers.readline())
        if not answer["ok"]:
            raise ValueError(f"{order}: {answer['why']}")
        return answer
