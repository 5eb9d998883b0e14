"""A technician types one code, or carries a stick: the centre lets the box in by a key that never left it."""

from __future__ import annotations

import json

import pytest

from kiosk.model import Language
from kiosk.sync.identity import Identity
from provisioning import enrolling, identity, layout
from provisioning.box import BoxError
from provisioning.keys.sealed import DATA, DEVICE, NAMES, Sealed
from provisioning.keys.serving import sync
from tests.est.house import ProvinceHouse
from tests.provisioning.keys.enrolled import box_of, open_elsewhere

EN, VI = Language.EN, Language.VI


@pytest.fixture(scope="module")
def province():
    with ProvinceHouse() as house:
        house.start()
        house.open()
        yield house


def let_in(box):
    """What kiosk-sync says of the centre."""
    keys = {name: Sealed.of(box).open(name) for name in NAMES}
    told = sync(box, keys, "try")
    return told.out + told.err


def known_key(province, device):
    rows = map(json.loads, province.device("list").stdout.splitlines())
    return next(row["key"] for row in rows if row["device"] == device)


def test_by_a_code_and_again_by_the_same_code(province, tmp_path):
    box = box_of(province, tmp_path, "kiosk-1")
    code = province.code("kiosk-1")
    assert "chứng thư có hiệu lực đến" in enrolling.enrol(box, code, VI)
    assert "the certificate is good until" in enrolling.enrol(box, code, EN)
    assert "the centre lets kiosk-1 in" in let_in(box)
    device_key = bytes.fromhex(Sealed.of(box).open(DEVICE).reveal())
    assert known_key(province, "kiosk-1") == Identity(device_key).public == identity.public(box)
    assert not [name for name in NAMES if box.path(layout.STATE / name).exists()]


def test_two_boxes_with_one_code(province, tmp_path):
    code = province.code("kiosk-2")
    enrolling.enrol(box_of(province, tmp_path / "a", "kiosk-2"), code, EN)
    second = box_of(province, tmp_path / "b", "kiosk-2")
    with pytest.raises(BoxError, match="máy khác đã dùng mã này"):
        enrolling.enrol(second, code, VI)
    assert not box_has_certificate(second)


def test_a_new_box_for_a_known_name_needs_a_code_that_says_so(province, tmp_path):
    enrolling.enrol(box_of(province, tmp_path / "a", "kiosk-3"), province.code("kiosk-3"), EN)
    new = box_of(province, tmp_path / "b", "kiosk-3")
    with pytest.raises(BoxError, match=r"--new-key.*kiosk-provisioning identity --new"):
        enrolling.enrol(new, province.code("kiosk-3"), EN)
    assert "good until" in enrolling.enrol(new, province.code("kiosk-3", "--new-key"), EN)


def test_without_a_line_there_is_one_sentence_and_no_certificate(province, tmp_path):
    box = box_of(province, tmp_path, "kiosk-4")
    text = box.read(layout.SETTINGS)
    box.write(layout.SETTINGS, text.replace(province.url, "https://127.0.0.1:9"))
    with pytest.raises(BoxError, match="centre-unreachable") as told:
        enrolling.enrol(box, "0" * 20, VI)
    assert "Traceback" not in str(told.value)
    assert not box_has_certificate(box)


def test_a_box_without_a_centre_is_told_what_to_write(box):
    box.write(layout.SETTINGS, 'device = "kiosk-1"\n')
    with pytest.raises(BoxError, match=r"names no centre.*--request-to"):
        enrolling.enrol(box, "0" * 20, EN)


def test_by_a_stick_there_and_back(province, tmp_path):
    box, stick = box_of(province, tmp_path / "box", "kiosk-5"), tmp_path / "stick"
    stick.mkdir()
    assert "device sign" in enrolling.request(box, stick, EN)
    sign = ("--device", "kiosk-5", "--office", "H38.101", "--authority", province.authority)
    province.device("sign", stick / "kiosk-5.csr.pem", *sign)
    carried = stick / "kiosk-5.certificate.pem"
    assert "good until" in enrolling.take(box, carried, EN)

    other = box_of(province, tmp_path / "other", "kiosk-6")
    with pytest.raises(BoxError, match="không dùng khóa của máy này"):
        enrolling.take(other, carried, VI)
    with pytest.raises(BoxError, match="Plug the stick in again"):
        enrolling.take(other, stick / "nothing.pem", EN)
    with pytest.raises(BoxError, match="Plug the stick in again"):
        enrolling.request(other, tmp_path / "no stick", EN)
    assert not box_has_certificate(other)


def test_a_new_key_is_sealed_and_the_data_keys_stay(province, tmp_path):
    box = box_of(province, tmp_path, "kiosk-7")
    before, data = identity.public(box), {name: Sealed.of(box).open(name) for name in DATA}
    identity.renew(box, keep_name=False)
    assert identity.public(box) != before
    assert {name: Sealed.of(box).open(name) for name in DATA} == data


def test_while_a_service_runs_the_box_keeps_its_key(province, tmp_path):
    box = box_of(province, tmp_path, "kiosk-8")
    before = identity.public(box)
    database = box.path(layout.STATE / "kiosk.db")
    with open_elsewhere(database), pytest.raises(BoxError, match="services are running"):
        identity.renew(box, keep_name=True)
    assert identity.public(box) == before


def box_has_certificate(box):
    return box.path(layout.STATE / "certificate.pem").exists()
