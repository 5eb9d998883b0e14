"""What a kiosk told, and what it did not, says what is wrong with it; and nothing where all is well."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from central.fleet.alarms import TABLE, Alarm, Press, remedy
from central.fleet.standing import Kiosk, Limits, release, standing
from kiosk.contract.report import Backlog, DeviceStanding
from tests.fleet.conftest import HOUR, NOW, TOLD, WELL, ago, stopped


@pytest.mark.parametrize("alarm", TOLD)
def test_each_thing_that_is_wrong_is_one_alarm(centre, alarm):
    centre.tells("other")
    centre.tells("k", TOLD[alarm])
    assert centre.alarms_of("k") == [alarm]


def test_a_kiosk_that_is_well_has_no_alarm(centre):
    centre.tells("k")
    assert centre.alarms_of("k") == []


def test_every_alarm_can_happen(centre):
    names = centre.every_alarm()
    assert {name.removeprefix("k-") for name in names} == {alarm.value for alarm in Alarm}
    for name in names:
        assert centre.alarms_of(name) == [Alarm(name.removeprefix("k-"))]


def test_every_alarm_has_its_words_in_both_languages():
    for alarm in Alarm:
        told = remedy(alarm)
        for words in (told.name, told.what, told.do):
            assert words.vi.strip()
            assert words.en.strip()
            assert words.vi != words.en
    assert list(TABLE) == list(Alarm)


def test_a_kiosk_is_silent_after_two_hours_without_a_word(centre):
    centre.tells("k")
    centre.now = NOW + 2 * HOUR
    assert Alarm.SILENT not in centre.alarms_of("k")
    centre.now += dt.timedelta(minutes=1)
    assert Alarm.SILENT in centre.alarms_of("k")
    centre.reports.contact("k")
    assert Alarm.SILENT not in centre.alarms_of("k")


def test_a_kiosk_that_only_asks_for_news_is_not_silent_and_has_told_nothing(centre):
    centre.reports.contact(centre.know("k"))
    assert centre.alarms_of("k") == []


def test_a_device_may_stand_still_for_an_hour(centre):
    centre.tells("k", stopped("printer", "printer-no-paper", minutes=50))
    assert centre.alarms_of("k") == []
    centre.now = NOW + dt.timedelta(minutes=11)  # and nothing else was told since
    assert Alarm.DEVICE in centre.alarms_of("k")


def test_two_stopped_devices_are_two_lines_of_one_kiosk(centre):
    devices = (
        DeviceStanding("scanner", "scanner-gone", ago(hours=3)),
        DeviceStanding("printer", "printer-gone", ago(hours=5)),
    )
    centre.tells("k", replace(WELL, devices=devices))
    sight = centre.fleet.look()
    assert [one.detail for one in sight.seen[0].raised] == [
        "scanner:scanner-gone",
        "printer:printer-gone",
    ]
    assert sight.counts()[Alarm.DEVICE] == 1


def test_how_long_a_device_stands_still_is_counted_whatever_the_clock_says(centre):
    years = dt.timedelta(days=3653)
    wrong = replace(
        stopped("printer", "printer-gone"),
        at=(NOW + years).isoformat(),
        devices=(DeviceStanding("printer", "printer-gone", (NOW + years - 2 * HOUR).isoformat()),),
    )
    centre.tells("k", wrong)
    assert centre.alarms_of("k") == [Alarm.DEVICE, Alarm.CLOCK]
    (found,) = [one for one in centre.fleet.look().seen[0].raised if one.alarm is Alarm.DEVICE]
    assert found.since == NOW - 2 * HOUR


@pytest.mark.parametrize("since", ["0001-01-01T14:00:00+00:00", "9999-12-30T00:00:00+00:00"])
def test_a_moment_at_the_edge_of_time_is_no_trouble(centre, since):
    centre.tells("k", replace(WELL, devices=(DeviceStanding("reader", "reader-gone", since),)))
    assert set(centre.alarms_of("k")) <= {Alarm.DEVICE}


def test_a_number_is_not_compared_as_text(centre):
    centre.tells("old", replace(WELL, software="0.9.1"))
    centre.tells("new", replace(WELL, software="0.10.0"))
    assert (centre.alarms_of("old"), centre.alarms_of("new")) == ([Alarm.SOFTWARE_BEHIND], [])
    assert release("1.10") > release("1.9.9")
    assert release("") < release("0.0.1")


def test_what_presses_most_comes_first(centre):
    report = replace(
        WELL, software="0.0.1", backlog=Backlog(200, 1, 0, 6 * 3600), certificate=ago(days=1)
    )
    centre.tells("other")
    centre.tells("k", report)
    (one,) = [one for one in centre.fleet.look().seen if one.kiosk.device == "k"]
    assert [each.press for each in one.raised] == sorted(each.press for each in one.raised)
    assert one.press is Press.NOW


def test_a_revoked_kiosk_is_none_of_the_fleet(centre):
    centre.tells("k")
    del centre.offices["k"]
    assert centre.fleet.look().seen == ()


def test_how_it_stands_depends_on_nothing_but_what_is_given():
    kiosk = Kiosk("k", twin_at=NOW - dt.timedelta(hours=23))
    assert [one.alarm for one in standing(kiosk, NOW, Limits())] == [
        Alarm.TWIN,
        Alarm.NEVER_SEEN,
    ]
    later = standing(kiosk, NOW + 2 * HOUR, Limits())
    assert [one.alarm for one in later] == [Alarm.NEVER_SEEN]
