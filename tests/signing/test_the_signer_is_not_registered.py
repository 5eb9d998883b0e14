"""Who is not in the office's registry does not sign, and hears what is missing."""

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
