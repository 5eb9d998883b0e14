"""`python -m tests.workbench.unit.judged`: what systemd and AppArmor find in what they are given; 1 where anything."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.workbench.unit.text import read

ROOT = Path(__file__).parents[3]
UNITS = ROOT / "systemd"
PROFILES = ROOT / "provisioning/package/kiosk/root/etc/apparmor.d"
SYSTEM = Path("usr/lib/systemd/system")
KINDS = (".service", ".target", ".timer", ".path", ".socket")


def units(folder: Path = UNITS) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in KINDS)


def verified(units: Sequence[Path]) -> str:
    """What `systemd-analyze verify` says of these units beside Debian's own; "" where nothing."""
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        root = Path(folder)
        # In a tree of its own, for the programs that our units start are not on this machine.
        shutil.copytree("/" / SYSTEM, root / SYSTEM, symlinks=True)
        for path in units:
            shutil.copy(path, root / SYSTEM)
            for program in _programs(path):
                stub = root / program.lstrip("/")
                stub.parent.mkdir(parents=True, exist_ok=True)
                stub.touch(mode=0o755)
        # A template is verified as one of its instances.
        names = [path.name.replace("@.", "@x.") for path in units]
        command = ["systemd-analyze", "verify", "--man=no", f"--root={root}", *names]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        words = "\n".join(line for line in told.stderr.splitlines() if "kiosk" in line)
        if told.returncode:
            return told.stderr or f"verify ends with {told.returncode}"
        return words


def exposed() -> Iterator[str]:
    """Units that could do more than exposure.toml allows, or that it does not name."""
    most = tomllib.loads((UNITS / "exposure.toml").read_text(encoding="utf-8"))
    services = [path for path in units() if path.suffix == ".service"]
    for name in most.keys() ^ {path.stem for path in services}:
        yield f"exposure.toml and systemd/ do not agree on {name}"
    for path in services:
        if path.stem in most and (said := exposure(path, most[path.stem])):
            yield said


def exposure(unit: Path, most: float) -> str:
    """What is said of a unit that could do more than that; "" of one that could not."""
    threshold = f"--threshold={round(most * 10)}"
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", threshold, str(unit)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    last = (told.stdout.strip() or told.stderr.strip()).splitlines()[-1:]
    return f"more than {most}: {' '.join(last)}" if told.returncode else ""


def profiled() -> Iterator[str]:
    """Profiles that AppArmor cannot read, and services that name one which is not there."""
    for path in sorted(path for path in PROFILES.iterdir() if path.is_file()):
        command = ["apparmor_parser", "--skip-kernel-load", "--skip-cache", "-I", PROFILES, path]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        if told.returncode:
            yield told.stderr
    for path in units():
        name = (service := read([path]).get("Service")) and service.one("AppArmorProfile")
        if name and not (PROFILES / name.lstrip("-")).exists():
            yield f"{path.name}: no profile is called {name}"


def _programs(path: Path) -> Iterator[str]:
    service = read([path]).get("Service")
    for kind in ("ExecStartPre", "ExecStart", "ExecStartPost", "ExecStop", "ExecStopPost"):
        for line in service.all(kind) if service else ():
            yield shlex.split(line)[0].lstrip("-+!:@")


def main() -> int:
    complaints = [*filter(None, [verified(units())]), *exposed(), *profiled()]
    sys.stdout.writelines(f"{line}\n" for line in complaints)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
