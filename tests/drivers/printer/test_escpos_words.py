"""What is written in ESC/POS reads back the same, and status bytes mean what the manual says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.printer import PrinterState, escpos, reading


def picture_of(rows: list[bytes], width: int) -> Image.Image:
    return reading.picture_of(rows, width)


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(1, 70),
    seed=st.lists(st.sampled_from([b"\x00" * 9, b"\x10\x04\x01" * 3, b"\x1b@\x1dV\x00\x1dv0\x00"])),
    noise=st.lists(st.binary(min_size=9, max_size=9), max_size=60),
)
def test_every_dot_sent_is_a_dot_printed(width, seed, noise):
    picture = picture_of([*seed, *noise, b"\x80" * 9], width)
    raw = escpos.INITIALISE + b"".join(escpos.bands(picture)) + escpos.CUT
    tickets, stray = reading.decode(raw, width)
    assert [ticket.tobytes() for ticket in tickets] == [picture.tobytes()]
    assert stray == b""


def test_blank_paper_costs_next_to_nothing():
    blank = Image.new("1", (576, 240), 1)
    assert len(b"".join(escpos.bands(blank))) == 240 + 10 * 8  # a byte a row, a header a band


def test_a_half_sent_band_does_not_swallow_the_next_ticket():
    picture = picture_of([b"\xff" * 72] * 60, 576)
    whole = b"".join(escpos.bands(picture)) + escpos.CUT
    for torn in range(8, len(whole) - 4, 97):
        raw = whole[:torn] + escpos.unstick(576) + escpos.INITIALISE + escpos.CUT + whole
        tickets, stray = reading.decode(raw, 576)
        assert tickets[-1].tobytes() == picture.tobytes(), f"torn at byte {torn}"
        assert stray == b""


def test_bytes_of_no_command_are_noticed():
    assert reading.decode(b"\x1b@So 7" + escpos.CUT, 576) == ([], b"So 7")


def test_commands_that_arrive_in_pieces_are_waited_for():
    for command in (escpos.INITIALISE, escpos.CUT, escpos.IN_ORDER_QUERY, escpos.query(4)):
        for cut in range(len(command)):
            assert reading.read_command(command[:cut]) is None
        found = reading.read_command(command)
        assert found is not None
        assert found[1] == len(command)


# Answers to DLE EOT 1-4; the first four rows are what an independent printer answered.
@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ("12 12 12 12", PrinterState.READY),
        ("1a 32 12 7e", PrinterState.NO_PAPER),
        ("1a 16 12 12", PrinterState.COVER_OPEN),
        ("12 12 12 1e", PrinterState.PAPER_LOW),
        ("16 12 12 12", PrinterState.READY),  # drawer connector high: not our business
        ("1a 36 12 7e", PrinterState.COVER_OPEN),  # open, and the roll seems ended
        ("1a 52 1a 12", PrinterState.KNIFE),
        ("1a 52 32 12", PrinterState.FAILED),  # broken
        ("1a 52 52 12", PrinterState.FAILED),  # too hot
        ("1a 1a 12 12", PrinterState.OFFLINE),  # the feed button is held
        ("12 12 12", PrinterState.GONE),
        ("12 12 12 ff", PrinterState.GONE),  # nonsense, as with a wrong baud rate
    ],
)
def test_status_bytes_say_what_a_person_must_do(answers, state):
    assert escpos.state_of(list(bytes.fromhex(answers))) is state


def test_silence_is_never_plenty_of_paper():
    assert escpos.state_of([None] * 4) is PrinterState.GONE
    assert escpos.state_of([0x12, 0x12, 0x12, None]) is PrinterState.GONE


def test_answers_in_order_are_never_taken_for_real_time_ones():
    for byte in range(256):
        assert not (escpos.is_status(byte) and escpos.is_in_order(byte))
