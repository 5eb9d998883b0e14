"""Who is called sooner: the old by their card, whoever says why, and nobody is held up by the question."""

from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.states import AskPriority, FeedPapers, NeedsClerk, ReviewPages, Sealing
from kiosk.model import Language, Priority
from tests.journey.walking import CASE, DARK, FORM, HOLDER, PAGE, end, visit

OLD = replace(HOLDER, elderly=True)
REVIEW = ReviewPages(visit(PAGE, holder=HOLDER), 0)


def sealing(state, *events) -> do.SealCase:
    for event in events:
        state, effects = step(state, event)
    assert isinstance(state, Sealing)
    return next(effect for effect in effects if isinstance(effect, do.SealCase))


def test_whoever_has_no_priority_is_asked_nothing_and_goes_straight_to_the_number():
    assert sealing(REVIEW, ev.NextPressed()) == do.SealCase(
        CASE, "1.010041", Language.VI, (FORM,), Priority.NONE
    )


def test_an_old_citizen_is_called_sooner_without_any_question():
    old = ReviewPages(visit(PAGE, holder=OLD), 0)
    assert sealing(old, ev.NextPressed()).priority is Priority.ELDERLY


def test_an_old_citizen_may_decline():
    old = ReviewPages(visit(PAGE, holder=OLD), 0)
    declined = sealing(old, ev.PriorityPressed(), ev.PriorityChosen(Priority.NONE))
    assert declined.priority is Priority.NONE


@pytest.mark.parametrize("why", [why for why in Priority if why])
def test_a_reason_is_said_in_two_touches_and_taken_as_it_is_said(why):
    assert sealing(REVIEW, ev.PriorityPressed(), ev.PriorityChosen(why)).priority is why


def test_the_question_never_hides_a_page_that_is_hard_to_read():
    dark = ReviewPages(visit(DARK), 0)
    asked, effects = step(dark, ev.PriorityPressed())
    assert (asked, effects) == (replace(dark, asked=True), ())
    assert isinstance(end(ev.PriorityPressed(), start=asked), AskPriority)


def test_a_page_touched_away_is_gone_before_the_question():
    two = ReviewPages(visit(PAGE, replace(PAGE, id="page-2")), 0, deleted=("page-2",))
    asked, effects = step(two, ev.PriorityPressed())
    assert isinstance(asked, AskPriority)
    assert effects == (do.DeletePage(CASE, "page-2", FORM),)


def test_back_from_the_question_leads_to_the_papers_and_loses_none():
    asked = end(ev.PriorityPressed(), start=REVIEW)
    assert end(ev.BackPressed(), start=asked) == REVIEW


def test_a_last_page_lost_meanwhile_is_scanned_before_a_number_is_drawn():
    asked = end(ev.PriorityPressed(), ev.PagesChanged(FORM, ()), start=REVIEW)
    assert isinstance(end(ev.PriorityChosen(Priority.NONE), start=asked), FeedPapers)


def test_what_was_said_still_stands_after_a_fault_that_needs_a_clerk():
    stopped = end(
        ev.PriorityPressed(),
        ev.PriorityChosen(Priority.MERIT),
        ev.Faulted(Fault.DISK_FULL),
        start=REVIEW,
    )
    assert isinstance(stopped, NeedsClerk)
    again = end(ev.ClerkResumed(), start=stopped)
    assert isinstance(again, AskPriority)
    assert again.visit.priority is Priority.MERIT
