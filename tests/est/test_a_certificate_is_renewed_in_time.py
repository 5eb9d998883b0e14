"""From two thirds of its certificate's life on the kiosk asks for the next; as long as none is given, work goes on."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.est.house import ProvinceHouse
from tests.est.kiosk import Kiosk


@pytest.fixture(scope="module")
def province():
    with ProvinceHouse() as house:
        house.open()
        yield house


@pytest.fixture
def enrolled(province, tmp_path):
    """A kiosk that was enrolled 70 days ago, for 90."""

    def enrolled(device):
        kiosk = Kiosk(province, tmp_path, device)
        province.start("70d")
        told = kiosk.enrol(province.code(device, ago="70d"))
        assert told.returncode == 0, told.stderr
        province.stop()
        return kiosk

    yield enrolled
    province.stop()


def delivered(kiosk):
    """A case is handed in and delivered by kiosk-sync; whether its receipt is here."""
    with closing(kiosk.office()) as office:
        envelope = office.hand_in(1000)
        with kiosk.at_work() as until:
            until(lambda: office.outbox.waiting() == 0)
        return bool(office.outbox.receipt(envelope.id))


def test_it_is_renewed_while_it_is_good(province, enrolled):
    kiosk = enrolled("kiosk-1")
    first = kiosk.certificate
    province.start()
    assert delivered(kiosk)
    renewed = kiosk.certificate
    assert renewed.serial_number != first.serial_number
    assert renewed.public_key() == first.public_key()
    assert (renewed.not_valid_after_utc - first.not_valid_after_utc).days in (69, 70)
    assert delivered(kiosk)
    assert kiosk.certificate == renewed


def test_a_centre_that_issues_none_just_now_holds_up_no_case(province, enrolled):
    kiosk = enrolled("kiosk-2")
    first = kiosk.certificate
    authority, province.authority = province.authority, None
    try:
        province.start()
        assert delivered(kiosk)
    finally:
        province.authority = authority
    assert kiosk.certificate == first
