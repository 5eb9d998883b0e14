"""How long a screen stands untouched before the kiosk asks, and before it forgets."""

from kiosk.journey import case_of
from kiosk.journey.delays import delay_of
from kiosk.journey.states import (
    LeaveQuestion,
    NeedsClerk,
    ReadingCard,
    Scanning,
    Sealing,
    StillThere,
    TakeTicket,
    VisitQuestion,
    Welcome,
)
from tests.journey.walking import everywhere

DEVICE_ANSWERS = (ReadingCard, Scanning, Sealing)
PLACES = {state for state, *_ in everywhere()}


def test_nothing_personal_stands_longer_than_thirty_seconds_without_a_touch():
    for state in PLACES:
        if isinstance(state, (Welcome, NeedsClerk, VisitQuestion, *DEVICE_ANSWERS)):
            continue  # nothing personal stands on these, or a device answers for them
        delay = delay_of(state)
        question = delay_of(StillThere(state)) if delay.end is None else delay
        assert (delay.warn or 0) + (question.end or 0) <= 30


def test_every_screen_with_a_case_ends_by_itself_unless_a_device_answers_for_it():
    for state in PLACES:
        delay = delay_of(state)
        if case_of(state) is None or isinstance(state, DEVICE_ANSWERS):
            assert delay.warn is delay.end is None
        else:
            assert (delay.warn is None) is not (delay.end is None)


def test_more_time_is_sixty_seconds():
    for state in PLACES:
        if delay_of(state).warn:
            assert delay_of(state, more_time=True).warn == 60


def test_a_citizen_waiting_for_a_clerk_is_given_minutes():
    for state in PLACES:
        if isinstance(state, NeedsClerk):
            assert delay_of(state).end >= 120


def test_questions_and_the_ticket_end_without_a_further_question():
    for state in PLACES:
        if isinstance(state, (StillThere, LeaveQuestion, VisitQuestion, TakeTicket)):
            assert delay_of(state).warn is None
