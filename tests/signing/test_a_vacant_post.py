"""A post that nobody holds keeps no case out: it is said since when, and a named delegate signs."""

import datetime as dt

from drivers.token import TokenState
from kiosk.signing import Finding, SigningFault, SignRole
from tests.signing.conftest import line, person

LEFT = dt.date(2026, 10, 31)


def test_a_vacant_post_says_since_when_although_no_token_is_there(check):
    assert check(None, line(valid_to=LEFT), token=TokenState.ABSENT) == (
        Finding(SigningFault.TOKEN_ABSENT),
        Finding(SigningFault.POST_VACANT, "01/11/2026"),
    )


def test_a_post_that_nobody_ever_held_has_no_date_to_tell(check):
    assert check(None, token=TokenState.ABSENT, role=SignRole.ORGANISATION) == (
        Finding(SigningFault.TOKEN_ABSENT),
        Finding(SigningFault.POST_VACANT),
    )


def test_who_has_left_the_post_hears_both_of_it(faults, good):
    assert faults(good, line(certificate=good, valid_to=LEFT)) == [
        SigningFault.POST_VACANT,
        SigningFault.SIGNER_OTHER_DATE,
    ]


def test_a_named_delegate_signs_while_the_post_is_vacant(faults, issuer):
    der = issuer.certificate(subject=person("VÀNG THỊ MỶ"))
    leader = line(valid_to=LEFT)
    delegate = line("Vàng Thị Mỷ", certificate=der, id="2" * 32, delegate_of=leader.id)
    assert faults(der, leader, delegate) == []


def test_a_delegate_signs_beside_a_holder_too_and_only_while_named(faults, issuer):
    der = issuer.certificate(subject=person("VÀNG THỊ MỶ"))
    leader = line()
    named = line("Vàng Thị Mỷ", certificate=der, id="2" * 32, delegate_of=leader.id)
    over = line("Vàng Thị Mỷ", certificate=der, id="2" * 32, delegate_of=leader.id, valid_to=LEFT)
    assert faults(der, leader, named) == []
    assert faults(der, leader, over) == [SigningFault.SIGNER_OTHER_DATE]
