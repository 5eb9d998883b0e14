"""The last try is only used by somebody who said so; after it the token is locked."""

import pytest

from drivers.token import Pin, TokenError, TokenFault, TokenState

pytestmark = pytest.mark.device


def fault_of(token, pin, **how):
    with pytest.raises(TokenError) as refused, token.open(pin, **how):
        pass
    return refused.value.fault


def test_the_last_try_is_kept_until_somebody_says_to_use_it(fragile, mishaps, pin):
    mishaps.tries(1)
    assert fragile.state() is TokenState.PIN_LAST
    assert fault_of(fragile, pin) is TokenFault.PIN_LAST
    assert mishaps.logins() == 0
    with fragile.open(pin, last_try=True) as session:
        assert session.certificates
    assert fragile.state() is TokenState.READY


def test_a_pin_known_to_be_wrong_does_not_use_up_the_last_try(fragile, mishaps, wrong):
    mishaps.tries(2)
    assert fault_of(fragile, wrong) is TokenFault.PIN_WRONG
    assert fragile.state() is TokenState.PIN_LAST
    assert fault_of(fragile, wrong, last_try=True) is TokenFault.PIN_REFUSED
    assert mishaps.logins() == 1


def test_a_wrong_last_try_locks_the_token_and_no_pin_is_sent_to_a_locked_one(
    fragile, mishaps, pin, wrong
):
    mishaps.tries(1)
    assert fault_of(fragile, wrong, last_try=True) is TokenFault.PIN_WRONG
    assert fragile.state() is TokenState.PIN_LOCKED
    assert fault_of(fragile, pin, last_try=True) is TokenFault.PIN_LOCKED
    assert mishaps.logins() == 1


def test_three_wrong_pins_one_after_the_other_are_warned_of_each_time(fragile, mishaps):
    mishaps.tries(3)
    states = []
    for digits in ("111111", "222222", "333333"):
        fault_of(fragile, Pin(digits), last_try=True)
        states.append(fragile.state())
    assert states == [TokenState.PIN_LOW, TokenState.PIN_LAST, TokenState.PIN_LOCKED]


def test_what_stands_on_a_locked_token_is_still_seen(fragile, mishaps):
    mishaps.tries(0)
    assert len(fragile.certificates()) == 2
