"""Files of a hostile chip end as CardError(UNREADABLE) in the kiosk, never as anything else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import CardError, CardState, contents, dg13, issuer, tlv
from drivers.card.files import EF
from tests.workbench.people import MAI

FILES = {
    file: data for file, data in issuer.files(MAI).items() if file not in (EF.COM, EF.CARD_ACCESS)
}


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


def test_a_dg13_in_the_issuers_own_code_leaves_the_name_of_dg1():
    coded = tlv.make(0x6D, b"only the issuer knows")
    sod = issuer.security_object({1: FILES[EF.DG1], 13: coded})
    holder, proven = contents.judge(FILES | {EF.DG13: coded, EF.SOD: sod}, MAI.number)
    assert (holder.name, proven) == (MAI.latin, True)


def test_a_dg13_of_another_person_is_unreadable():
    other = issuer.data_group_13(issuer.Person(number="010190000124"))
    assert dg13.parse(other).number == "010190000124"
    sod = issuer.security_object({1: FILES[EF.DG1], 13: other})
    with pytest.raises(CardError) as error:
        contents.judge(FILES | {EF.DG13: other, EF.SOD: sod}, MAI.number)
    assert error.value.state is CardState.UNREADABLE


def test_without_ef_sod_nothing_is_proven():
    files = {file: data for file, data in FILES.items() if file is not EF.SOD}
    _, proven = contents.judge(files, MAI.number)
    assert proven is False


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_mutated_file_ends_in_a_holder_or_in_the_declared_error(data):
    file = data.draw(st.sampled_from(list(FILES)))
    bad = bytearray(FILES[file])
    for _ in range(data.draw(st.integers(1, 4))):
        bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del bad[data.draw(st.integers(0, len(bad))) :]
    try:
        told = contents.parse(contents.packed(FILES | {file: bytes(bad)}))
    except tlv.Malformed:
        return
    assert told["proven"] is not True or told["number"] == MAI.number


def test_files_arrive_in_the_child_as_they_left():
    assert contents.unpacked(contents.packed(FILES)) == FILES
