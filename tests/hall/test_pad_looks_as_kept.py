"""The pad looks as it did when somebody looked at it: python -m tests.hall.pad_snapshots keeps it anew."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.hall.pad_snapshots import KEPT, PICTURES, draw
from tests.workbench.browser import Browser
from tests.workbench.pictures import alike, keepable


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.mark.parametrize("name", PICTURES)
def test_the_pad_looks_as_it_was_kept(browser, tmp_path, name):
    complaints = draw(browser, name, tmp_path)
    kept = Image.open(KEPT / f"{name}.png")
    assert alike(kept, keepable(Image.open(tmp_path / f"{name}.png")))
    assert [one for one in complaints if name not in ("gone", "wrong-code")] == []
