"""EF.SODs as other countries' software writes them: odd, but signed by whom they say."""

import datetime as dt
import hashlib

import pytest
from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from drivers.card import certificates, country, der, issuer, passive, sod, tlv
from drivers.card.country import SIGNED, Signing, invented_country, invented_signer, new_key
from drivers.card.passive import Anchors
from drivers.card.tlv import Malformed
from drivers.card.verdict import PROVEN, Reason, failed
from tests.workbench.people import MAI
from tests.workbench.verdicts import anchors

GROUPS = {1: issuer.data_group_1(MAI), 13: issuer.data_group_13(MAI)}
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
SIGNER = invented_signer(Signing.ECDSA)


def judged(content, trust=None):
    file = tlv.make(0x77, content)
    security = sod.parse(file)
    return passive.judge(file, security, security.hashed(GROUPS), trust or anchors(), NOW)


def proven(verdict):
    return (verdict.hashes, verdict.signature, verdict.anchored) == (PROVEN,) * 3


def changed(change):
    """An EF.SOD with its SignerInfo changed where no signature covers it."""
    content = cms.ContentInfo.load(country.security_object(GROUPS))
    change(content["content"]["signer_infos"][0], content["content"])
    return content.dump(force=True)


def lds(digest="sha256", version=0):
    hashed = [{"number": n, "hash": hashlib.new(digest, d).digest()} for n, d in GROUPS.items()]
    parts = {"version": version, "algorithm": {"algorithm": digest}, "hashes": hashed}
    if version:
        said = [core.PrintableString("0108"), core.PrintableString("040000")]
        parts["lds_version"] = core.Any(core.SequenceOf(said, spec=core.PrintableString))
    return country.LdsSecurityObject(parts).dump()


def test_an_issuers_name_written_backwards_is_found_by_its_number():
    def backwards(info, _):
        said = info["sid"].chosen
        name = asn1.Name("", asn1.RDNSequence(list(said["issuer"].chosen)[::-1]))
        named = {"issuer": name, "serial_number": said["serial_number"].native}
        info["sid"] = cms.SignerIdentifier(
            "issuer_and_serial_number", cms.IssuerAndSerialNumber(named)
        )

    assert proven(judged(changed(backwards)))


def test_another_number_is_another_signer():
    def other(info, _):
        info["sid"].chosen["serial_number"] = info["sid"].chosen["serial_number"].native + 1

    assert judged(changed(other)).signature == failed(Reason.NO_CERTIFICATE)


@pytest.mark.parametrize("parameters", [None, core.Null()], ids=["left out", "NULL"])
def test_a_digest_may_have_a_null_or_not(parameters):
    def with_parameters(info, _):
        plain = {"algorithm": "sha256"}
        info["digest_algorithm"] = plain | ({"parameters": parameters} if parameters else {})

    assert proven(judged(changed(with_parameters)))


def test_a_whole_scheme_in_the_digests_place_is_understood():
    def scheme(info, _):
        oid = algos.DigestAlgorithmId("1.2.840.10045.4.3.2")
        info["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": oid})

    assert proven(judged(changed(scheme)))


def test_a_key_in_the_schemes_place_takes_the_digest_beside_it():
    def key(info, _):
        bare = tlv.make(0x30, tlv.make(0x06, bytes.fromhex("2A8648CE3D0201")))
        info["signature_algorithm"] = algos.SignedDigestAlgorithm.load(bare)

    assert proven(judged(changed(key)))


def test_other_certificates_beside_the_signers_need_not_be_readable():
    content = country.security_object(GROUPS)
    bad = SIGNER.certificate.replace(b"00Z0", b"00?0")
    kind, wrapped = der.inside(der.one(content))
    version, digests, signed, _, signers = der.inside(der.one(wrapped.value))
    brought = tlv.make(0xA0, bad, SIGNER.certificate)
    data = tlv.make(0x30, version.raw, digests.raw, signed.raw, brought, signers.raw)
    made = tlv.make(0x30, kind.raw, tlv.make(0xA0, data))
    assert bad in made
    assert proven(judged(made))


@pytest.mark.parametrize("kind", sorted(sod.LDS_SECURITY_OBJECTS))
def test_the_hashes_may_stand_under_an_early_number(kind):
    assert proven(judged(country.signed(kind, lds(), SIGNER)))


def test_a_newer_list_of_hashes_names_its_version():
    assert proven(judged(country.signed(sod.LDS_SECURITY_OBJECT, lds(version=1), SIGNER)))


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_hashes_and_signature_may_use_two_digests(digest):
    assert proven(judged(country.signed(sod.LDS_SECURITY_OBJECT, lds(digest), SIGNER)))


def test_a_mask_of_sha_1_is_no_weak_signature():
    key = rsa.generate_private_key(65537, 2048)
    signer = invented_country().signer(key, pss=True)
    content = cms.ContentInfo.load(country.signed(sod.LDS_SECURITY_OBJECT, lds(), signer))
    info = content["content"]["signer_infos"][0]
    mask = padding.PSS(padding.MGF1(hashes.SHA1()), 20)
    attributes = tlv.make(0x31, der.one(info["signed_attrs"].dump(), 0xA0).value)
    info["signature"] = key.sign(attributes, mask, hashes.SHA256())
    # The mask and the salt are left out: SHA-1 and 20 (RFC 4055, 3.1).
    sha256 = tlv.make(0x30, tlv.make(0x06, bytes.fromhex("608648016503040201")))
    pss = tlv.make(0x06, bytes.fromhex("2A864886F70D01010A"))
    how = tlv.make(0x30, pss, tlv.make(0x30, tlv.make(0xA0, sha256)))
    info["signature_algorithm"] = algos.SignedDigestAlgorithm.load(how)
    assert proven(judged(content.dump(force=True)))


def rewritten(change):
    """The signer's certificate changed and signed anew by its country, and an EF.SOD that he signed."""
    home = invented_country().authority
    held = asn1.Certificate.load(SIGNER.certificate)
    change(held["tbs_certificate"])
    held["signature_value"] = home.sign(held["tbs_certificate"].dump(force=True))
    signer = country.Signer(SIGNER.key, held.dump(force=True))
    return country.signed(sod.LDS_SECURITY_OBJECT, lds(), signer)


def test_a_negative_serial_number_is_a_number():
    def negative(body):
        body["serial_number"] = -77

    assert proven(judged(rewritten(negative)))


def test_a_country_in_small_letters_is_the_same_country():
    def small(body):
        body["issuer"] = asn1.Name.build({"country_name": "vn", "common_name": "INVENTED  csca"})

    assert proven(judged(rewritten(small)))


def test_a_name_that_is_no_text_is_still_a_name():
    def bits(body):
        unique = asn1.NameTypeAndValue(
            {"type": "unique_identifier", "value": core.OctetBitString(b"\x07")}
        )
        names = [*body["subject"].chosen, asn1.RelativeDistinguishedName([unique])]
        body["subject"] = asn1.Name("", asn1.RDNSequence(names))

    verdict = judged(rewritten(bits))
    assert proven(verdict)
    assert verdict.signer == "Invented CSCA Document Signer, VN"


@pytest.mark.parametrize(
    ("said", "hour"), [(b"240801030000Z", 3), (b"240801100000+0700", 3), (b"2408010300-0000", 3)]
)
def test_a_time_may_be_told_by_a_clock_ahead(said, hour):
    assert der.time(der.Node(0x17, said, b"")) == SIGNED.replace(hour=hour)


@pytest.mark.parametrize("said", [b"240801100000", b"00010101000000+0700", b"2408011000+07"])
def test_a_time_that_is_none_is_refused(said):
    with pytest.raises(Malformed):
        der.time(der.Node(0x18, said, b""))


def test_a_stranger_is_not_trusted_for_being_readable():
    stranger = country.country("Nowhere", new_key()).signer(new_key())
    verdict = judged(country.signed(sod.LDS_SECURITY_OBJECT, lds(), stranger))
    assert verdict.anchored == failed(Reason.UNKNOWN_ISSUER)
    assert judged(country.security_object(GROUPS), Anchors((), (), True)).anchored == failed(
        Reason.UNKNOWN_ISSUER
    )
    assert (
        certificates.certificate(stranger.certificate).issuer
        != certificates.certificate(SIGNER.certificate).issuer
    )
