"""The four services are four users: what one keeps the others read and write, and nobody else reads anything."""

import os
import stat

import pytest

from tests.workbench.four_users import GROUP, SERVICES, STATE, Four
from tests.workbench.tree import tree

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be four users")


class Box(Four):
    """Whose services do one thing each to the state folder."""

    def does(self, user, *words):
        return self.ran(user, "-m", "tests.workbench.one_of_four", STATE, *words)

    def must(self, user, *words):
        ended = self.does(user, *words)
        assert ended.returncode == 0, ended.stderr[-2000:]
        return ended.stdout

    def files(self):
        return [path for path in (self.tree.root / STATE[1:]).rglob("*") if not path.is_symlink()]


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    with tree(tmp_path_factory.mktemp("tree")) as made:
        yield Box(made)


def test_whoever_comes_first_makes_what_all_four_use(box):
    box.must("kiosk-sync", "keep", "c1")
    for user in SERVICES:
        box.must(user, "keep", f"of-{user}")
    for user in SERVICES:
        box.must(user, "read", "c1", *(f"of-{other}" for other in SERVICES))


def test_what_one_kept_another_forgets_and_the_log_is_emptied_by_a_third(box):
    box.must("kiosk-devices", "keep", "gone")
    box.must("kiosk-desk", "forget", "gone")
    box.must("kiosk-sync", "checkpoint")
    assert box.does("kiosk-ui", "read", "gone").returncode != 0


def test_what_a_killed_service_kept_another_user_finds_and_goes_on(box):
    assert box.does("kiosk-devices", "keep-and-die", "killed").returncode != 0
    log = box.tree.root / STATE[1:] / "kiosk.db-wal"
    assert log.stat().st_size > 0, "it died with its log full, or this shows nothing"
    box.must("kiosk-desk", "read", "killed")
    box.must("kiosk-ui", "keep", "after")


def test_rules_that_one_brought_another_replaces(box):
    box.must("kiosk-sync", "rules")
    box.must("kiosk-desk", "rules")


def test_every_file_is_the_groups_and_nobody_elses(box):
    box.must("kiosk-ui", "keep", "last")
    seen = {path: path.stat() for path in box.files()}
    assert len(seen) > 10
    assert {about.st_gid for about in seen.values()} == {GROUP}
    modes = {stat.S_IMODE(about.st_mode) for about in seen.values()}
    assert modes == {0o660, 0o2770}, sorted(
        f"{path}: {stat.S_IMODE(about.st_mode):o}" for path, about in seen.items()
    )


def test_a_stranger_on_the_box_reads_nothing(box):
    assert box.must("nobody", "peep") == ""
