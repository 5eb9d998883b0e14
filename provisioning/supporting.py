"""kiosk-provisioning support: what somebody far away needs to help, without anything personal; and the dossier.

support [--to FOLDER] [--days N]             kiosk-support-NAME-TIME.zip
support dossier [--to FOLDER]                security-NAME-TIME.pdf and .json: what is asked for level 2, with evidence
support figures [--price N --years N --yearly N]      hours served, cases, and what one cost
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kiosk import settings as kiosk_settings
from kiosk.doctor.scrubbing import Scrubber
from kiosk.model import Language, Words
from kiosk.rights import opened_alone
from kiosk.settings import Secret, Settings
from kiosk.store.disk import write_safely
from kiosk.store.errors import DiskFailed
from kiosk.store.moments import OFFICE_ZONE
from provisioning import attempt
from provisioning.box import Box, BoxError, Ran
from provisioning.keys.sealed import DATA, Sealed
from provisioning.layout import OWN, SETTINGS, STATE, UNITS, USERS
from provisioning.security import dossier
from provisioning.security.control import Met, Shown

PLACE = OWN / "support"
ANSWER = 300.0  # seconds
WHO = USERS["devices"]  # asks the kiosk's own programs
OF_THE_SYSTEM = {
    "system/release.txt": ("cat", "/etc/os-release"),
    "system/kernel.txt": ("uname", "-a"),
    "system/up.txt": ("uptime",),
    "system/memory.txt": ("free", "-m"),
    "system/disks.txt": ("df", "-h"),
    "system/mounts.txt": ("findmnt", "-A"),
    "system/addresses.txt": ("ip", "-brief", "address"),
    "system/listeners.txt": ("ss", "-lntu"),
    "system/usb.txt": ("lsusb",),
    "system/clock.txt": ("timedatectl",),
    "system/packages.txt": ("dpkg-query", "-W"),
    "system/kernel-log.txt": ("dmesg", "--ctime", "--level=emerg,alert,crit,err,warn"),
    "services/standing.txt": ("systemctl", "--no-pager", "status", *UNITS),
    "services/failed.txt": ("systemctl", "--no-pager", "--failed"),
}


def command(rest: list[str], language: Language) -> int:
    """Exit code 0: it lies there; of `dossier` also 1: some of what is asked is not met."""
    given = _parser().parse_args(rest)
    box = Box()
    if given.what == "figures":
        options = ("--price", given.price, "--years", given.years, "--yearly", given.yearly)
        ran = Kiosk(box).ask("kiosk.doctor.figures", *map(str, options))
        print(ran.out or ran.err, end="")
        return ran.code
    at = dt.datetime.now(OFFICE_ZONE)
    to = given.to or box.path(PLACE)
    if given.what == "dossier":
        return _dossier(box, to, at, language)
    said = _bundle(box, to, at, given.days)
    print(Words(f"Gói hỗ trợ: {said}", f"Support bundle: {said}").of(language))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk-provisioning support",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what", nargs="?", choices=("bundle", "dossier", "figures"), default="bundle"
    )
    parser.add_argument("--to", type=Path, help="a folder, such as a stick's")
    parser.add_argument("--days", type=int, default=7, help="of logs")
    parser.add_argument("--price", type=int, default=0)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--yearly", type=int, default=0)
    return parser


class Kiosk:
    """The kiosk's own programs, run as the service that keeps its data."""

    def __init__(self, box: Box) -> None:
        self._box, self._keys = box, dict[str, Secret]()
        sealed = Sealed.of(box)
        with suppress(BoxError):  # a box whose keys do not open needs help most of all
            self._keys = {name: sealed.open(name) for name in DATA}

    def ask(self, module: str, *options: str, given: str = "") -> Ran:
        """What it says; code 1 where the keys do not open."""
        if not self._keys:
            return Ran(1, "", "the keys of this box do not open\n")
        at = ("--settings", str(SETTINGS), "--state", str(STATE))
        command = (sys.executable, "-m", module, *options, *at)
        return self._box.run_with_keys(self._keys, WHO, command, given=given, patience=ANSWER)


def _bundle(box: Box, to: Path, at: dt.datetime, days: int) -> Path:
    kiosk = Kiosk(box)
    texts = scrubbed(kiosk, dict(_gathered(box, kiosk, days)))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in sorted(texts.items()):
            file.writestr(name, text)
    return _lay(to, f"kiosk-support-{_device(box)}-{at:%Y%m%d-%H%M}.zip", archive.getvalue())


def scrubbed(kiosk: Kiosk, texts: Mapping[str, str]) -> dict[str, str]:
    """Without names and numbers; where the kiosk cannot say whom it knows, without numbers and addresses alone."""
    ran = kiosk.ask("kiosk.doctor.scrubbing", given=json.dumps(texts))
    if ran.code == 0:
        return dict(json.loads(ran.out))
    return {name: Scrubber().text(text) for name, text in texts.items()}


def _gathered(box: Box, kiosk: Kiosk, days: int) -> Iterator[tuple[str, str]]:
    """Name in the archive, and what stands there."""
    for name, asked in OF_THE_SYSTEM.items():
        yield name, _said(box.run(asked, patience=60))
    since = f"--since=-{days}d"
    for unit in (*UNITS, "kiosk-doctor.service", "kiosk-update.service"):
        asked = ("journalctl", "--no-pager", "-o", "short-iso", since, "-u", unit)
        yield f"logs/{unit.removesuffix('.service')}.txt", _said(box.run(asked, patience=120))
    yield "kiosk/settings.txt", _settings_said(box)
    yield "kiosk/figures.json", _said(kiosk.ask("kiosk.doctor.figures", "--journal"))
    yield "kiosk/doctor.json", _said(kiosk.ask("kiosk.doctor", "--json", "--language", "en"))
    yield "kiosk/steps.txt", box.read(OWN / "journal.jsonl") or "nothing was done by this tool\n"
    yield "kiosk/update.txt", box.read(attempt.LAST) or "no update\n"


def _said(ran: Ran) -> str:
    return ran.out if ran.code == 0 else f"{ran.out}\nexit code {ran.code}: {ran.err}"


def _settings(box: Box) -> Settings | None:
    try:
        return kiosk_settings.load(box.path(SETTINGS))
    except (OSError, kiosk_settings.SettingsError):
        return None


def _settings_said(box: Box) -> str:
    """Secrets print ****: their type sees to that."""
    try:
        return repr(kiosk_settings.load(box.path(SETTINGS))).replace(", ", ",\n") + "\n"
    except (OSError, kiosk_settings.SettingsError) as error:
        return f"{error}\n"


def _device(box: Box) -> str:
    settings = _settings(box)
    return settings.device if settings else "kiosk"


def _dossier(box: Box, to: Path, at: dt.datetime, language: Language) -> int:
    settings, figures = _settings(box), _figures(box)
    found = dossier.rows(Shown(box, settings, figures))
    heads = (settings.office.authority, settings.office.name.vi) if settings else ()
    name = f"security-{_device(box)}-{at:%Y%m%d}"
    said = dossier.as_json(found, _device(box), at)
    _lay(to, f"{name}.json", said.encode())
    pdf = dossier.as_pdf(found, tuple(filter(None, heads)), _device(box), at)
    path = _lay(to, f"{name}.pdf", pdf)
    missing = [row for row in found if row.evidence.met is Met.NO]
    for row in missing:
        print(f"✗ {row.control.asks.of(language)}: {row.evidence.said}")
    print(Words(f"Hồ sơ an toàn: {path}", f"Security dossier: {path}").of(language))
    return int(bool(missing))


def _figures(box: Box) -> dict[str, Any]:
    ran = Kiosk(box).ask("kiosk.doctor.figures")
    try:
        told: dict[str, Any] = json.loads(ran.out) if ran.code == 0 else {}
    except ValueError:
        return {}
    return told


def _lay(to: Path, name: str, data: bytes) -> Path:
    path = to / name
    try:
        to.mkdir(parents=True, exist_ok=True)
        write_safely(path, data, opened_alone)  # no owner is asked for: a stick with FAT knows none
    except (OSError, DiskFailed) as error:  # pulled out, it fails at the last moment
        why = getattr(error, "strerror", None) or str(error)
        raise BoxError(
            Words(
                f"Không ghi được {path}: {why}. Hãy thử một USB khác.",
                f"{path} cannot be written: {why}. Try another stick.",
            )
        ) from error
    return path
