"""A full disk at the centre: nothing is doubled or lost, and what is freed is not eaten by what was begun."""

from __future__ import annotations

import hashlib
import resource

import pytest

from central.objects import Folder
from tests.workbench.centre import EMBEDDED


@pytest.fixture
def home():  # the store of objects of a province is no file of the centre's
    return EMBEDDED


def torn_away():
    """Some bytes, and then the stick is pulled out or the disk fails."""
    yield bytes(5000)
    raise OSError("torn away")


@pytest.mark.parametrize("again", [1, 3])
def test_a_file_that_could_not_be_kept_leaves_nothing_behind(tmp_path, again):
    for _ in range(again):
        with pytest.raises(OSError, match="torn away"):
            Folder(tmp_path).put("blobs/ab/abab", torn_away())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_case_there_is_no_room_for_is_taken_in_once_there_is(centre, kiosk, new_case):
    """The disk takes no file of more than 150 kB, as one that is full; the kiosk asks again and again."""
    case = new_case(sizes=(40_000, 190_000))
    upload = kiosk.upload(case)
    assert kiosk.patch(upload, 0, case.bytes[:60_000]).status == 204
    usual = resource.prlimit(centre.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(centre.pid, resource.RLIMIT_FSIZE, (150_000, usual[1]))
    for _ in range(3):
        at = kiosk.offset(upload)
        answer = kiosk.patch(upload, at, case.bytes[at:])
        assert (answer.status, answer.json["refusal"]) == (507, "store")
        kiosk.hang_up()
    assert kiosk.offset(upload) == 60_000
    whole = [path.name for path in (centre.data / "blobs").rglob("*") if path.is_file()]
    assert whole == [hashlib.sha256(case.contents[0]).hexdigest()]
    resource.prlimit(centre.pid, resource.RLIMIT_FSIZE, usual)
    assert kiosk.patch(upload, 60_000, case.bytes[60_000:]).status == 204
    (received,) = centre.received()
    assert [file["sha256"] for file in received["files"]] == [
        hashlib.sha256(data).hexdigest() for data in case.contents
    ]
