"""A case filed online lies in reception's list as soon as the centre tells of it, and leaves it when it is over."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.rules.flow.acts import Place
from kiosk.store.inbox_list import Asked, InboxList
from tests.sync.listening import Ear

FILED = (
    *("000.H38-261102-0007", "--procedure", "1.001193", "--name", "Vàng Thị Mẫu"),
    *("--filed", "2026-11-02T08:00:00+07:00"),
)


@pytest.fixture
def ear(office, centre):
    ear = Ear(office, centre.url, centre.token)
    yield ear
    ear.close()


def listed(office):
    now = office.moment()
    day = dt.timedelta(days=1)
    return InboxList(office.db).page(Asked(now, now + day, day)).rows


def test_reception_sees_who_filed_what_and_until_when(office, centre, ear):
    centre.run("online", "kiosk-1", *FILED, "--due", "2026-11-05")
    ear.hear()
    (row,) = listed(office)
    assert (row.name, row.code, row.channel, row.place) == (
        "Vàng Thị Mẫu", "000.H38-261102-0007", "online", Place.RECEPTION
    )  # fmt: skip
    assert row.clock.due == dt.datetime(2026, 11, 5, 10, 0, tzinfo=dt.UTC)
    assert row.seen is None


def test_told_again_it_moves_on_and_does_not_stand_there_twice(office, centre, ear):
    for status in ("registered", "in-hand"):
        centre.run("online", "kiosk-1", *FILED, "--status", status)
        ear.hear()
    (row,) = listed(office)
    assert row.place is Place.SPECIALIST


@pytest.mark.parametrize("status", ["returned", "withdrawn"])
def test_one_that_is_over_leaves_the_list_with_its_name(office, centre, ear, status):
    centre.run("online", "kiosk-1", *FILED)
    ear.hear()
    centre.run("online", "kiosk-1", *FILED, "--status", status)
    ear.hear()
    assert listed(office) == ()
    (names,) = office.db.conn.execute("select group_concat(name, '') from inbox").fetchone()
    assert names == ""
