"""The clock jumps while the kiosk works: visits go on, tickets count on, and the desk hears of it."""

import datetime as dt

import pytest

from kiosk.devices.clockwork import ClockWatch
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from tests.devices.office import CASE, OTHER, now, until

BACK, AHEAD = dt.timedelta(days=-3), dt.timedelta(days=3652)


def sealed(kiosk, screen, case):
    kiosk.load("one")
    screen.scan(case)
    return screen.seal(case)


@pytest.mark.parametrize("jump", [BACK, AHEAD])
def test_a_visit_in_which_the_clock_is_set_ends_well_and_no_number_comes_twice(
    kiosk, screen, books, jump
):
    until(lambda: "clock" in [row.device for row in books.health.devices()])
    drawn = [sealed(kiosk, screen, f"{n}" * 32) for n in (1, 2)]
    kiosk.load("one", "two")
    screen.scan()
    kiosk.clock = lambda: now() + jump
    until(lambda: books.health.fault_of("clock") is Fault.CLOCK_WRONG)
    drawn.append(screen.seal())
    screen.ask(do.ForgetCitizen(CASE))
    kiosk.clock = now
    until(lambda: books.health.fault_of("clock") is None)
    drawn.append(sealed(kiosk, screen, OTHER))
    assert len({ticket.number for ticket in drawn}) == 4
    assert len({ticket.code for ticket in drawn}) == 4
    written = [row.at for row in books.journal.since(most=1000)]
    assert min(written) < now() + BACK + dt.timedelta(hours=1) or max(written) > now()
    assert books.journal.verify() is None
    stopped = [row for row in books.said("device-stopped") if row["device"] == "clock"]
    assert stopped == [{"device": "clock", "fault": "clock-wrong"}]
    assert not [event for _, event in screen.heard if isinstance(event, (ev.Faulted, ev.Closed))]


def test_a_kiosk_that_wakes_up_in_the_past_says_so(kiosk, books):
    screen = kiosk.start()
    sealed(kiosk, screen, OTHER)
    kiosk.close()
    kiosk.clock = lambda: now() + BACK
    screen = kiosk.start()
    until(lambda: books.health.fault_of("clock") is Fault.CLOCK_WRONG)
    kiosk.synchronised = True  # the network gives it the time
    kiosk.clock = now
    until(lambda: books.health.fault_of("clock") is None)


class Wall:
    """A clock and a counter to be set by hand; `follows`: the clock is another's."""

    def __init__(self):
        self.counter, self.set_by, self.follows = 0.0, dt.timedelta(0), False
        self.watch = ClockWatch(self.now, lambda: self.counter, lambda: self.follows)

    def now(self):
        began = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
        return began + dt.timedelta(seconds=self.counter) + self.set_by

    def look(self, latest=None, doubted=False):
        self.counter += 60
        return self.watch.look(latest, doubted)


def test_time_that_passes_is_no_jump_nor_is_a_night_asleep():
    wall = Wall()
    assert wall.look() is None
    wall.counter += 14 * 3600
    assert wall.look() is None
    wall.set_by = dt.timedelta(minutes=2)
    assert wall.look() is None


def test_a_clock_that_follows_another_is_right_whatever_was_written():
    wall = Wall()
    wall.look()
    wall.set_by, wall.follows = BACK, True
    assert wall.look(latest=wall.now() + AHEAD, doubted=True) is None
    wall.follows = False
    assert wall.look() is None, "from there on it is watched"
    wall.set_by += dt.timedelta(hours=1)
    assert wall.look() is Fault.CLOCK_WRONG


def test_a_clock_ten_years_ahead_is_not_made_right_by_a_restart():
    wall = Wall()
    before = wall.now()
    wall.set_by = AHEAD
    assert wall.look(latest=before, doubted=True) is Fault.CLOCK_WRONG
    wall.set_by = dt.timedelta(days=3)
    wall.watch = ClockWatch(wall.now, lambda: wall.counter, lambda: False)
    assert wall.look(latest=before, doubted=True) is None, "set right after a long weekend"
