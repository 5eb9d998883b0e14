"""Who started a service, as far as it is told anything (sd_notify(3)): what a service says of itself, in order."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.workbench.cgroup import Board

LONG = 90.0  # seconds for a busy machine


class Manager:
    """`with Manager(folder, "devices", settings) as service`: `service.heard(...)` waits for what it says.

    `wanted`: seconds within which a sign of life is wanted. `module`: what is run in the service's place. `board`: on
    which it runs.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        settings: str,
        *,
        wanted: float = 1.5,
        module: str = "",
        env: Mapping[str, str] | None = None,
        board: Board | None = None,
    ) -> None:
        self.folder, self._name = folder, name
        self._module, self._env = module or f"kiosk.{name}", env or {}
        self._wanted, self._board = wanted, board
        self._settings = folder / "kiosk.toml"
        self._settings.write_text(settings, encoding="utf-8")

    def __enter__(self) -> Self:
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address = self.folder / f"{self._name}.notify"
        address.unlink(missing_ok=True)
        self._line.bind(os.fspath(address))
        told = {"NOTIFY_SOCKET": os.fspath(address)}
        told["WATCHDOG_USEC"] = str(round(self._wanted * 1_000_000))
        given = ["--settings", str(self._settings), "--state", str(self.folder / "state")]
        environment = {k: v for k, v in os.environ.items() if k != "CREDENTIALS_DIRECTORY"}
        command = [sys.executable, "-m", self._module, *given]
        self.process = subprocess.Popen(
            self._board.command(*command) if self._board else command,
            env={**environment, **self._env, **told},
            stdin=subprocess.DEVNULL,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._line.close()

    def heard(self, what: str, seconds: float = LONG) -> str:
        """The next message that has this line's beginning in it; fails where none comes or the service ends."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._line.settimeout(min(left, 0.5))
            try:
                said = self._line.recv(4096).decode()
            except TimeoutError:
                assert self.process.poll() is None, f"kiosk-{self._name} ended"
                continue
            if any(line.startswith(what) for line in said.splitlines()):
                return said
        raise AssertionError(f"kiosk-{self._name} did not say {what}")

    def says(self, what: str) -> bool:
        """Whether it says so within a tenth of a second; fails where the service ends."""
        assert self.process.poll() is None, f"kiosk-{self._name} ended"
        self._line.settimeout(0.1)
        try:
            return what in self._line.recv(4096).decode().splitlines()
        except TimeoutError:
            return False

    def is_silent(self, seconds: float) -> bool:
        """Whether it gives no sign of life for so long; what it said before is passed over."""
        self._line.setblocking(False)
        try:
            while True:
                self._line.recv(4096)
        except BlockingIOError:
            pass
        self._line.settimeout(seconds)
        try:
            self._line.recv(4096)
        except TimeoutError:
            return True
        return False
