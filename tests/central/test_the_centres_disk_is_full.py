"""A full disk at the centre: nothing is doubled or lost, and what is freed is not eaten by what was begun."""

from __future__ import annotations

import errno
import hashlib
import io
import resource

import pytest

from central.blobs import Blobs


class TornAway(io.RawIOBase):
    """Some bytes, and then the stick is pulled out or the disk fails."""

    def __init__(self):
        self.left = 5000

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self.left:
            raise OSError(errno.EIO, "torn away")
        count = min(self.left, len(buffer))
        buffer[:count] = bytes(count)
        self.left -= count
        return count


@pytest.mark.parametrize("again", [1, 3])
def test_a_file_that_could_not_be_kept_leaves_nothing_behind(tmp_path, again):
    blobs = Blobs(tmp_path)
    for _ in range(again):
        with pytest.raises(OSError, match="torn away"):
            blobs.keep(TornAway(), 9000, "ab" * 32)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_case_there_is_no_room_for_is_taken_in_once_there_is(centre, kiosk, new_case):
    """The disk takes no file of more than 50 kB, as one that is full; the kiosk asks again and again."""
    case = new_case(sizes=(40_000, 90_000))
    upload = kiosk.upload(case)
    assert kiosk.patch(upload, 0, case.bytes[:40_000]).status == 204
    usual = resource.prlimit(centre.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(centre.pid, resource.RLIMIT_FSIZE, (50_000, usual[1]))
    for _ in range(3):
        at = kiosk.offset(upload)
        assert kiosk.patch(upload, at, case.bytes[at:]).status == 507
        kiosk.hang_up()
    assert kiosk.offset(upload) == 50_000
    assert [path for path in (centre.data / "blobs").rglob("*") if path.is_file()] == []
    resource.prlimit(centre.pid, resource.RLIMIT_FSIZE, usual)
    assert kiosk.patch(upload, 50_000, case.bytes[50_000:]).status == 204
    (received,) = centre.received()
    assert [file["sha256"] for file in received["files"]] == [
        hashlib.sha256(data).hexdigest() for data in case.contents
    ]
