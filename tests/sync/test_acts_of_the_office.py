"""What the office did to its cases reaches the centre when there is a line: in its order, with its own times, once."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest

from kiosk.rules.flow.acts import Act, Clock, Kind, Place
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.acts_told import ActsTold
from kiosk.sync.acts import LATER, LOOK, TellsActs
from kiosk.sync.connection import CentreError
from tests.sync.listening import Ear, received
from tests.workbench.centre import HOMES

MORNING = dt.datetime(2026, 11, 24, 1, 5, tzinfo=dt.UTC)
BY = "c" * 32


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


@pytest.fixture
def case(office, centre):
    return received(office, centre)


@pytest.fixture
def teller(office, centre):
    ear = Ear(office, centre.url, centre.token)
    yield TellsActs(
        office.questions(centre.url, centre.token), ActsTold(office.db), lambda: office.elapsed
    )
    ear.close()


def do(office, envelope, kind, hours=0, **more):
    """An act of the case of an envelope, so many hours after the morning."""
    (case,) = office.db.conn.execute(
        "select id from cases where code = ?", (envelope.case_code,)
    ).fetchone()
    act = Act(kind, MORNING + dt.timedelta(hours=hours), BY, Role.CLERK, **more)
    acts = Acts(office.db)
    acts.do(case, act, uuid.uuid4().hex, len(acts.of(case)))


def noted(centre):
    query = "select body from events where kind = 'act-done' order by case_id, number"
    return [json.loads(body) for (body,) in centre.rows(query)]


def test_acts_come_in_order_with_the_times_at_which_they_were_done(office, centre, case, teller):
    due = MORNING + dt.timedelta(days=3)
    do(office, case, Kind.RECEIVED, clock=Clock(due, MORNING, MORNING))
    do(office, case, Kind.HANDED_ON, 2, to=Place.LEADER)
    do(office, case, Kind.APPROVED, 3)
    assert teller.run() == LOOK
    told = noted(centre)
    assert [(one["act"], one["place"]) for one in told] == [
        ("received", "specialist"),
        ("handed-on", "leader"),
        ("approved", "archivist"),
    ]
    assert told[0]["done_at"] == "2026-11-24T01:05:00.000+00:00"
    assert told[0]["due"] == "2026-11-27T01:05:00.000+00:00"
    teller.run()
    assert noted(centre) == told


def test_days_without_a_line_lose_no_act(office, centre, case, teller):
    do(office, case, Kind.RECEIVED)
    centre.kill()
    with pytest.raises(CentreError):
        teller.run()
    do(office, case, Kind.HANDED_ON, 2, to=Place.LEADER)
    centre.start()
    teller.run()
    assert [one["act"] for one in noted(centre)] == ["received", "handed-on"]


def test_an_act_of_a_case_that_has_not_arrived_keeps_no_other_from_being_told(
    office, centre, case, teller
):
    waits = office.hand_in(1000)
    do(office, waits, Kind.RECEIVED)
    do(office, case, Kind.RECEIVED, 1)
    teller.run()
    assert len(noted(centre)) == 1
    courier = office.courier(centre.url, centre.token)
    while office.outbox.waiting():
        courier.carry()
    office.elapsed += LATER
    teller.run()
    assert len(noted(centre)) == 2


def test_a_centre_that_lost_what_it_was_told_is_told_again(office, centre, case, teller):
    copy = centre.copied()
    do(office, case, Kind.RECEIVED)
    teller.run()
    centre.put_back(copy)
    ActsTold(office.db).tell_again()
    teller.run()
    assert len(noted(centre)) == 1
