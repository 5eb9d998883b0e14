"""A kiosk in a cupboard for 200 days: its certificate has ended, its clock is wrong, and it delivers by itself."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import pytest

from tests.est.house import FAKETIME, ProvinceHouse
from tests.est.kiosk import Kiosk


@pytest.fixture
def province():
    """As it was 200 days ago."""
    with ProvinceHouse() as house:
        house.start("200d")
        house.open()
        yield house


def test_it_comes_back_by_itself_and_delivers_what_it_has(province, tmp_path, monkeypatch):
    kiosk = Kiosk(province, tmp_path)
    told = kiosk.enrol(province.code(ago="200d"))
    assert told.returncode == 0, told.stderr
    now = dt.datetime.now(dt.UTC)
    assert kiosk.certificate.not_valid_after_utc < now - dt.timedelta(days=100)
    province.stop()
    province.start()

    assert kiosk.run("try").stderr.startswith("certificate-refused")
    # The battery died too: its clock is years away, and nobody asks it.
    monkeypatch.setenv("FAKETIME", "@2019-01-01 00:00:00")
    monkeypatch.setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1")
    with closing(kiosk.office()) as office:
        envelope = office.hand_in(30_000)
        monkeypatch.setenv("LD_PRELOAD", str(FAKETIME))
        with kiosk.at_work() as until:
            until(lambda: office.outbox.waiting() == 0)
        assert office.outbox.receipt(envelope.id)
    assert kiosk.certificate.not_valid_after_utc > now + dt.timedelta(days=80)


def test_one_that_was_stolen_meanwhile_does_not(province, tmp_path):
    kiosk = Kiosk(province, tmp_path)
    assert kiosk.enrol(province.code(ago="200d")).returncode == 0
    before = kiosk.certificate
    province.stop()
    province.device("revoke", "kiosk-1", "--reason", "stolen")
    province.start()
    with closing(kiosk.office()) as office:
        envelope = office.hand_in(1000)
        with kiosk.at_work() as until:
            until(lambda: office.row(envelope).trouble == "device-revoked")
        assert office.outbox.waiting() == 1
    assert kiosk.certificate == before
