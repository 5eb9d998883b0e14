"""A revoked certificate never signs; one that nobody could ask about does, and it is told."""

import pytest

from kiosk.dossier.signing.preflight import may_sign
from kiosk.dossier.signing.revocation import Status
from kiosk.signing import Finding, SigningFault
from tests.signing.conftest import line


def test_a_revoked_certificate_never_signs(check, good):
    found = check(good, line(certificate=good), revocation=Status.REVOKED)
    assert found == (Finding(SigningFault.CERTIFICATE_REVOKED, "GIÀNG A PÁO"),)
    assert not may_sign(found)


def test_without_a_line_nobody_knows_and_that_is_told(check, good):
    found = check(good, line(certificate=good), revocation=Status.UNKNOWN)
    assert found == (Finding(SigningFault.REVOCATION_UNKNOWN, "GIÀNG A PÁO"),)
    assert may_sign(found)


@pytest.mark.parametrize("answer", ["", "perhaps", "GOOD"])
def test_an_answer_that_makes_no_sense_is_no_good_one(faults, good, answer):
    assert faults(good, line(certificate=good), revocation=answer) == [
        SigningFault.REVOCATION_UNKNOWN
    ]
