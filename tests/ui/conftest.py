"""Looks at every screen once a size, in a process of its own, and lends what was seen to all tests."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.ui.sights import PORTRAIT
from tests.ui.snapshots import child


@dataclass(frozen=True)
class Looks:
    """The pictures of a size by name, and the facts of each sight (tests.ui.looking)."""

    pictures: dict[str, Path]
    facts: dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def glass():
    """The tall screen's window in this process, without a display."""
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    from tests.ui.glass import Glass

    pane = Glass(PORTRAIT)
    yield pane
    pane.close()


@pytest.fixture
def heard():
    """Every event that the screens said."""
    return []


@pytest.fixture
def stage(glass, heard):
    """The screens of an invented office, before anybody came."""
    from tests.ui.sights import OFFICE, InventedPages, catalogues

    return glass.stage(OFFICE, catalogues()["sample"], InventedPages(), heard.append)


@pytest.fixture(scope="session")
def looks(tmp_path_factory):
    seen: dict[str, Looks] = {}

    def look(size: str) -> Looks:
        if size not in seen:
            folder = tmp_path_factory.mktemp(size)
            child(size, folder)
            facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
            seen[size] = Looks({path.stem: path for path in folder.glob("*.png")}, facts)
        return seen[size]

    return look
