"""The kiosk stopped in the midst of a visit and is back: it may go on, and nobody else sees it."""

from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.states import (
    ChooseLanguage,
    ConfirmHolder,
    FeedPapers,
    LeaveQuestion,
    NeedsClerk,
    Paper,
    PresentCard,
    ReviewPages,
    Scanning,
    Visit,
    VisitQuestion,
    Welcome,
)
from kiosk.model import Language
from tests.journey.walking import (
    BIRTH,
    BIRTH_PAGE,
    CASE,
    DECLARED,
    FORM,
    HOLDER,
    NO_WATCH,
    NUMBER,
    OTHER_CASE,
    PAGE,
    SECOND,
    WATCH,
    end,
    everywhere,
    feeding,
    walk,
)

PAPERS = (Paper(FORM, (PAGE, SECOND)), Paper(BIRTH, (BIRTH_PAGE,)), Paper("giay-khac"))
FOUND = ev.VisitFound(CASE, Language.EN, "1.001193", PAPERS, None)
WITH_CARD = replace(FOUND, holder=HOLDER)
STRANGER = replace(HOLDER, name="HẢO VĂN BẢY", last4="0999")
AGAIN = Visit(CASE, Language.EN, "1.001193", PAPERS)
ASKED = replace(AGAIN, expected=HOLDER)
TOLD = (do.TellPages(CASE, FORM), do.TellPages(CASE, BIRTH))
READ = (ev.NumberEntered(NUMBER), ev.CardRead(HOLDER))


def test_the_citizen_goes_on_at_the_last_paper_with_pages():
    assert walk(FOUND, ev.StayPressed()) == [
        (VisitQuestion(AGAIN), ()),
        (ReviewPages(AGAIN, 1), TOLD),
    ]


def test_where_a_card_had_been_read_the_same_card_opens_the_pages():
    moves = walk(WITH_CARD, ev.StayPressed(), *READ, ev.HolderConfirmed())
    assert moves[1] == (PresentCard(ASKED), (WATCH,))
    assert moves[-2][0] == ConfirmHolder(replace(ASKED, holder=HOLDER))
    assert moves[-1] == (ReviewPages(replace(AGAIN, holder=HOLDER), 1), TOLD)


def test_somebody_elses_card_opens_nothing_and_leaves_nothing():
    *_, (refused, effects) = walk(
        WITH_CARD, ev.StayPressed(), ev.NumberEntered(NUMBER), ev.CardRead(STRANGER)
    )
    assert refused == PresentCard(ASKED, trouble=Fault.CARD_OTHER_HOLDER)
    assert effects == (do.ForgetHolder(CASE), WATCH)
    assert end(*READ, start=refused) == ConfirmHolder(replace(ASKED, holder=HOLDER))


def test_the_code_on_somebody_elses_card_opens_nothing_either():
    silent = PresentCard(ASKED, NUMBER, Fault.CARD_UNREADABLE, replace(STRANGER))
    refused = PresentCard(ASKED, trouble=Fault.CARD_OTHER_HOLDER)
    assert step(silent, ev.CodeAccepted()) == (refused, ())
    own = replace(silent, declared=DECLARED)
    assert end(ev.CodeAccepted(), start=own) == ConfirmHolder(replace(ASKED, holder=DECLARED))


def test_without_a_card_there_is_only_a_new_beginning():
    asked = PresentCard(ASKED)
    assert step(asked, ev.CardSkipped()) == (LeaveQuestion(asked), (NO_WATCH,))
    left, effects = step(LeaveQuestion(asked), ev.LeaveConfirmed())
    assert (left, effects) == (Welcome(), (do.ForgetCitizen(CASE),))


@pytest.mark.parametrize("event", [ev.LeaveConfirmed(), ev.TimedOut()])
def test_a_citizen_who_says_no_or_is_gone_is_forgotten(event):
    assert step(VisitQuestion(ASKED), event) == (Welcome(), (do.ForgetCitizen(CASE),))


def test_a_clerk_can_be_called_before_it_is_answered():
    called, _ = step(VisitQuestion(ASKED), ev.ClerkPressed())
    assert called == NeedsClerk(Fault.CLERK_CALLED, VisitQuestion(ASKED))


def test_whoever_only_just_touched_the_screen_is_still_asked():
    assert step(ChooseLanguage(Visit(OTHER_CASE)), FOUND) == (VisitQuestion(AGAIN), ())


def test_whoever_has_begun_goes_on_and_the_interrupted_visit_is_dropped():
    assert step(feeding(), replace(FOUND, case=OTHER_CASE)) == (
        feeding(),
        (do.DropVisit(OTHER_CASE),),
    )


def test_a_visit_found_twice_is_not_dropped_under_its_citizen():
    reviewing = ReviewPages(AGAIN, 1)
    assert step(reviewing, FOUND) == (reviewing, ())


def test_no_page_is_anywhere_near_before_the_card_was_read():
    for state, _, after, _ in everywhere():
        if isinstance(after, (FeedPapers, Scanning, ReviewPages)):
            assert after.visit.expected is None, state


def test_another_procedure_asks_for_no_card_of_the_one_before():
    chosen = end(
        ev.BackPressed(), ev.BackPressed(), ev.BackPressed(),
        ev.ProcedureChosen("1.010041", (FORM,)), start=PresentCard(ASKED),
    )  # fmt: skip
    assert chosen.visit.expected is None
    assert chosen.visit.pages == 0


STARTING = Welcome(ready=False)


@pytest.mark.parametrize(
    "event", [ev.Touched(OTHER_CASE), ev.TimedOut(), ev.Idle(), ev.ClerkPressed()]
)
def test_nobody_begins_before_it_is_known_what_was_interrupted(event):
    assert step(STARTING, event) == (STARTING, ())


@pytest.mark.parametrize("event", [ev.NothingFound(), ev.Faulted(Fault.DEVICES_GONE)])
def test_then_the_next_citizen_may_begin(event):
    assert step(STARTING, event) == (Welcome(), ())
    assert end(ev.Touched(CASE), start=Welcome()) == ChooseLanguage(Visit(CASE))


def test_a_kiosk_that_starts_slowly_still_finds_the_visit():
    assert end(ev.Touched(OTHER_CASE), FOUND, start=STARTING) == VisitQuestion(AGAIN)
