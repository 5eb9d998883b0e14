"""An office's files go before those for all, and to no other office; a kiosk's own go before its office's."""

from __future__ import annotations

import pytest

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
