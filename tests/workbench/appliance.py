"""The kiosk's own processes on one machine, restarted when they die, as systemd would."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

RESTART = 0.3  # seconds before a dead process is started again
SERVICES = ("devices", "sync", "desk")


class Appliance:
    """Processes by name; `kill` is -9, and whatever dies is back within a second."""

    def __init__(
        self, settings: Path, state: Path, logs: Path, env: Mapping[str, str] | None = None
    ) -> None:
        self._arguments = ["--settings", str(settings), "--state", str(state)]
        self._logs = logs
        self._env = {**os.environ, **(env or {})}
        self._commands: dict[str, list[str]] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self.restarts: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._logs.mkdir(parents=True, exist_ok=True)
        self._keeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._keeper.join()
        for name in reversed(list(self._processes)):
            self.stop(name)

    def start(self, name: str, command: Sequence[str] | None = None) -> None:
        """Start `python -m kiosk.NAME`, or `command`, and keep it running."""
        usual = [sys.executable, "-m", f"kiosk.{name}", *self._arguments]
        with self._lock:
            self._commands[name] = list(command) if command is not None else usual
            self._processes[name] = self._spawn(name)

    def once(self, name: str, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a process that is not restarted when it ends."""
        with self._lock:
            self._commands[name] = list(command)
            process = self._spawn(name)
            del self._commands[name]
            self._processes[name] = process
        return process

    def pid(self, name: str) -> int | None:
        """The process's id, or None while it is being restarted."""
        with self._lock:
            process = self._processes[name]
            return process.pid if process.poll() is None else None

    def kill(self, name: str) -> None:
        """kill -9, as a power cut would; the keeper brings it back."""
        pid = self.pid(name)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self, name: str) -> None:
        """Ask it to end, and make sure."""
        with self._lock:
            self._commands.pop(name, None)
            process = self._processes.pop(name)
        process.terminate()
        try:
            process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def log(self, name: str) -> str:
        """What a process has said so far."""
        path = self._logs / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def _spawn(self, name: str) -> subprocess.Popen[bytes]:
        with (self._logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                self._commands[name],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._env,
            )

    def _keep(self) -> None:
        while not self._ending.wait(0.05):
            with self._lock:
                dead = [
                    name
                    for name in self._commands
                    if name in self._processes and self._processes[name].poll() is not None
                ]
            for name in dead:
                time.sleep(RESTART)
                with self._lock:
                    if name in self._commands and not self._ending.is_set():
                        self.restarts[name] = self.restarts.get(name, 0) + 1
                        self._processes[name] = self._spawn(name)
