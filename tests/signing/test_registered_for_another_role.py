"""An official signs, the office's seal seals, and neither does what is the other's."""

from kiosk.signing import Finding, SigningFault, SignRole
from tests.signing.conftest import ORGANISATION, line, person


def test_an_official_does_not_seal_and_the_seal_does_not_sign(check, issuer, good):
    seal = issuer.certificate(subject=person(ORGANISATION))
    office = line(ORGANISATION, SignRole.ORGANISATION, seal, id="2" * 32)
    leader = line(certificate=good)
    assert check(good, leader, office, role=SignRole.ORGANISATION) == (
        Finding(SigningFault.SIGNER_OTHER_ROLE, "Giàng A Páo"),
    )
    assert check(seal, leader, office) == (Finding(SigningFault.SIGNER_OTHER_ROLE, ORGANISATION),)


def test_an_unbound_official_at_the_seal_hears_both(faults, good):
    office = line(ORGANISATION, SignRole.ORGANISATION, id="2" * 32)
    assert faults(good, line(), office, role=SignRole.ORGANISATION) == [
        SigningFault.SIGNER_UNBOUND,
        SigningFault.SIGNER_OTHER_ROLE,
    ]
