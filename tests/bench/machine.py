"""A bare Debian becomes a kiosk from a stick, without a line, and starts under its own systemd, on a screen.

The tree is provisioned as a technician would (`start` on the stick, its fingerprint compared), then booted in an
emulated machine of 2 GB without any device but screen, keyboard, finger and disk. `./dev bench machine [trixie]`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from central.bundles.keys import Keys
from central.bundles.repository import Repository, Signing
from central.releases.publishing import DAYS, ONLINE, SUMS, publish
from kiosk.contract.release import Release
from provisioning.package import app, debian, runtime
from tests.bench.figures import BenchError, Figure
from tests.workbench.debian import mirror
from tests.workbench.machine import Machine, copied, image, inside
from tests.workbench.stick import OFFICE, kind_here, package_of
from tests.workbench.tree import PROJECT

BENCH = "machine"
BUILD = PROJECT / "build" / "machine"
UNITS = ("kiosk-devices", "kiosk-desk", "kiosk-sync", "kiosk-ui")
STARTS = "systemctl show -P NRestarts kiosk-ui"
SETTLED = 20.0  # seconds in which a screen draws, and whatever a chord could do is done
SYSTEM = "systemd-sysv udev dbus linux-image-amd64"
ACTIVE = f"[ $(systemctl is-active {' '.join(UNITS)} | grep -c '^active$') = {len(UNITS)} ]"
SETTINGS = """[office]
agency = "H38.101"
place = "Vạn Hòa"
[screen]
width = 1280
height = 800
fullscreen = true
"""


def run() -> Iterator[Figure]:
    release = _release()
    stick, fingerprint = _stick(release)
    tree = copied(_base(), BUILD / "tree")
    yield _figure("seconds from a bare box to a kiosk", _provision(tree, stick, fingerprint), "s")
    disk = image(tree, BUILD / "disk.img")
    with tempfile.TemporaryDirectory() as folder:
        yield from _started(tree, disk, Path(folder))


def _started(tree: Path, disk: Path, folder: Path) -> Iterator[Figure]:
    with Machine(tree, disk, folder) as box:
        _wait(box)
        yield _figure("services that run", len(UNITS), "")
        failed = box.run("systemctl --failed --plain --no-legend")[1]
        yield _figure("units that failed", len(failed.splitlines()), "", failed)
        yield _figure("MiB that the four services take", _memory(box), "MiB")
        time.sleep(SETTLED)
        box.look(BUILD / "welcome.png")
        starts = _starts(box)
        for chord in (("ctrl", "alt", "f2"), ("ctrl", "alt", "delete"), ("alt", "f4")):
            box.keys(*chord)
        time.sleep(SETTLED)
        yield _figure("times that a chord left the screen", _starts(box) - starts, "")
        box.run("pkill -STOP -u kiosk-ui -f kiosk.ui")
        noticed = box.wait(f"[ $({STARTS}) != {starts} ]", 300) and box.wait(ACTIVE)
        yield _figure("times that a frozen screen was noticed", int(noticed), "")
    with Machine(tree, disk, folder) as box:  # the power was cut
        _wait(box)
        yield _figure("services that run after a power cut", len(UNITS), "")


def _wait(box: Machine) -> None:
    if not box.wait(ACTIVE):
        told = box.run(f"systemctl status --no-pager {' '.join(UNITS)}")[1]
        raise BenchError(f"not all services run: {told[-4000:]}")


def _starts(box: Machine) -> int:
    return int(box.run(STARTS)[1])


def _figure(name: str, value: float, unit: str, note: str = "") -> Figure:
    return Figure(BENCH, name, value, unit, note=note[:300])


def _memory(box: Machine) -> float:
    told = box.run(f"systemctl show -P MemoryCurrent {' '.join(UNITS)}")[1].split()
    return sum(int(one) for one in told if one.isdigit()) / 2**20


def _base() -> Path:
    """A minimal Debian of this machine's kind with a kernel and systemd; made once."""
    base = BUILD / "base"
    if not (base / ".made").exists():
        shutil.rmtree(base, ignore_errors=True)
        base.parent.mkdir(parents=True, exist_ok=True)
        suite = kind_here().partition("-")[0]
        subprocess.run(
            [
                "debootstrap",
                "--variant=minbase",
                "--include=ca-certificates",
                suite,
                base,
                mirror(),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        for place in Path("/etc/apt/apt.conf.d").iterdir():
            shutil.copy(place, base / "etc/apt/apt.conf.d")
        with inside(base) as run:
            run(
                f"apt-get update -qq; apt-get install -y -qq --no-install-recommends {SYSTEM} >/dev/null 2>&1"
            )
        (base / ".made").touch()
    return base


def _release() -> Path:
    release = BUILD / "release"
    debs = release / "packages" / kind_here()
    if not debs.exists():
        made = BUILD / "debs"
        made.mkdir(parents=True, exist_ok=True)
        ours = [app.build(made), *(made.glob("kiosk-runtime_*.deb") or [runtime.build(made)])]
        debs.mkdir(parents=True)
        debian.fetch(ours, debs)
        for deb in ours:
            shutil.copy(deb, debs)
    packages = tuple(package_of(deb) for deb in sorted(debs.glob("*.deb")))
    version = next(one.version for one in packages if one.name == "kiosk")
    (release / "release.json").write_bytes(Release(version, {kind_here(): packages}).to_bytes())
    shutil.copy(PROJECT / "provisioning" / "start", release / "start")
    for name, text in (OFFICE | {"kiosk.toml": SETTINGS}).items():
        path = release / "office" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return release


def _stick(release: Path) -> tuple[Path, str]:
    """What a province publishes, and the fingerprint on its paper."""
    stick, away = BUILD / "stick", BUILD / "keys"
    for folder in (stick, away):
        shutil.rmtree(folder, ignore_errors=True)
    offline, online = Keys(away / "root"), Keys(away / "online")
    keys = Signing(offline, online)
    repository = Repository(stick, lambda: dt.datetime.now(dt.UTC), ONLINE)
    stick.mkdir(parents=True)
    repository.init(offline, online, 1, 1)
    publish(release, stick, repository, keys, DAYS)
    return stick, hashlib.sha256((stick / SUMS).read_bytes()).hexdigest()


def _provision(tree: Path, stick: Path, fingerprint: str) -> float:
    place = tree / "mnt" / "stick"
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "--bind", "-o", "ro", stick, place], check=True)
    try:
        with inside(tree) as run:
            began = time.monotonic()
            run(
                f"sh /mnt/stick/start --fingerprint {fingerprint} --device kiosk-7 --agency H38.101"
            )
            return time.monotonic() - began
    finally:
        subprocess.run(["umount", place], check=True)
