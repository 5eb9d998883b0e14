"""A certificate that begins tomorrow signs tomorrow."""

import datetime as dt

from kiosk.signing import Finding, SigningFault
from tests.signing.conftest import NOW, line

TOMORROW = NOW + dt.timedelta(days=1)


def test_a_certificate_of_tomorrow_says_from_when(check, issuer):
    der = issuer.certificate(since=TOMORROW)
    assert check(der, line(certificate=der)) == (
        Finding(SigningFault.CERTIFICATE_EARLY, "GIÀNG A PÁO, 24/11/2026 08:15"),
    )


def test_it_signs_from_its_first_second_on(faults, issuer):
    der = issuer.certificate(since=TOMORROW)
    assert faults(der, line(certificate=der), now=TOMORROW) == []


def test_a_clock_that_is_behind_is_told_as_the_clock_and_not_as_the_certificate(faults, issuer):
    der = issuer.certificate(since=NOW - dt.timedelta(days=3))
    behind = NOW - dt.timedelta(days=7)
    assert faults(der, line(certificate=der), now=behind, latest=NOW) == [SigningFault.CLOCK_WRONG]


def test_a_certificate_of_the_last_year_there_is_breaks_nothing(faults, issuer):
    der = issuer.certificate(
        since=dt.datetime(9999, 12, 31, tzinfo=dt.UTC),
        until=dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC),
    )
    assert SigningFault.CERTIFICATE_EARLY in faults(der, line(certificate=der))
