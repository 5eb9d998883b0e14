"""The same signatures from SoftHSM2, one login for several documents."""

import pytest

from drivers.token import HeldCertificate, Pin, TokenError, TokenFault
from drivers.token.pkcs11_token import Pkcs11Token
from kiosk.dossier.signing.seal import SealError, sign_pdf
from kiosk.signing import SigningFault
from tests.workbench.tokens import SoftTokens

PIN = "739182"

pytestmark = pytest.mark.device


@pytest.fixture
def token(authority, tmp_path):
    """A plugged-in token with the key of that name of the authority's, and who can pull it."""

    def plugged(who):
        tokens = SoftTokens(tmp_path / who)
        chain = authority.chain(who)
        tokens.add(who, PIN, authority.key(who), authority.certificate(who), chain)
        return Pkcs11Token(tokens.module, who, env=tokens.env), tokens

    return plugged


@pytest.mark.parametrize("who", ["official", "official_ec"])
def test_one_login_signs_several(authority, token, copy, signing, openssl, pdfsig, pyhanko, who):
    plugged, _ = token(who)
    with plugged.open(Pin(PIN)) as session:
        (held,) = (each for each in session.certificates if each.der == authority.certificate(who))
        signed = [
            sign_pdf(copy(pages), session, held, authority.chain(who), signing())
            for pages in (1, 2)
        ]
    for pdf in signed:
        assert (openssl(pdf), pdfsig(pdf), pyhanko(pdf)) == (True, 1, 1)


def test_a_token_pulled_in_between_is_named(authority, token, copy, signing):
    plugged, tokens = token("official")
    with plugged.open(Pin(PIN)) as session:
        held = next(each for each in session.certificates if each.key)
        chain = authority.chain("official")
        assert sign_pdf(copy(), session, held, chain, signing())
        tokens.pull("official")
        with pytest.raises((SealError, TokenError)) as caught:
            sign_pdf(copy(), session, held, chain, signing())
    assert isinstance(caught.value, SealError)
    assert caught.value.fault is SigningFault.TOKEN_REMOVED


def test_a_key_that_is_not_there_is_named(authority, token, copy, signing):
    plugged, _ = token("official")
    other = HeldCertificate(authority.certificate("organisation"), b"\x77", "")
    with plugged.open(Pin(PIN)) as session, pytest.raises(SealError) as caught:
        sign_pdf(copy(), session, other, authority.chain("organisation"), signing())
    assert caught.value.fault.value == TokenFault.KEY_MISSING.value
