"""While the kiosk can keep nothing more nobody begins, and whoever has begun ends as always."""

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.runner import Journey
from kiosk.journey.states import ChooseLanguage, NeedsClerk, Visit, Welcome
from tests.journey.walking import CASE, TICKET, everywhere

CLOSED = Welcome(closed=Fault.DISK_LOW)


def test_a_touch_begins_nothing_while_the_kiosk_is_closed():
    assert step(Welcome(), ev.Closed(Fault.DISK_LOW)) == (CLOSED, ())
    assert step(CLOSED, ev.Touched(CASE)) == (CLOSED, ())
    assert step(CLOSED, ev.Opened()) == (Welcome(), ())


def test_a_kiosk_that_starts_without_room_never_shows_its_start_button():
    starting, _ = step(Welcome(ready=False), ev.Closed(Fault.DISK_READ_ONLY))
    assert starting == Welcome(ready=False, closed=Fault.DISK_READ_ONLY)
    for answer in (ev.NothingFound(), ev.Faulted(Fault.DISK_READ_ONLY)):
        assert step(starting, answer) == (Welcome(closed=Fault.DISK_READ_ONLY), ())


def test_who_has_only_just_touched_the_screen_is_sent_to_the_counter():
    begun = ChooseLanguage(Visit(CASE))
    assert step(begun, ev.Closed(Fault.DISK_LOW)) == (CLOSED, (do.ForgetCitizen(CASE),))


def test_a_visit_under_way_hears_nothing_of_it():
    for state, event, after, effects in everywhere():
        if isinstance(event, (ev.Closed, ev.Opened)) and not isinstance(
            state.resume if isinstance(state, NeedsClerk) else state, (Welcome, ChooseLanguage)
        ):
            assert (after, effects) == (state, ())


@pytest.mark.parametrize("word", [ev.Closed(Fault.DISK_LOW), ev.Opened()])
def test_the_word_counts_whoever_stands_there(word):
    asked, shown = [], []
    journey = Journey(lambda visit, effect: asked.append((visit, effect)), shown.append)
    journey.happen(1, ev.TicketFound("vi", TICKET))
    journey.happen(1, ev.TicketTaken())
    assert journey.visit == 2
    journey.happen(0, ev.Closed(Fault.DISK_FULL))
    assert journey.state == Welcome(closed=Fault.DISK_FULL)
    journey.happen(0, word)
    closed = word.fault if isinstance(word, ev.Closed) else None
    assert journey.state == Welcome(closed=closed)
    journey.happen(1, ev.Touched(CASE))
    assert journey.state == Welcome(closed=closed), (
        "an answer to an earlier visit counts for nothing"
    )


def test_what_a_closing_forgets_is_forgotten_in_its_own_visit():
    asked = []
    journey = Journey(lambda visit, effect: asked.append((visit, effect)), lambda state: None)
    journey.happen(1, ev.NothingFound())
    journey.happen(1, ev.Touched(CASE))
    journey.happen(0, ev.Closed(Fault.DISK_LOW))
    assert asked == [(1, do.BeginVisit(CASE)), (1, do.ForgetCitizen(CASE))]
    assert journey.visit == 2
