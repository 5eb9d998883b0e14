"""Figures of days made by hand: what is told of waiting, walking and service is what happened."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from kiosk.model import Errand, Priority
from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind
from kiosk.rules.queue.statistics import By, Day, days, group, grouped, spread, stays

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = dt.date(2026, 11, 25)
EIGHT = dt.datetime(2026, 11, 25, 8, 0, tzinfo=OFFICE)
ONE, TWO, THREE = "1" * 32, "2" * 32, "3" * 32


class Told:
    """A day's log, one line after another at minutes behind eight o'clock."""

    def __init__(self):
        self.heard = []

    def __call__(self, minute, kind, turn=ONE, **fields):
        seq = len(self.heard) + 1
        at = EIGHT + dt.timedelta(minutes=minute)
        entry = Entry(1, seq, seq, at, kind, turn=turn, **fields)
        self.heard.append(Heard(entry, 5000.0 + minute * 60))

    def draw(self, minute, turn=ONE, **drawn):
        number = len(self.heard) + 1
        given = {"label": f"A1-{number:03d}", "day": DAY, "field": "ho-tich"} | drawn
        self(minute, Kind.DRAWN, turn, drawn=Drawn(**given))

    @property
    def stays(self):
        return stays(self.heard, OFFICE)


@pytest.fixture
def told():
    return Told()


def minutes(stay):
    """Waiting, walking and service."""
    times = stay.waiting, stay.walking, stay.service
    return tuple(None if seconds is None else seconds / 60 for seconds in times)


def test_waiting_is_to_the_call_walking_to_the_start_and_service_to_the_end(told):
    told.draw(0)
    told(12, Kind.CALLED, counter=2)
    told(13, Kind.RECALLED, counter=2)
    told(14, Kind.STARTED, counter=2)
    told(20, Kind.FINISHED, counter=2)
    (stay,) = told.stays
    assert minutes(stay) == (12, 2, 6)
    assert (stay.counter, stay.field, stay.hour, stay.end) == (2, "ho-tich", 8, Kind.FINISHED)


def test_where_nobody_presses_start_the_service_begins_with_the_call(told):
    told.draw(0)
    told(10, Kind.CALLED, counter=1)
    told(15, Kind.FINISHED, counter=1)
    assert [minutes(stay) for stay in told.stays] == [(10, None, 5)]


def test_who_does_not_come_is_a_miss_and_no_service(told):
    told.draw(0)
    told(5, Kind.CALLED, counter=1)
    told(8, Kind.MISSED, counter=1)
    (stay,) = told.stays
    assert minutes(stay) == (5, None, None)
    assert group("", told.stays).missed == 1
    assert days(told.heard) == (Day(DAY, drawn=1, done=0, left=0, missed=1, never=0),)


def test_the_time_at_which_somebody_fetches_something_is_neither_service_nor_waiting(told):
    told.draw(0)
    told(5, Kind.CALLED, counter=1)
    told(5, Kind.STARTED, counter=1)
    told(9, Kind.PARKED, counter=1)
    told(50, Kind.RETURNED)
    told(53, Kind.CALLED, counter=1)
    told(53, Kind.STARTED, counter=1)
    told(55, Kind.FINISHED, counter=1)
    assert [minutes(stay) for stay in told.stays] == [(5, 0, 4), (3, 0, 2)]
    assert group("", told.stays).numbers == 1


def test_who_is_sent_on_waits_anew_and_each_counter_has_its_own_time(told):
    told.draw(0)
    told(5, Kind.CALLED, counter=1)
    told(5, Kind.STARTED, counter=1)
    told(7, Kind.TRANSFERRED, counter=0, by=1, field="dat-dai")
    told(17, Kind.CALLED, counter=3)
    told(18, Kind.STARTED, counter=3)
    told(30, Kind.FINISHED, counter=3)
    first, second = told.stays
    assert (first.field, minutes(first)) == ("ho-tich", (5, 0, 2))
    assert (second.field, minutes(second)) == ("dat-dai", (10, 1, 12))


def test_who_went_until_later_does_not_wait_meanwhile(told):
    told.draw(0)
    told(1, Kind.LATER, until=EIGHT + dt.timedelta(minutes=60))
    told(70, Kind.CALLED, counter=1)
    told(75, Kind.FINISHED, counter=1)
    assert [minutes(stay) for stay in told.stays] == [(10, None, 5)]


def test_who_was_asked_to_come_at_an_hour_waits_from_then(told):
    told.draw(0, appointment=EIGHT + dt.timedelta(minutes=30))
    told(34, Kind.CALLED, counter=1)
    told(40, Kind.FINISHED, counter=1)
    assert [minutes(stay) for stay in told.stays] == [(4, None, 6)]


def test_who_is_called_back_for_the_result_waits_from_when_it_was_ready(told):
    told.draw(0)
    told(5, Kind.CALLED, counter=1)
    told(10, Kind.FINISHED, counter=1)
    told(100, Kind.READY)
    told(103, Kind.CALLED, counter=4)
    told(104, Kind.FINISHED, counter=4)
    assert [minutes(stay) for stay in told.stays] == [(5, None, 5), (3, None, 1)]


def test_a_result_that_comes_before_its_call_shortens_no_wait(told):
    told.draw(0)
    told(8, Kind.READY)
    told(10, Kind.CALLED, counter=1)
    told(15, Kind.FINISHED, counter=1)
    told(17, Kind.CALLED, counter=4)
    told(18, Kind.FINISHED, counter=4)
    assert [minutes(stay) for stay in told.stays] == [(10, None, 5), (2, None, 1)]


def test_what_was_undone_did_not_happen(told):
    told.draw(0)
    told(5, Kind.CALLED, counter=1, deed="a")
    told(8, Kind.MISSED, counter=1, deed="b")
    told(9, Kind.UNDONE, counter=1, step="b", deed="c")
    told(12, Kind.FINISHED, counter=1, deed="d")
    (stay,) = told.stays
    assert (stay.end, minutes(stay)) == (Kind.FINISHED, (5, None, 7))


def test_a_clock_that_was_set_changes_no_time(told):
    told.draw(0)
    told(12, Kind.CALLED, counter=2)
    told(20, Kind.FINISHED, counter=2)
    entry, moment = told.heard[1].entry, told.heard[1].moment
    wrong = Entry(
        1, entry.seq, entry.clock, EIGHT - dt.timedelta(days=3), entry.kind, ONE, counter=2
    )
    told.heard[1] = Heard(wrong, moment)
    assert [minutes(stay) for stay in told.stays] == [(12, None, 8)]


def test_figures_are_told_apart_as_asked(told):
    told.draw(0, ONE)
    told.draw(0, TWO, field="dat-dai", priority=Priority.ELDERLY, errand=Errand.COLLECT)
    told.draw(1, THREE)
    for minute, turn, counter in ((10, ONE, 1), (20, TWO, 2), (61, THREE, 1)):
        told(minute, Kind.CALLED, turn, counter=counter)
        told(minute + 4, Kind.FINISHED, turn, counter=counter)
    found = told.stays

    def told_by(by):
        return {each.key: (each.stays, each.waiting.total // 60) for each in grouped(found, by)}

    assert told_by(By.FIELD) == {"dat-dai": (1, 20), "ho-tich": (2, 70)}
    assert told_by(By.COUNTER) == {"01": (2, 70), "02": (1, 20)}
    assert told_by(By.HOUR) == {"08": (2, 30), "09": (1, 60)}
    assert told_by(By.PRIORITY) == {"": (2, 70), "elderly": (1, 20)}
    assert told_by(By.ERRAND) == {"collect": (1, 20), "hand-in": (2, 70)}
    assert told_by(By.DAY) == {"2026-11-25": (3, 90)}


def test_numbers_that_nobody_called_are_told_too(told):
    told.draw(0, ONE)
    told.draw(0, TWO)
    told.draw(0, THREE)
    told(3, Kind.LEFT, TWO)
    told(4, Kind.CALLED, THREE, counter=1)
    told(6, Kind.FINISHED, THREE, counter=1)
    assert days(told.heard) == (Day(DAY, drawn=3, done=1, left=1, missed=0, never=1),)


def test_every_figure_of_a_spread_is_a_time_that_was():
    ten = spread(range(10, 110, 10))
    assert (ten.middle, ten.nine_of_ten, ten.longest, ten.total) == (50, 90, 100, 550)
    assert spread([7]).nine_of_ten == 7
    assert spread([]).count == 0
