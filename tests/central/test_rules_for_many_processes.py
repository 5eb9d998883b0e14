"""The repository copied to where all of the centre's processes read it: in order, whole, and never back."""

from __future__ import annotations

import shutil
from contextlib import suppress

import pytest

from central.bundles.published import PLACE, Awaited, Published, copy
from central.bundles.repository import BundleError
from central.objects import Folder, ObjectsError
from kiosk.store.database import open_database
from kiosk.store.rulebook import Rulebook
from kiosk.sync.framework import BundleError as RefusedError
from kiosk.sync.puller import Puller
from kiosk.sync.stick import FolderSource
from kiosk.workspace import Workspace
from tests.workbench.province import MONDAY, Province


class Failing(Folder):
    """A store that takes so many objects and then nothing more."""

    def __init__(self, folder, takes):
        super().__init__(folder)
        self.takes = takes

    def put(self, name, data):
        if not self.takes:
            raise ObjectsError("full")
        self.takes -= 1
        super().put(name, data)


@pytest.fixture
def province(tmp_path):
    (tmp_path / "publisher").mkdir()
    return Province(tmp_path / "publisher")


@pytest.fixture
def source(province):
    return Published(Folder(province.served), "")


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def pulled(tmp_path, province, store):
    """The version that a kiosk has in use which asks out of the store."""
    workspace = Workspace(tmp_path / "kiosk")
    if not workspace.rules_root.exists():
        province.lay_root(workspace)
    db = open_database(workspace)
    try:
        place = FolderSource(store / PLACE)
        return Puller(db, workspace, "kiosk-1", place, lambda: MONDAY, office="H38.101").pull()
    finally:
        db.close()


def test_what_was_copied_is_what_kiosks_take(tmp_path, province, source, store):
    objects = Folder(store)
    assert copy(source, objects) == 5
    assert pulled(tmp_path, province, store) == province.rollout.version("kiosk-1", "H38.101")
    assert copy(source, objects) == 0
    province.extend()
    assert copy(source, objects) == 1
    province.rename("Giấy khai sinh")
    province.attempt(0, "office/H38.101")
    assert copy(source, objects) == 4
    assert pulled(tmp_path, province, store).startswith("3-")


def test_cut_anywhere_kiosks_find_what_was_there_or_what_is(tmp_path, province, source, store):
    copy(source, Folder(store))
    before = pulled(tmp_path, province, store)
    province.rename("Giấy khai sinh")
    province.write("all/fees.toml", "")
    province.publish()
    province.renew("online")
    coming = province.rollout.version("kiosk-1", "H38.101")
    for takes in range(20):
        here = tmp_path / f"turn-{takes}"
        shutil.copytree(tmp_path / "kiosk", here / "kiosk", symlinks=True)
        shutil.copytree(store, here / "store")
        with suppress(ObjectsError):
            copy(source, Failing(here / "store", takes))
            break
        with suppress(RefusedError):  # a root that the daily word there is not yet signed for
            assert pulled(here, province, here / "store") == before
        assert Rulebook(Workspace(here / "kiosk")).now().version == before
    assert takes == 6  # two files, targets, snapshot, root, the daily word
    assert pulled(here, province, here / "store") == coming


def test_an_older_repository_is_not_copied_over_a_newer_one(tmp_path, province, source, store):
    old = Published(Folder(province.copied(tmp_path / "old")), "")
    province.extend()
    copy(source, Folder(store))
    with pytest.raises(BundleError, match="what is in the bucket is newer"):
        copy(old, Folder(store))


@pytest.mark.parametrize("name", ["metadata/timestamp.json", "metadata/2.targets.json"])
def test_what_was_damaged_in_the_store_is_put_right(tmp_path, province, source, store, name):
    copy(source, Folder(store))
    (store / PLACE / name).write_bytes(b"{}")
    assert copy(source, Folder(store)) == 1
    assert pulled(tmp_path, province, store).startswith("2-")


def test_a_file_that_is_not_as_it_was_signed_is_not_copied(province, source, store):
    (kept,) = (province.served / "targets/all").glob("*.catalogue.toml")
    kept.write_bytes(kept.read_bytes() + b"\n")
    with pytest.raises(BundleError, match="is not here as it was signed"):
        copy(source, Folder(store))
    kept.unlink()
    with pytest.raises(BundleError, match="is not here as it was signed"):
        copy(source, Folder(store))
    assert not (store / PLACE / "metadata").exists()


def test_what_each_device_should_have_is_looked_up_once_a_minute(province, source, store):
    offices = {"kiosk-1": "H38.101"}
    passed = [0.0]
    awaited = Awaited(Published(Folder(store)), lambda d: offices.get(d, ""), lambda: passed[0])
    assert awaited("kiosk-1") == ""
    copy(source, Folder(store))
    passed[0] = 61.0
    assert awaited("kiosk-1") == province.rollout.version("kiosk-1", "H38.101")
    province.rename("Giấy khai sinh")
    province.attempt(0, "office/H38.101")
    copy(source, Folder(store))
    assert awaited("kiosk-1").startswith("2-")
    passed[0] = 122.0
    assert awaited("kiosk-1").startswith("3-")
    assert awaited("kiosk-2").startswith("2-")


def test_what_is_in_the_store_can_be_read_by_whoever_serves(source, store):
    """What kiosks fetch holds no secret, but the folder it lies in is the centre's own."""
    copy(source, Folder(store))
    assert store.stat().st_mode & 0o077 == 0
