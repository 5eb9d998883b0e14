"""Whom the office trusts: a folder of certificates, master lists and lists of revoked signers."""

import base64
import datetime as dt

import pytest
from asn1crypto import cms

from drivers.card import certificates, containers, country, issuer, listing, passive, sod, trust
from drivers.card.containers import Refusal
from drivers.card.country import SIGNED, Signing, invented_country, invented_signer, new_key
from drivers.card.files import EF
from drivers.card.trust import Kind, ListSigner
from drivers.card.verdict import PROVEN, Reason, failed
from tests.workbench.people import MAI

FILES = issuer.files(MAI)
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def pem(*data, label="CERTIFICATE"):
    blocks = (
        f"-----BEGIN {label}-----\n{base64.encodebytes(each).decode()}-----END {label}-----\n"
        for each in data
    )
    return "".join(blocks).encode()


def certificate_of(name="Invented elsewhere"):
    return country.country(name, new_key()).authority.certificate


HOME = invented_country().authority.certificate


def anchored(store):
    security = sod.parse(FILES[EF.SOD])
    groups = {1: FILES[EF.DG1]}
    made = security.hashed(groups)
    anchors = store.anchors(FILES[EF.SOD])
    return passive.judge(FILES[EF.SOD], security, made, anchors, NOW).anchored


@pytest.mark.parametrize("name", ["csca.der", "csca.cer", "csca.pem"])
def test_a_certificate_in_a_file_is_trusted(tmp_path, name):
    (tmp_path / name).write_bytes(pem(HOME) if name.endswith("pem") else HOME)
    store = trust.load(tmp_path)
    assert [(s.file, s.kind, s.taken) for s in store.sources] == [(name, Kind.CERTIFICATES, 1)]
    assert anchored(store) == PROVEN


def test_several_certificates_in_one_file(tmp_path):
    (tmp_path / "all.pem").write_bytes(b"Our countries\n" + pem(certificate_of(), HOME))
    (tmp_path / "both.der").write_bytes(certificate_of("Third") + HOME)
    store = trust.load(tmp_path)
    assert [source.taken for source in store.sources] == [2, 2]
    assert len(store.countries) == 3
    assert anchored(store) == PROVEN


def test_a_master_list_is_imported_and_its_signer_reported(tmp_path):
    listing = country.country("Listing CSCA", new_key())
    whole = listing.master_list([HOME, certificate_of(), listing.authority.certificate])
    (tmp_path / "de.ml").write_bytes(whole)
    store = trust.load(tmp_path)
    (source,) = store.sources
    assert (source.kind, source.taken, source.signer) == (
        Kind.MASTER_LIST,
        3,
        ListSigner.SELF_VOUCHED,
    )
    assert (source.made, source.signer_name) == (SIGNED, "Listing CSCA Document Signer, VN")
    assert store.made == SIGNED
    assert anchored(store) == PROVEN
    (tmp_path / "listing.der").write_bytes(listing.authority.certificate)
    signers = {source.file: source.signer for source in trust.load(tmp_path).sources}
    assert signers == {"de.ml": ListSigner.TRUSTED, "listing.der": ListSigner.NOT_SIGNED}


def test_a_master_list_with_one_changed_byte_is_refused_whole(tmp_path):
    listing = country.country("Listing CSCA", new_key())
    whole = bytearray(listing.master_list([HOME]))
    whole[whole.index(HOME) + len(HOME) - 1] ^= 1
    (tmp_path / "de.ml").write_bytes(whole)
    store = trust.load(tmp_path)
    assert [(s.kind, s.reason) for s in store.sources] == [(Kind.REFUSED, Reason.ATTRIBUTES)]
    assert not store.countries


def test_a_master_list_that_any_document_signer_made_is_refused(tmp_path):
    signer = invented_country().signer(new_key())
    good = cms.ContentInfo.load(invented_country().master_list([HOME]))
    content = good["content"]["encap_content_info"]["content"].contents
    (tmp_path / "de.ml").write_bytes(country.signed(listing.MASTER_LIST, content, signer))
    (source,) = trust.load(tmp_path).sources
    assert (source.kind, source.reason) == (Kind.REFUSED, Reason.NOT_FOR_SIGNING)


def test_an_ef_sod_is_no_master_list(tmp_path):
    (tmp_path / "sod.bin").write_bytes(country.security_object({1: b"x"}))
    assert trust.load(tmp_path).sources[0].kind is Kind.REFUSED


def test_a_list_of_revoked_signers_counts(tmp_path):
    serial = certificates.certificate(invented_signer(Signing.ECDSA).certificate).serial
    revoked = invented_country().revocations(serial)
    (tmp_path / "csca.der").write_bytes(HOME)
    (tmp_path / "csca.crl").write_bytes(pem(revoked, label="X509 CRL"))
    store = trust.load(tmp_path)
    assert [source.kind for source in store.sources] == [Kind.REVOCATIONS, Kind.CERTIFICATES]
    assert anchored(store) == failed(Reason.REVOKED)


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\0",
        b"hello",
        b"\x30\x84\xff\xff\xff\xff",
        b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----",
        b"\x30\x80" * 5000,
        b"\x06\x82\x40\x00" + b"\x81" * 0x4000,
        bytes(100_000),
        HOME[:-1],
    ],
    ids=["empty", "nul", "text", "lie", "not base64", "nested", "OID", "zeros", "cut"],
)
def test_a_file_of_no_use_is_reported_and_spoils_nothing(tmp_path, junk):
    (tmp_path / "a.der").write_bytes(junk)
    (tmp_path / "csca.der").write_bytes(HOME)
    store = trust.load(tmp_path)
    assert [source.kind for source in store.sources] == [Kind.REFUSED, Kind.CERTIFICATES]
    assert anchored(store) == PROVEN


def test_a_file_too_long_is_not_read(tmp_path):
    (tmp_path / "huge.ml").write_bytes(bytes(containers.MOST_FILE + 1))
    assert trust.load(tmp_path).sources[0].reason is Refusal.TOO_LARGE


def test_a_certificate_that_cannot_be_read_is_passed_over(tmp_path):
    bad = HOME.replace(b"Z0", b"?0")
    (tmp_path / "two.der").write_bytes(bad + HOME)
    (source,) = trust.load(tmp_path).sources
    assert (source.taken, source.passed_over) == (1, 1)


def test_an_empty_folder_trusts_nobody(tmp_path):
    store = trust.load(tmp_path)
    assert store == trust.TrustStore()
    assert not store.anchors(FILES[EF.SOD]).provisioned


def test_a_folder_that_is_not_there_is_not_an_empty_one(tmp_path):
    with pytest.raises(FileNotFoundError):
        trust.load(tmp_path / "typo")


def test_of_many_countries_only_those_that_matter_are_taken_along(tmp_path):
    others = [certificate_of(f"Country {n}") for n in range(60)]
    old = country.country("Old", new_key())
    newer, link = old.renewed(new_key())
    (tmp_path / "all.der").write_bytes(b"".join([*others, HOME, old.authority.certificate, link]))
    store = trust.load(tmp_path)
    assert store.anchors(FILES[EF.SOD]).countries == (HOME,)
    content = country.signed("2.23.136.1.1.1", b"", newer.signer(new_key()))
    assert set(store.anchors(content).countries) == {link, old.authority.certificate}


def test_a_list_as_long_as_a_nations_is_imported(tmp_path):
    listing = country.country("Listing CSCA", new_key())
    many = [certificate_of(f"Country {n}") for n in range(600)]
    (tmp_path / "de.ml").write_bytes(listing.master_list([*many, HOME]))
    store = trust.load(tmp_path)
    assert [source.taken for source in store.sources] == [601]
    assert anchored(store) == PROVEN
