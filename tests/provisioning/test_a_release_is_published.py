"""From packages to a stick: assembled, signed with keys of its own, and told by a fingerprint that fits on paper."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import VERSION
from provisioning.box import BoxError
from provisioning.package.assembling import build
from tests.workbench.packages import kiosk_deb, stub_runtime_deb
from tests.workbench.tree import PROJECT


def central(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "central", "release", *map(str, words)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    debs = tmp_path / "debs"
    debs.mkdir()
    for deb in (kiosk_deb(), stub_runtime_deb()):
        shutil.copy(deb, debs)
    office = tmp_path / "office"
    office.mkdir()
    (office / "kiosk.toml").write_text('[office]\nagency = "H38.101"\n')
    draft = tmp_path / "draft"
    words = ("--to", str(draft), "--packages", f"bookworm-amd64={debs}", "--office", str(office))
    assert build(list(words)) == 0
    return draft


def test_packages_become_a_stick_whose_fingerprint_stands_on_paper(
    draft: Path, tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle"
    kept, online = ("--keys", tmp_path / "keys"), ("--online", tmp_path / "online")
    place = ("--repository", bundle)
    assert central("init", *place, *kept, *online).returncode == 0
    published = central("publish", draft, *place, *kept, *online)
    assert published.returncode == 0, published.stderr
    sums = (bundle / "start.sums").read_bytes()
    digits = published.stdout.split("fingerprint of this bundle: ")[1].strip()
    assert digits.replace("-", "").lower() == hashlib.sha256(sums).hexdigest()[:32]
    # As a bare box does it, which has no Python yet.
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "start.sums"], cwd=bundle, check=False
    )
    assert checked.returncode == 0
    assert b"  targets/office/" in sums
    assert b"  metadata/1.root.json" in sums
    shown = central("show", *place)
    assert f"release {VERSION} holds" in shown.stdout
    assert "bookworm-amd64: 2 packages, of them ours: " in shown.stdout
    assert central("extend", *place, *online).returncode == 0


def test_a_folder_that_misses_a_package_is_not_signed(draft: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    kept, online = ("--keys", tmp_path / "keys"), ("--online", tmp_path / "online")
    central("init", "--repository", bundle, *kept, *online)
    next(draft.rglob("kiosk-runtime_*.deb")).unlink()
    published = central("publish", draft, "--repository", bundle, *kept, *online)
    assert published.returncode == 1
    assert "belongs to the release and is not here" in published.stderr
    assert "nothing is published yet" in central("show", "--repository", bundle).stdout


def test_packages_without_a_kiosk_among_them_make_no_release(tmp_path: Path) -> None:
    (tmp_path / "debs").mkdir()
    words = ["--to", str(tmp_path / "draft"), "--packages", f"bookworm-amd64={tmp_path / 'debs'}"]
    with pytest.raises(BoxError) as error:
        build(words)
    assert "no package `kiosk`" in error.value.said.en
