"""Two tokens of an invented commune, in SoftHSM2 and behind our library of mishaps."""

import datetime as dt
from dataclasses import dataclass, field

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from drivers.token import Pin
from drivers.token.pkcs11_token import Pkcs11Token
from tests.workbench.pkcs11_mishap import Mishaps, compiled
from tests.workbench.tokens import SoftTokens

OFFICIAL = "GIANG A PAO"
ORGANISATION = "UBND XÃ SUỐI LÀNH"
PIN, WRONG = "739182", "111111"


def self_signed(name, key):
    """A certificate that nobody vouches for: the token does not look at it."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), 7)
    builder = builder.not_valid_before(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    builder = builder.not_valid_after(dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Person:
    """Who owns a token."""

    name: str
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: bytes = field(repr=False)


@pytest.fixture(scope="session")
def people():
    """The official has an RSA key, the organisation one on P-256, the authority above them has no token."""
    keys = {
        "GIÀNG A PÁO": rsa.generate_private_key(65537, 2048),
        "ỦY BAN NHÂN DÂN XÃ SUỐI LÀNH": ec.generate_private_key(ec.SECP256R1()),
        "CƠ QUAN CHỨNG THỰC GIẢ ĐỊNH": ec.generate_private_key(ec.SECP256R1()),
    }
    return tuple(Person(name, key, self_signed(name, key)) for name, key in keys.items())


@pytest.fixture
def tokens(tmp_path, people):
    """Both tokens, each with its owner's certificate and the authority's."""
    official, organisation, authority = people
    tokens = SoftTokens(tmp_path / "softhsm")
    tokens.add(OFFICIAL, PIN, official.key, official.certificate, [authority.certificate])
    tokens.add(ORGANISATION, PIN, organisation.key, organisation.certificate)
    return tokens


@pytest.fixture
def official_token(tokens):
    return Pkcs11Token(tokens.module, OFFICIAL, env=tokens.env)


@pytest.fixture(scope="session")
def library_of_mishaps(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("library"))


@pytest.fixture
def mishaps(tmp_path, tokens, library_of_mishaps):
    return Mishaps(tmp_path / "mishaps", library_of_mishaps, tokens)


@pytest.fixture
def fragile(mishaps):
    """The official's token behind the library of mishaps."""
    return Pkcs11Token(mishaps.module, OFFICIAL, env=mishaps.env)


@pytest.fixture
def impatient(mishaps):
    """The same with a short budget, for what never answers."""
    return Pkcs11Token(mishaps.module, OFFICIAL, budget=3, env=mishaps.env)


@pytest.fixture
def pin():
    return Pin(PIN)


@pytest.fixture
def wrong():
    return Pin(WRONG)
