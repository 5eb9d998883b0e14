"""The package `kiosk`: this project as it runs on a box, with its units, users, folders and rules."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk import VERSION
from provisioning.layout import APP
from provisioning.package import record
from provisioning.package.debhelper import HERE, JUNK, PROJECT, compiled, made_at, package

OURS = ("kiosk", "drivers", "provisioning")


def build(to: Path, version: str = VERSION) -> Path:
    """`kiosk_VERSION_all.deb` in `to`, the same bytes for the same commit and the same Python. Raises BoxError.

    Another `version` than the project's is what the package, and the software in it, then says of itself.
    """
    when = made_at()
    with TemporaryDirectory() as folder:
        source = Path(folder) / "kiosk"
        shutil.copytree(HERE / "kiosk", source, ignore=JUNK)
        _lay_app(source / "root" / APP.relative_to("/"), version)
        _lay_system(source / "root")
        _lay_docs(source)
        given = {"KIOSK_RUNTIME": record.needed()}
        made = package(source, "kiosk", version, when, "binary-indep", given)
        to.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(made, to))


def _lay_app(app: Path, version: str) -> None:
    for name in OURS:
        shutil.copytree(PROJECT / name, app / name, ignore=JUNK)
    # No box makes packages.
    shutil.rmtree(app / "provisioning" / "package")
    said = app / "kiosk" / "__init__.py"
    said.write_text(said.read_text(encoding="utf-8").replace(f'"{VERSION}"', f'"{version}"'))
    compiled(app, str(APP))


def _lay_system(root: Path) -> None:
    units = root / "usr/lib/systemd/system"
    units.mkdir(parents=True)
    for unit in sorted((PROJECT / "systemd").glob("kiosk*.*")):
        if unit.suffix not in (".conf", ".toml"):
            shutil.copy(unit, units)
    modules = root / "usr/lib/modules-load.d"
    modules.mkdir()
    shutil.copy(PROJECT / "systemd/kiosk-modules.conf", modules / "kiosk.conf")
    sample = root / "usr/share/kiosk"
    sample.mkdir(parents=True)
    shutil.copy(PROJECT / "docs/kiosk.toml", sample)


def _lay_docs(source: Path) -> None:
    shutil.copytree(PROJECT / "docs", source / "docs")
    pages = ("technician", "appliance", "by-hand", "devices")
    (source / "debian/kiosk.docs").write_text("".join(f"docs/{page}.md\n" for page in pages))
