"""Questions at the screen: a touch opens the answer and is counted, Back leads out again, nothing is lost."""

from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import events as ev
from kiosk.journey import states as at
from tests.ui.sights import BIRTH, OFFICE, InventedPages, catalogues, visit

WAITING = at.NeedsClerk(Fault.CLERK_CALLED, at.FeedPapers(visit()), told=True)
OPENED = ev.QuestionOpened(BIRTH, "late")


@pytest.mark.parametrize(
    ("state", "back", "home"),
    [(WAITING, "questions-back", "clerk-resume"), (at.ShowProcedure(visit()), "back", "questions")],
)
def test_a_touch_opens_the_answer_and_back_leads_out_again(glass, stage, heard, state, back, home):
    stage.show(state)
    glass.touch(stage.find("questions"))
    glass.touch(stage.find("question-late"))
    assert heard == [OPENED]
    glass.touch(stage.find(back))
    assert "question-late" in set(stage.keys())
    glass.touch(stage.find(back))
    assert home in set(stage.keys())
    assert heard == [OPENED], "nothing but the screen has changed"


def test_an_answer_stays_open_while_the_call_goes_on(glass, stage):
    stage.show(WAITING)
    glass.touch(stage.find("questions"))
    stage.show(at.NeedsClerk(Fault.CLERK_CALLED, at.FeedPapers(visit()), told=True, counter=2))
    assert "question-late" in set(stage.keys())


def test_where_the_catalogue_has_no_questions_there_is_no_button_for_them(glass, heard):
    silent = replace(catalogues()["sample"], questions=(), procedures=())
    stage = glass.stage(OFFICE, silent, InventedPages(), heard.append)
    stage.show(at.NeedsClerk(Fault.CLERK_CALLED, at.Welcome(), "c" * 32))
    assert "questions" not in set(stage.keys())


def test_the_next_call_begins_with_the_call_and_not_with_an_old_answer(glass, stage):
    stage.show(WAITING)
    glass.touch(stage.find("questions"))
    stage.show(WAITING.resume)
    stage.show(WAITING)
    assert "clerk-resume" in set(stage.keys())
