"""Letters of desks: everything that one says the other reads, and nothing else gets in."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hall.letters import Letter, LetterError, read
from kiosk.rules.queue.deeds import Asked, Deed, NotNow, Why
from kiosk.rules.queue.entries import Entry, Kind

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
ENTRY = Entry(2, 1, 1, NOW, Kind.OPENED, counter=3)


def test_what_is_written_is_read():
    asked = Asked("p-1", Deed.PARK, 3, label="A1-007", until=NOW, of=-1)
    letter = Letter({1: 7, 2: 1}, ((ENTRY, 1.5),), asked, "a" * 32)
    assert read(letter.to_bytes()) == letter
    refused = read(Letter({}, refused=NotNow(Why.ELSEWHERE, 4)).to_bytes()).refused
    assert (refused.why, refused.counter) == (Why.ELSEWHERE, 4)


def test_what_a_newer_release_writes_is_left_out_and_said():
    told = json.loads(Letter({2: 2}, ((ENTRY, 0.0),)).to_bytes())
    told["entries"].append([{"origin": 2, "seq": 2, "kind": "sung"}, 0.0])
    told["a-new-word"] = 1
    letter = read(json.dumps(told).encode())
    assert letter.entries == ((ENTRY, 0.0),)
    assert letter.newer


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"speaks": 1, "heads": [], "entries": []}',
        b'{"speaks": 1, "heads": {"x": 1}, "entries": []}',
        b'{"speaks": 1, "heads": {"1": -1}, "entries": []}',
        b'{"speaks": 1, "heads": {"1": true}, "entries": []}',
        b'{"speaks": 1, "heads": {"100": 1}, "entries": []}',
        b'{"speaks": 1, "heads": {}, "entries": [1]}',
        b'{"speaks": "1", "heads": {}, "entries": []}',
        b'{"speaks": 1, "heads": {}, "entries": [], "only": 7}',
        b'{"speaks": 1, "heads": {}, "entries": [], "asked": {"id": "x"}}',
        b'{"speaks": 1, "heads": {}, "entries": [], "refused": {"why": "because"}}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_whatever_is_no_letter_is_refused(body):
    with pytest.raises(LetterError):
        read(body)


@pytest.mark.parametrize("age", [-1, float("nan"), float("inf"), 1e9, "5", None, [1]])
def test_an_age_that_cannot_be_is_refused(age):
    told = json.loads(Letter({}, ((ENTRY, 0.0),)).to_bytes())
    told["entries"][0][1] = age
    with pytest.raises(LetterError):
        read(json.dumps(told).encode())


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.fixed_dictionaries({"speaks": _json, "heads": _json, "entries": _json, "asked": _json}))
def test_nothing_that_is_json_breaks_the_reading(told):
    with pytest.raises(LetterError):
        read(json.dumps(told).encode())
