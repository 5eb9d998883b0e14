"""What can go wrong with papers: jams, empty trays, pages scanned again, pages arriving late."""

from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.states import (
    ChooseProcedure,
    FeedPapers,
    LeaveQuestion,
    NeedsClerk,
    Paper,
    ReviewPages,
    Scanning,
    Sealing,
    ShowProcedure,
)
from kiosk.model import Priority
from tests.journey.walking import (
    BIRTH,
    BIRTH_PAGE,
    CASE,
    FORM,
    NOTE,
    PAGE,
    SECOND,
    end,
    feeding,
    reviewing,
    scanning,
    visit,
    walk,
)


def test_a_jam_keeps_the_pages_already_scanned():
    [(stopped, effects), (after, _)] = walk(
        ev.Faulted(Fault.SCANNER_JAMMED), ev.ClerkResumed(), start=scanning(PAGE, SECOND)
    )
    assert stopped == NeedsClerk(Fault.SCANNER_JAMMED, reviewing(PAGE, SECOND))
    assert effects == (do.CallClerk(CASE, Fault.SCANNER_JAMMED, "scanning"),)
    assert after == reviewing(PAGE, SECOND)


def test_a_jam_at_the_first_page_asks_for_the_papers_again():
    assert end(ev.Faulted(Fault.SCANNER_JAMMED), ev.ClerkResumed(), start=scanning()) == feeding()


@pytest.mark.parametrize(
    "fault",
    [Fault.SCANNER_EMPTY, Fault.SCANNER_COVER_OPEN, Fault.SCANNER_BUSY, Fault.DEVICES_GONE],
)
def test_what_the_citizen_can_mend_is_told_where_the_papers_are_fed(fault):
    assert step(scanning(), ev.Faulted(fault)) == (FeedPapers(visit(), 0, fault), ())


def test_a_page_arriving_during_a_scan_is_shown_at_once():
    assert end(ev.PagesChanged(FORM, (PAGE,)), start=scanning()) == scanning(PAGE)


def test_stopping_a_batch_keeps_its_whole_pages_and_stops_the_scanner():
    assert step(scanning(PAGE), ev.ScanStopped()) == (reviewing(PAGE), (do.StopScanning(CASE),))
    assert step(scanning(), ev.ScanStopped()) == (feeding(), (do.StopScanning(CASE),))


@pytest.mark.parametrize("late", [ev.PagesChanged, ev.BatchScanned])
def test_a_page_that_was_stored_just_before_the_stop_is_still_shown(late):
    assert end(ev.ScanStopped(), late(FORM, (PAGE,)), start=scanning()) == FeedPapers(visit(PAGE))
    assert end(ev.ScanStopped(), late(FORM, (PAGE, SECOND)), start=scanning(PAGE)) == reviewing(
        PAGE, SECOND
    )
    assert end(ev.StartOverPressed(), late(FORM, (PAGE,)), start=scanning()) == LeaveQuestion(
        FeedPapers(visit(PAGE))
    )


def test_a_page_scanned_again_replaces_the_one_it_was_scanned_for():
    laying, nothing = step(reviewing(PAGE, SECOND), ev.RescanPressed(PAGE.id))
    assert laying == FeedPapers(visit(PAGE, SECOND), replacing=PAGE.id)
    assert nothing == ()
    after, effects = step(laying, ev.ScanPressed())
    assert effects == (NOTE, do.ScanBatch(CASE, FORM, replacing=PAGE.id))
    assert after.replacing == PAGE.id
    assert after.visit.pages == 2


def test_a_forgotten_page_goes_in_behind_the_one_before_it():
    laying, nothing = step(reviewing(PAGE, SECOND), ev.InsertPressed(PAGE.id))
    assert (laying, nothing) == (FeedPapers(visit(PAGE, SECOND), after=PAGE.id), ())
    after, effects = step(laying, ev.ScanPressed())
    assert effects == (NOTE, do.ScanBatch(CASE, FORM, after=PAGE.id))
    waiting, _ = step(after, ev.Faulted(Fault.SCANNER_EMPTY))
    assert waiting == replace(laying, trouble=Fault.SCANNER_EMPTY)


def test_a_page_is_turned_or_kept_as_it_is_where_it_stands():
    state = reviewing(PAGE, SECOND)
    assert step(state, ev.TurnPressed(PAGE.id)) == (state, (do.TurnPage(CASE, PAGE.id, FORM),))
    assert step(state, ev.AcceptPressed(PAGE.id)) == (state, (do.AcceptPage(CASE, PAGE.id, FORM),))
    assert step(state, ev.TurnPressed("nowhere")) == (state, ())


def test_an_empty_tray_still_wants_the_same_page_again():
    scanning_again = Scanning(visit(PAGE, SECOND), 0, PAGE.id)
    waiting, _ = step(scanning_again, ev.Faulted(Fault.SCANNER_EMPTY))
    assert waiting == FeedPapers(visit(PAGE, SECOND), 0, Fault.SCANNER_EMPTY, PAGE.id)


def test_a_page_that_was_replaced_before_the_stop_is_looked_at():
    replaced = Scanning(visit(SECOND), 0, PAGE.id)
    assert step(replaced, ev.ScanStopped())[0] == reviewing(SECOND)


@pytest.mark.parametrize("press", [ev.DeletePressed, ev.RescanPressed])
def test_a_page_of_nobody_can_be_neither_deleted_nor_scanned_again(press):
    assert step(reviewing(PAGE), press("nowhere")) == (reviewing(PAGE), ())


def test_a_document_without_pages_is_not_complete():
    assert step(reviewing(), ev.NextPressed()) == (reviewing(), ())


def test_a_citizen_with_no_paper_at_all_gets_a_clerk_and_no_empty_case():
    assert step(feeding(), ev.PaperMissing()) == (
        NeedsClerk(Fault.CLERK_CALLED, feeding()),
        (do.CallClerk(CASE, Fault.CLERK_CALLED, "feed-papers"),),
    )


def test_the_last_paper_may_be_missing_and_sealing_can_be_tried_again_after_a_fault():
    start = FeedPapers(visit(PAGE, two=True), 1)
    missing = ev.PaperMissing(), ev.PriorityChosen(Priority.NONE)
    moves = walk(*missing, ev.Faulted(Fault.DEVICES_GONE), *missing, start=start)
    assert moves[2] == (replace(start, trouble=Fault.DEVICES_GONE), ())
    assert moves[1] == moves[4]
    assert isinstance(moves[4][0], Sealing)


def test_going_back_to_the_same_procedure_loses_no_page():
    kept = visit(PAGE, two=True)
    after, effects = step(ChooseProcedure(kept), ev.ProcedureChosen(kept.procedure, (FORM, BIRTH)))
    assert (after, effects) == (ShowProcedure(kept), ())


def test_another_procedure_takes_none_of_the_pages_scanned_for_the_first():
    papers = (Paper(FORM, (PAGE,)), Paper(BIRTH, (BIRTH_PAGE,)))
    start = ChooseProcedure(replace(visit(two=True), papers=papers))
    after, effects = step(start, ev.ProcedureChosen("1.010041", (FORM,)))
    assert after == ShowProcedure(visit())
    assert effects == (
        do.DeletePage(CASE, PAGE.id, FORM),
        do.DeletePage(CASE, BIRTH_PAGE.id, BIRTH),
    )


def test_more_pages_go_behind_those_already_there():
    moves = walk(
        ev.MorePressed(),
        ev.ScanPressed(),
        ev.BatchScanned(FORM, (PAGE, SECOND)),
        start=reviewing(PAGE),
    )
    assert moves[-1][0] == ReviewPages(visit(PAGE, SECOND), 0)
