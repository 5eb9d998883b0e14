"""A clock that is set, back or forward: nobody is given a number that was called the same day."""

import datetime as dt

import pytest

from kiosk.faults import Fault
from kiosk.store.health import Health
from kiosk.store.journal import CLOCK, Journal, JournalEvent

DAY = dt.timedelta(days=1)
YEARS = dt.timedelta(days=3652)


class Clock:
    """Seals a case a minute; `wrong` as the devices service notes it."""

    def __init__(self, db, sealed, now):
        self._db, self._sealed, self.now = db, sealed, now
        self.drawn: list[str] = []

    def seal(self, count=1, series="A"):
        for _ in range(count):
            self.now += dt.timedelta(minutes=1)
            ticket = self._sealed(f"case-{len(self.drawn)}", series=series, now=self.now)
            self.drawn.append(ticket.label)
        return self.drawn[-count:]

    def wrong(self, fault):
        Health(self._db).note(CLOCK, fault, self.now)


@pytest.fixture
def clock(db, sealed, morning):
    return Clock(db, sealed, morning)


def test_numbers_begin_anew_every_day(clock):
    assert clock.seal(2) == ["A001", "A002"]
    clock.now += DAY
    assert clock.seal(2) == ["A001", "A002"]


@pytest.mark.parametrize("back", [3 * DAY, YEARS, 9000 * DAY])
def test_a_clock_set_back_at_noon_calls_no_number_twice(clock, back):
    clock.seal(3)
    clock.now -= back
    assert clock.seal(2) == ["A004", "A005"]
    clock.now += back
    assert clock.seal(2) == ["A006", "A007"]
    clock.now += DAY
    assert clock.seal() == ["A001"]


def test_a_clock_set_back_onto_a_busy_day_calls_no_number_twice(clock):
    clock.seal(5)
    clock.now += 3 * DAY
    clock.seal(3)
    clock.now -= 3 * DAY
    assert len({*clock.drawn[5:], *clock.seal(3)}) == 6
    clock.now += 3 * DAY
    assert len({*clock.drawn[5:], *clock.seal(3)}) == 9


def test_a_clock_ten_years_ahead_goes_on_counting_while_it_is_called_wrong(clock):
    clock.seal(3)
    clock.now += YEARS
    clock.wrong(Fault.CLOCK_WRONG)
    assert clock.seal(2) == ["A004", "A005"]
    clock.now -= YEARS
    clock.wrong(None)
    assert clock.seal(2) == ["A006", "A007"]


def test_a_clock_put_right_over_night_counts_on_for_one_day_only(clock):
    clock.seal(3)
    clock.now += YEARS
    clock.wrong(Fault.CLOCK_WRONG)
    clock.seal(2)
    clock.now += DAY - YEARS
    clock.wrong(None)
    first = clock.seal(2)
    assert not {*first} & {*clock.drawn[:5]}
    clock.now += DAY
    assert clock.seal() == ["A001"]


def test_every_series_counts_on_by_itself(clock):
    clock.seal(3)
    clock.seal(1, "B")
    clock.now -= 3 * DAY
    assert clock.seal(1, "B") == ["B002"]
    assert clock.seal(1, "C") == ["C001"]
    assert clock.seal() == ["A004"]


def test_every_series_counts_on_by_itself_ten_years_ahead(clock):
    clock.seal(3)
    clock.now += YEARS
    clock.wrong(Fault.CLOCK_WRONG)
    assert clock.seal(1, "B") == ["B001"]
    assert clock.seal() == ["A004"]


def test_what_was_written_by_a_wrong_clock_is_no_measure(db, morning):
    journal, health = Journal(db), Health(db)
    assert journal.trusted() is None
    journal.write(JournalEvent.CLERK_DONE, morning, case="c1")
    ahead = morning + YEARS
    health.note(CLOCK, Fault.CLOCK_WRONG, ahead)
    journal.write(JournalEvent.DEVICE_STOPPED, ahead, device=CLOCK, fault="clock-wrong")
    journal.write(JournalEvent.CLERK_DONE, ahead, case="c2")
    assert journal.trusted() == morning
    later = morning + dt.timedelta(hours=1)
    journal.write(JournalEvent.DEVICE_WORKS, later, device=CLOCK)
    assert journal.trusted() == later
    journal.write(JournalEvent.CLERK_DONE, later + DAY, case="c3")
    assert journal.trusted(among=2) == later + DAY
    assert [row.at for row in journal.since()][:3] == [morning, ahead, ahead]
