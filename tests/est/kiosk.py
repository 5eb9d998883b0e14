"""A kiosk as a technician has it: kiosk.toml, a state folder, and the commands of kiosk-sync; no token."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cryptography import x509

from kiosk.workspace import Workspace
from tests.sync.conftest import Office
from tests.sync.kiosk_sync import at_work
from tests.workbench.centre import ROOT
from tests.workbench.keys import make_known


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

    def at_work(self):
        """While the block runs, kiosk-sync does. Gives `until`."""
        return at_work(self.settings, self.state, self.state.parent / f"{self.device}.log")

    def office(self):
        """Its store, to hand cases in."""
        return Office(self.state, self.device)
