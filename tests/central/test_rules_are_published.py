"""The province's side: keys that nobody else can read, versions that only grow, nothing half published."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys

import pytest
from tuf.api.metadata import Metadata

from central.bundles.checking import read
from central.bundles.keys import Keys, KeysError
from central.bundles.repository import ONLINE_DAYS, BundleError, Signing
from tests.workbench.centre import ROOT
from tests.workbench.province import DAY, Province


@pytest.fixture
def province(tmp_path):
    return Province(tmp_path)


def metadata(province, name):
    return Metadata.from_bytes((province.served / "metadata" / name).read_bytes()).signed


def bundle(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "central", "bundle", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_from_no_key_to_a_version_by_command(tmp_path):
    drafts = tmp_path / "drafts"
    (drafts / "all").mkdir(parents=True)
    (drafts / "all" / "fees.toml").write_text("")
    places = ("--repository", tmp_path / "served", "--online", tmp_path / "online")
    away = ("--keys", tmp_path / "away")
    for command, said in (
        (("init", *places, *away), "root -> "),
        (("publish", drafts, *places, *away), "version 2"),
        (("extend", *places), "good until "),
        (("renew", "--rotate", "online", *places, *away), "root version 2 -> "),
        (("publish", drafts, *places, *away), "version 3"),
    ):
        done = bundle(*command)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(said)
    done = bundle("init", *places, *away)
    assert done.returncode == 1
    assert "holds a root already" in done.stderr
    for folder in ("away", "online"):
        for key in (tmp_path / folder).iterdir():
            assert key.stat().st_mode & 0o077 == 0


def test_the_key_that_stays_at_the_centre_can_publish_nothing(province, tmp_path):
    with pytest.raises(KeysError):
        province.rollout.publish(
            read(province.drafts), Signing(Keys(tmp_path / "nothing"), province.online)
        )


def test_a_key_that_others_may_read_is_not_used(province):
    (key,) = (province.drafts.parent / "offline").glob("targets-*.pem")
    key.chmod(0o640)
    with pytest.raises(KeysError, match="may be read by others"):
        province.publish()
    key.chmod(0o600)
    key.write_bytes(b"hello")
    with pytest.raises(KeysError, match="is no key"):
        province.publish()


def test_too_few_keys_sign_no_root_and_write_nothing(province):
    for number in (1, 2):
        (province.drafts.parent / "offline" / f"root-{number}.pem").unlink()
    before = sorted((province.served / "metadata").iterdir())
    with pytest.raises(BundleError, match="do not suffice to sign root"):
        province.renew()
    assert sorted((province.served / "metadata").iterdir()) == before


@pytest.mark.parametrize(
    "name", ["catalogue.toml", "everybody/a.toml", "all/A.toml", "device/Kiosk/a.toml", "all/a/b/c"]
)
def test_a_file_that_no_kiosk_would_fetch_is_refused(province, name):
    province.write(name, "x")
    with pytest.raises(BundleError, match=name):
        province.publish()


def test_what_is_left_out_holds_no_more_and_an_empty_folder_is_a_slip(province):
    province.write("all/fees.toml", "")
    province.publish()
    assert set(metadata(province, "3.targets.json").targets) == {
        "all/catalogue.toml",
        "all/fees.toml",
    }
    for path in (province.drafts / "all").iterdir():
        path.unlink()
    with pytest.raises(BundleError, match="nothing to publish"):
        province.publish()


def test_law_made_without_a_network_holds_once_the_centre_has_all_of_it(province):
    """Metadata and targets come on a stick; one file is still missing when cron extends."""
    province.write("all/fees.toml", "")
    province.rollout.publish(read(province.drafts), Signing(province.offline))
    (fees,) = (province.served / "targets" / "all").glob("*.fees.toml")
    data = fees.read_bytes()
    before = metadata(province, "timestamp.json")
    for wrong in (b"other", None):
        fees.unlink() if wrong is None else fees.write_bytes(wrong)
        with pytest.raises(BundleError, match=r"all/fees.toml: is not here as it was signed"):
            province.extend()
    assert metadata(province, "timestamp.json") == before
    fees.write_bytes(data)
    province.extend()
    assert metadata(province, "3.snapshot.json").meta["targets.json"].version == 3
    assert metadata(province, "timestamp.json").snapshot_meta.version == 3


def test_law_that_strangers_signed_is_not_announced(province, tmp_path):
    (tmp_path / "other").mkdir()
    other = Province(tmp_path / "other")
    other.publish()
    name = "metadata/3.targets.json"
    (province.served / name).write_bytes((other.served / name).read_bytes())
    with pytest.raises(BundleError, match="do not suffice to sign targets"):
        province.extend()


def test_extending_costs_kiosks_a_timestamp_until_the_snapshot_grows_old(province):
    first = metadata(province, "timestamp.json")
    for day in range(1, 40):
        province.now += DAY
        province.extend()
        stamp = metadata(province, "timestamp.json")
        assert stamp.version == first.version + day
        assert stamp.expires == province.now + ONLINE_DAYS * DAY
        snapshot = metadata(province, f"{stamp.snapshot_meta.version}.snapshot.json")
        assert snapshot.expires > province.now + dt.timedelta(days=ONLINE_DAYS - 1)
    assert stamp.snapshot_meta.version - first.snapshot_meta.version in (2, 3)


def test_whatever_is_signed_says_when(province):
    for path in (province.served / "metadata").iterdir():
        assert json.loads(path.read_bytes())["signed"]["issued"] == "2026-11-02T01:30:00+00:00"


def test_new_root_keys_are_no_use_without_those_that_kiosks_believe(province):
    """Kiosks follow a root only if as many of the old keys signed it as the old root asks for."""
    offline = province.drafts.parent / "offline"
    for number in (1, 2):
        (offline / f"root-{number}.pem").unlink()
    before = sorted((province.served / "metadata").iterdir())
    with pytest.raises(BundleError, match="do not suffice to sign root"):
        province.renew("root")
    assert sorted((province.served / "metadata").iterdir()) == before
    assert (offline / "root-3.pem").exists()


@pytest.mark.parametrize("name", ["._1.root.json", "old.targets.json", "1.old.snapshot.json"])
def test_copies_that_somebody_laid_beside_it_are_no_versions(province, name):
    (province.served / "metadata" / name).write_text("a copy")
    province.renew("targets")
    assert province.publish() == 4
    assert province.repository.root.name == "2.root.json"
