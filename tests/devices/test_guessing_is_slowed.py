"""Codes of appointments that are guessed at a kiosk: each further one takes longer, and nobody is locked out."""

import datetime as dt
import time

import pytest

from kiosk.devices import tries
from kiosk.devices.tries import FORGOTTEN, FREE, PAUSES, Tries
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Unmet
from kiosk.store.appointments import Appointments
from kiosk.store.moments import OFFICE_ZONE
from tests.devices.office import CASE

MORNING = dt.datetime(2026, 11, 20, 9, 0, tzinfo=OFFICE_ZONE)


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def pause(guesses, clock) -> float:
    """Seconds until codes are looked at again."""
    begun = clock.now
    while guesses.pausing():
        clock.now += 1
    return clock.now - begun


def test_a_pause_grows_behind_five_wrong_codes_to_a_minute(clock):
    guesses, pauses = Tries(clock), []
    for _ in range(FREE + 5):
        guesses.wrong()
        pauses.append(pause(guesses, clock))
    assert pauses == [0, 0, 0, 0, 10, 20, 40, 60, 60, 60]
    assert max(PAUSES) == 60, "the screen says a minute"


def test_after_a_while_nothing_of_it_is_left(clock):
    guesses = Tries(clock)
    for _ in range(FREE + 5):
        guesses.wrong()
    clock.now += FORGOTTEN + 1
    for _ in range(FREE - 1):
        guesses.wrong()
    assert not guesses.pausing()


def ask(screen, code):
    screen.ask(do.FindAppointment(CASE, code))
    return screen.next((ev.AppointmentFound, ev.AppointmentUnmet))


def test_the_right_code_waits_too_and_is_good_after_the_pause(kiosk, books, monkeypatch):
    monkeypatch.setattr(tries, "PAUSES", (1.5,))
    kiosk.clock = lambda: MORNING
    codes = Appointments(books.db, 0)
    soon = codes.make("dat-dai", MORNING, MORNING).code
    far = codes.make("dat-dai", MORNING + dt.timedelta(hours=5), MORNING).code
    wrong = next(code for code in ("009998", "009997", "009996") if code not in (soon, far))
    screen = kiosk.start()
    for _ in range(FREE):
        assert ask(screen, far).why is Unmet.EARLY, "who has a code does not guess"
    for _ in range(FREE):
        assert ask(screen, wrong).why is Unmet.UNKNOWN
    assert ask(screen, soon) == ev.AppointmentUnmet(Unmet.PAUSE, None)
    time.sleep(1.5)
    assert ask(screen, soon) == ev.AppointmentFound(soon, "dat-dai")
