"""Two-sided papers in a feeder that sees one side: the stack is turned over, once its fronts are there."""

from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.papers import turnable
from kiosk.journey.states import FeedPapers, NeedsClerk, Paper, ReviewPages, Scanning
from kiosk.model import SheetCount
from tests.journey.walking import CASE, FORM, NOTE, PAGE, SECOND, end, reviewing, scanning, visit

STACK = replace(visit(), papers=(Paper(FORM, (PAGE, SECOND), fronts=2),))
LAYING = FeedPapers(STACK, 0, backs=True)
TURNED = Scanning(STACK, 0, backs=True)
BATCH = do.ScanBatch(CASE, FORM, fronts=2)


def test_after_a_batch_of_fronts_the_backs_can_be_scanned():
    seen = end(ev.BatchScanned(FORM, (PAGE, SECOND), fronts=2), start=scanning())
    assert seen == ReviewPages(STACK, 0)
    assert turnable(seen) == 2
    assert step(seen, ev.BacksPressed()) == (LAYING, ())
    assert step(LAYING, ev.ScanPressed()) == (TURNED, (NOTE, BATCH))


def test_once_the_backs_are_there_no_stack_is_turned():
    seen = end(ev.BatchScanned(FORM, (PAGE, SECOND)), start=TURNED)
    assert seen == reviewing(PAGE, SECOND)
    assert step(seen, ev.BacksPressed()) == (seen, ())


def test_papers_from_the_glass_or_from_a_scanner_that_sees_both_sides_are_not_turned():
    assert turnable(reviewing(PAGE)) == 0
    assert step(reviewing(PAGE), ev.BacksPressed()) == (reviewing(PAGE), ())


def test_while_a_page_is_touched_away_the_stack_is_not_turned():
    gone = ReviewPages(STACK, 0, deleted=(PAGE.id,))
    assert turnable(gone) == 0
    assert step(gone, ev.BacksPressed()) == (gone, ())


@pytest.mark.parametrize("fault", [Fault.SCANNER_UNEVEN, Fault.SCANNER_EMPTY])
def test_what_the_citizen_can_mend_is_told_where_the_turned_stack_is_laid_in(fault):
    assert step(TURNED, ev.Faulted(fault)) == (replace(LAYING, trouble=fault), ())


def test_a_jam_in_the_turned_stack_asks_for_the_whole_of_it_again():
    stopped, _ = step(TURNED, ev.Faulted(Fault.SCANNER_JAMMED))
    assert stopped == NeedsClerk(Fault.SCANNER_JAMMED, LAYING)


def test_stopping_asks_for_the_turned_stack_again_and_the_pages_can_be_seen_instead():
    assert step(TURNED, ev.ScanStopped()) == (LAYING, (do.StopScanning(CASE),))
    assert step(LAYING, ev.BackPressed()) == (ReviewPages(STACK, 0), ())


def test_a_stack_that_was_parted_meanwhile_is_not_scanned_as_turned():
    parted = end(ev.PagesChanged(FORM, (PAGE,)), start=LAYING)
    assert step(parted, ev.ScanPressed()) == (reviewing(PAGE), ())
    assert end(ev.PagesChanged(FORM, (PAGE,)), ev.ScanStopped(), start=TURNED) == reviewing(PAGE)


def test_the_stores_word_on_sheets_missing_stands_with_its_document():
    told = ev.PagesChanged(FORM, (PAGE,), counted=SheetCount(3, 1))
    seen = end(told, start=reviewing())
    assert seen.visit.papers[0].counted == SheetCount(3, 1)
    assert end(ev.PagesChanged(FORM, (PAGE,)), start=seen) == reviewing(PAGE)
    onwards, _ = step(seen, ev.NextPressed())
    assert not isinstance(onwards, ReviewPages), "going on is never blocked"
