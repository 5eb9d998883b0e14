"""The package `kiosk-runtime`: the Python libraries of the record, for the Debian and the processor it is built on."""

from __future__ import annotations

import json
import platform
import shutil
import sys
import sysconfig
from dataclasses import asdict
from importlib.metadata import PathDistribution
from pathlib import Path
from tempfile import TemporaryDirectory

from provisioning.box import Box
from provisioning.layout import RUNTIME
from provisioning.package import record
from provisioning.package.debhelper import (
    HERE,
    JUNK,
    PROJECT,
    SYSTEM_PYTHON,
    compiled,
    package,
    run,
)
from provisioning.package.record import How, Wheel
from provisioning.system import kind

_LOW, _HIGH = sys.version_info[1], sys.version_info[1] + 1
# What pip lays beside libraries: programs and examples that no kiosk runs.
_NOT_SHIPPED = ("bin", "share")


def build(to: Path, *, stub: bool = False) -> Path:
    """`kiosk-runtime_N~debM_ARCHITECTURE.deb` in `to`; raises BoxError. Needs a line, and Python's own headers.

    A stub takes its libraries from the Python that builds it: a few kB that work on this machine alone, for tests.
    """
    with TemporaryDirectory() as folder:
        source = Path(folder) / "kiosk-runtime"
        shutil.copytree(HERE / "runtime", source, ignore=JUNK)
        runtime = source / "root" / RUNTIME.relative_to("/")
        site = _lay_environment(runtime)
        libraries: list[Path] = []
        if stub:
            (site / "stub.pth").write_text(sysconfig.get_path("purelib") + "\n")
        else:
            wheels = record.load().kinds[kind(Box())]
            libraries = _lay_wheels(site, wheels, Path(folder))
            _name_them(runtime, wheels)
        given = {
            "KIOSK_PYTHON": f"python3 (>= 3.{_LOW}~), python3 (<< 3.{_HIGH}~)",
            "KIOSK_COMPILED": " ".join(map(str, libraries)),
        }
        said = record.load()
        version = f"{said.version}~deb{platform.freedesktop_os_release()['VERSION_ID']}"
        made = package(source, "kiosk-runtime", version, said.made, "binary-arch", given)
        to.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(made, to))


def _lay_environment(runtime: Path) -> Path:
    """What `python3 -m venv` makes, without names of the builder's folders in it; its site-packages."""
    (runtime / "bin").mkdir(parents=True)
    for name in ("python", "python3"):
        (runtime / "bin" / name).symlink_to(SYSTEM_PYTHON)
    (runtime / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n")
    site = runtime / "lib" / f"python3.{_LOW}" / "site-packages"
    site.mkdir(parents=True)
    return site


def _lay_wheels(site: Path, wheels: tuple[Wheel, ...], folder: Path) -> list[Path]:
    """Exactly the files on record, and what was compiled of the sources among them."""
    run([SYSTEM_PYTHON, "-m", "venv", folder / "builder"], at=folder)
    python = str(folder / "builder/bin/python")
    pip = [python, "-m", "pip", "install", "--quiet", "--require-hashes"]
    run([*pip, "-r", PROJECT / "requirements-build.lock"], at=folder)
    lines = [f"{one.name}=={one.version} --hash=sha256:{one.sha256}\n" for one in wheels]
    (folder / "wanted.txt").write_text("".join(lines))
    sources = [one.name for one in wheels if one.how is How.BUILT]
    as_recorded = ["--only-binary=:all:", f"--no-binary={','.join(sources)}"]
    laid = ["--no-deps", "--no-build-isolation", "--no-compile", f"--target={site}"]
    # Nothing of the builder's folders in what is compiled.
    run([*pip, *as_recorded, *laid, "-r", "wanted.txt"], at=folder, CFLAGS="-g0 -O2")
    for name in _NOT_SHIPPED:
        shutil.rmtree(site / name, ignore_errors=True)
    compiled(site, str(RUNTIME / site.relative_to(site.parents[2])))
    return [library for name in sources for library in _libraries(site, name)]


def _libraries(site: Path, name: str) -> list[Path]:
    (told,) = site.glob(f"{name.replace('-', '_')}-*.dist-info")
    files = PathDistribution(told).files or []
    return [site / file for file in files if file.suffix == ".so"]


def _name_them(runtime: Path, wheels: tuple[Wheel, ...]) -> None:
    rows = [asdict(wheel) for wheel in wheels]
    said = {"python": platform.python_version(), "wheels": rows}
    (runtime / "wheels.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
