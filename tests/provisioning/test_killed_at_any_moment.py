"""The power goes while a box is provisioned; the same command again, and the box is as if it had never gone."""

import random
import time
from pathlib import Path

import pytest

from tests.workbench.provisioned import House, house

pytestmark = pytest.mark.timeout(600)  # whoever is first waits for a package to be built


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, stick: Path) -> tuple[dict[str, str], float]:
    """What a box is like that nothing happened to, and how long that took."""
    with house(tmp_path_factory.mktemp("box") / "tree", stick) as made:
        began = time.monotonic()
        assert made.start().returncode == 0
        return made.listing(), time.monotonic() - began


@pytest.mark.parametrize("third", [0, 1, 2])
def test_killed_and_run_again_the_box_is_the_same(third, whole, stick, tmp_path):
    listing, seconds = whole
    seed = random.randrange(2**32)
    after = seconds * (third + random.Random(seed).random()) / 3
    with house(tmp_path / "tree", stick) as made:
        until = time.monotonic() + after
        made.cut(lambda: time.monotonic() > until, *made.starting())
        _goes_on(made, listing, f"seed {seed}")


def test_killed_inside_dpkg_and_run_again_the_box_is_the_same(whole, stick, tmp_path):
    listing, _ = whole
    with house(tmp_path / "tree", stick) as made:
        app = made.tree.root / "opt/kiosk/app"
        assert made.cut(lambda: any(app.rglob("*.dpkg-new")), *made.starting())
        assert "kiosk" in made.tree.run("dpkg", "--audit").stdout
        _goes_on(made, listing)


def _goes_on(made: House, listing: dict[str, str], how: str = "") -> None:
    again = made.start()
    assert again.returncode == 0, again.stdout + again.stderr
    now = made.listing()
    differing = {path for path in listing.keys() | now.keys() if listing.get(path) != now.get(path)}
    assert {path: (listing.get(path), now.get(path)) for path in differing} == {}, how
