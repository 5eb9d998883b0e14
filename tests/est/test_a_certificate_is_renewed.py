"""The certificate before fetches the next, also one that ended while the kiosk slept; not one that was taken back."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

from central.est.enrolments import Denied
from tests.est.conftest import Registry, digest_of, named
from tests.est.test_a_code_is_good_once import denied


def test_the_next_one_is_good_from_now_on(registry):
    first = registry.enrol()
    registry.wait(days=60)
    second = registry.renew(first)
    assert named(second) == named(first)
    assert second.public_key() == first.public_key()
    assert second.not_valid_after_utc - first.not_valid_after_utc == dt.timedelta(days=60)
    assert registry.devices.admitted("", digest_of(second)) == "kiosk-1"


def test_the_one_before_stays_good_until_it_ends(registry):
    first = registry.enrol()
    registry.wait(days=60)
    registry.renew(first)
    assert registry.devices.admitted("", digest_of(first)) == "kiosk-1"


def test_asked_again_after_a_cut_line_it_is_the_same(registry):
    first = registry.enrol()
    registry.wait(days=60)
    second = registry.renew(first)
    registry.wait(minutes=10)
    assert registry.renew(first) == second
    assert registry.renew(second) != second


def test_a_kiosk_that_slept_for_two_hundred_days_comes_back_by_itself(registry):
    first = registry.enrol()
    registry.wait(days=200)
    second = registry.renew(first)
    assert registry.devices.admitted("", digest_of(second)) == "kiosk-1"


def test_one_that_slept_for_years_needs_a_code(registry):
    first = registry.enrol()
    registry.wait(days=90 + 400)
    registry.renew(first)
    registry.wait(days=90 + 401)
    assert denied(registry.renew, first) is Denied.OVER
    registry.enrol()


def test_nobody_renews_over_another_key(registry):
    first = registry.enrol()
    assert denied(registry.renew, first, key="thief") is Denied.KEY
    assert registry.alarms == [("kiosk-1", "enrolment-key")]


def test_nobody_renews_what_was_taken_back(registry):
    first = registry.enrol()
    registry.devices.revoke("kiosk-1", "stolen")
    assert denied(registry.renew, first) is Denied.REVOKED


def test_nobody_renews_a_certificate_of_somebody_else(registry, tmp_path):
    (tmp_path / "other").mkdir()
    with closing(Registry(tmp_path / "other")) as other:
        stranger = other.enrol()
    assert denied(registry.renew, stranger) is Denied.CERTIFICATE
