"""Papers take no more of the office's line than its hours allow; announcements always go."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from kiosk.settings import SettingsError
from kiosk.store.outbox import EnvelopeState
from kiosk.sync.budget import Budget
from tests.workbench.line import Line

HANOI = dt.timezone(dt.timedelta(hours=7))


def at(hour, minute=0):
    return dt.datetime(2026, 11, 3, hour, minute, tzinfo=HANOI).timestamp()


def test_hours_have_their_rates_and_the_others_no_bound():
    budget = Budget("7-17 128, 22-5 0")
    assert budget.at(at(7)) == budget.at(at(16, 59)) == 16_000
    assert budget.at(at(17)) == budget.at(at(6)) == float("inf")
    assert budget.at(at(23)) == budget.at(at(0)) == budget.at(at(4)) == 0
    assert Budget("").at(at(12)) == float("inf")


@pytest.mark.parametrize(
    "text", ["7-17", "7-17 fast", "24-3 1", "7-7 1", "7-25 1", "7-17 1; 3-4 1"]
)
def test_a_budget_that_is_none_is_named(text):
    with pytest.raises(SettingsError, match=r"centre\.budget"):
        Budget(text)


def test_papers_go_no_faster_than_the_hour_allows(office, centre):
    envelope, asked = office.hand_in(200_000), []
    office.now = at(10)
    began = time.monotonic()

    def pause(seconds):  # not really: what the courier waits in all is what counts
        asked.append(seconds)
        return False

    office.courier(centre.url, centre.token, pause, budget="7-17 128").carry()
    assert office.only(centre, envelope)
    assert sum(asked) + time.monotonic() - began >= 200_000 / 16_000


def test_in_closed_hours_a_case_is_announced_and_its_papers_wait(office, centre):
    envelope = office.hand_in(1000)
    office.now = at(23)
    with Line(centre.port) as line:
        courier = office.courier(line.url, centre.token, budget="22-5 0")
        assert courier.carry() > 0
        assert courier.carry() > 0
        assert line.connections == 1
    assert office.row(envelope).state is EnvelopeState.READY
    assert office.row(envelope).trouble == ""
    assert office.only(centre)
    office.now = at(5) + 86_400
    office.courier(centre.url, centre.token, budget="22-5 0").carry()
    assert office.only(centre, envelope)


def test_an_hour_that_closes_while_papers_travel_keeps_what_arrived(office, centre):
    envelope = office.hand_in(300_000)
    office.now = at(21, 59)

    def pause(_):  # until the centre has the first of it; then the hour is over
        while not centre.arrived():
            time.sleep(0.01)
        office.now = at(22)
        return False

    courier = office.courier(centre.url, centre.token, pause, budget="21-22 256, 22-5 0")
    courier.carry()
    assert office.row(envelope).state is EnvelopeState.READY
    assert office.row(envelope).trouble == ""
    assert 0 < centre.arrived() < 300_000
    office.now = at(5) + 86_400
    courier.carry()
    assert office.only(centre, envelope)
