"""A kiosk as a technician has it: kiosk.toml, a state folder, and the commands of kiosk-sync; no token."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509

from kiosk.workspace import Workspace
from tests.sync.conftest import Office
from tests.workbench.centre import ROOT
from tests.workbench.keys import make_known

PATIENCE = 120.0  # seconds, on a machine busy with other things


class Kiosk:
    """`device` with a device key of its own, drawn from `key`, else from its name."""

    def __init__(self, province, folder: Path, device="kiosk-1", key=""):
        self.province, self.device = province, device
        self.state = folder / device
        self.workspace = Workspace(self.state)
        make_known(self.workspace, key or device)
        self.settings = folder / f"{device}.toml"
        self.settings.write_text(
            f'device = "{device}"\n[centre]\nurl = "{province.url}"\nkey = "{province.key}"\n'
            f'ca = "{province.ca}"\n'
        )

    def run(self, command, *arguments):
        place = ("--settings", self.settings, "--state", self.state)
        return subprocess.run(
            [sys.executable, "-m", "kiosk.sync", command, *map(str, (*arguments, *place))],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def enrol(self, code):
        return self.run("enrol", "--code", code)

    @property
    def certificate(self):
        return x509.load_pem_x509_certificate(self.workspace.certificate.read_bytes())

    @contextmanager
    def at_work(self):
        """While the block runs, kiosk-sync does. Gives `until`."""
        log = self.state.parent / f"{self.device}.log"
        command = [sys.executable, "-m", "kiosk.sync"]
        command += ["--settings", self.settings, "--state", self.state]
        with log.open("ab") as written:
            process = subprocess.Popen(command, cwd=ROOT, stdout=written, stderr=written)

        def until(holds):
            end = time.monotonic() + PATIENCE
            while not holds():
                told = log.read_text()
                assert process.poll() is None, told
                assert time.monotonic() < end, told
                time.sleep(0.1)

        try:
            yield until
        finally:
            process.terminate()
            process.wait()

    def office(self):
        """Its store, to hand cases in."""
        return Office(self.state, self.device)
