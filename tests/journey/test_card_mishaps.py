"""What can go wrong with a card, and where the citizen stands then."""

import dataclasses

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.states import ConfirmHolder, FeedPapers, LeaveQuestion, NeedsClerk
from tests.journey.walking import (
    CASE,
    HOLDER,
    NAMED,
    NO_WATCH,
    NUMBER,
    WATCH,
    confirming,
    end,
    present,
    reading,
    visit,
    walk,
)


def test_a_lifted_card_keeps_the_number_that_was_typed():
    after, effects = step(reading(), ev.Faulted(Fault.CARD_REMOVED))
    assert (after, effects) == (present(Fault.CARD_REMOVED, NUMBER), (WATCH,))


def test_a_wrong_number_is_cleared():
    after, _ = step(reading(), ev.Faulted(Fault.CARD_WRONG_NUMBER))
    assert after == present(Fault.CARD_WRONG_NUMBER, "")


def test_a_card_laid_down_again_is_read_without_typing():
    after, effects = step(present(Fault.CARD_REMOVED, NUMBER), ev.NumberEntered(NUMBER))
    assert effects == (NO_WATCH, do.ReadCard(CASE, NUMBER))
    assert after.number == NUMBER


@pytest.mark.parametrize(
    "fault", [Fault.CARD_ABSENT, Fault.CARD_UNREADABLE, Fault.CARD_NOT_CITIZEN]
)
def test_a_card_the_kiosk_cannot_use_leaves_the_way_without_card_open(fault):
    assert end(ev.Faulted(fault), ev.CardSkipped(), start=reading()) == FeedPapers(visit())


def test_a_broken_reader_calls_a_clerk_and_holds_nobody_up():
    broken = present(Fault.READER_GONE, NUMBER)
    assert step(reading(), ev.Faulted(Fault.READER_GONE)) == (
        broken,
        (do.CallClerk(CASE, Fault.READER_GONE, "reading-card"), WATCH),
    )
    assert end(ev.CardSkipped(), start=broken) == FeedPapers(visit())


def test_an_altered_card_calls_a_clerk_and_then_goes_on():
    fault = Fault.CARD_DATA_ALTERED
    [(stopped, effects), (after, done)] = walk(
        ev.Faulted(fault), ev.ClerkResumed(), start=reading()
    )
    assert (stopped, effects) == (
        NeedsClerk(fault, present(number=NUMBER)),
        (do.CallClerk(CASE, fault, "reading-card"),),
    )
    assert (after, done) == (present(number=NUMBER), (do.ClerkDone(CASE), WATCH))


@pytest.mark.parametrize("fault", [Fault.CARD_DATA_ALTERED, Fault.CARD_REMOVED])
def test_the_name_of_a_card_that_could_not_be_proven_is_gone(fault):
    after = end(ev.CardNamed(NAMED), ev.Faulted(fault), start=reading())
    assert "GIÀNG" not in str(dataclasses.asdict(after))
    again = end(ev.NumberEntered(NUMBER), start=present(number=NUMBER))
    assert again.named is None


def test_going_back_while_reading_stops_the_reader_and_keeps_the_number():
    assert step(reading(), ev.BackPressed()) == (
        present(number=NUMBER),
        (do.StopReading(CASE), WATCH),
    )


def test_starting_over_while_reading_stops_the_reader_before_it_asks():
    assert step(reading(), ev.StartOverPressed()) == (
        LeaveQuestion(present(number=NUMBER)),
        (do.StopReading(CASE),),
    )


def test_the_card_of_somebody_else_is_forgotten_at_once():
    after, effects = step(confirming(), ev.HolderDenied())
    assert (after, effects) == (present(), (do.ForgetHolder(CASE), WATCH))
    assert "GIÀNG" not in repr(after)


def test_a_card_read_after_the_citizen_went_back_is_not_taken():
    assert end(ev.BackPressed(), ev.CardRead(HOLDER), start=reading()) == present(number=NUMBER)


def test_going_on_without_a_card_leaves_no_holder_behind_that_nobody_confirmed():
    after, effects = walk(ev.BackPressed(), ev.CardSkipped(), start=reading())[-1]
    assert (after, effects) == (FeedPapers(visit()), (NO_WATCH, do.ForgetHolder(CASE)))


def test_going_back_from_the_papers_asks_again_who_it_is():
    start = FeedPapers(visit(holder=HOLDER))
    assert end(ev.BackPressed(), start=start) == ConfirmHolder(visit(holder=HOLDER))


def test_the_number_never_shows_itself():
    assert NUMBER not in repr([reading(), present(number=NUMBER), do.ReadCard(CASE, NUMBER)])
    assert NUMBER not in repr(ev.NumberEntered(NUMBER))
