"""What is done by night is done in Vietnam's night: a board comes with the zone of London or none."""

from pathlib import Path, PurePosixPath

import pytest

from provisioning.box import Box
from provisioning.step import Standing
from provisioning.steps import zone

[STEP] = zone.steps()


@pytest.fixture
def box(tmp_path):
    """With Debian's zones, at the same place as on this machine: links lead from its root."""
    assert Path(zone.ZONE).exists()
    known = tmp_path / str(zone.ZONE)[1:]
    known.parent.mkdir(parents=True)
    known.touch()
    (tmp_path / "etc").mkdir()
    return Box(tmp_path)


def lies(box):
    return box.path(zone.AT)


def test_a_zone_of_somewhere_else_is_changed_and_comes_back(box):
    lies(box).symlink_to("/usr/share/zoneinfo/Europe/London")
    assert STEP.look(box) is Standing.OPEN
    for _ in range(2):
        STEP.do(box)
        assert STEP.look(box) is Standing.DONE
    STEP.undo(box)
    assert box.leads_to(zone.AT) == "/usr/share/zoneinfo/Europe/London"


def test_cut_between_the_two_renames_it_is_done_again_and_still_comes_back(box):
    lies(box).write_bytes(b"TZif2 of a tool that copies zones")
    box.folder(PurePosixPath("/var/lib/kiosk-provisioning/before"))
    box.rename(zone.AT, zone.BEFORE / "localtime")
    assert STEP.look(box) is Standing.OPEN
    STEP.do(box)
    assert STEP.look(box) is Standing.DONE
    STEP.undo(box)
    assert lies(box).read_bytes().startswith(b"TZif2 of a tool")


def test_where_there_was_none_there_is_none_again(box):
    STEP.do(box)
    STEP.undo(box)
    assert not lies(box).is_symlink()
    assert not lies(box).exists()


def test_a_box_in_vietnam_s_zone_keeps_it(box):
    lies(box).symlink_to(zone.ZONE)
    assert STEP.look(box) is Standing.DONE
    STEP.undo(box)
    assert box.leads_to(zone.AT) == str(zone.ZONE)


def test_a_debian_without_zones_goes_on_without(box):
    box.path(zone.ZONE).unlink()
    assert STEP.look(box) is Standing.ABSENT
