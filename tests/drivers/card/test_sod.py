"""EF.SOD: the issuer's hashes, and files built to keep a parser busy."""

import hashlib

import pytest
from asn1crypto import cms
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import country, issuer, sod, tlv
from tests.workbench.people import MAI

GROUPS = {1: issuer.data_group_1(MAI), 13: issuer.data_group_13(MAI)}
GOOD = issuer.security_object(GROUPS)


def with_lds(lds):
    """The good EF.SOD around another LDS security object."""
    content = cms.ContentInfo.load(tlv.only(GOOD, 0x77))
    content["content"]["encap_content_info"]["content"] = lds
    return tlv.make(0x77, content.dump(force=True))


def lds(algorithm, *hashes):
    rows = [{"number": number, "hash": value} for number, value in hashes]
    parts = {"version": 0, "algorithm": {"algorithm": algorithm}, "hashes": rows}
    return country.LdsSecurityObject(parts).dump()


def nested(depth):
    data = b"\x05\x00"
    for _ in range(depth):
        data = tlv.make(0x30, data)
    return tlv.make(0x77, data)


def test_good_data_groups_are_proven():
    assert sod.parse(GOOD).proves(GROUPS) is True
    assert sod.parse(GOOD).proves({1: GROUPS[1]}) is True


@pytest.mark.parametrize("number", [1, 13])
def test_one_changed_bit_is_not_proven(number):
    changed = bytes([*GROUPS[number][:-1], GROUPS[number][-1] ^ 1])
    assert sod.parse(GOOD).proves(GROUPS | {number: changed}) is False


def test_a_data_group_that_was_never_hashed_is_not_proven():
    assert sod.parse(issuer.security_object({1: GROUPS[1]})).proves(GROUPS) is False


def test_a_weak_hash_proves_nothing():
    weak = with_lds(lds("sha1", (1, hashlib.sha1(GROUPS[1]).digest())))
    assert sod.parse(weak).proves({1: GROUPS[1]}) is None


def test_a_data_group_hashed_twice_is_refused():
    digest = hashlib.sha256(GROUPS[1]).digest()
    with pytest.raises(tlv.Malformed):
        sod.parse(with_lds(lds("sha256", (1, digest), (1, digest))))


@pytest.mark.parametrize(
    "bomb",
    [
        tlv.make(0x77, tlv.make(0x06, b"\x81" * 64_000)),  # longer than any EF.SOD
        tlv.make(0x77, tlv.make(0x30, tlv.make(0x06, b"\x81" * 30_000 + b"\x01"))),
        nested(3000),
        nested(25),
        b"\x77\x84\xff\xff\xff\xff" + bytes(100),
        b"\x77\x80" + b"\x30\x80" * 500,
        tlv.make(0x77),
        tlv.make(0x77, GROUPS[13]),
    ],
    ids=[
        "too long",
        "huge OID",
        "nested",
        "a little nested",
        "lies",
        "indefinite",
        "empty",
        "DG13",
    ],
)
def test_bombs_are_refused(bomb):
    with pytest.raises(tlv.Malformed):
        sod.parse(bomb)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_mutated_file_is_read_or_refused(data):
    bad = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    try:
        sod.parse(bytes(bad)).proves(GROUPS)
    except tlv.Malformed:
        return


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data):
    for file in (data, tlv.make(0x77, data)):
        with pytest.raises(tlv.Malformed):
            sod.parse(file)
