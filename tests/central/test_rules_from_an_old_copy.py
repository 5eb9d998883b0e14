"""A repository put back to an older copy takes no newer law away from where all kiosks read it."""

from __future__ import annotations

import pytest

from central.bundles.published import STAMP, Published, copy
from central.bundles.repository import BundleError, Repository
from central.objects import Folder
from tests.workbench.province import DAY, Province


@pytest.fixture
def province(tmp_path):
    return Province(tmp_path)


@pytest.fixture
def bucket(tmp_path):
    return Folder(tmp_path / "bucket")


def brought(folder, bucket):
    return copy(Published(Folder(folder), ""), bucket)


@pytest.mark.parametrize("lost", ["law", "root"])
def test_an_old_copy_that_was_extended_since_is_not_brought(province, bucket, tmp_path, lost):
    old = province.copied(tmp_path / "old")
    province.rename("Mới")
    province.publish() if lost == "law" else province.renew()
    brought(province.served, bucket)
    held = Published(bucket).numbers()
    repository = Repository(old, lambda: province.now)
    for _ in range(5):  # cron goes on with what was put back
        province.now += DAY
        repository.extend(province.online)
    assert Published(Folder(old), "").stamp() > held[0]
    with pytest.raises(BundleError, match="newer"):
        brought(old, bucket)
    assert Published(bucket).numbers() == held
    assert brought(province.served, bucket) == 0


def test_what_was_damaged_there_is_brought_again(province, bucket):
    brought(province.served, bucket)
    (snapshot,) = [name for name in bucket.names("bundles") if ".snapshot." in name][-1:]
    bucket.remove(snapshot)
    assert brought(province.served, bucket) == 1
    assert Published(bucket).read(STAMP)
