"""Makes the files of an invented citizen's chip, signed by an invented country."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache

from asn1crypto import cms, core
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from drivers.card.dg1 import NO_EXPIRY, check_digit
from drivers.card.files import EF
from drivers.card.person import Person
from drivers.card.sod import LDS_SECURITY_OBJECT, LdsSecurityObject
from drivers.card.tlv import make

# As in the EF.CardAccess of several published readers of Vietnamese cards: terminal authentication,
# chip authentication, PACE-ECDH-GM-AES-128 on brainpoolP256r1.
CARD_ACCESS = bytes.fromhex(
    "3134300D060804007F0007020202020101300F060A04007F000702020302020201013012060A04007F0007020204"
    "020202010202010D"
)
TERMINAL_AUTHENTICATION, CHIP_AUTHENTICATION = CARD_ACCESS[2:17], CARD_ACCESS[17:34]
DG13_OID = bytes.fromhex("28D316010008")
PRESENT = bytes([0x61, 0x6D])
FROM, UNTIL = dt.datetime(2021, 1, 1, tzinfo=dt.UTC), dt.datetime(2045, 1, 1, tzinfo=dt.UTC)


def files(person: Person, dg13: bool = True) -> dict[EF, bytes]:
    """Every file of the chip; `dg13=False` makes a card without DG13."""
    groups = {1: data_group_1(person)}
    if dg13:
        groups[13] = data_group_13(person)
    com = make(
        0x60,
        make(0x5F01, b"0107"),
        make(0x5F36, b"040000"),
        make(0x5C, PRESENT if dg13 else PRESENT[:1]),
    )
    made = {
        EF.CARD_ACCESS: CARD_ACCESS,
        EF.COM: com,
        EF.DG1: groups[1],
        EF.SOD: security_object(groups),
    }
    return made | ({EF.DG13: groups[13]} if dg13 else {})


def mrz(person: Person) -> str:
    """The three lines of a TD1 MRZ, joined (ICAO 9303-5, with the Vietnamese optional data)."""
    number, optional = person.number[-9:], person.number + "<<"
    one = f"IDVNM{number}{check_digit(number)}{optional}{check_digit(person.number)}"
    born = f"{person.birth_date:%y%m%d}"
    ends = f"{person.expiry:%y%m%d}" if person.expiry else NO_EXPIRY
    sex = {"Nam": "M", "Nữ": "F"}.get(person.sex, "<")
    two = f"{born}{check_digit(born)}{sex}{ends}{check_digit(ends)}VNM" + "<" * 11
    two += check_digit(one[5:] + two[:7] + two[8:15] + two[18:29])
    family, *given = person.latin.split()
    three = f"{family}<<{'<'.join(given)}".ljust(30, "<")[:30]
    return one + two + three


def data_group_1(person: Person) -> bytes:
    return make(0x61, make(0x5F1F, mrz(person).encode("ascii")))


def data_group_13(person: Person, nested_parents: bool = False) -> bytes:
    """DG13 with the parents side by side, or in one SEQUENCE as other cards are said to have it."""
    parents = (_name(person.father), _name(person.mother))
    records = [
        (1, _printable(person.number)),
        (2, _utf8(person.name)),
        (3, _printable(f"{person.birth_date:%d/%m/%Y}")),
        (4, _utf8(person.sex)),
        (5, _utf8(person.nationality)),
        (6, _utf8("Kinh")),
        (7, _utf8("Không")),
        (8, _utf8(person.origin)),
        (9, _utf8(person.residence)),
        (10, _utf8("Không")),
        (11, _printable(f"{person.issued:%d/%m/%Y}")),
        (12, _utf8(f"{person.expiry:%d/%m/%Y}" if person.expiry else "Không thời hạn")),
        (13, make(0x30, *_texts(person)) if nested_parents else b"".join(parents)),
        (14, _name(person.spouse) if person.spouse else b""),
        (16, _printable("0000000000000000")),
    ]
    if person.old_number:
        records.insert(-1, (15, _printable(person.old_number)))
    fields = make(0x31, *(make(0x30, make(0x02, bytes([n])), value) for n, value in records))
    return make(0x6D, make(0x30, make(0x02, b"\x01"), make(0x06, DG13_OID), fields))


@dataclass(frozen=True)
class Signer:
    """An invented document signer under an invented country."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


@cache
def invented_signer() -> Signer:
    """One per process: new keys each time, so nobody can come to trust them."""
    country_key, key = (ec.generate_private_key(ec.BrainpoolP256R1()) for _ in range(2))
    country = _subject("Invented CSCA")
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_subject("Invented Document Signer"))
        .issuer_name(country)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .sign(country_key, hashes.SHA256())
    )
    return Signer(key, certificate)


def security_object(groups: dict[int, bytes]) -> bytes:
    """EF.SOD over the data groups: CMS SignedData with signed attributes (9303-10, 4.6.2)."""
    lds = LdsSecurityObject(
        {
            "version": 0,
            "algorithm": {"algorithm": "sha256"},
            "hashes": [
                {"number": number, "hash": hashlib.sha256(data).digest()}
                for number, data in sorted(groups.items())
            ],
        }
    ).dump()
    signer = invented_signer()
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": [LDS_SECURITY_OBJECT]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(lds).digest()]}),
        ]
    )
    certificate = asn1.Certificate.load(signer.certificate.public_bytes(serialization.Encoding.DER))
    signature = signer.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {
                "content_type": LDS_SECURITY_OBJECT,
                "content": core.ParsableOctetString(lds),
            },
            "certificates": [certificate],
            "signer_infos": [
                {
                    "version": "v1",
                    "sid": cms.IssuerAndSerialNumber(
                        {
                            "issuer": certificate.issuer,
                            "serial_number": certificate.serial_number,
                        }
                    ),
                    "digest_algorithm": {"algorithm": "sha256"},
                    "signed_attrs": attributes,
                    "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                    "signature": signature,
                }
            ],
        }
    )
    content = cms.ContentInfo({"content_type": "signed_data", "content": signed})
    return make(0x77, content.dump())


def _subject(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _utf8(text: str) -> bytes:
    return make(0x0C, text.encode())


def _printable(text: str) -> bytes:
    return make(0x13, text.encode("ascii"))


def _name(text: str) -> bytes:
    return make(0x30, _utf8(text))


def _texts(person: Person) -> tuple[bytes, bytes]:
    return _utf8(person.father), _utf8(person.mother)
