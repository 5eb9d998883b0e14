"""A wrong PIN costs one try, never two."""

import pytest

from drivers.token import Pin, TokenError, TokenFault, TokenState
from drivers.token.pkcs11_token import Pkcs11Token

pytestmark = pytest.mark.device


def fault_of(token, pin, **how):
    with pytest.raises(TokenError) as refused, token.open(pin, **how):
        pass
    return refused.value.fault


def test_a_wrong_pin_is_told_and_the_token_warns(fragile, mishaps, wrong):
    mishaps.tries(3)
    assert fault_of(fragile, wrong) is TokenFault.PIN_WRONG
    assert fragile.state() is TokenState.PIN_LOW


def test_a_wrong_pin_is_never_sent_twice(fragile, mishaps, wrong):
    mishaps.tries(3)
    assert fault_of(fragile, wrong) is TokenFault.PIN_WRONG
    for _ in range(3):
        assert fault_of(fragile, Pin(wrong.reveal())) is TokenFault.PIN_REFUSED
    assert mishaps.logins() == 1


def test_after_a_wrong_pin_the_right_one_opens_and_counts_anew(fragile, mishaps, pin, wrong):
    mishaps.tries(3)
    fault_of(fragile, wrong)
    with fragile.open(pin) as session:
        assert session.certificates
    assert fragile.state() is TokenState.READY
    assert fault_of(fragile, wrong) is TokenFault.PIN_REFUSED


def test_a_pin_wrong_for_one_token_is_tried_on_another(tokens, mishaps, wrong):
    """Whichever token is there: the one that was given the wrong PIN is pulled, another is plugged in."""
    token = Pkcs11Token(mishaps.module, env=mishaps.env)
    first = token.info().label
    assert fault_of(token, wrong) is TokenFault.PIN_WRONG
    assert fault_of(token, wrong) is TokenFault.PIN_REFUSED
    tokens.pull(first)
    assert token.info().label != first
    assert fault_of(token, wrong) is TokenFault.PIN_WRONG
    assert mishaps.logins() == 2


def test_a_pin_of_no_length_is_wrong_without_a_try(fragile, mishaps):
    mishaps.tries(1)
    assert fault_of(fragile, Pin(""), last_try=True) is TokenFault.PIN_WRONG
    assert mishaps.logins() == 0


def test_a_pin_too_long_for_any_token_is_wrong(fragile):
    assert fault_of(fragile, Pin("7" * 300)) is TokenFault.PIN_WRONG


def test_a_right_pin_stays_checked_after_a_session(official_token, pin, wrong):
    """A library that has let a process in lets it in again with any PIN: each login is a new process."""
    with official_token.open(pin):
        pass
    assert fault_of(official_token, wrong) is TokenFault.PIN_WRONG
    with official_token.open(pin):
        assert fault_of(official_token, Pin("222222")) is TokenFault.PIN_WRONG
