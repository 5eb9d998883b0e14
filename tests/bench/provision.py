"""A box killed at many random moments while it is provisioned, on both distributions: the same end state each time.

Each distribution is a small Debian of its own (debootstrap, once, in build/); the kiosk's package is the real one, its
libraries are wheels of that Python's lock, and what else it depends on is stood in for: packages that are Debian's own
are not what is tried here.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import BenchError, Figure
from tests.workbench.debian import mirror
from tests.workbench.packages import repacked, stub_runtime_deb
from tests.workbench.provisioned import house
from tests.workbench.stick import Publisher
from tests.workbench.tree import PROJECT, tree

PYTHONS = {"bookworm": "3.11", "trixie": "3.13"}
AT = PROJECT / "build" / "provision"
_INCLUDED = "python3,systemd,udev"
_LOADED = """
import sys
from importlib.metadata import packages_distributions
import provisioning.applying, provisioning.checking, provisioning.removing
of = packages_distributions()
print(*sorted({name for top in {m.split('.')[0] for m in sys.modules} for name in of.get(top, [])}))
"""


def run(options: tuple[str, ...] = ()) -> Iterator[Figure]:
    """POINTS kills for each of DISTRIBUTION (both): `./dev bench provision [POINTS [DISTRIBUTION...]]`."""
    points = int(options[0] if options else os.environ.get("POINTS", "30"))
    for distribution in options[1:] or PYTHONS:
        yield from _measured(distribution, points)


def _measured(distribution: str, points: int) -> Iterator[Figure]:
    lower, runtime = _debian(distribution), _runtime(distribution)
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)
    with TemporaryDirectory(prefix="kiosk-provision-") as name:
        folder = Path(name)
        (folder / "first").mkdir()
        with tree(folder / "first", lower) as made:
            architecture = made.must("dpkg", "--print-architecture").strip()
            kind = f"{distribution}-{architecture}"
            stick = Publisher(folder).publish(made, kind=kind, runtime=runtime)
        whole, seconds, changed = _whole(folder, stick, lower)
        equal = sum(
            _is_same(folder / f"at-{number}", stick, lower, whole, seconds * chance.random())
            for number in range(points)
        )
    note = f"{points} points, seed {seed}"
    yield _figure(f"{distribution}: equal end states after a kill", equal / points, "share", note)
    yield _figure(f"{distribution}: paths changed by a second apply", changed, "paths")
    yield _figure(f"{distribution}: a whole apply", seconds, "s")


def _whole(folder: Path, stick: Path, lower: Path) -> tuple[dict[str, str], float, int]:
    with house(folder / "whole", stick, lower) as made:
        began = time.monotonic()
        ended = made.start()
        seconds = time.monotonic() - began
        if ended.returncode:
            raise BenchError(f"not provisioned: {ended.stderr.strip()[-300:]}")
        whole = made.listing()
        made.start()
        again = made.listing()
    changed = [path for path in whole.keys() | again.keys() if whole.get(path) != again.get(path)]
    return whole, seconds, len(changed)


def _is_same(at: Path, stick: Path, lower: Path, whole: dict[str, str], after: float) -> bool:
    with house(at, stick, lower) as made:
        until = time.monotonic() + after
        made.cut(lambda: time.monotonic() > until, *made.starting())
        ended = made.start()
        now = made.listing()
    differing = sorted(
        path for path in whole.keys() | now.keys() if whole.get(path) != now.get(path)
    )
    if ended.returncode or differing:
        said = ended.stderr.strip()[-200:]
        print(f"killed after {after:.2f} s: {said} {differing[:5]}", file=sys.stderr)
    return not ended.returncode and not differing


def _debian(distribution: str) -> Path:
    """A small Debian, made once; copies of it are changed, never itself."""
    made = AT / distribution
    if not (AT / f"{distribution}.whole").exists():
        shutil.rmtree(made, ignore_errors=True)
        AT.mkdir(parents=True, exist_ok=True)
        command = ["debootstrap", "--variant=minbase", f"--include={_INCLUDED}", distribution]
        _must([*command, str(made), mirror()])
        (AT / f"{distribution}.whole").touch()
    return made


def _runtime(distribution: str) -> Path:
    """The stub of kiosk-runtime for that Python, with wheels of its lock for what provisioning imports."""
    python = PYTHONS[distribution]
    libraries, deb = AT / f"{distribution}-libraries", AT / f"{distribution}-runtime.deb"
    if not (AT / f"{distribution}-libraries.whole").exists():
        shutil.rmtree(libraries, ignore_errors=True)
        lock = AT / f"{distribution}.lock"
        lock.write_text(_locked(python))
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
        ]
        command += ["--only-binary=:all:", f"--python-version={python}", f"--target={libraries}"]
        _must([*command, "-r", str(lock)])
        (AT / f"{distribution}-libraries.whole").touch()
    low, high = (f"3.{int(python.split('.')[1]) + more}" for more in (0, 1))
    here = f"3.{sys.version_info[1]}"
    change = f"""
        rm -f DEBIAN/md5sums
        sed -i 's/^Depends:.*/Depends: python3 (>= {low}~), python3 (<< {high}~)/' DEBIAN/control
        [ {here} = {python} ] || mv opt/kiosk/runtime/lib/python{here} opt/kiosk/runtime/lib/python{python}
        echo {libraries} >opt/kiosk/runtime/lib/python{python}/site-packages/stub.pth"""
    deb.unlink(missing_ok=True)
    return repacked(stub_runtime_deb(), deb, change)


def _locked(python: str) -> str:
    """The lock's own lines for what provisioning imports."""
    told = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True
    )
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in told.stdout.split()}
    text = (PROJECT / f"requirements-py{python.replace('.', '')}.lock").read_text()
    blocks = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)
    return "".join(block for block in blocks if re.split("[=<>;[ ]", block)[0].lower() in names)


def _must(command: list[str]) -> None:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise BenchError(f"{command[0]}: {(ended.stdout + ended.stderr).strip()[-300:]}")


def _figure(figure: str, ours: float, unit: str, note: str = "") -> Figure:
    return Figure("provision", figure, ours, unit, note=note)
