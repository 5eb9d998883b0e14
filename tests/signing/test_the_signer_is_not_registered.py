"""Who is not in the office's registry does not sign, and hears what is missing."""

import datetime as dt

from kiosk.signing import Finding, SigningFault
from tests.signing.conftest import line


def test_a_stranger_is_named(check, good):
    found = check(good, line("Vàng Thị Mỷ"))
    assert found == (Finding(SigningFault.SIGNER_UNKNOWN, "GIÀNG A PÁO"),)


def test_a_namesake_does_not_sign_before_his_certificate_is_bound(check, issuer, good):
    namesake = issuer.certificate()
    found = check(namesake, line(certificate=good))
    assert found == (Finding(SigningFault.SIGNER_UNBOUND, "Giàng A Páo"),)


def test_an_empty_registry_knows_nobody_and_the_post_is_vacant(faults, good):
    assert faults(good) == [SigningFault.POST_VACANT, SigningFault.SIGNER_UNKNOWN]


def test_a_line_that_was_taken_back_is_as_if_it_had_never_been_written(check, good):
    holder = line("Vàng Thị Mỷ", id="2" * 32)
    first, day_before = dt.date(2026, 11, 22), dt.date(2026, 11, 21)
    for certificate in (b"", good):
        back = line(certificate=certificate, valid_from=first, valid_to=day_before)
        assert check(good, back, holder) == (Finding(SigningFault.SIGNER_UNKNOWN, "GIÀNG A PÁO"),)
