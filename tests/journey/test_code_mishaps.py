"""The code on the card instead of its twelve digits, and what can go wrong with it."""

from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.states import (
    CHIP_SILENT,
    ConfirmHolder,
    FeedPapers,
    LeaveQuestion,
    PresentCard,
    PrivacyNotice,
    ReadingCard,
    StillThere,
)
from kiosk.model import Verdict
from tests.journey.walking import (
    CASE,
    DECLARED,
    HOLDER,
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

OTHER_NUMBER = "001301000456"
CODE = ev.CodeRead(NUMBER, DECLARED)
WITH_CODE = ReadingCard(visit(), NUMBER, declared=DECLARED)


def silent(fault: Fault = Fault.CARD_UNREADABLE) -> PresentCard:
    """A code was read, and then the chip was not."""
    return PresentCard(visit(), NUMBER, fault, DECLARED)


def test_a_code_held_up_has_the_card_read_without_typing():
    assert step(present(), CODE) == (WITH_CODE, (NO_WATCH, do.ReadCard(CASE, NUMBER)))


def test_a_code_held_up_after_a_few_digits_were_typed_is_taken():
    assert end(CODE, start=present(Fault.CARD_WRONG_NUMBER)) == WITH_CODE


def test_a_code_read_after_the_number_was_typed_changes_nothing():
    assert step(reading(), CODE) == (reading(), ())


def test_a_code_read_twice_counts_once():
    assert end(CODE, CODE, start=present()) == WITH_CODE
    assert end(CODE, ev.CodeRead(OTHER_NUMBER, DECLARED), start=present()) == WITH_CODE


def test_the_second_of_two_codes_counts_where_the_first_led_nowhere():
    after = end(ev.CodeRead(OTHER_NUMBER, None), start=silent())
    assert after == ReadingCard(visit(), OTHER_NUMBER)


@pytest.mark.parametrize("start", [confirming(), FeedPapers(visit()), PrivacyNotice(visit())])
def test_a_code_that_comes_late_is_nobodys(start):
    assert step(start, CODE) == (start, ())
    assert step(start, ev.CodeUnreadable()) == (start, ())


def test_a_code_that_cannot_be_read_says_so_and_typing_goes_on():
    after = end(ev.CodeUnreadable(), start=present())
    assert after == present(Fault.BARCODE_UNREADABLE)
    assert end(ev.NumberEntered(NUMBER), start=after) == ReadingCard(visit(), NUMBER)


def test_a_code_that_cannot_be_read_keeps_the_number_of_a_card_lifted_too_soon():
    after = end(ev.CodeUnreadable(), start=present(Fault.CARD_REMOVED, NUMBER))
    assert after == present(Fault.BARCODE_UNREADABLE, NUMBER)


def test_a_code_that_cannot_be_read_does_not_take_the_way_on_away():
    assert end(ev.CodeUnreadable(), start=silent()) == silent()


@pytest.mark.parametrize("fault", CHIP_SILENT)
def test_where_the_chip_says_nothing_the_code_is_enough_to_go_on(fault):
    stopped = end(ev.Faulted(fault), start=WITH_CODE)
    assert stopped == silent(fault)
    after, effects = step(stopped, ev.CodeAccepted())
    assert after == ConfirmHolder(visit(holder=DECLARED))
    assert after.visit.holder.verdict is Verdict.DECLARED
    assert effects == (NO_WATCH, do.DeclareHolder(CASE))
    assert end(ev.HolderConfirmed(), start=after) == FeedPapers(visit(holder=DECLARED))


@pytest.mark.parametrize("fault", CHIP_SILENT)
def test_without_a_code_there_is_nothing_to_declare(fault):
    stopped = end(ev.Faulted(fault), start=reading())
    assert step(stopped, ev.CodeAccepted()) == (stopped, ())


@pytest.mark.parametrize(
    "fault", [Fault.CARD_REMOVED, Fault.CARD_WRONG_NUMBER, Fault.CARD_DATA_ALTERED]
)
def test_a_card_that_speaks_against_the_code_or_only_left_too_soon_is_not_replaced_by_it(fault):
    stopped = end(ev.Faulted(fault), ev.ClerkResumed(), start=WITH_CODE)
    assert step(stopped, ev.CodeAccepted()) == (stopped, ())


def test_a_code_of_which_too_little_is_known_opens_the_chip_but_declares_nobody():
    stopped = end(ev.CodeRead(NUMBER, None), ev.Faulted(Fault.CARD_UNREADABLE), start=present())
    assert stopped == present(Fault.CARD_UNREADABLE, NUMBER)
    assert end(ev.CodeAccepted(), start=stopped) == stopped


def test_the_code_of_another_card_is_dropped_with_its_number():
    assert end(ev.Faulted(Fault.CARD_WRONG_NUMBER), start=WITH_CODE) == present(
        Fault.CARD_WRONG_NUMBER
    )


def test_a_number_typed_over_the_codes_own_leaves_the_code_behind():
    after = end(ev.NumberEntered(OTHER_NUMBER), start=silent())
    assert after == ReadingCard(visit(), OTHER_NUMBER)
    assert end(ev.NumberEntered(NUMBER), start=silent()) == WITH_CODE


def test_a_chip_that_is_read_after_all_leaves_only_its_own_word():
    assert end(CODE, ev.CardRead(HOLDER), start=present()) == confirming()


def test_whoever_says_that_the_declared_holder_is_somebody_else_is_asked_for_the_card_again():
    moves = walk(ev.CodeAccepted(), ev.HolderDenied(), start=silent())
    assert moves[-1] == (present(), (do.ForgetHolder(CASE), WATCH))


def test_going_on_without_a_card_leaves_the_code_behind():
    after, effects = step(silent(), ev.CardSkipped())
    assert (after, effects) == (FeedPapers(visit()), (NO_WATCH, do.ForgetHolder(CASE)))


def test_nobody_looks_out_for_codes_behind_a_question():
    asked, effects = step(present(), ev.Idle())
    assert (asked, effects) == (StillThere(present()), (NO_WATCH,))
    assert step(asked, ev.StayPressed()) == (present(), (WATCH,))
    assert step(present(), ev.StartOverPressed()) == (LeaveQuestion(present()), (NO_WATCH,))


def test_a_citizen_who_leaves_is_watched_for_no_more():
    assert step(silent(), ev.TimedOut())[1] == (NO_WATCH, do.ForgetCitizen(CASE))


def test_the_codes_number_never_shows_itself():
    assert NUMBER not in repr([CODE, WITH_CODE, silent()])
    assert "GIÀNG" not in repr([CODE, WITH_CODE, replace(silent(), number="")])
