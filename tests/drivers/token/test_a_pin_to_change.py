"""A token that wants a new PIN is given none, and says so."""

import pytest

from drivers.token import TokenError, TokenFault, TokenState

pytestmark = pytest.mark.device


def test_a_token_with_the_makers_pin_signs_nothing(fragile, mishaps, pin):
    mishaps.on("to-change")
    assert fragile.state() is TokenState.PIN_TO_CHANGE
    with pytest.raises(TokenError) as refused, fragile.open(pin):
        pass
    assert refused.value.fault is TokenFault.PIN_TO_CHANGE
    assert mishaps.logins() == 0


def test_a_warning_alone_stops_nobody(fragile, mishaps, pin):
    mishaps.on("low")
    assert fragile.state() is TokenState.PIN_LOW
    with fragile.open(pin) as session:
        assert session.certificates
