"""The bench's thin line counts what nobody can beat, and its resets are ones that a kernel believes."""

from __future__ import annotations

import struct

import pytest

from tests.workbench.thin_line import Cut, Shape, _checksum, _reset


def test_the_bound_counts_headers_lost_packets_and_the_cuts_on_the_way():
    assert Shape(loss=0).bound(1_800_000) == pytest.approx(58.42, abs=0.01)
    assert Shape().bound(1_800_000) == pytest.approx(59.61, abs=0.01)
    assert Shape(every=20, cut=Cut.RESET).bound(1_800_000) == pytest.approx(68.61, abs=0.01)
    assert Shape(every=20).bound(300_000) == Shape().bound(300_000)  # over before the first cut


def test_a_cut_that_makes_the_sending_last_into_the_next_one_counts_both():
    shape = Shape(loss=0, every=20, lasts=3)
    payload = int(18.9 * shape.up / 8 * 1348 / 1400)
    assert shape.bound(payload) == pytest.approx(18.9, abs=0.01)
    assert shape.bound(payload * 2) == pytest.approx(37.8 + 2 * 3, abs=0.01)


def test_a_reset_goes_back_to_where_the_packet_came_from_with_the_number_it_waits_for():
    here, there = bytes([10, 77, 0, 1]), bytes([10, 77, 0, 2])
    head = struct.pack("!BBHHHBBH", 0x45, 0, 40, 0, 0, 64, 6, 0) + here + there
    packet = head + struct.pack("!HHIIBBHHH", 40000, 8080, 7, 4242, 5 << 4, 0x10, 0, 0, 0)
    answer = _reset(packet)
    assert answer[12:20] == there + here
    assert struct.unpack_from("!HHI", answer, 20) == (8080, 40000, 4242)
    assert answer[33] == 0x04
    assert _checksum(answer[:20]) == 0  # as a receiver sums it up
    assert _checksum(answer[12:20] + struct.pack("!BBH", 0, 6, 20) + answer[20:]) == 0
