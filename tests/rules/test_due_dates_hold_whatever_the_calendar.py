"""Due dates under any calendar: never before the case came, never on a day off, later for what comes later."""

import datetime as dt

from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.contract.rules.law import Count, Deadline
from kiosk.contract.rules.slots import Holidays
from kiosk.rules import due
from kiosk.rules.due import Office
from kiosk.rules.working_days import WorkingDays, hours
from kiosk.store.moments import OFFICE_ZONE

FIRST = dt.date(2026, 7, 1)
days = st.integers(0, 400).map(lambda n: FIRST + dt.timedelta(n))
moments = st.builds(lambda day, time: dt.datetime.combine(day, time, OFFICE_ZONE), days, st.times())
day_counts = st.sampled_from((Count.WORKING_DAYS, Count.CALENDAR_DAYS))


@st.composite
def offices(draw) -> Office:
    off = draw(st.frozensets(days, max_size=25))
    worked = draw(st.frozensets(days, max_size=10)) - off
    opens = draw(st.sampled_from(("07:30-11:30 13:00-17:00", "08:00-12:00", "07:00-17:30")))
    cut = draw(st.sampled_from(("10:00", "15:00", "17:00", "20:00")))
    calendar = WorkingDays(Holidays(off, worked, "drawn"))
    return Office(calendar, hours(opens), cut, draw(st.booleans()))


@st.composite
def deadlines(draw) -> Deadline:
    count = draw(st.sampled_from(Count))
    return Deadline(count, 0 if count is Count.SAME_DAY else draw(st.integers(1, 60)))


@given(offices(), deadlines(), moments)
def test_nothing_is_due_before_it_came_or_on_a_day_off_or_outside_working_hours(
    office, deadline, received
):
    ends = due.due(deadline, received, office)
    assert ends > received
    assert office.days.works(ends.date())
    assert any(
        opens < ends <= closes for opens, closes in office.hours.of(ends.date(), OFFICE_ZONE)
    )


@given(offices(), deadlines(), moments, moments)
def test_what_comes_later_is_due_no_earlier(office, deadline, one, other):
    first, second = sorted((one, other))
    assert due.due(deadline, first, office) <= due.due(deadline, second, office)


@given(offices(), day_counts, st.integers(1, 60), moments)
def test_a_longer_deadline_ends_no_earlier(office, count, number, received):
    shorter, longer = Deadline(count, number), Deadline(count, number + 1)
    assert due.due(shorter, received, office) <= due.due(longer, received, office)


@given(offices(), st.integers(1, 60), moments)
def test_so_many_working_days_are_so_many_days_on_which_the_office_works(office, number, received):
    last = due.due(Deadline(Count.WORKING_DAYS, number), received, office).date()
    between = (last - received.date()).days
    counted = [received.date() + dt.timedelta(n) for n in range(1, between + 1)]
    assert sum(map(office.days.works, counted)) == number


@given(offices(), deadlines(), moments)
def test_alarms_come_in_order_between_reception_and_the_due_moment(office, deadline, received):
    clock = due.clock(deadline, received, office)
    assert received < clock.soon <= clock.sooner <= clock.due


@given(offices(), moments, st.integers(0, 6000))
def test_so_much_work_is_over_at_the_moment_it_says(office, begin, minutes):
    span = dt.timedelta(minutes=minutes)
    ends = office.after(begin, span)
    assert office.worked(begin, ends) == span


@given(offices(), deadlines(), moments, st.integers(0, 20000), st.integers(0, 20000))
def test_a_rest_of_so_much_work_moves_the_due_moment_by_as_much(
    office, deadline, received, before, rest
):
    clock = due.clock(deadline, received, office)
    rested = received + dt.timedelta(minutes=before)
    assume(rested < clock.due)
    now = rested + dt.timedelta(minutes=rest)
    again = due.resumed(clock, rested, now, office)
    assert office.worked(clock.due, again.due) == office.worked(rested, now)
    assert office.worked(now, again.due) == office.worked(rested, clock.due)


@given(offices(), deadlines(), moments, st.integers(1, 30), moments)
def test_more_time_is_more_time(office, deadline, received, more, now):
    clock = due.clock(deadline, received, office)
    assume(now >= received)
    again = due.extended(clock, more, now, office)
    assert again.due > clock.due
    assert again.due > now
