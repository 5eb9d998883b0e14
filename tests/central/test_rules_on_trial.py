"""A new set for some devices first, then for more, then for all, or for none: by command, and signed at every step."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

import pytest
from tuf.api.metadata import Metadata, TargetFile

from central.bundles.keys import KeysError
from central.bundles.repository import BundleError, Signing
from central.bundles.rollout import Rollout
from kiosk.contract.rules.sets import SETS, Settled
from tests.workbench.centre import ROOT
from tests.workbench.province import DAY, Province


@pytest.fixture
def province(tmp_path):
    return Province(tmp_path)


@pytest.fixture
def trying(province):
    """Version 3 is on trial: a button has another text, and there are fees."""
    province.rename("Đăng ký khai sinh")
    province.write("all/fees.toml", "")
    assert province.attempt(5, "office/H38.101") == 3
    return province


def targets(province):
    newest = max((province.served / "metadata").glob("*.targets.json"), key=_number)
    return Metadata.from_bytes(newest.read_bytes()).signed


def _number(path):
    return int(path.name.split(".")[0])


def test_a_trial_leaves_alone_what_holds_and_says_what_is_other(trying):
    said = trying.rollout.said()
    assert said.settled == Settled(2, trying.now.isoformat())
    assert (said.trial.number, said.trial.share, said.trial.to) == (3, 5, ("office/H38.101",))
    assert set(targets(trying).targets) == {
        *("all/catalogue.toml", "trial/all/catalogue.toml", "trial/all/fees.toml")
    }
    assert set(trying.rollout.files(said.settled)) == {"all/catalogue.toml"}
    assert "Đăng ký khai sinh" in trying.rollout.files(said.trial)["all/catalogue.toml"].decode()


def test_a_file_that_is_left_out_of_a_trial_holds_on_for_all_others(province):
    province.write("all/fees.toml", "")
    province.publish()
    (province.drafts / "all/fees.toml").unlink()
    province.attempt(100)
    said = province.rollout.said()
    assert said.trial.without == ("all/fees.toml",)
    assert set(targets(province).targets) == {"all/catalogue.toml", "all/fees.toml"}
    assert set(province.rollout.files(said.trial)) == {"all/catalogue.toml"}
    province.rollout.settle(province.keys)
    assert set(targets(province).targets) == {"all/catalogue.toml"}


def test_more_try_it_and_who_did_before_still_does(trying):
    devices = [f"kiosk-{number}" for number in range(400)]
    before: set[str] = set()
    for share in (10, 40, 100):
        trial = trying.rollout.widen(trying.keys, share)
        now = {device for device in devices if trial.reaches(device, "")}
        assert before < now
        before = now
    named = trying.rollout.widen(trying.keys, None, ("device/kiosk-1",))
    assert (named.share, named.to) == (100, ("device/kiosk-1", "office/H38.101"))


def test_what_is_settled_keeps_the_number_and_the_name_that_those_who_tried_it_know(trying):
    tried = trying.rollout.version("kiosk-1", "H38.101")
    held = trying.rollout.version("kiosk-1", "")
    assert (tried[:2], held[:2]) == ("3-", "2-")
    assert trying.rollout.settle(trying.keys) == 3
    assert trying.rollout.said().trial is None
    assert trying.rollout.version("kiosk-1", "H38.101") == tried
    assert trying.rollout.version("kiosk-1", "") == tried
    assert set(targets(trying).targets) == {"all/catalogue.toml", "all/fees.toml"}
    assert trying.publish() > 3


def test_what_is_withdrawn_leaves_what_held_and_its_number_is_given_to_nothing_else(trying):
    held = trying.rollout.version("kiosk-1", "")
    assert trying.rollout.withdraw(trying.keys) == 2
    assert trying.rollout.said().trial is None
    assert trying.rollout.version("kiosk-1", "H38.101") == held
    assert set(targets(trying).targets) == {"all/catalogue.toml"}
    trying.rename("Giấy khai sinh")
    assert trying.attempt(1) > 3


def test_one_trial_at_a_time_and_nothing_past_it(trying):
    before = targets(trying).version
    for step in (trying.publish, lambda: trying.attempt(50)):
        with pytest.raises(BundleError, match="3 is on trial: settle or withdraw it first"):
            step()
    assert targets(trying).version == before


def test_where_nothing_is_on_trial_nothing_can_be_done_with_it(province):
    for step in (province.rollout.settle, province.rollout.withdraw):
        with pytest.raises(BundleError, match="nothing is on trial"):
            step(province.keys)
    with pytest.raises(BundleError, match="nothing is on trial"):
        province.rollout.widen(province.keys, 10)
    with pytest.raises(BundleError, match="there is nothing to try"):
        province.attempt(10)


@pytest.mark.parametrize("share", [-5, 0, 101, 1000])
def test_a_share_that_is_none_is_refused_and_nothing_is_signed(trying, share):
    before = targets(trying).version
    with pytest.raises(BundleError, match="--share must be from 1 to 100"):
        trying.rollout.widen(trying.keys, share)
    assert targets(trying).version == before


@pytest.mark.parametrize(
    "place", ["kiosk-1", "office/ban-dat", "device/Kiosk", "all", "device/a/b"]
)
def test_a_place_that_no_device_is_in_is_refused(trying, place):
    with pytest.raises(BundleError, match="--to names office/"):
        trying.rollout.widen(trying.keys, None, (place,))


def test_the_key_that_stays_at_the_centre_can_make_nobody_try_anything(trying, tmp_path):
    only_online = Signing(trying.online, trying.online)
    for step in (trying.rollout.settle, trying.rollout.withdraw):
        with pytest.raises(KeysError, match="has no key of targets"):
            step(only_online)


def test_the_key_is_not_lent_to_what_somebody_else_wrote_into_the_folder(trying, tmp_path):
    """Whoever writes to the centre's disk lays targets there, and a root that lists his key beside the true one."""
    (tmp_path / "other").mkdir()
    other = Province(tmp_path / "other")
    other.rename("Lời của kẻ khác")
    other.attempt(100)
    for path in (other.served / "metadata").glob("*.targets.json"):
        shutil.copy(path, trying.served / "metadata" / f"{_number(path) + 7}.targets.json")
    for step in (trying.rollout.settle, trying.rollout.withdraw):
        with pytest.raises(BundleError, match="not signed with the key at hand"):
            step(trying.keys)
    with pytest.raises(BundleError, match="not signed with the key at hand"):
        trying.renew("targets")


def test_a_file_that_is_not_as_it_was_signed_is_not_settled(trying):
    (kept,) = (trying.served / "targets/trial/all").glob("*.catalogue.toml")
    kept.write_bytes(kept.read_bytes() + b"\n")
    with pytest.raises(
        BundleError, match=r"trial/all/catalogue\.toml: is not here as it was signed"
    ):
        trying.rollout.settle(trying.keys)


def test_more_devices_do_not_make_the_law_good_for_longer(trying):
    until = targets(trying).expires
    trying.now += 10 * DAY
    trying.rollout.widen(trying.keys, 50)
    assert targets(trying).expires == until
    trying.rollout.withdraw(trying.keys)
    assert targets(trying).expires == until
    trying.now = until
    trying.rename("Giấy khai sinh")
    trying.attempt(50)
    trying.now += 200 * DAY
    with pytest.raises(BundleError, match="past its days"):
        trying.rollout.widen(trying.keys, 60)
    assert trying.rollout.widen(trying.keys, 60, days=30).share == 60


def test_a_repository_from_before_there_were_trials_can_have_one(province):
    """The version that was signed last says nothing of sets: all of it holds."""
    path = province.served / "metadata/2.targets.json"
    metadata = Metadata.from_bytes(path.read_bytes())
    del metadata.signed.unrecognized_fields[SETS]
    metadata.signatures.clear()
    for signer in province.offline.of("targets"):
        metadata.sign(signer)
    path.write_bytes(metadata.to_bytes())
    assert province.rollout.said().settled.number == 2
    province.rename("Đăng ký khai sinh")
    assert province.attempt(50) == 3
    assert province.rollout.said().settled.number == 2


def test_what_is_signed_oddly_is_named_and_goes_no_further(province):
    path = province.served / "metadata/2.targets.json"
    row = json.loads(path.read_bytes())
    row["signed"][SETS] = {"settled": {"number": "two"}}
    metadata = Metadata.from_dict(row)
    metadata.signatures.clear()
    for signer in province.offline.of("targets"):
        metadata.sign(signer)
    path.write_bytes(metadata.to_bytes())
    with pytest.raises(BundleError, match="speaks of sets in a strange way: number"):
        Rollout(province.repository).said()


def test_more_than_kiosks_read_of_what_is_signed_is_not_signed(province):
    """A file for each of very many kiosks: their software would take no rules at all any more."""
    before = targets(province)
    many = province.repository.targets()
    for number in range(25_000):
        path = f"device/kiosk-{number}/settings.toml"
        many.targets[path] = TargetFile.from_data(path, b"", ["sha256"])
    with pytest.raises(BundleError, match="too many files"):
        province.repository.say(many, province.keys, 180)
    assert targets(province) == before


def bundle(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "central", "bundle", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_from_a_trial_to_all_and_back_by_command(province, tmp_path):
    served = ("--repository", province.served)
    keys = (*served, "--keys", tmp_path / "offline", "--online", tmp_path / "online")
    law = (province.drafts / "all/catalogue.toml").read_text(encoding="utf-8")
    law = re.sub(r"checked_on = \S+", "checked_on = 2025-07-01", law)  # a day that is past anywhere
    province.write("all/catalogue.toml", law)
    province.publish()
    province.write("all/catalogue.toml", law.replace('vi = "Khai sinh"', 'vi = "Giấy khai sinh"'))
    province.write("all/settings.toml", "[scanner]\nwait = 3.0\n")
    other = [
        "all/catalogue.toml",
        "  procedure 1.001193 from 2025-07-01, short: "
        "Khai sinh / Birth registration -> Giấy khai sinh / Birth registration",
        "all/settings.toml: new",
        "  new: setting scanner.wait: 3.0",
    ]
    code, said = bundle("diff", province.drafts, *served)
    assert (code, said[:4]) == (0, other)
    assert said[4:] == ["warning: nobody has looked a catalogue through since 2025-07-01"]
    code, said = bundle("publish", province.drafts, "--share", 5, "--to", "office/H38.101", *keys)
    assert (code, said[0]) == (0, "version 4 is on trial")
    code, said = bundle("share", 25, "--to", "device/kiosk-9", *keys)
    assert said == ["version 4 is on trial: 25 of 100 devices, device/kiosk-9, office/H38.101"]
    code, said = bundle("show", "--device", "kiosk-9", *served)
    assert said[0].startswith("version 3 of ")
    assert said[0].endswith(" holds: 1 files")
    assert said[1].endswith(" is on trial: 25 of 100 devices, device/kiosk-9, office/H38.101")
    assert [line[2:] for line in said[2:6]] == other
    assert said[6].startswith("kiosk-9 is to have 4-")
    assert said[6].endswith(" on trial")
    assert bundle("withdraw", *keys) == (0, ["version 3 for everybody again"])
    assert bundle("publish", province.drafts, "--to", "device/kiosk-9", *keys)[0] == 0
    assert bundle("settle", *keys) == (0, ["version 7"])
    assert bundle("diff", province.drafts, *served)[1][0] == "nothing is other"
    assert bundle("share", 10, *keys) == (1, ["central: nothing is on trial"])


def test_a_slip_in_the_folder_is_told_and_nothing_is_signed(province, tmp_path):
    before = sorted((province.served / "metadata").iterdir())
    (province.drafts / "all/catalogue.toml").unlink()
    province.write("all/settings.toml", '[centre]\nbudget = "0-24 0"\n')
    code, said = bundle(
        *("publish", province.drafts, "--repository", province.served),
        *("--keys", tmp_path / "offline", "--online", tmp_path / "online"),
    )
    assert (code, said) == (
        1,
        ["central: all/settings.toml: centre.budget: leaves no hour in which papers may go"],
    )
    assert sorted((province.served / "metadata").iterdir()) == before
