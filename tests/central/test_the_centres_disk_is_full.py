"""A full disk at the centre: nothing is doubled or lost, and what is freed is not eaten by what was begun."""

from __future__ import annotations

import errno
import hashlib
import io

import pytest

from central.objects import Folder


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
    with io.BufferedReader(TornAway()) as stick:
        for _ in range(again):
            with pytest.raises(OSError, match="torn away"):
                Folder(tmp_path).put("blobs/ab/abcdef", iter(lambda: stick.read(1000), b""))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_case_there_is_no_room_for_is_taken_in_once_there_is(centre, kiosk, new_case):
    """The kiosk asks again and again."""
    case = new_case(sizes=(40_000, 90_000))
    first, second = [hashlib.sha256(data).hexdigest() for data in case.contents]
    upload = kiosk.upload(case)
    assert kiosk.patch(upload, 0, case.bytes[:40_000]).status == 204
    with centre.full():
        for _ in range(3):
            at = kiosk.offset(upload)
            assert kiosk.patch(upload, at, case.bytes[at:]).status in (503, 507)
            kiosk.hang_up()
    assert centre.blobs() == [first]
    at = kiosk.offset(upload)
    assert at >= 40_000
    assert kiosk.patch(upload, at, case.bytes[at:]).status == 204
    (received,) = centre.received()
    assert [file["sha256"] for file in received["files"]] == [first, second]
    assert [centre.kept(sha256) for sha256 in (first, second)] == case.contents
    assert centre.left_over() == []
