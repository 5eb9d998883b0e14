"""An expired certificate never signs, also not under a clock that was set back."""

import datetime as dt

from kiosk.dossier.signing.preflight import may_sign
from kiosk.signing import Finding, SigningFault
from tests.signing.conftest import NOW, line

SECOND = dt.timedelta(seconds=1)


def test_an_expired_certificate_says_whose_and_since_when(check, issuer):
    der = issuer.certificate(until=NOW - dt.timedelta(days=35))
    found = check(der, line(certificate=der))
    assert found == (Finding(SigningFault.CERTIFICATE_EXPIRED, "GIÀNG A PÁO, 19/10/2026 08:15"),)
    assert not may_sign(found)


def test_the_last_second_still_signs_and_the_next_does_not(faults, issuer):
    der = issuer.certificate(until=NOW)
    assert faults(der, line(certificate=der)) == []
    assert faults(der, line(certificate=der), now=NOW + SECOND) == [
        SigningFault.CERTIFICATE_EXPIRED
    ]


def test_it_is_not_called_untrusted_only_for_its_age(faults, issuer):
    der = issuer.certificate(until=NOW - dt.timedelta(days=35))
    assert SigningFault.CERTIFICATE_UNTRUSTED not in faults(der, line(certificate=der))
    assert SigningFault.CERTIFICATE_UNTRUSTED in faults(der, line(certificate=der), trust=())


def test_setting_the_clock_back_does_not_make_it_young_again(faults, issuer):
    der = issuer.certificate(until=NOW - dt.timedelta(days=35))
    before = NOW - dt.timedelta(days=60)
    assert faults(der, line(certificate=der), now=before, latest=NOW) == [
        SigningFault.CLOCK_WRONG,
        SigningFault.CERTIFICATE_EXPIRED,
    ]
