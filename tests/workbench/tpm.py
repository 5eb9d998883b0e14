"""A TPM that is not there (swtpm), and a box that has it soldered on."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from provisioning.box import Box


class Tpm:
    """While the block runs it answers under `name`, as systemd calls TPMs. Its seed is drawn once, by chance."""

    def __init__(self) -> None:
        # A short name: of a socket's there are 108 letters.
        self._folder = tempfile.TemporaryDirectory(prefix="tpm")
        self._socket = Path(self._folder.name) / "tpm.sock"
        self.name = f"swtpm:path={self._socket}"

    def __enter__(self):
        (Path(self._folder.name) / "state").mkdir()
        self._process = subprocess.Popen(
            [
                *("swtpm", "socket", "--tpm2", "--flags", "not-need-init,startup-clear"),
                *("--tpmstate", f"dir={self._folder.name}/state"),
                *("--server", f"type=unixio,path={self._socket}"),
                *("--ctrl", f"type=unixio,path={self._socket}.ctrl"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not self._socket.exists():
            assert self._process.poll() is None, "swtpm did not start"
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(timeout=30)
        self._folder.cleanup()

    def put_in_order(self):
        """What the kernel does behind /dev/tpmrm0 when a program ends: its sessions are gone."""
        for kind in ("--transient-object", "--loaded-session", "--saved-session"):
            command = ["tpm2_flushcontext", "--tcti", self.name, kind]
            subprocess.run(command, check=True, capture_output=True)


@dataclass(frozen=True)
class BoxWithTpm(Box):
    """A box whose programs find `tpm` behind the kernel."""

    tpm: Tpm | None = None

    def run(self, command, **how):
        ran = super().run(command, **how)
        if self.tpm and "systemd-creds" in command:
            self.tpm.put_in_order()
        return ran
