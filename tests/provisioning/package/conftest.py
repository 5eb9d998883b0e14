from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workbench.packages import kiosk_deb, stand_in_deb, stub_runtime_deb
from tests.workbench.tree import Tree, tree


@pytest.fixture(name="kiosk", scope="session")
def _kiosk() -> Path:
    return kiosk_deb()


@pytest.fixture(name="bare")
def _bare(tmp_path: Path, kiosk: Path) -> Iterator[Tree]:
    """A copy of this machine with everything that `kiosk` needs, and no kiosk."""
    at, debs = tmp_path / "tree", tmp_path / "debs"
    at.mkdir()
    debs.mkdir()
    with tree(at, binds=(debs, kiosk.parent)) as made:
        rest = stand_in_deb(made, kiosk, debs / "stand-in.deb")
        made.must("dpkg", "--install", stub_runtime_deb(), rest)
        yield made


@pytest.fixture(name="box")
def _box(bare: Tree, kiosk: Path) -> Tree:
    """With a kiosk on it."""
    bare.must("dpkg", "--install", kiosk)
    return bare
