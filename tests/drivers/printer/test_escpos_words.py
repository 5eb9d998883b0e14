"""What is written in ESC/POS reads back the same, and status bytes mean what the manual says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.printer import PrinterState, escpos, reading
from drivers.printer.strip import Blank, Code, Dots, Strip


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


@settings(max_examples=40, deadline=None)
@given(data=st.data(), width=st.sampled_from([384, 576]), native=st.booleans())
def test_a_strip_of_any_pieces_is_printed_as_it_looks(data, width, native):
    """Centred, doubled, from the edge, blank and coded, in any order."""
    made = []
    for kind in data.draw(st.lists(st.sampled_from("tdebc"), min_size=1, max_size=6)):
        wide = 16 * data.draw(st.integers(1, width // 32))
        rows = data.draw(st.lists(st.binary(min_size=wide // 8, max_size=wide // 8), min_size=1))
        dots = reading.picture_of(rows, wide)
        made.append(
            {
                "t": Dots(dots),
                "d": Dots(dots, doubled=True),
                "e": Dots(dots, centred=False),
                "b": Blank(len(rows)),
                "c": Code("H00.021-261122-K01-0007", 5) if native else Blank(7),
            }[kind]
        )
    strip = Strip(width, (*made, Dots(Image.new("1", (16, 1), 0))))
    raw = escpos.INITIALISE + b"".join(escpos.commands(strip, native)) + escpos.CUT
    tickets, stray = reading.decode(raw, width)
    assert [ticket.tobytes() for ticket in tickets] == [strip.picture().tobytes()]
    assert stray == b""


def test_no_command_is_longer_than_what_ends_it_when_it_was_torn():
    black = Strip(576, (Dots(Image.new("1", (576, 200), 0)), Code("H00.021-261122-K01-0007", 6)))
    assert max(map(len, escpos.commands(black))) <= len(escpos.unstick(576)) + 8


def test_ink_in_the_middle_is_cut_in_whole_bytes_alike_on_both_sides():
    """A printer that rounds where the middle is moves every row of a letter by as much."""
    strip = Strip(576, (Dots(reading.picture_of([b"\x00" * 30 + b"\x18" + b"\x00" * 41], 576)),))
    command = b"".join(escpos.commands(strip)).removeprefix(escpos.CENTRED)
    wide = int.from_bytes(command[4:6], "little")
    assert wide == 72 - 2 * 30


def test_of_all_ways_to_part_the_rows_the_shortest_is_sent():
    picture = reading.picture_of([b"\xff" * 72] * 10 + [b"\x80" + b"\x00" * 71] * 10, 576)
    assert len(b"".join(escpos.bands(picture))) == 8 + 720 + 8 + 10
    rows = [b"\xff" * 72, b"\xff" * 70 + b"\x00" * 2] * 5  # parting them costs more than it saves
    assert len(b"".join(escpos.bands(reading.picture_of(rows, 576)))) == 8 + 720


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


def test_wherever_a_ticket_was_torn_the_next_one_is_printed_as_it_looks():
    """In a band, in a code's text, between two letters of a command."""
    number = Dots(reading.picture_of([b"\xff" * 20] * 9, 160), doubled=True)
    text = Dots(reading.picture_of([b"\x0f" * 10] * 20, 80))
    strip = Strip(576, (text, Blank(9), number, Code("H00.021-261122-K01-0007", 6), text))
    whole = escpos.INITIALISE + b"".join(escpos.commands(strip)) + escpos.CUT
    for torn in range(1, len(whole) - 4, 9):
        raw = whole[:torn] + escpos.unstick(576) + escpos.INITIALISE + escpos.CUT + whole
        tickets, _ = reading.decode(raw, 576)
        assert tickets[-1].tobytes() == strip.picture().tobytes(), f"torn at byte {torn}"


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
