"""The line between screen and devices: everything sent is understood, nothing hostile is."""

import datetime as dt
import json
from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.wire import (
    EFFECTS,
    EVENTS,
    MOST_BYTES,
    Done,
    WireError,
    decode_effect,
    decode_event,
    encode,
)
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language, MaskedHolder, Page, Ticket, Verdict

TEXT = st.text(max_size=20)
st.register_type_strategy(str, TEXT)
st.register_type_strategy(dt.datetime, st.datetimes(timezones=st.just(dt.UTC)))
VISIT = st.integers(0, 2**40)
TICKET = Ticket("c" * 32, dt.date(2026, 11, 23), "A", 1, 7, "H00-261123-0007", "1.001193")
PAGES = (Page("p1", "to-khai", 1, "c/p1"), Page("p2", "to-khai", 2, "c/p2"))
SAMPLES = [
    ev.PagesChanged("to-khai", PAGES),
    ev.PagesChanged("to-khai", ()),
    ev.CardNamed(MaskedHolder("GIÀNG THỊ MAI", 1990, "0123")),
    ev.CardRead(MaskedHolder("GIÀNG THỊ MAI", 1990, "0123", Verdict.UNANCHORED)),
    ev.Sealed(TICKET),
    ev.TicketFound(Language.EN, TICKET),
    ev.Faulted(Fault.SCANNER_JAMMED),
    ev.TicketPrinted(),
]
decoders = pytest.mark.parametrize("decode", [decode_effect, decode_event])


@given(VISIT, st.one_of(*[st.from_type(kind) for kind in EFFECTS.values()]))
def test_every_effect_arrives_as_it_was_sent(visit, effect):
    assert decode_effect(encode(visit, effect)) == (visit, effect)


@given(VISIT, st.one_of(*[st.from_type(kind) for kind in EVENTS.values()]))
def test_every_event_arrives_as_it_was_sent(visit, event):
    assert decode_event(encode(visit, event)) == (visit, event)


def test_every_effect_of_the_journey_can_be_sent():
    assert set(EFFECTS.values()) == set(get_args(do.Effect))
    assert set(EVENTS.values()) - {Done} <= set(get_args(ev.Event))


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: type(event).__name__)
def test_a_message_is_one_line_of_json(event):
    line = encode(3, event)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    row = json.loads(line)
    assert (row["visit"], row["type"]) == (3, type(event).__name__)


def test_vietnamese_crosses_as_it_is_and_line_breaks_in_a_text_do_not_end_the_line():
    line = encode(1, ev.CardRead(MaskedHolder("Đặng\nÁnh", 1956, "0001")))
    assert "Đặng\\nÁnh".encode() in line
    assert line.count(b"\n") == 1


def test_touches_of_the_citizen_are_not_taken_from_the_devices():
    for kind in set(get_args(ev.Event)) - set(EVENTS.values()):
        with pytest.raises(WireError):
            decode_event(json.dumps({"visit": 1, "type": kind.__name__}).encode())


@decoders
@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"{",
        b"null",
        b"3",
        b"[]",
        b'"TicketPrinted"',
        b"\xff\xfe{}",
        b"{}",
        b'{"visit": 1}',
        b'{"type": "TicketPrinted"}',
        b'{"visit": "1", "type": "TicketPrinted"}',
        b'{"visit": true, "type": "TicketPrinted"}',
        b'{"visit": 1.0, "type": "TicketPrinted"}',
        b'{"visit": NaN, "type": "TicketPrinted"}',
        b'{"visit": 1, "type": "Format"}',
        b'{"visit": 1, "type": null}',
        b'{"visit": 1, "type": ["TicketPrinted"]}',
        b'{"visit": 1, "type": "TicketPrinted", "more": 1}',
        b'{"visit": 1, "type": "StopReading", "case": "c", "more": 1}',
        b'{"visit": 1, "type": "ForgetCitizen", "case": null}',
        b'{"visit": 1, "type": "ForgetCitizen", "case": "c", "__class__": "x"}',
        b"[" * 100_000,
        b'{"visit": 1, "type": ' + b'{"a":' * 40_000,
        b'{"visit": ' + b"9" * 5_000 + b', "type": "TicketPrinted"}',
        b'{"visit": 1, "type": "TicketPrinted"}' + b" " * MOST_BYTES,
    ],
    ids=lambda line: line[:40].decode("latin-1"),
)
def test_a_hostile_line_is_refused_and_nothing_else_happens(decode, line):
    with pytest.raises(WireError):
        decode(line)


def rows():
    for event in SAMPLES:
        row = json.loads(encode(1, event))
        for name in [field.name for field in fields(event)]:
            yield pytest.param(row, name, id=f"{row['type']}.{name}")


JUNK = [None, True, 1.5, -1, "", "không", [], [[]], [None], {}, {"a": 1}, [{"id": 1}], "2026-13-40"]


@pytest.mark.parametrize(("row", "name"), list(rows()))
def test_a_field_of_another_type_is_refused(row, name):
    for junk in JUNK:
        if type(junk) is type(row[name]) and not isinstance(junk, dict) and junk != [None]:
            continue
        with pytest.raises(WireError):
            decode_event(json.dumps({**row, name: junk}).encode())


@pytest.mark.parametrize(("row", "name"), list(rows()))
def test_a_message_without_one_of_its_fields_is_refused(row, name):
    with pytest.raises(WireError):
        decode_event(json.dumps({key: row[key] for key in row if key != name}).encode())


@pytest.mark.parametrize(
    "ticket",
    [
        {"day": "23/11/2026"},
        {"day": 20261123},
        {"number": "7"},
        {"number": True},
        {"kiosk": None},
        {"case": 1},
        {"label": "A007"},
    ],
)
def test_a_ticket_of_another_shape_is_refused(ticket):
    row = json.loads(encode(1, ev.Sealed(TICKET)))
    row["ticket"] |= ticket
    with pytest.raises(WireError):
        decode_event(json.dumps(row).encode())


def test_a_refusal_never_repeats_what_was_sent():
    row = json.loads(encode(1, ev.CardRead(MaskedHolder("GIÀNG THỊ MAI", 1990, "0123"))))
    row["holder"]["birth_year"] = "bí mật"
    row["holder"]["name"] = 3
    with pytest.raises(WireError) as refused:
        decode_event(json.dumps(row).encode())
    for told in ("GIÀNG", "bí mật", "0123"):
        assert told not in str(refused.value)
    assert refused.value.__cause__ is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
FIELDS = sorted(
    {f.name for kind in (*EFFECTS.values(), *EVENTS.values()) for f in fields(kind)} | {"visit"}
)


@given(
    st.sampled_from([*EFFECTS, *EVENTS]),
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4),
    st.booleans(),
)
def test_any_json_is_either_a_message_or_refused(kind, row, numbered):
    line = json.dumps({**row, "type": kind} | ({"visit": 1} if numbered else {})).encode()
    for decode in (decode_effect, decode_event):
        try:
            visit, message = decode(line)
        except WireError:
            continue
        assert decode(encode(visit, message)) == (visit, message)


@given(st.binary(max_size=300))
def test_any_bytes_are_either_a_message_or_refused(line):
    for decode in (decode_effect, decode_event):
        with pytest.raises(WireError):
            decode(line)
