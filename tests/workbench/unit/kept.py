"""One service kept as systemd keeps it: ready in time, heard in time, begun anew whatever ended it."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import psutil

from tests.workbench.unit.plan import Plan

LOOK = 0.05  # seconds
ROOT = Path(__file__).parents[3]


def _room_of(pid: int) -> str:
    """The namespace in which a process sees the disk; "" of one that is gone."""
    try:
        return str(Path(f"/proc/{pid}/ns/mnt").readlink())
    except OSError:
        return ""


OURS = _room_of(os.getpid())


class Ended(StrEnum):
    """Why a run of it was over."""

    ITSELF = "itself"
    LATE = "late"  # not ready in time
    SILENT = "silent"  # no word to the watchdog in time
    STOPPED = "stopped"


class Kept:
    """`start`, `stop`; between them it runs, or will run again. Its words go to `log`."""

    def __init__(self, plan: Plan, folder: Path, log: Path) -> None:
        """`folder`: empty, its path is short enough for a socket."""
        self.plan, self.ends = plan, list[Ended]()
        self.ready = threading.Event()
        self._folder, self._log = folder, log
        self._service = plan.service
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._room = ""
        self._thread = threading.Thread(target=self._keep, name=plan.name)

    @property
    def pid(self) -> int | None:
        """Of the main process; None between two runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def processes(self) -> list[psutil.Process]:
        """All that run in its namespace, whoever started them: what systemd finds in the unit's cgroup."""
        return [process for process in psutil.process_iter() if _room_of(process.pid) == self._room]

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """As `systemctl stop`: asked, and made sure after TimeoutStopSec."""
        self._stopping.set()
        self._thread.join()

    def wait(self) -> None:
        """Until it is over: of one that is not restarted."""
        self._thread.join()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as said:
                self._open(said)
                self._process, self._room = self._spawned()
                why = self._watched(said)
            self.ready.clear()
            self._end(why)
            self.ends.append(why)
            if self._service.one("Restart") != "always":
                return
            self._stopping.wait(self._service.seconds("RestartSec", 0.1))

    def _open(self, said: socket.socket) -> None:
        at = Path(self.plan.places["/run/systemd/notify"])
        at.unlink(missing_ok=True)
        said.bind(str(at))
        at.chmod(0o777)
        said.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        said.settimeout(LOOK)

    def _spawned(self) -> tuple[subprocess.Popen[bytes], str]:
        plan = self._folder / "plan.json"
        plan.write_text(self.plan.to_json(), encoding="utf-8")
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.workbench.unit.inside", str(plan)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while (room := _room_of(process.pid)) == OURS and process.poll() is None:
            time.sleep(0.01)
        return process, room

    def _watched(self, said: socket.socket) -> Ended:
        """Until this run is over."""
        notifies = self._service.one("Type") == "notify"
        within = self._service.seconds("TimeoutStartSec", 90.0)
        each = self._service.seconds("WatchdogSec", float("inf"))
        deadline = time.monotonic() + (within if notifies else float("inf"))
        if not notifies:
            self.ready.set()
        assert self._process is not None
        while self._process.poll() is None:
            if self._stopping.is_set():
                return Ended.STOPPED
            for word in self._heard(said):
                name, _, value = word.partition("=")
                if name == "READY":
                    self.ready.set()
                if name in ("READY", "WATCHDOG") and self.ready.is_set():
                    deadline = time.monotonic() + each
                if name == "EXTEND_TIMEOUT_USEC":
                    deadline = max(deadline, time.monotonic() + int(value) / 1e6)
            if time.monotonic() > deadline:
                return Ended.SILENT if self.ready.is_set() else Ended.LATE
        return Ended.ITSELF

    def _heard(self, said: socket.socket) -> Iterator[str]:
        """What was said by whoever may speak (NotifyAccess=)."""
        try:
            text, ancillary, _, _ = said.recvmsg(4096, socket.CMSG_SPACE(12))
        except TimeoutError:
            return
        ((pid, _, _),) = (struct.unpack("3i", data[:12]) for _, _, data in ancillary)
        if pid == self.pid or self._service.one("NotifyAccess") == "all":
            yield from text.decode().splitlines()

    def _end(self, why: Ended) -> None:
        """KillMode=mixed: the main process is asked, and whatever is left is killed."""
        process = self._process
        assert process is not None
        if why is Ended.STOPPED:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(self._service.seconds("TimeoutStopSec", 90.0))
        elif why is not Ended.ITSELF:
            number = signal.Signals[self._service.one("WatchdogSignal", "SIGABRT")]
            for each in self.processes:
                with suppress(psutil.NoSuchProcess):
                    each.send_signal(number)
        for each in self.processes:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        process.wait()


def killed(kept: Kept) -> None:
    """kill -9 of its main process, as a power cut would."""
    if (pid := kept.pid) is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
