"""The token that ships for demo and tests fails as real ones do."""

import pytest

from drivers.token import Digest, Pin, TokenError, TokenFault, TokenState
from drivers.token.fake import FakeToken
from drivers.token.signatures import verifies


@pytest.fixture(params=[0, 1], ids=["rsa", "p-256"])
def token(request, people):
    owner = people[request.param]
    return FakeToken("FAKE", "739182", owner.key, owner.certificate, (people[2].certificate,))


def fault_of(token, pin, **how):
    with pytest.raises(TokenError) as refused, token.open(pin, **how):
        pass
    return refused.value.fault


def sign(session, data=b"1"):
    return session.sign(session.certificates[0], data, Digest.SHA384)


def fault_in(session):
    with pytest.raises(TokenError) as refused:
        sign(session)
    return refused.value.fault


def test_it_signs_with_one_pin(token, pin):
    with token.open(pin) as session:
        own, above = session.certificates
        assert verifies(own.der, sign(session), b"1", Digest.SHA384)
        with pytest.raises(TokenError, match="key-missing"):
            session.sign(above, b"1", Digest.SHA256)
    assert fault_in(session) is TokenFault.REMOVED
    assert token.logins == 1


def test_wrong_pins_are_counted_to_the_last_and_lock_it(token, pin):
    states = []
    for digits in ("1", "2", "3"):
        assert fault_of(token, Pin(digits), last_try=True) is TokenFault.PIN_WRONG
        assert fault_of(token, Pin("1"), last_try=True) in (
            TokenFault.PIN_REFUSED,
            TokenFault.PIN_LOCKED,
        )
        states.append(token.state())
    assert states == [TokenState.PIN_LOW, TokenState.PIN_LAST, TokenState.PIN_LOCKED]
    assert fault_of(token, pin, last_try=True) is TokenFault.PIN_LOCKED
    assert token.logins == 3


def test_the_last_try_is_kept_until_somebody_says_to_use_it(token, pin):
    token.tries = 1
    assert fault_of(token, pin) is TokenFault.PIN_LAST
    with token.open(pin, last_try=True):
        assert token.state() is TokenState.READY


def test_a_pulled_token_comes_back_to_a_new_login_only(token, pin):
    token.pull_after = 2
    with token.open(pin) as session:
        assert sign(session)
        assert sign(session)
        assert fault_in(session) is TokenFault.REMOVED
        assert token.state() is TokenState.ABSENT
        assert fault_of(token, pin) is TokenFault.ABSENT
        token.replug()
        assert fault_in(session) is TokenFault.REMOVED
    with token.open(pin) as session:
        assert sign(session)


def test_a_crash_ends_the_session_and_the_next_one_works(token, pin):
    token.crash_after = 1
    with token.open(pin) as session:
        assert sign(session)
        assert fault_in(session) is TokenFault.MODULE_FAILED
        assert fault_in(session) is TokenFault.REMOVED
    with token.open(pin) as session:
        assert sign(session)


def test_a_library_that_is_missing_or_failed(token, pin):
    for state in (TokenState.MODULE_MISSING, TokenState.MODULE_FAILED):
        token.module = state
        assert token.state() is state
        assert fault_of(token, pin).value == state.value
    assert token.logins == 0


def test_a_pin_to_change_is_not_sent(token, pin):
    token.to_change = True
    assert token.state() is TokenState.PIN_TO_CHANGE
    assert fault_of(token, pin) is TokenFault.PIN_TO_CHANGE


def test_a_token_without_a_key(people, pin):
    token = FakeToken("EMPTY", "739182", None, people[0].certificate)
    with token.open(pin) as session:
        assert fault_in(session) is TokenFault.KEY_MISSING
