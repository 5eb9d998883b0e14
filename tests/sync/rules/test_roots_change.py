"""Keys are lost, stolen and renewed: a kiosk that slept through all of it still finds the way."""

from __future__ import annotations

import pytest

from kiosk.sync.framework import BundleError, BundleFault
from tests.workbench.province import DAY, Province


def test_a_kiosk_that_slept_through_five_roots_follows_them_all(ruled, province):
    for rotated in (("root",), ("root", "targets"), ("online",), (), ("root", "targets", "online")):
        province.now += 30 * DAY
        province.renew(*rotated)
    province.rename("Giấy khai sinh")
    province.publish()
    ruled.now = province.now
    ruled.ask(province.served).pull()
    assert ruled.shown == "Giấy khai sinh"


def test_a_root_in_the_middle_that_is_missing_ends_the_way(ruled, province):
    province.renew("root")
    province.renew("root", "online")
    province.extend()  # the first word without the old key
    (province.served / "metadata" / "2.root.json").unlink()
    with pytest.raises(BundleError) as error:
        ruled.ask(province.served).pull()
    assert error.value.fault is BundleFault.UNSIGNED
    assert ruled.shown == "Khai sinh"


def test_a_root_that_skips_a_version_is_not_followed(ruled, province):
    province.renew("root")
    province.renew("root")
    metadata = province.served / "metadata"
    (metadata / "3.root.json").rename(metadata / "2.root.json")
    with pytest.raises(BundleError) as error:
        ruled.ask(province.served).pull()
    assert error.value.fault in (BundleFault.UNSIGNED, BundleFault.OLD)
    assert ruled.shown == "Khai sinh"


def test_dropped_keys_sign_nothing_any_more(ruled, province, tmp_path):
    stolen = province.copied(tmp_path / "stolen")
    old_online = list(province.online.of("online"))
    province.renew("online")
    ruled.ask(province.served).pull()
    assert not {key.public_key.keyid for key in old_online} & {
        key.public_key.keyid for key in province.online.of("online")
    }
    with pytest.raises(BundleError):
        ruled.ask(stolen).pull()


def test_a_province_that_lost_its_keys_begins_anew_with_a_technician(ruled, tmp_path):
    """A new repository counts from 1 again; a new root by hand makes that good."""
    (tmp_path / "second").mkdir()
    second = Province(tmp_path / "second")
    second.rename("Giấy khai sinh")
    second.publish()
    with pytest.raises(BundleError):
        ruled.ask(second.served).pull()
    assert ruled.shown == "Khai sinh"
    second.lay_root(ruled.workspace)
    ruled.ask(second.served).pull()
    assert ruled.shown == "Giấy khai sinh"


def test_a_root_laid_in_that_is_none_changes_nothing(ruled, province):
    ruled.workspace.rules_root.write_bytes(b"{}")
    with pytest.raises(BundleError) as error:
        ruled.ask(province.served).pull()
    assert error.value.fault is BundleFault.MALFORMED
    assert ruled.shown == "Khai sinh"
