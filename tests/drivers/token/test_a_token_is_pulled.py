"""A token pulled in the middle of a batch: what is signed stays signed, and it goes on once it is back."""

import pytest

from drivers.token import Digest, TokenError, TokenFault, TokenState
from drivers.token.signatures import verifies

pytestmark = pytest.mark.device


def own_of(session):
    return next(held for held in session.certificates if held.key)


def fault_of(session, paper):
    with pytest.raises(TokenError) as refused:
        session.sign(own_of(session), paper, Digest.SHA256)
    return refused.value.fault


def test_between_two_signatures(fragile, mishaps, pin):
    with fragile.open(pin) as session:
        first = session.sign(own_of(session), b"1", Digest.SHA256)
        mishaps.on("removed")
        assert fault_of(session, b"2") is TokenFault.REMOVED
        assert fragile.state() is TokenState.ABSENT
        assert verifies(own_of(session).der, first, b"1", Digest.SHA256)


def test_a_session_that_lost_its_token_does_not_take_it_back(fragile, mishaps, pin):
    with fragile.open(pin) as session:
        mishaps.on("removed")
        assert fault_of(session, b"1") is TokenFault.REMOVED
        mishaps.off("removed")
        assert fault_of(session, b"1") is TokenFault.REMOVED


def test_a_new_login_signs_while_the_lost_session_is_still_open(fragile, mishaps, pin):
    with fragile.open(pin) as session:
        session.sign(own_of(session), b"1", Digest.SHA256)
        mishaps.on("removed")
        fault_of(session, b"2")
        mishaps.off("removed")
        with fragile.open(pin) as another:
            signature = another.sign(own_of(another), b"2", Digest.SHA256)
    assert verifies(own_of(another).der, signature, b"2", Digest.SHA256)
    assert mishaps.logins() == 2


def test_a_library_without_a_word_for_it_is_judged_by_a_second_look(fragile, mishaps, pin):
    with fragile.open(pin) as session:
        mishaps.on("unplugged-without-a-word")
        assert fault_of(session, b"1") is TokenFault.REMOVED


def test_a_library_that_crashes_of_it_is_judged_by_a_second_look(fragile, mishaps, pin):
    with fragile.open(pin) as session:
        mishaps.on("crash-in-sign")
        mishaps.on("removed")
        assert fault_of(session, b"1") is TokenFault.REMOVED


def test_softhsm_itself_loses_its_token(tokens, official_token, pin):
    with official_token.open(pin) as session:
        session.sign(own_of(session), b"1", Digest.SHA256)
        tokens.pull("GIANG A PAO")
        assert fault_of(session, b"2") is TokenFault.REMOVED
    assert official_token.state() is TokenState.ABSENT
    assert official_token.info() is None
    with pytest.raises(TokenError) as refused:
        official_token.certificates()
    assert refused.value.fault is TokenFault.ABSENT


def test_a_token_that_is_away_takes_no_pin(fragile, mishaps, pin):
    mishaps.on("removed")
    with pytest.raises(TokenError) as refused, fragile.open(pin):
        pass
    assert refused.value.fault is TokenFault.ABSENT
    assert mishaps.logins() == 0


def test_the_other_token_is_not_taken_for_it(tokens, official_token, pin):
    tokens.pull("GIANG A PAO")
    with pytest.raises(TokenError) as refused, official_token.open(pin):
        pass
    assert refused.value.fault is TokenFault.ABSENT
