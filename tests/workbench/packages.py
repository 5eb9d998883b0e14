"""The project's own packages for tests: built once for the same sources, and other versions of them."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk import VERSION
from provisioning.package import app, runtime
from provisioning.package.debhelper import made_at
from tests.workbench.tree import PROJECT, Tree

_KEPT = PROJECT / ".cache" / "packages"
_MADE_OF = ("kiosk", "drivers", "provisioning", "systemd", "docs")


def kiosk_deb(version: str = VERSION) -> Path:
    """The package `kiosk`; built at the first call (10 s of a processor), by one process where several ask.

    Another version is the same files under another number, in control and in kiosk/__init__.py.
    """
    folder = _KEPT / _sources()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        built = folder / f"kiosk_{VERSION}_all.deb"
        if not built.exists():
            app.build(folder / "unfinished").rename(built)
        wanted = folder / f"kiosk_{version}_all.deb"
        if not wanted.exists():
            _renumber(built, version, wanted)
    return wanted


def stub_runtime_deb() -> Path:
    """A `kiosk-runtime` of a few kB that takes its libraries from the Python of the tests."""
    folder = _KEPT / _sources()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock-of-runtime").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for made in folder.glob("kiosk-runtime_*.deb"):
            return made
        made = runtime.build(folder / "unfinished-runtime", stub=True)
        return made.rename(folder / made.name)


def repacked(deb: Path, to: Path, change: str) -> Path:
    """`deb` with its files changed by the shell lines `change`, run in its unpacked root; DEBIAN/ is control."""
    with TemporaryDirectory() as unpacked:
        root = Path(unpacked) / "root"
        subprocess.run(["dpkg-deb", "-R", deb, root], check=True)
        subprocess.run(["sh", "-ec", change], cwd=root, check=True)
        packing = ["dpkg-deb", "-Znone", "--root-owner-group", "-b", root, to]
        subprocess.run(packing, check=True, capture_output=True)
    return to


def stand_in_deb(tree: Tree, deb: Path, to: Path) -> Path:
    """A package that claims to be whatever `deb` wants of Debian and this tree lacks: no test needs a compositor to
    install a kiosk, and no developer's machine has to have one."""
    wanted = _field(deb, "Depends").split(",")
    names = [one.split("|")[0].split("(")[0].strip() for one in wanted]
    there = tree.run("dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n").stdout
    installed = {line.split()[0] for line in there.splitlines() if line.endswith(" installed")}
    missing = [name for name in names if name not in installed and name != "kiosk-runtime"]
    with TemporaryDirectory() as folder:
        control = Path(folder) / "DEBIAN" / "control"
        control.parent.mkdir()
        lines = {
            "Package": "stand-in",
            "Version": "1",
            "Architecture": "all",
            "Maintainer": "Tests <tests@localhost>",
            "Provides": ", ".join(missing or ["nothing-is-missing"]),
            "Description": "what a test does without",
        }
        control.write_text("".join(f"{name}: {text}\n" for name, text in lines.items()))
        subprocess.run(["dpkg-deb", "-b", folder, to], check=True, capture_output=True)
    return to


def _field(deb: Path, name: str) -> str:
    return subprocess.check_output(["dpkg-deb", "-f", deb, name], text=True)


def _renumber(built: Path, version: str, to: Path) -> None:
    said = "opt/kiosk/app/kiosk/__init__.py"
    # Its compiled form is not looked at against it, so it goes; the sums of dpkg are for lintian and debsums.
    change = f"""
        sed -i 's/^Version: .*/Version: {version}/' DEBIAN/control
        sed -i 's/"{VERSION}"/"{version}"/' {said}
        rm -f opt/kiosk/app/kiosk/__pycache__/__init__.*.pyc DEBIAN/md5sums"""
    repacked(built, to, change)


def _sources() -> str:
    told = hashlib.sha256(str(made_at()).encode())
    for place in _MADE_OF:
        for path in sorted((PROJECT / place).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                told.update(f"{path.relative_to(PROJECT)} {path.stat().st_mode}".encode())
                told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()[:16]
