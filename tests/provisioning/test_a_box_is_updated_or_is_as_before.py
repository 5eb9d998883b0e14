"""After an update a box runs the new release, or the one before with its reason; whatever happens, with every case."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest

from tests.workbench.updated import OLD, OWN, QUICK, STATE, UpdatedBox, updated_box

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="packages are installed in a tree: needs root"),
    pytest.mark.timeout(600),
]
BROKEN_VISIT = r"""printf '#!/bin/sh\necho {\\"ok\\": false, \\"step\\": \\"seal\\", \\"why\\": \\"x\\"}; exit 1\n'"""
BROKEN_VISIT += " > usr/bin/kiosk-doctor"
BROKEN_DATABASE = "echo 'raise ImportError' > opt/kiosk/app/kiosk/store/opening.py; "
BROKEN_DATABASE += "find opt -name 'opening.*.pyc' -delete"
BROKEN_PACKAGE = "printf '#!/bin/sh\nexit 1\n' > DEBIAN/preinst; chmod 755 DEBIAN/preinst"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UpdatedBox]:
    with updated_box(tmp_path_factory.mktemp("updated")) as box:
        yield box


@pytest.fixture
def box(made: UpdatedBox) -> Iterator[UpdatedBox]:
    yield made
    made.as_before()


def state(box: UpdatedBox) -> str:
    """Every file of the state, to the byte."""
    listed = f"cd /{STATE}; find . -printf '%p %y %m %U %G\n' | sort; find . -type f | sort | xargs sha256sum"
    return box.tree.must("sh", "-c", listed)


def test_a_stick_brings_the_next_release_once_a_whole_visit_on_it_succeeded(
    box: UpdatedBox,
) -> None:
    version = box.publish(change="")
    code, said = box.update()
    assert (code, box.version) == (0, version), said
    assert "A trial visit" in said
    assert box.cases() == "3 cases.\n"
    assert box.update() == (0, f"This box runs release {version} already.\n")
    kept = sorted(path.name for path in (box.tree.root / OWN / "packages").iterdir())
    assert kept[0].startswith("kiosk-runtime_") or kept[1] == f"kiosk_{version}_all.deb"
    assert not (box.tree.root / OWN / "update").exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (BROKEN_VISIT, "a trial visit did not succeed (seal x)"),
        (BROKEN_DATABASE, "it could not open the database"),
        (BROKEN_PACKAGE, "its packages could not be installed"),
    ],
    ids=["the visit fails", "the database does not open", "a package does not install"],
)
def test_a_broken_release_goes_back_by_itself_with_its_reason(
    box: UpdatedBox, change: str, reason: str
) -> None:
    before, kept = box.listing(), state(box)
    version = box.publish(f"{QUICK}\n{change}")
    code, said = box.update()
    assert code == 1
    assert reason in said
    assert box.listing() == before
    assert set(state(box).splitlines()) ^ set(kept.splitlines()) == set()
    assert box.cases() == "3 cases.\n"
    told = json.loads((box.tree.root / "var/lib/kiosk-releases/last-update.json").read_text())
    assert (told["version"], bool(told["why"])) == (version, True)
    code, said = box.update()
    assert code == 2, "a release that failed is not tried again by itself"
    assert "--again" in said


def test_what_is_older_unsigned_or_cut_short_changes_nothing(box: UpdatedBox) -> None:
    before = box.listing()
    version = box.publish()
    cut, unsigned = (box.publisher.stick(box.folder / name) for name in ("cut", "unsigned"))
    package = next(cut.rglob(f"*.kiosk_{version}_all.deb"))
    os.truncate(package, package.stat().st_size // 2)
    for path in unsigned.glob("metadata/*.targets.json"):
        path.write_text(json.dumps({**json.loads(path.read_text()), "signatures": []}))
    for stick, reason in ((unsigned, "metadata"), (cut, "not as it was signed")):
        code, said = box.update(str(stick))
        assert (code, len(said.splitlines())) == (2, 1)
        assert reason in said or "not signed" in said
    box.publish_version("0.0.9", box.old)
    code, said = box.update()
    assert (code, f"runs {OLD}, which is newer" in said) == (2, True), "though it is signed anew"
    assert box.listing() == before


def test_a_box_that_kept_no_packages_is_not_updated_for_it_had_no_way_back(box: UpdatedBox) -> None:
    box.publish()
    before = box.listing()
    box.tree.must("sh", "-c", f"rm /{OWN}/packages/*.deb")
    code, said = box.update()
    assert (code, "no way back" in said, box.listing() == before) == (2, True, True)


@pytest.mark.parametrize("stage", ["snapshot", "install", "prove"])
def test_a_box_whose_power_goes_in_the_middle_ends_whole_at_the_next_start(
    box: UpdatedBox, stage: str
) -> None:
    version = box.publish()
    box.killed_at(stage)
    code, said = box.boot()
    assert (code, box.version, box.cases()) == (0, version, "3 cases.\n"), said
    assert not (box.tree.root / OWN / "update").exists()
