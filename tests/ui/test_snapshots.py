"""Every screen looks as it was last looked at; differences lie in build/snapshots.

After a wanted change: `./dev shell python -m tests.ui.snapshots --update`, then look at every picture.
"""

import shutil
from pathlib import Path

import pytest
from PIL import Image

from tests.ui.sights import SCREENS
from tests.ui.snapshots import KEPT
from tests.workbench.pictures import SHARE, difference, keepable

pytestmark = pytest.mark.timeout(600)  # the first test of a size draws all its screens
BUILD = Path(__file__).parents[2] / "build" / "snapshots"


@pytest.fixture(scope="module", params=SCREENS)
def size(request):
    shutil.rmtree(BUILD / request.param, ignore_errors=True)
    return request.param


def test_every_screen_looks_as_it_was_last_looked_at(size, looks):
    drawn = looks(size).pictures
    kept = {path.stem: path for path in (KEPT / size).glob("*.png")}
    changed = {}
    for name in drawn.keys() | kept.keys():
        if name not in kept or name not in drawn:
            changed[name] = "not kept" if name in drawn else "not drawn any more"
            continue
        actual = keepable(Image.open(drawn[name]))
        share, shown = difference(Image.open(kept[name]), actual)
        if share > SHARE:
            (BUILD / size).mkdir(parents=True, exist_ok=True)
            actual.save(BUILD / size / f"{name}.actual.png")
            shown.save(BUILD / size / f"{name}.differs.png")
            changed[name] = f"{share:.2%} of its pixels differ"
    assert not changed, f"see build/snapshots/{size}: {changed}"


def test_the_kept_pictures_are_small_enough_to_keep(size):
    heavy = {path.name for path in (KEPT / size).glob("*.png") if path.stat().st_size > 100_000}
    assert not heavy
