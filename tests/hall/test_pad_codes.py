"""A counter's code lets its clerk in for the day; whoever guesses waits, and closes no counter by guessing."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hall.signing_in import NotSignedIn, Patience, Refusal, SigningIn
from kiosk.settings import Counter, Secret

COUNTERS = (
    Counter(1, code=Secret("tre-lang-1")),
    Counter(2, code=Secret("tre-lang-2")),
    Counter(3),
)
SECRET = b"k" * 32


class Office:
    """A desk's sign-in, its calendar and its steady clock."""

    def __init__(self, counters=COUNTERS, secret=SECRET):
        self.day, self.seconds = dt.date(2026, 11, 23), 1000.0
        self.signing_in = SigningIn(counters, secret, lambda: self.day, lambda: self.seconds)

    def refused(self, counter, code, address="10.0.0.9", known=""):
        with pytest.raises(NotSignedIn) as refused:
            self.signing_in.enter(counter, code, address, known)
        return refused.value


@pytest.fixture
def office():
    return Office()


def test_the_code_lets_its_counter_in(office):
    session = office.signing_in.enter(2, "tre-lang-2", "10.0.0.2")
    assert office.signing_in.counter_of(session) == 2


def test_capitals_and_spaces_do_not_matter(office):
    assert office.signing_in.enter(2, " TRE-lang -2", "10.0.0.2")


@pytest.mark.parametrize("code", ["tre-lang-1", "", "tre-lang-22", "tre-lang"])
def test_another_code_does_not(office, code):
    assert office.refused(2, code).why is Refusal.WRONG


@pytest.mark.parametrize("counter", [0, 3, 4, 99])
def test_a_counter_without_a_code_has_no_pad(office, counter):
    assert office.refused(counter, "").why is Refusal.WRONG
    assert office.signing_in.counters == (1, 2)


def test_no_two_sessions_are_alike(office):
    both = {office.signing_in.enter(2, "tre-lang-2", "10.0.0.2") for _ in range(2)}
    assert len(both) == 2


def test_a_session_outlives_a_restart_of_the_desk(office):
    session = office.signing_in.enter(2, "tre-lang-2", "10.0.0.2")
    assert Office().signing_in.counter_of(session) == 2


def test_a_session_ends_with_the_day(office):
    session = office.signing_in.enter(2, "tre-lang-2", "10.0.0.2")
    office.day += dt.timedelta(days=1)
    assert office.signing_in.counter_of(session) is None


def test_a_session_ends_when_the_code_changes(office):
    session = office.signing_in.enter(2, "tre-lang-2", "10.0.0.2")
    other = Office((COUNTERS[0], Counter(2, code=Secret("another-one"))))
    assert other.signing_in.counter_of(session) is None


def test_a_session_that_was_left_is_over_in_every_copy(office):
    session = office.signing_in.enter(2, "tre-lang-2", "10.0.0.2")
    other = office.signing_in.enter(2, "tre-lang-2", "10.0.0.3")
    office.signing_in.leave(session)
    assert office.signing_in.counter_of(session) is None
    assert office.signing_in.counter_of(other) == 2


def test_another_machines_session_is_none_here(office):
    session = Office(secret=b"j" * 32).signing_in.enter(2, "tre-lang-2", "10.0.0.2")
    assert office.signing_in.counter_of(session) is None


@given(st.data())
def test_a_session_with_one_letter_changed_is_none(data):
    office = Office()
    session = office.signing_in.enter(2, "tre-lang-2", "10.0.0.2")
    at = data.draw(st.integers(0, len(session) - 1))
    letter = data.draw(st.characters().filter(lambda each: each != session[at]))
    changed = session[:at] + letter + session[at + 1 :]
    assert office.signing_in.counter_of(changed) is None


@given(st.text())
def test_whatever_a_browser_sends_is_no_session(session):
    assert Office().signing_in.counter_of(session) is None


def test_three_slips_cost_nothing_then_it_takes_longer(office):
    waits = []
    for _ in range(8):
        refused = office.refused(2, "guess")
        waits.append(refused.seconds)
        office.seconds += refused.seconds
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16]


def test_while_one_waits_not_even_the_right_code_is_looked_at(office):
    for _ in range(4):
        office.refused(2, "guess")
    assert office.refused(2, "tre-lang-2").why is Refusal.SLOWLY
    office.seconds += 1
    assert office.signing_in.enter(2, "tre-lang-2", "10.0.0.9")


def test_nobody_waits_longer_than_half_a_minute(office):
    for _ in range(60):
        office.seconds += office.refused(2, "guess").seconds
    office.seconds += 30
    assert office.signing_in.enter(2, "tre-lang-2", "10.0.0.9")


def test_who_guesses_elsewhere_makes_no_other_address_wait(office):
    for _ in range(9):
        office.seconds += office.refused(2, "guess", "10.0.0.66").seconds
    assert office.signing_in.enter(2, "tre-lang-2", "10.0.0.2")


def test_who_guesses_from_many_addresses_waits_as_well(office):
    for last in range(11):
        office.refused(2, "guess", f"10.0.1.{last}")
    refused = office.refused(2, "guess", "10.0.2.200")
    assert refused.why is Refusal.SLOWLY
    assert refused.seconds <= 20


def test_made_up_counters_do_not_make_a_counters_wrong_codes_be_forgotten(office):
    for guess in range(12):
        with contextlib.suppress(NotSignedIn):
            office.signing_in.enter(2, "wrong", f"10.0.1.{guess}")
    for made_up in range(100, 1200):
        office.refused(made_up, "wrong", f"fd00::{made_up:x}")
    assert office.refused(2, "wrong", "10.0.2.1").why is Refusal.SLOWLY


def test_the_counters_own_browser_is_let_in_while_a_prankster_guesses_from_everywhere(office):
    known = office.signing_in.known(2)
    for last in range(40):
        office.refused(2, "guess", f"10.0.1.{last}")
    assert office.signing_in.enter(2, "tre-lang-2", "10.0.0.2", known)


def test_the_counters_own_browser_may_not_guess_for_ever(office):
    known = office.signing_in.known(2)
    for _ in range(4):
        office.refused(2, "guess", known=known)
    assert office.refused(2, "guess", known=known).why is Refusal.SLOWLY


def test_what_one_counter_gave_a_browser_is_worth_nothing_at_another(office):
    known = office.signing_in.known(1)
    for last in range(11):
        office.refused(2, "guess", f"10.0.1.{last}")
    assert office.refused(2, "tre-lang-2", "10.0.0.2", known).why is Refusal.SLOWLY


def test_wrong_codes_of_the_morning_are_forgotten(office):
    for _ in range(20):
        office.seconds += office.refused(2, "guess").seconds
    office.seconds += 901
    assert office.refused(2, "guess").seconds == 0


def test_a_flood_of_addresses_fills_no_memory():
    patience = Patience(lambda: 0.0, free=0, most=30.0)
    for number in range(5000):
        patience.wrong(str(number))
    assert patience.left("4999") > 0
    assert patience.left("0") == 0
