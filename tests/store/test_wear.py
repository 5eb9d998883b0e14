"""How a scanner fares is told in figures that a technician can act on."""

import datetime as dt

import pytest

from kiosk.store.wear import RECENT, Wear

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def wear(db):
    return Wear(db)


def test_a_scanner_that_never_worked_is_told_without_a_speed(wear):
    health = wear.of("hall")
    assert (health.pages, health.jams, health.pages_per_minute) == (0, 0, None)
    assert (health.jams_per_thousand, health.last_service) == (None, None)


def test_pages_per_minute_are_those_of_the_last_batches(wear, morning):
    wear.fed("hall", 10, 600.0, 0, morning)  # long ago, and slow
    for n in range(RECENT):
        wear.fed("hall", 10, 30.0, 0, morning + n * MINUTE)
    wear.fed("kiosk", 1, 60.0, 0, morning)
    assert wear.of("hall").pages_per_minute == pytest.approx(20.0)
    assert wear.of("kiosk").pages_per_minute == pytest.approx(1.0)


def test_a_jam_without_a_page_does_not_slow_the_scanner_down(wear, morning):
    wear.fed("hall", 10, 30.0, 0, morning)
    wear.fed("hall", 0, 25.0, 1, morning)
    assert wear.of("hall").pages_per_minute == pytest.approx(20.0)


def test_jams_in_a_thousand_pages_are_told_once_there_are_enough_pages(wear, morning):
    wear.fed("hall", 99, 300.0, 1, morning)
    assert wear.of("hall").jams_per_thousand is None
    wear.fed("hall", 401, 1200.0, 1, morning)
    assert wear.of("hall").jams_per_thousand == pytest.approx(4.0)


def test_after_a_service_pages_and_jams_count_anew_and_the_speed_stays(wear, morning):
    wear.fed("hall", 500, 1500.0, 7, morning)
    wear.serviced("hall", morning + MINUTE)
    health = wear.of("hall")
    assert (health.pages, health.jams, health.last_service) == (0, 0, morning + MINUTE)
    assert health.pages_per_minute == pytest.approx(20.0)
    wear.fed("hall", 5, 15.0, 0, morning + 2 * MINUTE)
    assert wear.of("hall").pages == 5
