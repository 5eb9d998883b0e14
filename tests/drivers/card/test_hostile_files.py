"""Files of a hostile chip end as CardError(UNREADABLE) in the kiosk, never as anything else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import (
    CardError,
    CardState,
    certificates,
    contents,
    country,
    dg13,
    frames,
    issuer,
    listing,
    signatures,
    signed_data,
    tlv,
)
from drivers.card import der as asn1
from drivers.card.country import Signing, invented_country, invented_signer
from drivers.card.files import EF
from drivers.card.verdict import NotProven
from tests.workbench.people import MAI
from tests.workbench.verdicts import anchors

NOW = "2026-11-22T00:00:00+00:00"
TRANSCRIPT = {
    "active": {"challenge": "00" * 8, "answer": "11" * 64, "outcome": "answered"},
    "chip": None,
}
FILES = {
    file: data for file, data in issuer.files(MAI).items() if file not in (EF.COM, EF.CARD_ACCESS)
}

SIGNED = (EF.DG1, EF.DG2, EF.DG13, EF.DG14, EF.DG15)
HOME = invented_country()
SIGNED_FILES = [
    (certificates.certificate, HOME.authority.certificate),
    (certificates.certificate, invented_signer(Signing.EXPLICIT).certificate),
    (certificates.certificate, invented_signer(Signing.PSS).certificate),
    (certificates.revocation_list, HOME.revocations(7, 8, 9)),
    (lambda data: signed_data.verify(signed_data.parse(data)), country.security_object({1: b"x"})),
    (
        lambda data: signed_data.verify(signed_data.parse(data)),
        country.security_object({1: b"x"}, Signing.PSS, by_key_id=True),
    ),
    (listing.split, HOME.master_list([HOME.authority.certificate])),
    (
        lambda data: signatures.public_key(asn1.one(data)),
        country.spki(country.new_key(), explicit=True),
    ),
    (asn1.definite, country.security_object({1: b"x"})),
]


def nested(tag, depth):
    data = b"\x05\x00"
    for _ in range(depth):
        data = tlv.make(0x30, data)
    return tlv.make(tag, data)


@pytest.mark.parametrize(
    ("file", "data"),
    [
        (EF.SOD, tlv.make(0x77, tlv.make(0x30, tlv.make(0x06, b"\x81" * 32_000 + b"\x01")))),
        (EF.SOD, nested(0x77, 5000)),
        (EF.SOD, b"\x77\x84\xff\xff\xff\xff\x00"),
        (EF.SOD, b""),
        (EF.DG1, b"\x61\x84\xff\xff\xff\xff\x00"),
        (EF.DG1, nested(0x61, 5000)),
        (EF.DG1, b""),
    ],
    ids=[
        "huge OID",
        "nested SOD",
        "lying SOD",
        "empty SOD",
        "lying DG1",
        "nested DG1",
        "empty DG1",
    ],
)
def test_a_parse_bomb_is_unreadable(file, data):
    with pytest.raises(CardError) as error:
        contents.judge(FILES | {file: data}, MAI.number)
    assert error.value.state is CardState.UNREADABLE


@pytest.mark.parametrize("bomb", [nested(0x6D, 5000), b"\x6d\x84\xff\xff\xff\xff", b""])
def test_a_bomb_in_dg13_is_a_data_group_that_nobody_signed(bomb):
    with pytest.raises(CardError) as error:
        contents.judge(FILES | {EF.DG13: bomb}, MAI.number)
    assert error.value.state is CardState.ALTERED


def signed_anew(files):
    """The files under an EF.SOD that covers them all."""
    groups = {contents.NUMBERS[file]: data for file, data in files.items() if file is not EF.SOD}
    return files | {EF.SOD: issuer.security_object(groups)}


def test_a_dg13_in_the_issuers_own_code_leaves_the_name_of_dg1():
    coded = tlv.make(0x6D, b"only the issuer knows")
    holder, proven = contents.judge(signed_anew(FILES | {EF.DG13: coded}), MAI.number)
    assert (holder.name, proven) == (MAI.latin, True)


def test_a_dg13_of_another_person_is_unreadable():
    other = issuer.data_group_13(issuer.Person(number="010190000124"))
    assert dg13.parse(other).number == "010190000124"
    with pytest.raises(CardError) as error:
        contents.judge(signed_anew(FILES | {EF.DG13: other}), MAI.number)
    assert error.value.state is CardState.UNREADABLE


def test_without_ef_sod_nothing_is_proven():
    files = {file: data for file, data in FILES.items() if file is not EF.SOD}
    _, proven = contents.judge(files, MAI.number)
    assert proven is False


def packed(files, **request):
    return frames.with_request(files, {"now": NOW} | request, anchors())


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_any_mutated_file_ends_in_a_holder_or_in_the_declared_error(data):
    file = data.draw(st.sampled_from(list(FILES)))
    bad = bytearray(FILES[file])
    for _ in range(data.draw(st.integers(1, 4))):
        bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del bad[data.draw(st.integers(0, len(bad))) :]
    try:
        told = contents.parse(packed(FILES | {file: bytes(bad)}, transcript=TRANSCRIPT))
    except tlv.Malformed:
        return
    verdict = told["verdict"]
    assert verdict["summary"] != "proven" or bytes(bad) == FILES[file] or file not in SIGNED
    assert told["holder"]["number"] == MAI.number or verdict["hashes"]["state"] != "proven"


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_mutated_certificates_and_lists_of_countries_harm_nobody(data):
    parse, whole = data.draw(st.sampled_from(SIGNED_FILES))
    bad = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    try:
        parse(bytes(bad))
    except (tlv.Malformed, NotProven):
        return


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_read_or_refused(data):
    for parse, _ in SIGNED_FILES:
        for given_ in (data, tlv.make(0x30, data)):
            try:
                parse(given_)
            except (tlv.Malformed, NotProven):
                continue


def test_files_arrive_in_the_child_as_they_left():
    trust = anchors(lists=(b"list",))
    files, request, arrived = frames.unpacked(frames.with_request(FILES, {"a": 1}, trust))
    assert files == FILES
    assert request["a"] == 1
    assert (tuple(arrived.countries), tuple(arrived.revocations)) == (trust.countries, (b"list",))
    assert arrived.provisioned
