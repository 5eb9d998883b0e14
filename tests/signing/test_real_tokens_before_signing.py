"""Tokens in their slots, an authority on the line: what the pre-flight finds of each before a PIN is asked for."""

import datetime as dt

import pytest

from drivers.token.pkcs11_token import Pkcs11Token
from kiosk.dossier.signing.certificates import read
from kiosk.dossier.signing.facts import Belief, facts_of
from kiosk.dossier.signing.preflight import preflight
from kiosk.dossier.signing.revocation import Revocations
from kiosk.signing import SigningFault, SignRole
from tests.dossier.completing.signed import Line
from tests.signing.conftest import line
from tests.workbench.authority import Authority
from tests.workbench.tokens import SoftTokens

pytestmark = pytest.mark.device

NAMES = {
    "official": "Giàng A Páo",
    "official_ec": "Giàng A Páo",
    "expired": "Vàng Thị Mỷ",
    "early": "Lò Văn Thông",
    "revoked": "Sùng A Chứ",
}
KNOWN = SigningFault.REVOCATION_UNKNOWN


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def tokens(tmp_path_factory, authority):
    house = SoftTokens(tmp_path_factory.mktemp("tokens"))
    for name in NAMES:
        house.add(
            *(name, "123456", authority.key(name), authority.certificate(name)),
            authority.chain(name),
        )
    return house


@pytest.fixture(scope="module")
def cached(tmp_path_factory, authority):
    """What the authority said of each of them, as kiosk-sync keeps it."""
    revocations = Revocations(tmp_path_factory.mktemp("revocations"))
    for name in NAMES:
        revocations.know(authority.certificate(name), (*authority.chain(name), authority.root))
    with authority.serve():
        revocations.refresh(Line(), dt.datetime.now(dt.UTC))
    return revocations


@pytest.fixture
def found(authority, tokens):
    """The faults found of a token by its label, with a registry in which everybody is bound."""
    registry = [
        line(name, certificate=authority.certificate(label), id=f"{place:032x}")
        for place, (label, name) in enumerate(NAMES.items())
    ]

    def found(label, revocations, trust=None):
        token = Pkcs11Token(tokens.module, label, env=tokens.env)
        belief = Belief(authority.trust if trust is None else trust, revocations.status)
        now = dt.datetime.now(dt.UTC)
        facts = facts_of(token, SignRole.OFFICIAL, registry, belief, now)
        findings = preflight(SignRole.OFFICIAL, facts, registry, now)
        return facts, [finding.fault for finding in findings]

    return found


@pytest.mark.parametrize("label", ["official", "official_ec"])
def test_a_good_token_passes_and_brings_what_a_signature_needs(found, cached, authority, label):
    facts, faults = found(label, cached)
    assert faults == []
    assert facts.held.certificate == read(authority.certificate(label))
    assert facts.held.chain == authority.chain(label)
    assert facts.held.on_token.key


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("expired", [SigningFault.CERTIFICATE_EXPIRED, KNOWN]),
        ("early", [SigningFault.CERTIFICATE_EARLY, KNOWN]),
        ("revoked", [SigningFault.CERTIFICATE_REVOKED]),
        ("nowhere", [SigningFault.TOKEN_ABSENT]),
    ],
)
def test_a_token_that_should_not_sign_is_told_why(found, cached, label, expected):
    assert found(label, cached)[1] == expected


def test_without_a_line_a_good_token_passes_and_it_is_told(found, tmp_path):
    assert found("official", Revocations(tmp_path))[1] == [KNOWN]


def test_without_the_authority_among_the_trusted_nobody_passes(found, cached):
    assert found("official", cached, trust=())[1] == [SigningFault.CERTIFICATE_UNTRUSTED]


def test_a_token_pulled_out_is_away_and_put_back_it_passes_again(found, cached, tokens):
    tokens.pull("official")
    try:
        assert found("official", cached)[1] == [SigningFault.TOKEN_ABSENT]
    finally:
        tokens.replug("official")
    assert found("official", cached)[1] == []
