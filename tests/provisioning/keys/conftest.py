"""Boxes as folders: each has a disk of its own, and with it a secret of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from provisioning import layout
from provisioning.box import Box
from tests.workbench.keys import public_of, sealing_public_of

SETTINGS = (
    'device = "{device}"\n[centre]\nurl = "https://centre.example"\n'
    f'key = "{public_of("centre")}"\nsealing_key = "{sealing_public_of("sealing")}"\n'
)


def make_box(root: Path, device: str = "kiosk-1") -> Box:
    """A disk with what the packages laid on it, and its settings."""
    box = Box(root)
    for folder in ("/var/lib/systemd", "/run", str(layout.STATE), str(layout.ETC)):
        (root / folder.lstrip("/")).mkdir(parents=True)
    box.path(layout.STATE / "kiosk.db").touch()
    box.write(layout.SETTINGS, SETTINGS.format(device=device))
    return box


@pytest.fixture
def box(tmp_path):
    return make_box(tmp_path / "box")
