"""The package `kiosk-runtime`: the Python libraries of the record, for the Debian and the processor it is built on."""

from __future__ import annotations

import platform
import shutil
import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory

from provisioning.layout import RUNTIME
from provisioning.package import record
from provisioning.package.debhelper import HERE, JUNK, package

_LOW, _HIGH = sys.version_info[1], sys.version_info[1] + 1


def build(to: Path, *, stub: bool = False) -> Path:
    """`kiosk-runtime_N~debM_ARCHITECTURE.deb` in `to`. Raises BoxError.

    A stub takes its libraries from the Python that builds it: a few kB that work on this machine alone, for tests.
    """
    with TemporaryDirectory() as folder:
        source = Path(folder) / "kiosk-runtime"
        shutil.copytree(HERE / "runtime", source, ignore=JUNK)
        site = _lay_environment(source / "root" / RUNTIME.relative_to("/"))
        compiled: list[Path] = []
        if stub:
            (site / "stub.pth").write_text(sysconfig.get_path("purelib") + "\n")
        said = record.load()
        given = {
            "KIOSK_PYTHON": f"python3 (>= 3.{_LOW}~), python3 (<< 3.{_HIGH}~)",
            "KIOSK_COMPILED": " ".join(map(str, compiled)),
        }
        version = f"{said['version']}~deb{platform.freedesktop_os_release()['VERSION_ID']}"
        made = package(source, "kiosk-runtime", version, said["made"], "binary-arch", given)
        to.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(made, to))


def _lay_environment(runtime: Path) -> Path:
    """What `python3 -m venv` makes, without names of the builder's folders in it; its site-packages."""
    (runtime / "bin").mkdir(parents=True)
    for name in ("python", "python3"):
        (runtime / "bin" / name).symlink_to("/usr/bin/python3")
    (runtime / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n")
    site = runtime / "lib" / f"python3.{_LOW}" / "site-packages"
    site.mkdir(parents=True)
    return site
