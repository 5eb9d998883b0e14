"""Passive authentication: who signed EF.SOD, and whether a trusted country stands behind him."""

import datetime as dt
import hashlib

import pytest
from asn1crypto import cms, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from drivers.card import certificates, country, der, issuer, passive, signed_data, sod, tlv
from drivers.card.certificates import certificate
from drivers.card.country import FROM, SIGNED, UNTIL, Signing, invented_country, new_key
from drivers.card.passive import Anchors
from drivers.card.sod import LDS_SECURITY_OBJECT
from drivers.card.verdict import PROVEN, NotProven, Reason, Revocation, failed, not_checked
from tests.workbench.people import MAI
from tests.workbench.verdicts import anchors

GROUPS = {1: issuer.data_group_1(MAI), 13: issuer.data_group_13(MAI)}
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def judged(content, trust=None, now=NOW, issued=None):
    """The verdict on an EF.SOD with that ContentInfo."""
    file = tlv.make(0x77, content)
    security = sod.parse(file)
    made = security.hashed(GROUPS)
    return passive.judge(file, security, made, trust or anchors(), now, issued)


def lds(digest="sha256"):
    hashed = [{"number": n, "hash": hashlib.new(digest, d).digest()} for n, d in GROUPS.items()]
    parts = {"version": 0, "algorithm": {"algorithm": digest}, "hashes": hashed}
    return country.LdsSecurityObject(parts).dump()


def signed_by(signer, **options):
    return country.signed(LDS_SECURITY_OBJECT, lds(signer.digest), signer, **options)


@pytest.mark.parametrize("by_key_id", [False, True])
@pytest.mark.parametrize(
    "signing", [Signing.ECDSA, Signing.RSA, Signing.PSS, Signing.EXPLICIT, Signing.SINCE_EXPIRED]
)
def test_every_good_way_of_signing_is_understood(signing, by_key_id):
    verdict = judged(country.security_object(GROUPS, signing, by_key_id=by_key_id))
    assert (verdict.hashes, verdict.signature, verdict.anchored) == (PROVEN,) * 3
    assert verdict.signed_at == SIGNED


@pytest.mark.parametrize("digest", ["sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("pss", [False, True])
def test_every_strong_digest_is_understood(digest, pss):
    for key in (new_key(), rsa.generate_private_key(65537, 2048)):
        if pss and isinstance(key, ec.EllipticCurvePrivateKey):
            continue
        signer = invented_country().signer(key, digest=digest, pss=pss)
        assert judged(signed_by(signer)).anchored == PROVEN


@pytest.mark.parametrize(
    "curve",
    [
        ec.SECP256R1,
        ec.SECP384R1,
        ec.SECP521R1,
        ec.BrainpoolP256R1,
        ec.BrainpoolP384R1,
        ec.BrainpoolP512R1,
    ],
)
@pytest.mark.parametrize("explicit", [False, True])
def test_every_curve_is_understood_named_and_written_out(curve, explicit):
    home = country.country("Explicit CSCA", ec.generate_private_key(curve()), explicit)
    signer = home.signer(ec.generate_private_key(curve()), explicit=explicit)
    trust = anchors(home.authority.certificate)
    assert judged(signed_by(signer), trust).anchored == PROVEN


def test_a_curve_of_the_attackers_own_is_not_taken_for_a_named_one():
    """With a generator of his choice anybody can forge a signature of any key (CVE-2020-0601)."""
    parsed = asn1.Certificate.load(country.invented_signer(Signing.EXPLICIT).certificate)
    domain = parsed["tbs_certificate"]["subject_public_key_info"]["algorithm"]["parameters"].chosen
    good = der.one(domain.dump())
    assert certificates.signatures.curves.curve(good).name == "brainpoolP256r1"
    point = ec.derive_private_key(7, ec.BrainpoolP256R1()).public_key()
    forged = {
        "base": point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
        "order": domain["order"].native - 2,
        "curve": {"a": domain["curve"]["a"].native, "b": bytes(32)},
    }
    for name, value in forged.items():
        other = keys.SpecifiedECDomain.load(domain.dump())
        other[name] = value
        with pytest.raises(NotProven) as failure:
            certificates.signatures.curves.curve(der.one(other.dump(force=True)))
        assert failure.value.reason is Reason.UNKNOWN_CURVE


def test_a_forger_under_the_name_of_a_trusted_country_is_found_out():
    forger = country.country("Invented CSCA", new_key())
    verdict = judged(signed_by(forger.signer(new_key())))
    assert verdict.signature == PROVEN
    assert verdict.anchored == failed(Reason.WRONG_ISSUER_SIGNATURE)


def test_a_self_signed_signer_is_nobody():
    own = country.country("Own", new_key()).authority
    signer = country.Signer(own.key, own.certificate)
    assert judged(signed_by(signer)).anchored == failed(Reason.UNKNOWN_ISSUER)


def test_a_country_may_not_sign_data_itself():
    home = invented_country().authority
    signer = country.Signer(home.key, home.certificate)
    assert judged(signed_by(signer)).anchored == failed(Reason.UNKNOWN_ISSUER)


@pytest.mark.parametrize("at", [0, -1])
def test_a_changed_signature_is_wrong(at):
    content = cms.ContentInfo.load(country.security_object(GROUPS))
    info = content["content"]["signer_infos"][0]
    bad = bytearray(info["signature"].native)
    bad[at] ^= 1
    info["signature"] = bytes(bad)
    verdict = judged(content.dump(force=True))
    assert verdict.signature == failed(Reason.WRONG_SIGNATURE)
    assert verdict.anchored == not_checked(Reason.EARLIER_LINK)
    assert verdict.hashes == PROVEN


def test_hashes_swapped_under_a_good_signature_are_not_what_was_signed():
    content = cms.ContentInfo.load(country.security_object({1: GROUPS[1]}))
    content["content"]["encap_content_info"]["content"] = lds()
    verdict = judged(content.dump(force=True))
    assert verdict.signature == failed(Reason.ATTRIBUTES)


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("certificates", Reason.NO_CERTIFICATE),
        ("signers", Reason.NOT_ONE_SIGNER),
        ("attributes", Reason.ATTRIBUTES),
    ],
)
def test_what_is_missing_is_named(part, reason):
    content = cms.ContentInfo.load(country.security_object(GROUPS))
    signed = content["content"]
    if part == "certificates":
        signed["certificates"] = [asn1.Certificate.load(invented_country().authority.certificate)]
    elif part == "signers":
        signed["signer_infos"] = [signed["signer_infos"][0]] * 2
    else:
        del signed["signer_infos"][0]["signed_attrs"]
    assert judged(content.dump(force=True)).signature == failed(reason)


def test_signed_attributes_out_of_order_count_as_they_were_signed():
    content = cms.ContentInfo.load(country.security_object(GROUPS))
    info = content["content"]["signer_infos"][0]
    attributes = list(info["signed_attrs"])
    info["signed_attrs"] = cms.CMSAttributes(contents=b"".join(a.dump() for a in attributes[::-1]))
    assert judged(content.dump(force=True)).signature == PROVEN


def test_without_a_time_of_signing_the_day_of_issue_stands_for_it():
    short = invented_country().signer(new_key(), ends=SIGNED + dt.timedelta(days=90))
    content = signed_by(short, signed_at=None)
    assert judged(content).anchored == failed(Reason.SIGNER_EXPIRED)
    assert judged(content, issued=SIGNED.date()).anchored == PROVEN
    long = invented_country().signer(new_key())
    assert judged(signed_by(long, signed_at=None)).anchored == PROVEN


def test_a_signer_who_signed_before_his_time():
    early = invented_country().signer(new_key(), begins=SIGNED + dt.timedelta(days=1))
    assert judged(signed_by(early)).anchored == failed(Reason.SIGNER_NOT_YET)


def test_a_country_that_had_expired_when_it_issued_the_signer():
    late = invented_country().signer(
        new_key(), begins=UNTIL + dt.timedelta(days=1), ends=UNTIL + dt.timedelta(days=9)
    )
    content = signed_by(late, signed_at=UNTIL + dt.timedelta(days=2))
    assert judged(content).anchored == failed(Reason.ISSUER_EXPIRED)
    before = invented_country().signer(new_key(), begins=FROM - dt.timedelta(days=1))
    assert judged(signed_by(before)).anchored == failed(Reason.ISSUER_NOT_YET)


def test_a_new_key_of_a_trusted_country_is_trusted_by_its_link_certificate():
    old = country.country("Linked CSCA", new_key())
    newer, link = old.renewed(new_key())
    newest, second = newer.renewed(new_key())
    content = signed_by(newest.signer(new_key()))
    only_old = anchors(old.authority.certificate)
    assert judged(content, only_old).anchored == failed(Reason.UNKNOWN_ISSUER)
    linked = anchors(old.authority.certificate, second, link)
    verdict = judged(content, linked)
    assert verdict.anchored == PROVEN
    assert verdict.fingerprint == certificate(second).fingerprint
    unlinked = anchors(old.authority.certificate, second)
    assert judged(content, unlinked).anchored == failed(Reason.UNKNOWN_ISSUER)


def test_countries_that_link_each_other_in_a_ring_are_trusted_by_nobody():
    one, two = country.country("One", new_key()), country.country("Two", new_key())
    ring = [_linked(by, to) for by, to in ((one, two), (two, one))]
    content = signed_by(one.signer(new_key()))
    assert judged(content, anchors(*ring)).anchored == failed(Reason.UNKNOWN_ISSUER)


def _linked(by, to):
    held = x509.load_der_x509_certificate(to.authority.certificate)
    issuer_name = x509.load_der_x509_certificate(by.authority.certificate).subject
    made = (
        x509.CertificateBuilder()
        .subject_name(held.subject)
        .issuer_name(issuer_name)
        .public_key(held.public_key())
        .serial_number(1)
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .sign(by.authority.key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.DER)


def test_the_newest_list_of_the_country_counts():
    home = invented_country()
    serial = certificate(country.invented_signer(Signing.ECDSA).certificate).serial
    older = home.revocations(serial, made=SIGNED, due=SIGNED + dt.timedelta(days=30))
    newer = home.revocations(made=SIGNED + dt.timedelta(days=9), due=UNTIL)
    content = country.security_object(GROUPS)
    held = home.authority.certificate
    assert judged(content, Anchors([held], [older], True)).anchored == failed(Reason.REVOKED)
    assert judged(content, Anchors([held], [older, newer], True)).anchored == PROVEN
    stale = home.revocations(made=SIGNED, due=SIGNED + dt.timedelta(days=30))
    assert judged(content, Anchors([held], [stale], True)).revocation is Revocation.STALE


def test_a_list_that_somebody_else_made_revokes_nobody():
    serial = certificate(country.invented_signer(Signing.ECDSA).certificate).serial
    forged = country.country("Invented CSCA", new_key()).revocations(serial)
    trust = anchors(lists=(forged, b"nonsense"))
    verdict = judged(country.security_object(GROUPS), trust)
    assert (verdict.anchored, verdict.revocation) == (PROVEN, Revocation.NO_LIST)


def test_no_chip_makes_us_try_signatures_without_end():
    many = [country.country("Invented CSCA", new_key()).authority.certificate for _ in range(40)]
    trust = anchors(*many)
    assert judged(country.security_object(GROUPS), trust).anchored.reason is not None


def test_software_that_streams_writes_ber_and_is_understood():
    content = country.security_object(GROUPS)
    streamed = _indefinite(content)
    assert streamed != content
    assert judged(streamed).anchored == PROVEN


def _indefinite(data):
    """The outer elements with indefinite lengths, the content in two pieces."""
    kind, wrapped = der.inside(der.one(data))
    inner = der.inside(der.one(wrapped.value))
    encapsulated = der.inside(inner[2])
    content = der.octets(der.one(encapsulated[1].value, der.OCTETS))
    pieces = tlv.make(0x04, content[:40]) + tlv.make(0x04, content[40:])
    octets = b"\x24\x80" + pieces + b"\0\0"
    inner_content = b"\x30\x80" + encapsulated[0].raw + b"\xa0\x80" + octets + b"\0\0\0\0"
    rest = b"".join(node.raw for node in inner[3:])
    signed = b"\x30\x80" + inner[0].raw + inner[1].raw + inner_content + rest + b"\0\0"
    return b"\x30\x80" + kind.raw + b"\xa0\x80" + signed + b"\0\0\0\0"


def test_names_are_equal_whatever_string_type_writes_them():
    one = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Invented  csca")])
    two = asn1.Name.build({"common_name": "INVENTED CSCA"})
    left = certificates.name(der.one(one.public_bytes()))
    assert left == certificates.name(der.one(two.dump()))
    assert str(left) == "Invented csca"


def test_what_was_signed_is_what_the_library_says_was_signed():
    data = signed_data.parse(country.security_object(GROUPS))
    library = cms.ContentInfo.load(country.security_object(GROUPS))["content"]
    assert data.content == library["encap_content_info"]["content"].contents
    assert data.certificates[0].serial == library["certificates"][0].chosen.serial_number
