"""A real centre in a process of its own, that can be killed and started again."""

from __future__ import annotations

import hashlib
import json
import random
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.workbench.keys import public_of, sealing_public_of, seed_of

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 60.0  # seconds, on a machine busy with other things


class CentreHouse:
    """`python -m central serve` on a free port. The first device's name and token are `device` and `token`.

    It signs with the key of "centre", and knows its devices by theirs (tests.workbench.keys).
    """

    def __init__(
        self, folder: Path, devices: tuple[str, ...] = ("kiosk-1",), patience: float = 30.0
    ) -> None:
        self.data = folder / "centre"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.tokens = {device: f"token-of-{device}" for device in devices}
        self.device = devices[0]
        self.key, self.sealing_key = public_of("centre"), sealing_public_of("sealing")
        self.token = self.tokens[self.device]
        self.log = folder / "centre.log"
        self._devices = folder / "devices.json"
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> CentreHouse:
        self.data.mkdir(exist_ok=True)
        (self.data / "centre.key").write_bytes(seed_of("centre"))
        (self.data / "sealing.key").write_bytes(seed_of("sealing"))
        known = {
            device: {"token": hashlib.sha256(token.encode()).hexdigest(), "key": public_of(device)}
            for device, token in self.tokens.items()
        }
        self._devices.write_text(json.dumps(known))
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        assert self._process is not None, "the centre is not running"
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "central", "serve", "--port", str(self.port)),
                    *("--data", str(self.data), "--devices", str(self._devices)),
                    *("--patience", str(self._patience)),
                ],
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + STARTS_WITHIN
        while not _listens(self.port):
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise AssertionError(f"the centre did not start: {self.log.read_text()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does: no goodbye."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def is_up(self) -> bool:
        return self._process is not None

    def restart(self) -> None:
        self.kill()
        self.start()

    def received(self) -> list[dict[str, Any]]:
        """What `python -m central list` says."""
        return [json.loads(row) for row in self.run("list").splitlines()]

    def export(self, to: Path) -> None:
        self.run("export", "--to", str(to))

    def stick(self, folder: Path) -> subprocess.CompletedProcess[str]:
        """`python -m central stick`, whether the centre runs or not."""
        return subprocess.run(
            self.stick_command(folder), cwd=ROOT, capture_output=True, text=True, check=False
        )

    def stick_command(self, folder: Path) -> list[str]:
        return [
            *(sys.executable, "-m", "central", "stick", str(folder), "--any-folder"),
            *("--data", str(self.data), "--devices", str(self._devices)),
        ]

    def run(self, command: str, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "central", command, "--data", str(self.data), *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        ).stdout


def free_port() -> int:
    """A port nobody listens on, below those given to outgoing connections: free again after a kill."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
