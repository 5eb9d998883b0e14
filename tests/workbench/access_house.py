"""A centre to which everybody comes of whom tests.workbench.access speaks: with what each has, and as each asks."""

from __future__ import annotations

import base64
import datetime as dt
import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central.admission import SHOWN, VERIFIED
from central.callers import Callers, Role
from central.devices import Devices
from central.est.authority import Authority
from central.est.enrolments import Enrolments, make_code
from central.reports import noted
from tests.workbench.access import Who
from tests.workbench.centre import ROOT, STARTS_WITHIN, CentreHouse
from tests.workbench.keys import public_of, seed_of
from tests.workbench.province import Province

OFFICE = "H38.101"
HOURS = 72
DAY = dt.timedelta(days=1)
THE_DEVICE = "kiosk-1"  # whose things everybody else asks for
NAMES = {  # as whom somebody asks, where not as THE_DEVICE
    Who.REVOKED: "kiosk-3",
    Who.TAKEN_BACK: "kiosk-4",
    Who.ENDED: "kiosk-5",
    Who.CODE: "kiosk-6",
    Who.USED_CODE: "kiosk-7",
    Who.OTHERS_CODE: "kiosk-8",
}
KEYS = {  # who signs, where not whoever is named
    Who.NOBODY: "nobody",
    Who.UNKNOWN: "nobody",
    Who.CLAIMED: "nobody",  # a certificate is no secret
    Who.OTHER: "kiosk-2",
    Who.USED_CODE: "nobody",
}
TARGET, OTHER_TARGET, WATCHER = "case-system", "archive", "province"


class AccessHouse(CentreHouse):
    """First on a port, while things are laid; then `behind_door`, on a Unix socket."""

    def __init__(self, folder: Path) -> None:
        devices = tuple(f"kiosk-{number}" for number in range(1, 6))
        self.authority = folder / "authority"
        super().__init__(folder, devices, options=("--authority", str(self.authority)))
        self.socket = folder / "centre.sock"
        self.shown: dict[str, str] = {}  # certificates, as nginx tells them
        self.codes: dict[Who, str] = {}
        self.callers: dict[Who, str] = {}

    def __enter__(self) -> AccessHouse:
        self.lay_keys()
        Authority.make(self.authority, "CA tinh Suoi Lanh", _now())
        self._enrol()
        province = Province(self.data)
        for place in (f"office/{OFFICE}", f"device/{THE_DEVICE}"):
            province.write(f"{place}/settings.toml", "[screen]\n")
        province.publish()
        self.start()
        return self

    def close_to_all_but_the_door(self) -> None:
        """It goes on behind nginx; meanwhile a device was taken out, and a certificate taken back."""
        self.kill()
        with self._database() as database:
            Devices(database, _now).revoke(NAMES[Who.REVOKED], "lost")
        self.change(
            "update certificates set revoked_at = :at where device = :device",
            {"at": _now().isoformat(), "device": NAMES[Who.TAKEN_BACK]},
        )
        self._behind_door()

    def request_of(self, who: Who) -> bytes:
        """A request to certify the key of whoever asks, in base64 (RFC 7030, 4.2.1)."""
        key = Ed25519PrivateKey.from_private_bytes(seed_of(signer(who)))
        building = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
        return base64.encodebytes(building.sign(key, None).public_bytes(serialization.Encoding.DER))

    def credentials(self, who: Who) -> dict[str, str]:
        """The headers by which somebody says who he is; over the door, nginx's among them."""
        named = name(who)
        match who:
            case Who.NOBODY:
                return {}
            case Who.UNKNOWN:
                return {"Authorization": "Bearer nobody-knows-it"}
            case Who.TOKEN:
                return {"Authorization": f"Bearer {self.tokens[named]}"}
            case Who.OTHER:
                return {"Authorization": f"Bearer {self.tokens['kiosk-2']}"}
            case Who.CERTIFICATE | Who.CLAIMED | Who.TAKEN_BACK:
                return self._certificate(named, "SUCCESS")
            case Who.REVOKED:
                token = {"Authorization": f"Bearer {self.tokens[named]}"}
                return {**self._certificate(named, "SUCCESS"), **token}
            case Who.ENDED:
                return self._certificate(named, "FAILED:certificate has expired")
            case Who.CODE | Who.USED_CODE | Who.OTHERS_CODE:
                pair = base64.b64encode(f"{named}:{self.codes[who]}".encode()).decode()
                return {"Authorization": f"Basic {pair}"}
            case _:
                return {"Authorization": f"Bearer {self.callers[who]}"}

    def line(self, who: Who) -> http.client.HTTPConnection:
        """How somebody comes here."""
        if who is Who.CLAIMED or not self.socket.exists():
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        return _Unix(self.socket)

    def state(self) -> tuple[str, tuple[str, ...]]:
        """Every row it has, and the name and size of every object."""
        with closing(
            sqlite3.connect(f"{(self.data / 'intake.db').as_uri()}?mode=ro", uri=True)
        ) as db:
            rows = "\n".join(db.iterdump())
        files = (file for place in ("blobs", "uploads") for file in (self.data / place).rglob("*"))
        return rows, tuple(
            sorted(f"{file} {file.stat().st_size}" for file in files if file.is_file())
        )

    def _enrol(self) -> None:
        authority = Authority.load(self.authority)
        with self._database() as database:
            for device, before in (
                ("kiosk-1", 0),
                ("kiosk-3", 0),
                ("kiosk-4", 0),
                ("kiosk-5", 100),
            ):
                self._certify(
                    Enrolments(database, authority, _clock(before), noted), device, before
                )
            callers = Callers(database, _now)
            self.callers[Who.WATCHER] = callers.add(WATCHER, Role.WATCHER)
            self._lay_codes(Enrolments(database, authority, _now, noted))
        for who, target in ((Who.TARGET, TARGET), (Who.OTHER_TARGET, OTHER_TARGET)):
            self.callers[who] = self.run("target", "add", target).strip()

    def _certify(self, enrolments: Enrolments, device: str, before: int) -> None:
        with self._database() as database:
            code = make_code(database, device, OFFICE, HOURS, _clock(before)(), new_key=False)
        der = enrolments.enrol(device, code, public_of(device))
        pem = x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)
        self.shown[device] = quote(pem.decode())

    def _lay_codes(self, enrolments: Enrolments) -> None:
        with self._database() as database:
            for who in (Who.CODE, Who.USED_CODE):
                self.codes[who] = make_code(
                    database, name(who), OFFICE, HOURS, _now(), new_key=False
                )
            make_code(database, name(Who.OTHERS_CODE), OFFICE, HOURS, _now(), new_key=False)
        used = name(Who.USED_CODE)
        enrolments.enrol(used, self.codes[Who.USED_CODE], public_of(used))
        self.codes[Who.OTHERS_CODE] = self.codes[Who.CODE]

    def _certificate(self, device: str, verified: str) -> dict[str, str]:
        return {SHOWN: self.shown[device], VERIFIED: verified}

    def _behind_door(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "central", "serve", "--socket", str(self.socket)),
                    *("--data", str(self.data), "--devices", str(self.devices), *self._options),
                ],
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        end = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=STARTS_WITHIN)
        while not self._answers():
            assert self._process.poll() is None, self.logged()
            assert dt.datetime.now(dt.UTC) < end, self.logged()

    def _answers(self) -> bool:
        try:
            with closing(_Unix(self.socket)) as line:
                line.request("GET", "/v1/ready")
                return line.getresponse().status == 204
        except OSError:
            return False


class _Unix(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("centre", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        with _short(self._path) as path:
            self.sock.connect(path)


def name(who: Who) -> str:
    """As whom somebody asks."""
    return NAMES.get(who, THE_DEVICE)


def signer(who: Who) -> str:
    """Whose key somebody has."""
    if who in (Who.WATCHER, Who.TARGET, Who.OTHER_TARGET):
        return "nobody"
    return KEYS.get(who, name(who))


def told(answer: http.client.HTTPResponse) -> tuple[str, Any]:
    """As the table has it: the status, and the refusal behind it; and the body."""
    body = answer.read()
    row = (
        json.loads(body)
        if answer.headers.get("Content-Type") == "application/json" and body
        else {}
    )
    refusal = row.get("refusal", "") if isinstance(row, dict) else ""
    return f"{answer.status} {refusal}".strip(), row


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """A socket's path may have 107 bytes, a test's folder more."""
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{path.name}"
    finally:
        os.close(handle)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _clock(days_before: int) -> Any:
    return lambda: _now() - days_before * DAY
