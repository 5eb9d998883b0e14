"""A token that is plugged in again signs again, with nothing restarted."""

import pytest

from drivers.token import Digest, TokenError, TokenState
from drivers.token.signatures import verifies

pytestmark = pytest.mark.device


def own_of(session):
    return next(held for held in session.certificates if held.key)


def sign_until_it_stops(token, pin, papers, pull=None):
    """The signatures that were made, and the signer's certificate; `pull` comes after the third."""
    signed = []
    with token.open(pin) as session:
        for paper in papers:
            if pull and len(signed) == 3:
                pull("GIANG A PAO")
            try:
                signed.append(session.sign(own_of(session), paper, Digest.SHA256))
            except TokenError:
                break
        return signed, own_of(session).der


def test_the_rest_of_a_batch_is_signed_after_it_is_back(tokens, official_token, pin):
    papers = [b"%d" % number for number in range(6)]
    signed, own = sign_until_it_stops(official_token, pin, papers, pull=tokens.pull)
    assert len(signed) == 3
    assert official_token.state() is TokenState.ABSENT
    tokens.replug("GIANG A PAO")
    assert official_token.state() is TokenState.READY
    signed += sign_until_it_stops(official_token, pin, papers[3:])[0]
    for paper, signature in zip(papers, signed, strict=True):
        assert verifies(own, signature, paper, Digest.SHA256)


def test_again_and_again(tokens, official_token, pin):
    for _ in range(3):
        with official_token.open(pin) as session:
            assert session.sign(own_of(session), b"1", Digest.SHA256)
        tokens.pull("GIANG A PAO")
        assert official_token.state() is TokenState.ABSENT
        tokens.replug("GIANG A PAO")
