"""Pages that cannot be read, blank sides, slips of the finger, and the scanner of another counter."""

from dataclasses import replace

import pytest

from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.papers import troubled
from kiosk.journey.states import FeedPapers, Paper, ReviewPages, Scanning, Sealing, StillThere
from kiosk.model import Look, PageVerdict
from tests.journey.walking import (
    BIRTH,
    BIRTH_PAGE,
    CASE,
    DARK,
    FORM,
    NOTE,
    PAGE,
    SECOND,
    end,
    everywhere,
    reviewing,
    scanning,
    visit,
    walk,
)

CLEAR = Look(PageVerdict.OK, False, 0, "A4", "case/small")
KEPT = replace(DARK, accepted=True)
BLANK = replace(PAGE, look=replace(CLEAR, verdict=PageVerdict.BLURRED, blank=True))


@pytest.mark.parametrize("fine", [PAGE, replace(PAGE, look=CLEAR), KEPT, BLANK])
def test_going_on_takes_one_touch_where_no_page_is_in_trouble(fine):
    assert isinstance(end(ev.NextPressed(), start=reviewing(fine)), Sealing)


def test_a_page_in_trouble_is_asked_about_once_and_then_kept():
    state = reviewing(DARK, SECOND)
    asked, nothing = step(state, ev.NextPressed())
    assert (asked, nothing) == (replace(state, asked=True), ())
    after, effects = step(asked, ev.NextPressed())
    assert isinstance(after, Sealing)
    assert effects == (
        do.AcceptPage(CASE, DARK.id, FORM),
        do.SealCase(CASE, "1.010041", state.visit.language, (FORM,)),
    )


def test_a_page_scanned_again_after_the_question_is_looked_at_anew():
    again = end(
        ev.NextPressed(), ev.RescanPressed(DARK.id), ev.ScanPressed(),
        ev.BatchScanned(FORM, (replace(SECOND, look=DARK.look),)), start=reviewing(DARK),
    )  # fmt: skip
    assert again.asked is False
    assert troubled(again.visit.papers[0].pages)


def test_a_look_that_came_after_its_paper_was_left_is_asked_about_before_the_ticket():
    start = ReviewPages(
        replace(visit(two=True), papers=(Paper(FORM, (DARK,)), Paper(BIRTH, (BIRTH_PAGE,)))), 1
    )
    back, effects = step(start, ev.NextPressed())
    assert (back, effects) == (ReviewPages(start.visit, 0, asked=True), (NOTE_OF_TWO,))
    [(second, _), (sealing, _)] = walk(ev.NextPressed(), ev.NextPressed(), start=back)
    assert isinstance(second, ReviewPages)
    assert isinstance(sealing, Sealing)


NOTE_OF_TWO = replace(NOTE, procedure="1.001193", documents=(FORM, BIRTH))


def test_nobody_is_ever_stuck_with_a_page_in_trouble():
    """Two touches on “next” lead on from everywhere, whatever the look says."""
    for state, *_ in everywhere():
        if not isinstance(state, ReviewPages):
            continue
        if any(page.id not in state.deleted for page in state.visit.papers[state.paper].pages):
            once, _ = step(state, ev.NextPressed())
            twice, _ = step(once, ev.NextPressed())
            assert not isinstance(once, ReviewPages) or once.asked or once.paper != state.paper
            assert twice != state


def test_a_page_touched_away_comes_back_at_a_touch():
    state = reviewing(PAGE, SECOND)
    gone, nothing = step(state, ev.DeletePressed(PAGE.id))
    assert (gone, nothing) == (replace(state, deleted=(PAGE.id,)), ())
    assert step(gone, ev.RestorePressed(PAGE.id)) == (state, ())


def test_a_page_touched_away_leaves_when_the_citizen_goes_on():
    gone = end(ev.DeletePressed(PAGE.id), start=reviewing(PAGE, SECOND))
    order = do.DeletePage(CASE, PAGE.id, FORM)
    sealing, effects = step(gone, ev.NextPressed())
    assert sealing == Sealing(visit(SECOND))
    assert effects[0] == order
    assert step(gone, ev.MorePressed()) == (FeedPapers(visit(SECOND)), (order,))
    assert step(gone, ev.InsertPressed(SECOND.id)) == (
        FeedPapers(visit(SECOND), after=SECOND.id),
        (order,),
    )


def test_a_page_touched_away_still_waits_when_the_screen_asks_whether_anybody_is_there():
    gone = end(ev.DeletePressed(PAGE.id), start=reviewing(PAGE, SECOND))
    assert step(gone, ev.Idle()) == (StillThere(gone), ())


def test_a_paper_whose_only_page_was_touched_away_is_not_complete():
    gone = end(ev.DeletePressed(PAGE.id), start=reviewing(PAGE))
    assert step(gone, ev.NextPressed()) == (gone, ())


def test_a_page_touched_away_is_no_trouble_any_more():
    gone = end(ev.DeletePressed(DARK.id), start=reviewing(DARK, SECOND))
    assert isinstance(end(ev.NextPressed(), start=gone), Sealing)


def test_another_counters_batches_are_waited_for_and_then_forgotten():
    waiting = end(ev.ScannerQueued(2), start=scanning())
    assert waiting == replace(scanning(), ahead=2)
    assert end(ev.ScannerQueued(0), start=waiting) == scanning()
    assert end(ev.PagesChanged(FORM, (PAGE,)), start=waiting) == scanning(PAGE)
    assert isinstance(end(ev.ScanStopped(), start=waiting), FeedPapers)


def test_a_look_at_an_earlier_page_does_not_end_the_waiting():
    waiting = replace(scanning(PAGE), ahead=1)
    assert end(ev.PagesChanged(FORM, (DARK,)), start=waiting).ahead == 1
    assert Scanning(visit(DARK), 0, ahead=1) == end(ev.PagesChanged(FORM, (DARK,)), start=waiting)
