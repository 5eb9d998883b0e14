"""A machine started with a clock that is behind: since when people wait is reckoned anew once the clock is right."""

import datetime as dt
from contextlib import closing

import pytest

from kiosk.hall.story import Story
from kiosk.rules.queue.entries import Drawn, Kind
from kiosk.store.database import open_database
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.queue_log import QueueLog, Steady
from kiosk.workspace import Workspace

NINE = dt.datetime(2026, 11, 23, 9, tzinfo=OFFICE_ZONE)


class Clocks:
    def __init__(self):
        self.wall, self.steady = NINE, Steady("before", 5000.0)

    def __call__(self):
        return self.wall

    def steadily(self):
        return self.steady


@pytest.fixture
def clocks():
    return Clocks()


@pytest.fixture
def log(tmp_path, clocks):
    with closing(open_database(Workspace(tmp_path))) as db:
        yield QueueLog(db, 1, clocks.steadily)


def joined(story):
    return [turn.joined for turn in story.seen.hall.turns.values()]


def test_moments_from_before_the_start_are_reckoned_anew_when_the_clock_is_right(log, clocks):
    drawn = Drawn("A1-001", NINE.date(), "ho-tich")
    log.write(Kind.DRAWN, clocks(), turn="a" * 32, drawn=drawn)
    clocks.wall, clocks.steady = NINE - dt.timedelta(hours=1), Steady("after", 60.0)
    story = Story(log, clocks, clocks.steadily)
    assert story.read()
    assert joined(story) == [60.0]
    assert not story.read()
    clocks.wall, clocks.steady = NINE + dt.timedelta(minutes=40), Steady("after", 120.0)
    assert story.read()
    assert joined(story) == [120.0 - 40 * 60]


def test_a_clock_that_only_goes_on_makes_nothing_be_read_again(log, clocks):
    drawn = Drawn("A1-001", NINE.date(), "ho-tich")
    log.write(Kind.DRAWN, clocks(), turn="a" * 32, drawn=drawn)
    story = Story(log, clocks, clocks.steadily)
    assert story.read()
    clocks.wall, clocks.steady = NINE + dt.timedelta(hours=3), Steady("before", 5000.0 + 3 * 3600)
    assert not story.read()
