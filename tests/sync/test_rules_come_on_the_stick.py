"""The stick that brings the receipts brings the province's rules too, believed no more than over the line."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest

from kiosk.store.rulebook import Rulebook
from tests.sync.sticks import AtTheKiosk
from tests.workbench.province import Province


@pytest.fixture
def kiosk(office, tmp_path):
    return AtTheKiosk(office, tmp_path)


@pytest.fixture
def province(centre):
    return Province(centre.data, dt.datetime.now(dt.UTC))


def in_use(office):
    return Rulebook(office.workspace).now().version


def test_rules_on_the_stick_are_in_use_after_the_import(office, kiosk, centre, province):
    province.lay_root(office.workspace)
    office.hand_in(1000)
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    said = kiosk.bring()
    assert said.code == 0
    assert said.lines[0] == "The centre has received 1 cases. 0 still wait."
    assert said.lines[1] == f"Rules {in_use(office)} are in use."
    assert in_use(office)


def test_only_what_changed_is_written_again_and_nothing_for_other_kiosks(
    office, kiosk, centre, province
):
    province.lay_root(office.workspace)
    text = (province.drafts / "all/catalogue.toml").read_text(encoding="utf-8")
    province.write("device/kiosk-1/catalogue.toml", text)
    province.write("device/kiosk-9/catalogue.toml", text + "\n")
    province.publish()
    office.hand_in(1000)
    kiosk.export()
    first = centre.stick(kiosk.stick).stdout.splitlines()[-1]
    assert " 0 files" not in first
    assert " 0 files of the rules" in centre.stick(kiosk.stick).stdout.splitlines()[-1]
    devices = kiosk.stick / "kiosk-bundles/targets/device"
    assert [path.name for path in devices.iterdir()] == ["kiosk-1"]
    assert kiosk.bring().code == 0


def test_rules_that_somebody_changed_on_the_stick_are_left(office, kiosk, centre, province):
    province.lay_root(office.workspace)
    office.hand_in(1000)
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    before = in_use(office)
    for path in (kiosk.stick / "kiosk-bundles/targets").rglob("*catalogue.toml"):
        path.write_bytes(path.read_bytes().replace(b"1.001193", b"9.999999"))
    said = kiosk.bring()
    assert said.code == 1
    assert (
        said.lines[0] == "The centre has received 1 cases. 0 still wait."
    )  # receipts count all the same
    assert said.lines[1].startswith("The rules on the stick cannot be used (")
    assert in_use(office) == before


def test_a_link_among_the_rules_is_not_followed(office, kiosk, centre, province, tmp_path):
    province.lay_root(office.workspace)
    office.hand_in(1000)
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    there = kiosk.stick / "kiosk-bundles/metadata"
    shutil.move(there, tmp_path / "away")
    there.symlink_to(tmp_path / "away")
    assert kiosk.bring().code == 1


def test_a_kiosk_that_knows_no_root_takes_no_rules_and_says_nothing(
    office, kiosk, centre, province
):
    office.hand_in(1000)
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    assert kiosk.bring().lines == ["The centre has received 1 cases. 0 still wait."]


def test_what_is_for_the_office_and_what_is_on_trial_comes_along(
    office, kiosk, centre, province, tmp_path
):
    """The stick brings both sets; which one is this kiosk's it knows itself, from what is signed."""
    province.lay_root(office.workspace)
    file = tmp_path / "devices.json"
    rows = json.loads(file.read_bytes())
    rows["kiosk-1"]["office"] = "H00.000"
    file.write_text(json.dumps(rows))
    for place in ("office/H00.000", "office/H38.102"):
        province.write(f"{place}/holidays.toml", f'source = "{place}"\n')
    province.publish()
    province.rename("Đăng ký khai sinh")
    for place in ("office/H00.000", "office/H38.102"):
        province.write(f"{place}/fees.toml", "")
    province.attempt(0, "office/H00.000")
    office.hand_in(1000)
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    targets = kiosk.stick / "kiosk-bundles/targets"
    assert [path.name for path in (targets / "office").iterdir()] == ["H00.000"]
    assert [path.name for path in (targets / "trial/office").iterdir()] == ["H00.000"]
    assert kiosk.bring().code == 0
    rules = Rulebook(office.workspace).now()
    assert rules.version == province.rollout.version("kiosk-1", "H00.000")
    assert rules.version.startswith("4-")
    assert set(rules.files) == {"catalogue.toml", "fees.toml", "holidays.toml"}
    province.rollout.withdraw(province.keys)
    assert centre.stick(kiosk.stick).returncode == 0
    assert kiosk.bring().code == 0
    assert set(Rulebook(office.workspace).now().files) == {"catalogue.toml", "holidays.toml"}
