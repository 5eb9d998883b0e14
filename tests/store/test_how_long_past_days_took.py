"""What past days teach about waits: read once a day, without the day and its eve, which are told with the hall."""

import datetime as dt

import pytest

from kiosk.rules.queue.entries import Drawn, Kind
from kiosk.store import usual
from kiosk.store.database import open_database
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.queue_log import QueueLog, Steady
from kiosk.store.usual import UsualTimes
from kiosk.workspace import Workspace

MORNING = dt.datetime(2026, 11, 25, 8, 0, tzinfo=OFFICE_ZONE)
TODAY = MORNING.date()


class Office:
    """A log whose clock runs as it is told."""

    def __init__(self, folder):
        workspace = Workspace(folder)
        workspace.prepare()
        self.db, self.at, self.people = open_database(workspace), MORNING, 0
        self.log = QueueLog(self.db, 0, lambda: Steady("boot", self.at.timestamp()))

    def served(self, minutes, ago, people=1):
        """So many, so many days ago, each so long."""
        self.at = MORNING - dt.timedelta(days=ago)
        for _ in range(people):
            self.people += 1
            turn = f"{self.people:032x}"
            drawn = Drawn(f"A{self.people:03d}", self.at.date(), "ho-tich")
            self.log.write(Kind.DRAWN, self.at, turn=turn, drawn=drawn)
            self.log.write(Kind.CALLED, self.at, turn=turn, counter=1)
            self.at += dt.timedelta(minutes=minutes)
            self.log.write(Kind.FINISHED, self.at, turn=turn, counter=1)
        self.at = MORNING


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    yield made
    made.db.close()


def test_the_days_before_count_and_the_day_and_its_eve_are_told_elsewhere(office):
    office.served(60, ago=20)
    office.served(20, ago=14)
    office.served(10, ago=2)
    office.served(40, ago=1)
    office.served(50, ago=0)
    times = UsualTimes(office.log).of(TODAY, MORNING)["ho-tich"]
    assert (times.count, times.mean) == (2, 15 * 60.0)


def test_of_many_the_last_count(office, monkeypatch):
    monkeypatch.setattr(usual, "_MOST", 6)
    office.served(30, ago=5, people=2)
    office.served(10, ago=4, people=2)
    times = UsualTimes(office.log).of(TODAY, MORNING)["ho-tich"]
    assert (times.count, times.mean) == (2, 600.0)


def test_they_are_read_once_a_day(office):
    times = UsualTimes(office.log)
    office.served(10, ago=4)
    first = times.of(TODAY, MORNING)
    office.served(20, ago=3)
    assert times.of(TODAY, MORNING) is first
    assert times.of(TODAY + dt.timedelta(days=1), MORNING)["ho-tich"].count == 2
