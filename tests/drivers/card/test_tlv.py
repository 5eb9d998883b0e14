"""Tag, length, value: whatever a chip claims, its bytes are read within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card import tlv

tags = st.sampled_from([0x02, 0x30, 0x61, 0x6D, 0x7F49, 0x5F1F, 0x7F8101])


@given(tags, st.binary(max_size=70_000))
def test_what_is_made_is_read_again(tag, value):
    assert list(tlv.elements(tlv.make(tag, value))) == [tlv.Element(tag, value)]


@given(st.binary(max_size=300))
def test_any_bytes_are_elements_to_their_end_or_are_refused(data):
    try:
        found = list(tlv.elements(data))
    except tlv.Malformed:
        return
    assert sum(len(element.value) for element in found) <= len(data)


@given(st.lists(st.tuples(tags, st.binary(max_size=300)), max_size=5))
def test_elements_side_by_side_keep_their_order(pairs):
    made = b"".join(tlv.make(tag, value) for tag, value in pairs)
    assert [(e.tag, e.value) for e in tlv.elements(made)] == pairs


@pytest.mark.parametrize(
    "lie",
    [
        "61 84FFFFFFFF 00",  # four gigabytes
        "61 85 0000000001 00",  # a length longer than any
        "61 80 0000",  # indefinite
        "61 05 00",  # cut short
        "61 82 01",  # length cut short
        "61",  # no length
        "7F",  # tag cut short
        "7FFFFFFF01 00",  # a tag without end
    ],
)
def test_lying_lengths_are_refused(lie):
    with pytest.raises(tlv.Malformed):
        list(tlv.elements(bytes.fromhex(lie)))


def test_a_length_may_be_longer_than_it_need_be():
    assert tlv.only(bytes.fromhex("6182000155"), 0x61) == b"\x55"


def test_values_never_show_themselves():
    assert "55" not in repr(tlv.Element(0x61, b"\x55"))
