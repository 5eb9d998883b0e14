"""The centre keeps each kiosk's last report, when it was last heard of, and alarms until somebody has looked."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from central.fleet.alarms import Alarm
from central.reports import AlarmError
from kiosk.contract.report import Asking, Head
from tests.fleet.conftest import HOUR, NOW, WELL, row_of

MINUTE = dt.timedelta(minutes=1)


def test_the_last_report_is_kept_with_its_moments(centre):
    centre.tells("k")
    centre.now = NOW + HOUR
    centre.tells("k", replace(WELL, at=centre.now.isoformat(), free=9))
    (told,) = centre.reports.all()
    assert (told.first_seen, told.last_contact, told.reported_at) == (NOW, NOW + HOUR, NOW + HOUR)
    assert told.report.free == 9


def test_a_report_that_was_overtaken_or_kept_by_somebody_changes_nothing(centre):
    old = replace(WELL, free=50)
    centre.tells("k", old)
    centre.tells("k", replace(WELL, at=(NOW + MINUTE).isoformat(), free=9))
    centre.tells("k", old)
    assert centre.reports.all()[0].report.free == 9
    assert centre.reports.alarms() == []


def test_who_answers_our_last_answer_speaks_now_whatever_its_clock_says(centre):
    told = centre.reports.take("k", WELL)
    years_ago = replace(WELL, at="2016-01-01T00:00:00+00:00", asked=told.asked, free=9)
    centre.reports.take("k", years_ago)
    assert centre.reports.all()[0].report.free == 9


def test_that_a_kiosk_was_heard_of_is_written_down_once_a_minute(centre):
    for seconds in range(0, 60, 10):
        centre.now = NOW + dt.timedelta(seconds=seconds)
        centre.reports.contact("k")
    assert centre.reports.all()[0].last_contact == NOW
    centre.now = NOW + MINUTE
    centre.reports.contact("k")
    assert centre.reports.all()[0].last_contact == NOW + MINUTE
    assert centre.reports.all()[0].first_seen == NOW


def test_answers_are_numbered_and_ask_for_a_row(centre):
    assert centre.reports.take("k", WELL) == Asking(1, 4120)
    grown = replace(WELL, journal=row_of(4130), asked=1, of=row_of(4120))
    assert centre.reports.take("k", grown) == Asking(2, 4130)


def test_a_fork_is_an_alarm_until_somebody_closes_it(centre):
    centre.forks("k")
    (alarm,) = centre.reports.alarms()
    assert (alarm.alarm, alarm.detail, alarm.times) == (Alarm.FORK, "4120", 1)
    closed = centre.reports.close(alarm.id, "trang")
    assert (closed.closed_at, closed.closed_by) == (NOW, "trang")
    assert centre.reports.alarms() == []
    assert centre.reports.history("k") == [closed]


def test_what_happens_again_is_the_same_alarm_and_after_closing_another(centre):
    for _ in range(3):
        first = centre.reports.take("k", replace(WELL, journal=row_of(4120, "ours")))
        second = centre.reports.take(
            "k", replace(WELL, journal=row_of(4120, "theirs"), asked=first.asked)
        )
        centre.reports.take("k", replace(WELL, journal=row_of(4120, "ours"), asked=second.asked))
    (alarm,) = centre.reports.alarms()
    assert alarm.times > 1
    centre.reports.close(alarm.id, "trang")
    told = centre.reports.take("k", WELL)
    centre.reports.take("k", replace(WELL, journal=row_of(4120, "theirs"), asked=told.asked))
    assert len(centre.reports.alarms()) == 1
    assert len(centre.reports.history("k")) == 2


def test_a_row_that_is_missing_is_another_alarm(centre):
    centre.lacks("k")
    assert [one.alarm for one in centre.reports.alarms()] == [Alarm.BACK]


def test_an_empty_journal_is_no_trouble(centre):
    assert centre.reports.take("k", replace(WELL, journal=Head(0, ""))) == Asking(1, 0)


@pytest.mark.parametrize("id", ["", "no", "0" * 16, "../../etc", "' or 1=1 --"])
def test_only_an_open_alarm_can_be_closed(centre, id):
    with pytest.raises(AlarmError):
        centre.reports.close(id, "trang")


def test_reports_that_come_at_once_are_numbered_one_after_another(centre):
    with ThreadPoolExecutor(8) as crew:
        told = list(crew.map(lambda n: centre.reports.take(f"k-{n % 2}", WELL), range(24)))
    assert sorted(one.asked for one in told) == sorted([*range(1, 13)] * 2)
    assert centre.reports.alarms() == []
