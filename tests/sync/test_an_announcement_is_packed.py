"""What is said of a case travels packed where the centre takes that, and arrives word for word."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests.workbench.line import Line

MORNING = dt.datetime(2026, 11, 2, 1, 30, tzinfo=dt.UTC)  # when every case here was sealed


@pytest.fixture
def kept(centre):
    """What the centre has of an envelope's announcement."""

    def read(envelope):
        query = "select body from envelopes where envelope = :envelope"
        ((body,),) = centre.rows(query, envelope=envelope.id)
        return bytes(body)

    return read


def announce(office, line, courier):
    """How many bytes it took to announce one case, whose pages stay here."""
    line.before_answer(b"POST /v1/announcements", lambda: sizes.append(line.up))
    sizes, before = [], line.up
    courier.carry()
    return sizes[0] - before


def test_after_the_first_word_of_the_centre_announcements_are_packed(office, centre, kept):
    with Line(centre.port) as line:
        courier = office.courier(line.url, centre.token)
        plain, packed = (office.hand_in(10, 10, 10) for _ in range(2))
        first = announce(office, line, courier)
        third = office.hand_in(10, 10, 10)
        again = announce(office, line, courier)
        courier.carry()
    assert again < first - len(third.body) // 3
    for envelope in (plain, packed, third):
        assert kept(envelope) == envelope.body
    assert office.only(centre, plain, packed, third)


def test_a_case_sent_weeks_later_arrives_with_the_times_when_it_happened(office, centre, kept):
    envelope = office.hand_in(10)
    office.now += 21 * 86_400
    office.courier(centre.url, centre.token).carry()
    assert json.loads(kept(envelope))["sealed_at"].startswith(f"{MORNING:%Y-%m-%dT%H:%M}")
    assert kept(envelope) == envelope.body
