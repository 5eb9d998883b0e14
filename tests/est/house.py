"""A province that issues certificates: the centre on a Unix socket, Debian's nginx before it with docs/nginx.conf."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.workbench.centre import ROOT, free_port
from tests.workbench.certificates import YEAR, House
from tests.workbench.door import CONF, MAIN
from tests.workbench.keys import public_of, sealing_public_of, seed_of

FAKETIME = Path(f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}/faketime/libfaketimeMT.so.1")
STARTS_WITHIN = 120.0  # seconds, on a machine busy with other things


class ProvinceHouse:
    """`url` is the door's; `ca` vouches for it. Everything lies in a folder with a short name: of a socket's there are
    108 letters.
    """

    def __init__(self, door_days=(-400, YEAR)):
        self.folder = Path(tempfile.mkdtemp(prefix="est"))
        self.data, self.authority = self.folder / "centre", self.folder / "authority"
        self.socket, self.port = self.folder / "centre.sock", free_port()
        self.devices = self.folder / "devices.json"
        self.crl = self.folder / "revoked.pem"
        self.url = f"https://127.0.0.1:{self.port}"
        self.house = House(self.folder / "province")
        self.house.intermediate((-500, 10 * YEAR))
        self.ca, self.certificate = self.house.ca, self.house.issue("centre", door_days)
        self.key, self.sealing_key = public_of("centre"), sealing_public_of("sealing")
        self._centre = self._nginx = None

    def __enter__(self):
        self.data.mkdir()
        (self.data / "centre.key").write_bytes(seed_of("centre"))
        (self.data / "sealing.key").write_bytes(seed_of("sealing"))
        self.run("authority", "init", "--authority", self.authority, "--name", "CA tinh Suoi Lanh")
        self.list_revoked()
        return self

    def __exit__(self, *_):
        self.stop()
        self.shut()
        shutil.rmtree(self.folder)

    def run(self, *arguments, check=True, ago=""):
        """A command of the centre's; `ago`: as if so much time before, as faketime has it."""
        command = [sys.executable, "-m", "central", *map(str, arguments)]
        told = subprocess.run(command, cwd=ROOT, env=_clock(ago), capture_output=True, text=True)
        if check:
            assert told.returncode == 0, told.stderr
        return told

    def device(self, what, *arguments, **how):
        return self.run("device", what, *arguments, "--data", self.data, **how)

    def code(self, device="kiosk-1", *options, **how):
        """A one-time code for the device."""
        told = self.device("code", device, "--office", "H38.101", *options, **how)
        return told.stdout.split()[0]

    def list_revoked(self):
        place = ("--data", self.data, "--to", self.crl)
        self.run("authority", "crl", "--authority", self.authority, *place)

    def start(self, ago="", options=(), socket=True):
        """The centre; it answers on its socket, or else its port, when this returns."""
        command = [
            *(sys.executable, "-m", "central", "serve", "--data", self.data),
            *(("--socket", self.socket) if socket else ("--port", self.port)),
            *(("--authority", self.authority) if self.authority else ()),
            *options,
        ]
        with (self.folder / "centre.log").open("ab") as log:
            self._centre = subprocess.Popen(
                [*map(str, command)], cwd=ROOT, env=_clock(ago), stdout=log, stderr=log
            )
        self._await(
            self._centre, self.folder / "centre.log", self._answers if socket else self._listens
        )

    def stop(self):
        if self._centre is not None:
            self._centre.terminate()
            self._centre.wait(timeout=60)
            self._centre = None
            self.socket.unlink(missing_ok=True)

    def open(self):
        """nginx, with this machine's ports and paths."""
        changes = {
            r"listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            r"unix:/run/kiosks/\S+\.sock": f"unix:{self.socket}",
            r"/etc/nginx/kiosks/centre\.(pem|key)": str(self.certificate),
            r"/etc/nginx/kiosks/devices\.pem": str(self.authority / "authority.pem"),
            r"/etc/nginx/kiosks/revoked\.pem": str(self.crl),
            r"/var/log/nginx/kiosks\.log": str(self.folder / "kiosks.log"),
            r"rate=1r/s": "rate=1000r/s",  # one address asks for a province here
        }
        server = CONF.read_text(encoding="utf-8")
        for shape, text in changes.items():
            server, count = re.subn(shape, text, server)
            assert count, f"docs/nginx.conf has no {shape} any more"
        # Two names of one socket are one.
        user = "user root;" if os.getuid() == 0 else ""
        conf = self.folder / "nginx.conf"
        conf.write_text(MAIN.format(folder=self.folder, user=user, server=server))
        with (self.folder / "nginx.log").open("wb") as log:
            self._nginx = subprocess.Popen(
                ["/usr/sbin/nginx", "-p", self.folder, "-c", conf], stdout=log, stderr=log
            )
        self._await(self._nginx, self.folder / "nginx.log", self._listens)

    def shut(self):
        if self._nginx is not None:
            self._nginx.terminate()  # its workers with it
            self._nginx.wait(timeout=60)
            self._nginx = None

    def reopen(self):
        """As after `systemctl restart nginx`: what the list of revoked ones says now, counts."""
        self.shut()
        self.open()

    def _await(self, process, log, holds):
        end = time.monotonic() + STARTS_WITHIN
        while not holds():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)

    def _answers(self):
        with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.socket))
            return True
        return False

    def _listens(self):
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False


def _clock(ago):
    """The environment in which it is so much earlier; seconds last as long as always."""
    wrong = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": f"-{ago}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    return {**os.environ, **(wrong if ago else {})}
