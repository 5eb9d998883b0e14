"""An office's files go before those for all, and to no other office; a kiosk's own go before its office's."""

from __future__ import annotations

import json

import pytest

from kiosk.faults import Fault
from kiosk.sync.connection import CentreError
from kiosk.sync.framework import BundleError, BundleFault
from tests.sync.rules.conftest import RuledKiosk


@pytest.fixture
def offices(province):
    province.write("all/settings.toml", "[scanner]\nwait = 1.0\n")
    province.write("all/holidays.toml", 'source = "all"\n')
    province.write("office/H38.101/settings.toml", "[scanner]\nwait = 2.0\n")
    province.write("office/H38.101/holidays.toml", 'source = "office"\n')
    province.write("office/H38.102/settings.toml", "[scanner]\nwait = 3.0\n")
    province.write("device/kiosk-1/settings.toml", "[scanner]\nwait = 4.0\n")
    province.publish()
    return province


def test_the_device_before_its_office_before_all(kiosk, offices, tmp_path):
    kiosk.ask(offices.served).pull()
    assert "4.0" in kiosk.rules.settings()
    assert b"office" in kiosk.rules.files["holidays.toml"]
    for name, office, wait in (("a", "H38.101", "2.0"), ("b", "H38.102", "3.0"), ("c", "", "1.0")):
        other = RuledKiosk(tmp_path / name, f"kiosk-{name}", office)
        offices.lay_root(other.workspace)
        other.ask(offices.served).pull()
        assert wait in other.rules.settings()
        other.close()


def test_a_kiosk_that_moves_to_another_office_takes_that_ones_rules(kiosk, offices):
    """The same version for the province; another one here, since other files are in it."""
    (offices.drafts / "device/kiosk-1/settings.toml").unlink()
    offices.publish()
    kiosk.ask(offices.served).pull()
    before = kiosk.rules.version
    kiosk.office = "H38.102"
    kiosk.ask(offices.served).pull()
    assert "3.0" in kiosk.rules.settings()
    assert kiosk.rules.version != before
    assert kiosk.rules.version.partition("-")[0] == before.partition("-")[0]


def answered(line, path):
    """The file, None for none, or why not."""
    try:
        return line.bundle(path, 1000)
    except CentreError as error:
        return error.fault


@pytest.fixture
def knowing(centre, tmp_path):
    """The centre knows whose its kiosks are."""
    file = tmp_path / "devices.json"
    rows = json.loads(file.read_bytes())
    for device, office in (("kiosk-1", "H38.101"), ("kiosk-2", "H38.102")):
        rows[device]["office"] = office
    file.write_text(json.dumps(rows))
    centre.restart()
    return centre


def test_over_the_line_each_has_its_offices_and_cannot_ask_for_anothers(
    kiosk, offices, knowing, tmp_path
):
    offices.write("office/H38.102/fees.toml", "")
    offices.write("device/kiosk-2/holidays.toml", 'source = "device"\n')
    offices.attempt(100)
    line = kiosk.over_the_line(knowing)
    kiosk.ask(line).pull()
    assert "4.0" in kiosk.rules.settings()
    assert b"office" in kiosk.rules.files["holidays.toml"]
    for place in ("office/H38.102", "trial/office/H38.102", "trial/device/kiosk-2"):
        files = [path for path in (offices.served / "targets" / place).iterdir() if path.is_file()]
        assert files
        for file in files:
            assert answered(line, f"targets/{place}/{file.name}") is Fault.CENTRE_DENIED
    second = RuledKiosk(tmp_path / "kiosk-2", "kiosk-2", "H38.102")
    offices.lay_root(second.workspace)
    second.ask(second.over_the_line(knowing)).pull()
    assert set(second.rules.files) == {
        *("catalogue.toml", "fees.toml", "holidays.toml", "settings.toml")
    }
    assert b"device" in second.rules.files["holidays.toml"]
    second.close()


@pytest.mark.parametrize(
    "path",
    [
        "targets/office/H38.101/../H38.102/1.settings.toml",
        "targets/trial/trial/all/1.settings.toml",
        "targets/trial/office/H38.101",
        "targets/office/H38.1011/1.settings.toml",
        "targets/trial/device/kiosk-2/1.settings.toml",
        "targets/trial",
        "targets/all",
        "targets/all/1.toml/more",
        "targets/office//1.settings.toml",
    ],
)
def test_odd_paths_lead_nowhere(kiosk, offices, knowing, path):
    assert answered(kiosk.over_the_line(knowing), path) in (None, Fault.CENTRE_DENIED)


def test_an_office_that_the_centre_does_not_know_the_kiosk_by_is_told(kiosk, offices, knowing):
    """Mistyped in kiosk.toml: the rules stay as they are, and the technician reads where to look."""
    offices.write("office/H38.102/fees.toml", "")
    offices.publish()
    kiosk.office = "H38.102"
    line = kiosk.over_the_line(knowing)
    with pytest.raises(BundleError) as refused:
        kiosk.ask(line).pull()
    assert refused.value.fault is BundleFault.FOREIGN
    assert kiosk.rules.version == ""
    assert kiosk.standing.fault is Fault.RULES_REFUSED
    assert "office.agency" in kiosk.standing.why
    kiosk.office = "H38.101"
    kiosk.ask(line).pull()
    assert kiosk.standing.fault is None
