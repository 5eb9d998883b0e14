"""Figures of the queue as kept: from the log for 400 days, as sums after that, and which questions were opened."""

import datetime as dt

import pytest

from kiosk.model import Priority
from kiosk.rules.queue.entries import Drawn, Kind
from kiosk.store.database import open_database
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.queue_figures import Opened, QueueFigures
from kiosk.store.queue_log import QueueLog, Steady
from kiosk.workspace import Workspace

EIGHT = dt.datetime(2026, 11, 25, 8, 0, tzinfo=OFFICE_ZONE)


class Machine:
    """A kiosk with a log, whose clock runs as it is told."""

    def __init__(self, folder, kiosk):
        workspace = Workspace(folder)
        workspace.prepare()
        self.db = open_database(workspace)
        self.now = EIGHT
        self.log = QueueLog(self.db, kiosk, lambda: Steady("boot", self.now.timestamp()))
        self.figures = QueueFigures(self.db)
        self.figures._log = self.log

    def wait(self, **time):
        self.now += dt.timedelta(**time)

    def serve(self, turn, waits=10, takes=5, field="ho-tich", priority=Priority.NONE):
        """Somebody comes, is called at counter 1 after so many minutes, and is done after some more."""
        drawn = Drawn("A1-007", office_day(self.now), field, priority=priority)
        self.log.write(Kind.DRAWN, self.now, turn=turn, drawn=drawn)
        self.wait(minutes=waits)
        self.log.write(Kind.CALLED, self.now, turn=turn, counter=1)
        self.wait(minutes=takes)
        self.log.write(Kind.FINISHED, self.now, turn=turn, counter=1)


@pytest.fixture
def machine(tmp_path):
    one = Machine(tmp_path / "one", 1)
    yield one
    one.db.close()


def test_a_days_figures_are_its_own(machine):
    machine.serve("1" * 32)
    machine.wait(days=1)
    machine.serve("2" * 32, waits=20)
    tomorrow = office_day(machine.now)
    found, days = machine.figures.between(tomorrow, tomorrow, machine.now)
    assert [stay.waiting for stay in found] == [20 * 60]
    assert [(day.day, day.drawn, day.done) for day in days] == [(tomorrow, 1, 1)]


def test_a_log_of_long_ago_becomes_sums_and_goes(machine):
    first = office_day(machine.now)
    machine.serve("1" * 32)
    machine.serve("2" * 32, waits=20, priority=Priority.ELDERLY)
    machine.serve("3" * 32, waits=5)
    machine.wait(days=401)
    machine.serve("4" * 32)
    for _ in range(2):  # asked again, nothing changes
        machine.figures.sum_up(machine.now)
        sums = machine.figures.sums(first, first)
        assert [(s.priority, s.hour, s.stays, s.waiting, s.service) for s in sums] == [
            ("", 8, 2, 15 * 60, 600),
            ("elderly", 8, 1, 20 * 60, 300),
        ]
        assert machine.figures.between(first, first, machine.now) == ((), ())
    today = office_day(machine.now)
    assert len(machine.figures.between(today, today, machine.now)[0]) == 1
    assert machine.log.heads() == {1: 12}


def test_what_is_kept_400_days_is_not_summed_up(machine):
    machine.serve("1" * 32)
    machine.wait(days=399)
    machine.figures.sum_up(machine.now)
    assert machine.figures.sums(dt.date.min, dt.date.max) == ()
    assert machine.log.version() == 3


def test_numbers_of_entries_go_on_although_all_of_them_are_old(machine):
    machine.serve("1" * 32)
    machine.wait(days=500)
    machine.figures.sum_up(machine.now)
    assert machine.log.write(Kind.OPENED, machine.now, counter=1).seq == 4


def test_a_new_kiosk_takes_a_log_whose_beginning_is_gone(machine, tmp_path):
    machine.serve("1" * 32)
    machine.wait(days=10)
    machine.serve("2" * 32)
    machine.wait(days=395)
    machine.serve("3" * 32)
    machine.figures.sum_up(machine.now)
    new = Machine(tmp_path / "new", 2)
    new.now = machine.now
    assert new.log.take(machine.log.after({}, machine.now), new.now) == 6
    assert new.log.heads() == {1: 9}
    new.db.close()


def test_a_fresh_entry_of_a_kiosk_never_heard_of_waits_for_those_before_it(machine, tmp_path):
    machine.serve("1" * 32)
    new = Machine(tmp_path / "new", 2)
    new.now = machine.now
    told = machine.log.after({1: 2}, machine.now)
    assert new.log.take(told, new.now) == 0
    new.db.close()


def test_which_answer_was_opened_is_counted_by_day_and_of_nobody(machine):
    today = office_day(machine.now)
    for _ in range(2):
        machine.figures.opened("1.001193", "late", machine.now)
    machine.figures.opened("", "lost-ticket", machine.now)
    machine.wait(days=1)
    machine.figures.opened("1.001193", "late", machine.now)
    assert machine.figures.questions(today, today) == (
        Opened(today, "", "lost-ticket", 1),
        Opened(today, "1.001193", "late", 2),
    )
