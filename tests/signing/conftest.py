import datetime as dt

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from drivers.token import HeldCertificate, TokenState
from kiosk.dossier.signing import certificates
from kiosk.dossier.signing.facts import Belief, facts_from
from kiosk.dossier.signing.preflight import preflight
from kiosk.signing import Signer, SignRole

NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)  # 8:15 at the office
YEAR = dt.timedelta(days=365)
USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)
OFFICIAL, ORGANISATION = "GIÀNG A PÁO", "ỦY BAN NHÂN DÂN XÃ SUỐI LÀNH"


class Issuer:
    """An invented authority that puts whatever is asked of it into a certificate, by P-256 keys."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA gốc thử nghiệm")])
        self.root = self.certificate(authority=True, subject=self.name, since=NOW - 10 * YEAR)

    def certificate(
        self,
        *,
        subject=None,
        since=NOW - YEAR,
        until=NOW + YEAR,
        authority=False,
        usage="digital_signature content_commitment",
        purposes=(),
    ):
        """DER; an authority's own certificate, or one of somebody who signs."""
        key = self.key if authority else ec.generate_private_key(ec.SECP256R1())
        wanted = ["key_cert_sign", "crl_sign"] if authority else usage.split()
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject if subject is not None else person())
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(20 * YEAR + NOW if authority else until)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**{bit: bit in wanted for bit in USES}), critical=True)
        )
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)


def person(name=OFFICIAL, **further):
    """A subject as an official's certificate has it."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            *(x509.NameAttribute(getattr(NameOID, key), text) for key, text in further.items()),
        ]
    )


def line(name="Giàng A Páo", role=SignRole.OFFICIAL, certificate=b"", **further):
    """A line of the registry, bound to a certificate (DER) where one is given."""
    sha256 = certificates.read(certificate).sha256 if certificate else ""
    given = {"valid_from": dt.date(2026, 7, 1), "valid_to": None, "id": "1" * 32, **further}
    return Signer(name=name, title="CHỦ TỊCH", role=role, certificate=sha256, **given)


@pytest.fixture(scope="session")
def issuer():
    return Issuer()


@pytest.fixture(scope="session")
def good(issuer):
    """The certificate (DER) of an official with whom nothing is wrong."""
    return issuer.certificate()


@pytest.fixture
def check(issuer):
    """Pre-flight with a token that holds one certificate: the findings, in order."""

    def check(
        der,
        *lines,
        role=SignRole.OFFICIAL,
        now=NOW,
        token=TokenState.READY,
        revocation="good",
        trust=None,
        latest=None,
        last_try=False,
    ):
        held = (HeldCertificate(der, b"\x01", "sign"),) if der else ()
        belief = Belief((issuer.root,) if trust is None else trust, lambda *_: revocation)
        facts = facts_from(token, held, role, lines, belief, now, latest)
        return preflight(role, facts, lines, now, last_try)

    return check


@pytest.fixture
def faults(check):
    """The same, only what is the matter."""
    return lambda *given, **further: [finding.fault for finding in check(*given, **further)]


@pytest.fixture(scope="session")
def retagged():
    """A certificate (DER) whose commonName is another ASN.1 string, with these very bytes in it."""

    def retagged(issuer, tag, content):
        der = issuer.certificate()
        parsed = asn1.Certificate.load(der)
        (value,) = (
            part["value"]
            for rdn in parsed.subject.chosen
            for part in rdn
            if part["type"].native == "common_name"
        )
        old, new = value.dump(), bytes([tag, len(content)]) + content
        assert len(new) == len(old)
        return der.replace(old, new)

    return retagged
