"""A folder and a bucket keep bytes alike: whole or not at all, under their name, for everybody who asks."""

from __future__ import annotations

import os
import threading
import time

import pytest

from central.bucket import Bucket, BucketError
from central.objects import Folder, NoObjectError, ObjectsError
from tests.workbench.centre import EMBEDDED, HOMES, free_port

NAME = "blobs/ab/abcdef"
LARGE = 9_000_000  # more than a bucket takes in one go


@pytest.fixture(params=HOMES)
def objects(request, tmp_path, monkeypatch):
    if request.param == EMBEDDED:
        return Folder(tmp_path)
    keeping = request.getfixturevalue("engines").keeping()
    for name, value in keeping.environment.items():
        monkeypatch.setenv(name, value)
    return Bucket(keeping.blobs)


def test_what_was_put_is_there_and_can_be_replaced(objects):
    objects.put(NAME, b"first")
    objects.put(NAME, b"second")
    assert objects.read(NAME) == b"second"
    assert objects.size(NAME) == 6
    assert b"".join(objects.pieces(NAME)) == b"second"


def test_what_comes_in_pieces_is_one_object(objects):
    whole = os.urandom(LARGE)
    objects.put(NAME, (whole[at : at + 500_000] for at in range(0, LARGE, 500_000)))
    assert objects.size(NAME) == LARGE
    assert b"".join(objects.pieces(NAME)) == whole
    assert objects.read(NAME, LARGE - 7) == whole[-7:]


def test_a_part_can_be_read(objects):
    objects.put(NAME, b"0123456789")
    assert objects.read(NAME, 3, 4) == b"3456"
    assert objects.read(NAME, 3) == b"3456789"
    assert objects.read(NAME, 3, 0) == b""


def test_what_is_there_is_not_created_again(objects):
    assert objects.create(NAME, b"first")
    assert not objects.create(NAME, b"second")
    assert objects.read(NAME) == b"first"


def test_of_many_who_create_one_object_at_once_one_did(objects):
    did = []

    def create(who):
        if objects.create(NAME, b"%d" % who):
            did.append(b"%d" % who)

    threads = [threading.Thread(target=create, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert did == [objects.read(NAME)]


def test_what_is_not_there_is_said(objects):
    assert objects.size(NAME) is None
    with pytest.raises(NoObjectError):
        objects.read(NAME)
    with pytest.raises(NoObjectError):
        objects.read(NAME, 3)
    with pytest.raises(NoObjectError):
        list(objects.pieces(NAME))
    objects.remove(NAME)


def test_a_source_that_breaks_off_keeps_nothing(objects):
    def torn():
        yield bytes(6_000_000)
        raise ValueError("torn")

    with pytest.raises(ValueError, match="torn"):
        objects.put(NAME, torn())
    assert objects.size(NAME) is None
    assert list(objects.names("blobs")) == []


def test_names_of_a_folder_are_told_and_the_young_can_be_left_out(objects):
    for name in (NAME, "blobs/cd/cdef", "uploads/1-0-2"):
        objects.put(name, b"x")
    assert sorted(objects.names("blobs")) == [NAME, "blobs/cd/cdef"]
    assert list(objects.names("uploads")) == ["uploads/1-0-2"]
    assert list(objects.names("blobs", older=3600)) == []
    objects.remove(NAME)
    assert list(objects.names("blobs")) == ["blobs/cd/cdef"]


def test_a_folder_swept_keeps_what_is_whole_and_what_another_still_writes(tmp_path):
    folder = Folder(tmp_path)
    folder.put(NAME, b"whole")
    half = tmp_path / "blobs" / "ab" / "abab.1234.part"
    half.write_bytes(b"half")
    folder.sweep("blobs", older=3600)
    assert half.exists()
    an_hour_ago = time.time() - 4000
    os.utime(half, (an_hour_ago, an_hour_ago))
    folder.sweep("blobs", older=3600)
    assert not half.exists()
    assert folder.read(NAME) == b"whole"


def test_a_bucket_that_is_not_there_says_nothing_of_where_it_was(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "secret-name")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-word")
    bucket = Bucket(f"s3://cases/somewhere?endpoint=http://127.0.0.1:{free_port()}")
    for ask in (
        lambda: bucket.put(NAME, b"x"),
        lambda: bucket.create(NAME, b"x"),
        lambda: bucket.size(NAME),
    ):
        with pytest.raises(ObjectsError) as failed:
            ask()
        said = f"{failed.value!r} {failed.value.__cause__!r}"
        assert not any(word in said for word in ("abcdef", "127.0.0.1", "somewhere", "secret"))


@pytest.mark.parametrize(
    "address", ["cases", "s3://", "s3://key:word@cases", "s3://cases?token=1", "http://cases"]
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(BucketError):
        Bucket(address)
