"""Files of trust as ministries and the ICAO's directory publish them: streamed, bundled, as LDIF."""

import base64
import subprocess
import sys
import textwrap

import pytest
from asn1crypto import cms, core

from drivers.card import containers, country, der, listing, tlv, trust
from drivers.card.containers import Refusal
from drivers.card.country import invented_country, new_key
from drivers.card.shown import Exit
from drivers.card.trust import Kind, ListSigner
from drivers.card.verdict import Reason

HOME = invented_country().authority.certificate
KEY = new_key()
LISTING = country.country("Listing CSCA", new_key())
LIST = LISTING.master_list([HOME, LISTING.authority.certificate])


def indefinite(tag, *values):
    return bytes([tag]) + b"\x80" + b"".join(values) + b"\0\0"


def streamed(whole, piece):
    """SignedData as software writes it that does not know the length in advance."""
    kind, wrapped = der.inside(der.one(whole))
    fields = der.inside(der.one(wrapped.value))
    content_type, content = der.inside(fields[2])
    octets = der.one(content.value, der.OCTETS).value
    pieces = [tlv.make(0x04, octets[at : at + piece]) for at in range(0, len(octets), piece)]
    inner = indefinite(0x30, content_type.raw, indefinite(0xA0, indefinite(0x24, *pieces)))
    rest = [field.raw for field in fields[3:]]
    data = indefinite(0x30, fields[0].raw, fields[1].raw, inner, *rest)
    return indefinite(0x30, kind.raw, indefinite(0xA0, data))


def bundle(*held, empty_content=False):
    """Certificates in SignedData that signs nothing (RFC 5652, 5: "certs only")."""
    content = {"content_type": "data"}
    if empty_content:
        content["content"] = core.OctetString(b"")
    parts = {
        "version": "v1",
        "digest_algorithms": [],
        "encap_content_info": content,
        "certificates": [cms.CertificateChoices("certificate", one) for one in held],
        "signer_infos": [],
    }
    whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(parts)})
    return whole.dump()


def loaded(data):
    return cms.Certificate.load(data)


def ldif(*lists, attribute="pkdMasterListContent", width=76, end="\n"):
    entries = []
    for number, data in enumerate(lists):
        line = f"{attribute}:: {base64.b64encode(data).decode()}"
        folded = textwrap.wrap(line, width, break_on_hyphens=False, drop_whitespace=False)
        head = [f"dn: c=X{number},o=ml,dc=data", "objectClass: top", "cn: a list"]
        entries.append(end.join([*head, (end + " ").join(folded), ""]))
    return (end.join(["version: 1", "", *entries])).encode()


def only(tmp_path, data):
    (tmp_path / "file").write_bytes(data)
    store = trust.load(tmp_path)
    (source,) = store.sources
    return store, source


@pytest.mark.parametrize("piece", [1, 100, 1000, 1_000_000])
def test_a_master_list_written_in_pieces_is_imported(tmp_path, piece):
    store, source = only(tmp_path, streamed(LIST, piece))
    assert (source.kind, source.taken, source.reason) == (Kind.MASTER_LIST, 2, None)
    assert {held.raw for held in store.countries} == {HOME, LISTING.authority.certificate}
    assert all(held.subject in held.raw for held in store.countries)
    assert source.signer is ListSigner.SELF_VOUCHED


def test_a_changed_piece_is_noticed(tmp_path):
    data = bytearray(streamed(LIST, 1000))
    data[data.index(HOME[-8:])] ^= 1
    _, source = only(tmp_path, bytes(data))
    assert (source.kind, source.reason) == (Kind.REFUSED, Reason.ATTRIBUTES)


@pytest.mark.parametrize("empty_content", [False, True])
@pytest.mark.parametrize("wrapped", [False, True], ids=["DER", "PEM"])
def test_a_bundle_of_certificates_is_imported(tmp_path, wrapped, empty_content):
    other = LISTING.authority.certificate
    data = bundle(loaded(HOME), loaded(other), empty_content=empty_content)
    if wrapped:
        text = base64.encodebytes(data)
        data = b"-----BEGIN PKCS7-----\n" + text + b"-----END PKCS7-----\n"
    store, source = only(tmp_path, data)
    assert (source.kind, source.taken) == (Kind.CERTIFICATES, 2)
    assert {held.raw for held in store.countries} == {HOME, other}


@pytest.mark.parametrize(
    "attribute", ["pkdMasterListContent", "CscaMasterListData", "CSCAMASTERLISTDATA;binary"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_an_extract_of_the_directory_gives_each_of_its_lists(tmp_path, attribute, end):
    other = country.country("Third CSCA", new_key())
    second = other.master_list([other.authority.certificate])
    (tmp_path / "icao.ldif").write_bytes(ldif(LIST, second, attribute=attribute, end=end))
    store = trust.load(tmp_path)
    assert [(s.file, s.taken) for s in store.sources] == [("icao.ldif:1", 2), ("icao.ldif:2", 1)]
    assert len(store.countries) == 3


def test_one_bad_list_of_an_extract_spoils_no_other(tmp_path):
    bad = LIST.replace(HOME, HOME[:-1] + bytes([HOME[-1] ^ 1]))
    (tmp_path / "icao.ldif").write_bytes(ldif(bad, LIST))
    sources = trust.load(tmp_path).sources
    assert [source.reason for source in sources] == [Reason.ATTRIBUTES, None]


def test_document_signers_of_the_directory_are_nobody_to_trust(tmp_path):
    signer = invented_country().signer(new_key()).certificate
    store, source = only(tmp_path, ldif(signer, attribute="userCertificate;binary"))
    assert source.reason is Refusal.NOTHING_IN_IT
    assert not store.countries


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Refusal.EMPTY),
        (b" \r\n", Refusal.EMPTY),
        (b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----", Refusal.NOT_BASE64),
        (b"dn: c=XX\npkdMasterListContent:: a\n", Refusal.NOT_BASE64),
        (b"-----BEGIN CERTIFICATE-----\nAAAA", Refusal.NOTHING_IN_IT),
        (b"dn: c=XX\ncn: nothing\n", Refusal.NOTHING_IN_IT),
        (tlv.make(0x30, tlv.make(0x02, b"\1")), Refusal.NOTHING_IN_IT),
        (b"\x30\x84\xff\xff\xff\xff", Reason.MALFORMED),
        (b"\x30\x80" * 500, Reason.MALFORMED),
        (streamed(LIST, 1000)[:-2], Reason.MALFORMED),
        (bytes(containers.MOST_PART + 1), Refusal.TOO_LARGE),
        (ldif(*[b"0"] * (containers.MOST_PARTS + 1)), Refusal.TOO_LARGE),
        (tlv.make(0x30) * (listing.MOST_ENTRIES + 1), Reason.MALFORMED),
        (streamed(LIST, 1000).replace(b"\x24\x80", b"\x24\x80" + b"\x04\x00" * 9000), Reason.MALFORMED),
    ],
    ids=[
        "empty", "blank", "PEM not base64", "LDIF not base64", "PEM without end", "LDIF of nothing",
        "no certificate", "a lie", "nested", "cut", "too long", "too many lists", "too many parts",
        "too many pieces",
    ],
)  # fmt: skip
def test_a_refused_file_has_one_clear_reason(tmp_path, data, reason):
    store, source = only(tmp_path, data)
    assert (source.kind, source.reason) == (Kind.REFUSED, reason)
    assert not store.countries


def test_a_folder_that_takes_too_long_is_left_off_and_told(tmp_path):
    (tmp_path / "csca.der").write_bytes(HOME)
    (tmp_path / "icao.ldif").write_bytes(ldif(LIST, LIST))
    store = trust.load(tmp_path, seconds=0.0)
    assert [source.reason for source in store.sources] == [Refusal.TOO_SLOW] * 3
    assert not store.countries


def test_the_technician_is_told_what_came_of_each_file(tmp_path):
    (tmp_path / "a.ml").write_bytes(streamed(LIST, 1000))
    (tmp_path / "b.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----")
    done = subprocess.run(
        [sys.executable, "-m", "drivers.card", "trust", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == Exit.NOT_READ
    assert done.stdout.splitlines() == [
        "a.ml: master-list 2, 2024-08-01, signer self-vouched",
        "b.pem: refused (not-base64) 0",
        "2 country certificates, 0 lists of revoked",
    ]
    (tmp_path / "b.pem").unlink()
    assert main_of("trust", tmp_path) == Exit.DONE
    assert main_of("trust", tmp_path / "typo") == Exit.NOT_READ


def main_of(*arguments):
    order = [sys.executable, "-m", "drivers.card", *arguments]
    return subprocess.run(order, capture_output=True, check=False).returncode


MANY = [country.country(f"Country {n}", KEY).authority.certificate for n in range(600)]


@pytest.mark.parametrize(
    "shape",
    [
        LISTING.master_list,
        lambda held: streamed(LISTING.master_list(held), 1000),
        lambda held: bundle(*map(loaded, held)),
        b"".join,
    ],
    ids=["list", "streamed", "bundle", "side by side"],
)
def test_six_hundred_countries_fit_the_childs_two_seconds(tmp_path, shape):
    _, source = only(tmp_path, shape(MANY))
    assert (source.taken, source.passed_over) == (600, 0)
