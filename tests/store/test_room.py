"""The mark of low water, and the ballast: room held back for the day there is none."""

import errno
import os
from pathlib import Path

import pytest

from kiosk.faults import Fault
from kiosk.settings import DiskSettings
from kiosk.store.errors import DiskFailed, StoreError, safely, storing
from kiosk.store.room import Room, no_room, prove
from tests.workbench.mounts import on_a_disk

SCRIPT = Path(__file__).with_name("little_room.py")
ROOMY, HUGE = DiskSettings(1, 1), DiskSettings(1_000_000, 1)


@pytest.fixture
def made(workspace):
    workspace.prepare()
    return workspace


def test_where_there_is_room_a_ballast_of_real_blocks_is_laid_that_nobody_else_reads(made):
    room = Room(made, ROOMY)
    assert room.look() is None
    assert room.keep() is None
    at = made.ballast.stat()
    assert at.st_size == at.st_blocks * 512 == 1 << 20
    assert at.st_mode & 0o777 == 0o600
    inode = at.st_ino
    assert room.keep() is None
    assert made.ballast.stat().st_ino == inode, "it is laid once"


def test_below_the_mark_it_is_low_and_nothing_is_taken_for_a_ballast(made):
    room = Room(made, HUGE)
    assert room.keep() is Fault.DISK_LOW
    assert not made.ballast.exists()
    assert room.takes_pages(), "a visit under way goes on"


def test_a_ballast_let_go_is_gone_once(made):
    room = Room(made, ROOMY)
    room.keep()
    assert room.give()
    assert not room.give()
    assert room.keep() is None
    assert made.ballast.exists()


def test_a_state_folder_that_is_gone_is_a_store_that_failed(workspace):
    assert Room(workspace, ROOMY).look() is Fault.STORE_FAILED
    assert not no_room(workspace)


def test_a_disk_is_proved_by_writing_and_nothing_stays(made):
    before = sorted(made.root.iterdir())
    prove(made)
    assert sorted(made.root.iterdir()) == before


def test_on_a_small_disk_marks_do_not_flutter_and_the_ballast_comes_and_goes(tmp_path):
    expected = {
        "roomy": None,
        "ballast": True,
        "below": "disk-low",
        "just above": "disk-low",
        "well above": None,
        "pages above": True,
        "almost nothing": "disk-low",
        "given": True,
        "pages then": False,
        "nothing": "disk-full",
        "no room": True,
        "proved": "fine",
        "room again": None,
        "ballast again": True,
    }
    seen = on_a_disk(tmp_path, "size=16m,mode=700", SCRIPT, "room")
    assert (seen or expected) == expected


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("ENOSPC", Fault.DISK_FULL),
        ("EDQUOT", Fault.DISK_FULL),
        ("EROFS", Fault.DISK_READ_ONLY),
        ("EIO", Fault.DISK_FAILED),
        ("EACCES", Fault.STORE_FAILED),
    ],
)
def test_what_the_disk_says_has_a_fault_of_its_own(code, fault):
    with pytest.raises(StoreError) as failed, storing():
        raise OSError(getattr(errno, code), "")
    assert failed.value.fault is fault


def test_a_write_that_the_disk_failed_is_survived_by_nobody_who_survives_a_store_error():
    with pytest.raises(DiskFailed) as failed, storing(), safely():
        raise OSError(5, os.strerror(5))
    assert failed.value.fault is Fault.DISK_FAILED
    assert not isinstance(failed.value, StoreError)
