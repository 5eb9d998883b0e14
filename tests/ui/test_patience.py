"""How long the screen waits: a warning, then Welcome; longer for who asks; never while a device works."""

import pytest

from kiosk.faults import Fault
from kiosk.journey import events as ev
from kiosk.journey import step
from kiosk.journey.runner import Journey
from kiosk.journey.states import (
    ChooseProcedure,
    ConfirmHolder,
    FeedPapers,
    LeaveQuestion,
    NeedsClerk,
    Paper,
    PresentCard,
    ReadingCard,
    ReviewPages,
    Scanning,
    Sealing,
    ShowProcedure,
    StillThere,
    TakeTicket,
    Visit,
    Welcome,
)
from kiosk.model import Language, MaskedHolder, Page
from kiosk.ui.patience import Patience
from tests.journey.walking import CASE, FORM, NUMBER, TICKET

PAGE = Page("page-1", FORM, 1, "case/page-1")
VISIT = Visit(
    CASE, Language.VI, "1.001193", (Paper(FORM, (PAGE,)),), MaskedHolder("MAI", 1990, "0123")
)
PRESENT = PresentCard(VISIT)
USUAL = [
    ChooseProcedure(VISIT),
    ShowProcedure(VISIT),
    PRESENT,
    ConfirmHolder(VISIT),
    FeedPapers(VISIT),
    ReviewPages(VISIT, 0),
]
BUSY = [Welcome(), ReadingCard(VISIT, NUMBER), Scanning(VISIT, 0), Sealing(VISIT)]


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def patience(clock):
    return Patience(clock)


def by_name(state):
    return type(state).__name__


@pytest.mark.parametrize("state", USUAL, ids=by_name)
def test_after_20_seconds_untouched_the_kiosk_asks_whether_anybody_is_there(patience, clock, state):
    clock.now += 19.9
    assert patience.check(state) is None
    clock.now += 0.1
    assert patience.check(state) == ev.Idle()


def test_10_seconds_after_the_warning_everything_is_forgotten(patience, clock):
    clock.now += 20
    warned, _ = step(PRESENT, patience.check(PRESENT))
    assert warned == StillThere(PRESENT)
    patience.moved(PRESENT, ev.Idle())
    clock.now += 9.9
    assert patience.check(warned) is None
    clock.now += 0.1
    assert patience.check(warned) == ev.TimedOut()


def test_a_touch_begins_the_wait_anew(patience, clock):
    clock.now += 19
    patience.touched()
    clock.now += 19
    assert patience.check(PRESENT) is None


def test_more_time_is_a_minute_on_the_screen_it_was_asked_on(patience, clock):
    patience.moved(StillThere(PRESENT), ev.StayPressed())
    clock.now += 59.9
    assert patience.check(PRESENT) is None
    clock.now += 0.1
    assert patience.check(PRESENT) == ev.Idle()
    patience.moved(PRESENT, ev.Idle())
    patience.moved(StillThere(PRESENT), ev.StayPressed())
    clock.now += 30
    patience.touched()
    clock.now += 59
    assert patience.check(PRESENT) is None, "a touch on the same screen does not take it back"


def test_more_time_ends_with_the_screen_it_was_asked_on(patience, clock):
    patience.moved(StillThere(PRESENT), ev.StayPressed())
    patience.moved(PRESENT, ev.CardSkipped())
    clock.now += 20
    assert patience.check(FeedPapers(VISIT)) == ev.Idle()


def test_going_on_after_the_leave_question_is_not_asking_for_more_time(patience, clock):
    patience.moved(LeaveQuestion(PRESENT), ev.StayPressed())
    clock.now += 20
    assert patience.check(PRESENT) == ev.Idle()


@pytest.mark.parametrize("state", BUSY, ids=by_name)
def test_a_busy_kiosk_never_times_out(patience, clock, state):
    clock.now += 3600
    assert patience.check(state) is None


@pytest.mark.parametrize(
    ("state", "seconds"),
    [
        (LeaveQuestion(PRESENT), 30),
        (TakeTicket(Language.VI, TICKET), 30),
        (NeedsClerk(Fault.SCANNER_JAMMED, PRESENT), 600),
    ],
    ids=lambda value: by_name(value) if not isinstance(value, int) else str(value),
)
def test_a_screen_that_ends_by_itself_has_its_own_time(patience, clock, state, seconds):
    clock.now += seconds - 0.1
    assert patience.check(state) is None
    clock.now += 0.1
    assert patience.check(state) == ev.TimedOut()


def test_a_batch_that_took_long_does_not_count_against_the_citizen(patience, clock):
    clock.now += 300
    assert patience.check(Scanning(VISIT, 0)) is None
    patience.moved(Scanning(VISIT, 0), ev.BatchScanned(FORM, (PAGE,)))
    clock.now += 19
    assert patience.check(ReviewPages(VISIT, 0)) is None


def test_an_abandoned_visit_is_welcome_again_within_30_seconds(clock):
    """Patience and journey together, looking twice a second as the screen does."""
    asked = []
    journey = Journey(lambda visit, effect: asked.append(effect), lambda state: None)
    patience = Patience(clock)
    for event in (ev.NothingFound(), ev.Touched(CASE), ev.LanguageChosen(Language.VI)):
        before = journey.state
        journey.happen(1, event)
        patience.moved(before, event)
    left = clock.now
    while journey.state != Welcome():
        clock.now += 0.5
        due = patience.check(journey.state)
        if due is not None:
            before = journey.state
            journey.happen(journey.visit, due)
            patience.moved(before, due)
        assert clock.now - left <= 30
    assert clock.now - left == 30
    assert [type(effect).__name__ for effect in asked] == ["BeginVisit", "ForgetCitizen"]
