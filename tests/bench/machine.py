"""A bare Debian becomes a kiosk from a stick, without a line, and starts under its own systemd, on a screen.

Each is provisioned as a technician would (`start` on the stick, its fingerprint compared), asked whether all holds,
provisioned once more, and then booted in an emulated machine of 2 GB without any device but screen, keyboard, finger
and disk. `./dev bench machine [KIND...]`, such as trixie-amd64; needs a line to make the stick, and root.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from central.bundles.keys import Keys
from central.bundles.repository import Repository, Signing
from central.releases.publishing import DAYS, ONLINE, publish
from kiosk.contract.release import Release
from provisioning.package import app
from tests.bench.figures import BenchError, Figure
from tests.workbench.debians import built, fetched, minimal
from tests.workbench.machine import Machine, copied, image, inside
from tests.workbench.provisioned import House, house
from tests.workbench.stick import OFFICE, package_of
from tests.workbench.tree import PROJECT

BENCH = "machine"
BUILD = PROJECT / "build" / "machine"
KINDS = ("bookworm-amd64", "trixie-amd64")
PATIENT = 1800.0  # seconds for some three hundred packages
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


def run(kinds: tuple[str, ...] = ()) -> Iterator[Figure]:
    for kind in kinds or KINDS:
        place = BUILD / kind
        place.mkdir(parents=True, exist_ok=True)
        stick = _stick(place, _release(kind, place))
        with (
            tempfile.TemporaryDirectory(dir=place) as folder,
            house(Path(folder) / "house", stick, _base(kind, place), room="") as made,
        ):
            yield from _provisioned(kind, made)
            tree = place / "tree"
            shutil.rmtree(tree, ignore_errors=True)
            subprocess.run(["cp", "-ax", f"{made.tree.root}/.", tree], check=True)
        disk = image(tree, place / "disk.img")
        with tempfile.TemporaryDirectory() as folder:
            yield from _started(kind, tree, disk, Path(folder))


def _provisioned(kind: str, made: House) -> Iterator[Figure]:
    began = time.monotonic()
    _start(made)
    yield _figure(f"{kind}: seconds from a bare box to a kiosk", time.monotonic() - began, "s")
    whole = made.listing()
    checked = made.provisioning("check")
    note = checked.stdout.strip().splitlines()[0]
    yield _figure(f"{kind}: check ends with", checked.returncode, "exit code", note)
    _start(made)
    again = made.listing()
    changed = [path for path in whole.keys() | again.keys() if whole.get(path) != again.get(path)]
    yield _figure(f"{kind}: paths that a second apply changed", len(changed), "paths", str(changed))


def _start(made: House) -> None:
    started = made.tree.run(*made.starting("--agency", "H38.101"), patience=PATIENT)
    if started.returncode:
        raise BenchError(f"not provisioned: {started.stdout[-500:]} {started.stderr[-500:]}")


def _started(kind: str, tree: Path, disk: Path, folder: Path) -> Iterator[Figure]:
    with Machine(tree, disk, folder) as box:
        _wait(box)
        yield _figure(f"{kind}: services that run", len(UNITS), "")
        failed = box.run("systemctl --failed --plain --no-legend")[1]
        yield _figure(f"{kind}: units that failed", len(failed.splitlines()), "", failed)
        yield _figure(f"{kind}: MiB that the four services take", _memory(box), "MiB")
        time.sleep(SETTLED)
        box.look(BUILD / kind / "welcome.png")
        starts = _starts(box)
        for chord in (("ctrl", "alt", "f2"), ("ctrl", "alt", "delete"), ("alt", "f4")):
            box.keys(*chord)
        time.sleep(SETTLED)
        yield _figure(f"{kind}: times that a chord left the screen", _starts(box) - starts, "")
        box.run("pkill -STOP -u kiosk-ui -f kiosk.ui")
        noticed = box.wait(f"[ $({STARTS}) != {starts} ]", 300) and box.wait(ACTIVE)
        yield _figure(f"{kind}: times that a frozen screen was noticed", int(noticed), "")
    with Machine(tree, disk, folder) as box:  # the power was cut
        _wait(box)
        yield _figure(f"{kind}: services that run after a power cut", len(UNITS), "")


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


def _base(kind: str, place: Path) -> Path:
    """A minimal Debian with a kernel and systemd; made once."""
    base = place / "base"
    if not (place / "base.made").exists():
        copied(minimal(kind), base)
        with inside(base) as run:
            install = "apt-get install -y -qq --no-install-recommends"
            run(f"apt-get update -qq; {install} {SYSTEM} >/dev/null 2>&1")
        (place / "base.made").touch()
    return base


def _release(kind: str, place: Path) -> Path:
    """What a province's people lay ready: the packages as they are here now, Debian's, the office's settings."""
    release, made = place / "release", place / "debs"
    debs = release / "packages" / kind
    shutil.rmtree(release, ignore_errors=True)
    made.mkdir(exist_ok=True)
    # Five minutes of compiling, for files that are on record by their sums.
    if not [*made.glob("kiosk-runtime_*.deb")]:
        built(kind, made)
    ours = (app.build(made), *made.glob("kiosk-runtime_*.deb"))
    debs.mkdir(parents=True)
    fetched(kind, ours, debs)
    for deb in ours:
        shutil.copy(deb, debs)
    packages = tuple(package_of(deb) for deb in sorted(debs.glob("*.deb")))
    version = next(one.version for one in packages if one.name == "kiosk")
    (release / "release.json").write_bytes(Release(version, {kind: packages}).to_bytes())
    shutil.copy(PROJECT / "provisioning" / "start", release / "start")
    for name, text in (OFFICE | {"kiosk.toml": SETTINGS}).items():
        path = release / "office" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return release


def _stick(place: Path, release: Path) -> Path:
    """What a province publishes."""
    stick, away = place / "stick", place / "keys"
    for folder in (stick, away):
        shutil.rmtree(folder, ignore_errors=True)
    offline, online = Keys(away / "root"), Keys(away / "online")
    repository = Repository(stick, lambda: dt.datetime.now(dt.UTC), ONLINE)
    stick.mkdir(parents=True)
    repository.init(offline, online, 1, 1)
    publish(release, stick, repository, Signing(offline, online), DAYS)
    return stick
