"""A library that crashes takes its child along and nothing else."""

import pytest

from drivers.token import Digest, TokenError, TokenFault, TokenState
from tests.workbench.children import none_left

pytestmark = pytest.mark.device


def test_a_crash_at_its_start(fragile, mishaps, pin):
    mishaps.on("crash-in-initialize")
    with none_left():
        assert fragile.state() is TokenState.MODULE_FAILED
        with pytest.raises(TokenError) as refused, fragile.open(pin):
            pass
    assert refused.value.fault is TokenFault.MODULE_FAILED
    mishaps.off("crash-in-initialize")
    assert fragile.state() is TokenState.READY


def test_a_library_that_refuses_to_start(fragile, mishaps):
    mishaps.on("refuse-to-start")
    assert fragile.state() is TokenState.MODULE_FAILED


def test_a_crash_while_signing_leaves_what_was_signed_and_the_next_login_goes_on(
    fragile, mishaps, pin
):
    with none_left(), fragile.open(pin) as session:
        own = next(held for held in session.certificates if held.key)
        assert session.sign(own, b"1", Digest.SHA256)
        mishaps.on("crash-in-sign")
        for _ in range(2):  # the second time without a child to ask
            with pytest.raises(TokenError) as refused:
                session.sign(own, b"2", Digest.SHA256)
            assert refused.value.fault is TokenFault.MODULE_FAILED
    mishaps.off("crash-in-sign")
    with fragile.open(pin) as session:
        assert session.sign(own, b"2", Digest.SHA256)
