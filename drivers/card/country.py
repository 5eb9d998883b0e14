"""An invented country: its signing authority, document signers, lists; good ones and bad ones.

Its keys are new in each process, so that nobody can come to trust them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from asn1crypto import algos, cms, core, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

from drivers.card import curves
from drivers.card.sod import LDS_SECURITY_OBJECT

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

FROM, UNTIL = dt.datetime(2015, 1, 1, tzinfo=dt.UTC), dt.datetime(2045, 1, 1, tzinfo=dt.UTC)
SIGNED = dt.datetime(2024, 8, 1, 3, tzinfo=dt.UTC)
MASTER_LIST = "2.23.136.1.1.2"
MASTER_LIST_SIGNER = ObjectIdentifier("2.23.136.1.1.3")
Strong = hashes.SHA224 | hashes.SHA256 | hashes.SHA384 | hashes.SHA512
STRONG: dict[str, Strong] = {
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
HASHES: dict[str, hashes.HashAlgorithm] = {"sha1": hashes.SHA1(), **STRONG}


class Signing(StrEnum):
    """How a chip's EF.SOD was signed; the first five are good."""

    ECDSA = "ecdsa"
    RSA = "rsa"
    PSS = "pss"
    EXPLICIT = "explicit"  # the signer's curve written out instead of named
    SINCE_EXPIRED = "since-expired"  # valid when it signed, not any more
    EXPIRED = "expired"  # signed after its end
    UNKNOWN = "unknown"  # under a country that nobody knows
    REVOKED = "revoked"
    WEAK = "weak"  # SHA-1


@dataclass(frozen=True)
class Signer:
    """A key with its certificate (DER), and how it signs."""

    key: PrivateKey = field(repr=False)
    certificate: bytes = field(repr=False)
    digest: str = "sha256"
    pss: bool = False

    @property
    def asn1(self) -> asn1.Certificate:
        return asn1.Certificate.load(self.certificate)

    def sign(self, message: bytes) -> bytes:
        chosen = HASHES[self.digest]
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(message, ec.ECDSA(chosen))
        if self.pss:
            mask = padding.PSS(padding.MGF1(chosen), chosen.digest_size)
            return self.key.sign(message, mask, chosen)
        return self.key.sign(message, padding.PKCS1v15(), chosen)

    def algorithm(self) -> algos.SignedDigestAlgorithm:
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return algos.SignedDigestAlgorithm({"algorithm": f"{self.digest}_ecdsa"})
        if not self.pss:
            return algos.SignedDigestAlgorithm({"algorithm": f"{self.digest}_rsa"})
        digest = {"algorithm": self.digest}
        parameters = {
            "hash_algorithm": digest,
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": digest},
            "salt_length": HASHES[self.digest].digest_size,
        }
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


@dataclass(frozen=True)
class Country:
    """A country's signing authority (CSCA)."""

    name: str
    authority: Signer

    def signer(
        self,
        key: PrivateKey,
        begins: dt.datetime = FROM,
        ends: dt.datetime = UNTIL,
        purpose: ObjectIdentifier | None = None,
        **options: object,
    ) -> Signer:
        """A document signer under this authority; `explicit` writes its curve out."""
        explicit = bool(options.pop("explicit", False))
        made = _builder(f"{self.name} Document Signer", self.authority, key, begins, ends)
        made = made.add_extension(_usage(signs_data=True), critical=True)
        if purpose is not None:
            made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        data = _issued(made, self.authority)
        return Signer(key, _written_out(data, self.authority) if explicit else data, **options)  # type: ignore[arg-type]

    def renewed(self, key: PrivateKey) -> tuple[Country, bytes]:
        """The country with a new key, and the link certificate from the old one to it."""
        newer = country(f"{self.name} 2", key)
        made = _builder(newer.name, self.authority, key, FROM, UNTIL)
        return newer, _issued(_authority(made), self.authority)

    def revocations(
        self, *serials: int, made: dt.datetime = SIGNED, due: dt.datetime = UNTIL
    ) -> bytes:
        """A signed list of revoked signers, in DER."""
        issuer = x509.load_der_x509_certificate(self.authority.certificate).subject
        builder = x509.CertificateRevocationListBuilder(issuer, made, due)
        for serial in serials:
            entry = x509.RevokedCertificateBuilder(serial, made).build()
            builder = builder.add_revoked_certificate(entry)
        made_list = builder.sign(self.authority.key, STRONG[self.authority.digest])
        return made_list.public_bytes(Encoding.DER)

    def master_list(self, certificates: Sequence[bytes]) -> bytes:
        """A signed list of countries' certificates (ICAO 9303-12, 8), in DER."""
        listed = core.SetOf(spec=asn1.Certificate, contents=b"".join(sorted(certificates)))
        content = core.Sequence()
        content.contents = core.Integer(0).dump() + listed.dump()
        signer = self.signer(new_key(), purpose=MASTER_LIST_SIGNER)
        return signed(MASTER_LIST, content.dump(), signer, brought=[self.authority.certificate])


def country(name: str, key: PrivateKey, explicit: bool = False) -> Country:
    """A country with a certificate signed with its own key."""
    subject = _subject(name)
    made = _authority(_described(subject, subject, key, key, FROM, UNTIL))
    unsigned = Signer(key, b"", "sha384")
    data = _issued(made, unsigned)
    if explicit:
        data = _written_out(data, unsigned)
    return Country(name, Signer(key, data, "sha384"))


@cache
def invented_country() -> Country:
    """The country whose chips these are."""
    return country("Invented CSCA", ec.generate_private_key(ec.BrainpoolP384R1()))


@cache
def invented_signer(signing: Signing, /) -> Signer:
    """A document signer of that kind."""
    home = invented_country()
    match signing:
        case Signing.RSA | Signing.PSS:
            key = rsa.generate_private_key(65537, 2048)
            return home.signer(key, pss=signing is Signing.PSS)
        case Signing.EXPLICIT:
            return home.signer(new_key(), explicit=True)
        case Signing.SINCE_EXPIRED:
            return home.signer(new_key(), ends=SIGNED + dt.timedelta(days=90))
        case Signing.EXPIRED:
            return home.signer(new_key(), ends=SIGNED - dt.timedelta(days=90))
        case Signing.UNKNOWN:
            return country("Nowhere CSCA", new_key()).signer(new_key())
        case Signing.WEAK:
            return home.signer(new_key(), digest="sha1")
    return home.signer(new_key())


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.BrainpoolP256R1())


def spki(key: PrivateKey, explicit: bool = False) -> bytes:
    """The SubjectPublicKeyInfo of a key; `explicit` writes its curve out."""
    data = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return _explicit(keys.PublicKeyInfo.load(data)).dump(force=True) if explicit else data


def security_object(
    groups: dict[int, bytes],
    signing: Signing = Signing.ECDSA,
    signed_at: dt.datetime | None = SIGNED,
    by_key_id: bool = False,
) -> bytes:
    """The SignedData of an EF.SOD over the data groups (ICAO 9303-10, 4.6.2)."""
    signer = invented_signer(signing)
    lds = LdsSecurityObject(
        {
            "version": 0,
            "algorithm": {"algorithm": signer.digest},
            "hashes": [
                {"number": number, "hash": hashlib.new(signer.digest, data).digest()}
                for number, data in sorted(groups.items())
            ],
        }
    ).dump()
    return signed(LDS_SECURITY_OBJECT, lds, signer, signed_at, by_key_id)


def signed(
    kind: str,
    content: bytes,
    signer: Signer,
    signed_at: dt.datetime | None = SIGNED,
    by_key_id: bool = False,
    brought: Sequence[bytes] = (),
) -> bytes:
    """A ContentInfo around SignedData with signed attributes."""
    said = [
        {"type": "content_type", "values": [kind]},
        {"type": "message_digest", "values": [hashlib.new(signer.digest, content).digest()]},
    ]
    if signed_at is not None:
        said.append(
            {"type": "signing_time", "values": [cms.Time("utc_time", core.UTCTime(signed_at))]}
        )
    attributes = cms.CMSAttributes([cms.CMSAttribute(one) for one in said])
    held = signer.asn1
    named = {"issuer": held.issuer, "serial_number": held.serial_number}
    sid = held.key_identifier_value if by_key_id else cms.IssuerAndSerialNumber(named)
    info = {
        "version": "v3" if by_key_id else "v1",
        "sid": cms.SignerIdentifier("subject_key_identifier", sid) if by_key_id else sid,
        "digest_algorithm": {"algorithm": signer.digest},
        "signed_attrs": attributes,
        "signature_algorithm": signer.algorithm(),
        "signature": signer.sign(attributes.dump()),
    }
    parts = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": signer.digest}],
        "encap_content_info": {"content_type": kind, "content": core.ParsableOctetString(content)},
        "certificates": [held, *(asn1.Certificate.load(data) for data in brought)],
        "signer_infos": [info],
    }
    whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(parts)})
    made: bytes = whole.dump()
    return made


class _DataGroupHash(core.Sequence):  # type: ignore[misc]
    _fields = [("number", core.Integer), ("hash", core.OctetString)]  # noqa: RUF012


class _DataGroupHashes(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _DataGroupHash


class LdsSecurityObject(core.Sequence):  # type: ignore[misc]
    """LDSSecurityObject (9303-10, 4.6.2.3)."""

    _fields = [  # noqa: RUF012
        ("version", core.Integer),
        ("algorithm", algos.DigestAlgorithm),
        ("hashes", _DataGroupHashes),
        ("lds_version", core.Any, {"optional": True}),
    ]


def _builder(
    name: str, authority: Signer, key: PrivateKey, begins: dt.datetime, ends: dt.datetime
) -> x509.CertificateBuilder:
    issuer = x509.load_der_x509_certificate(authority.certificate).subject
    return _described(_subject(name), issuer, key, authority.key, begins, ends)


def _described(
    subject: x509.Name,
    issuer: x509.Name,
    key: PrivateKey,
    issuer_key: PrivateKey,
    begins: dt.datetime,
    ends: dt.datetime,
) -> x509.CertificateBuilder:
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    theirs = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(own, critical=False)
        .add_extension(theirs, critical=False)
    )


def _authority(made: x509.CertificateBuilder) -> x509.CertificateBuilder:
    return made.add_extension(x509.BasicConstraints(True, 0), critical=True).add_extension(
        _usage(signs_data=False), critical=True
    )


def _issued(made: x509.CertificateBuilder, issuer: Signer) -> bytes:
    return made.sign(issuer.key, STRONG[issuer.digest]).public_bytes(Encoding.DER)


def _usage(signs_data: bool) -> x509.KeyUsage:
    lists = not signs_data
    return x509.KeyUsage(signs_data, False, False, False, False, lists, lists, False, False)


def _written_out(data: bytes, issuer: Signer) -> bytes:
    """The certificate with its curve written out, signed again."""
    certificate = asn1.Certificate.load(data)
    body = certificate["tbs_certificate"]
    body["subject_public_key_info"] = _explicit(body["subject_public_key_info"])
    certificate["signature_value"] = issuer.sign(body.dump(force=True))
    made: bytes = certificate.dump(force=True)
    return made


def _explicit(key: keys.PublicKeyInfo) -> keys.PublicKeyInfo:
    known = curves.NAMED[key["algorithm"]["parameters"].chosen.dotted]
    size = (known.openssl.key_size + 7) // 8
    base = ec.derive_private_key(1, known.openssl).public_key()
    parameters = keys.SpecifiedECDomain(
        {
            "version": "ecdpVer1",
            "field_id": {"field_type": "prime_field", "parameters": core.Integer(known.p)},
            "curve": {"a": known.a.to_bytes(size, "big"), "b": known.b.to_bytes(size, "big")},
            "base": base.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
            "order": known.n,
            "cofactor": 1,
        }
    )
    made = key.copy()
    made["algorithm"] = {
        "algorithm": "ec",
        "parameters": keys.ECDomainParameters("specified", parameters),
    }
    return made


def _subject(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
