"""What holds at every screen, whatever happens: tried from every place the journey leads to."""

import dataclasses
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from kiosk.faults import Fault, remedy
from kiosk.journey import case_of, language_of, step
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.states import (
    CHIP_SILENT,
    ConfirmHolder,
    LeaveQuestion,
    NeedsClerk,
    PresentCard,
    ReadingCard,
    Scanning,
    Sealing,
    State,
    StillThere,
    TakeTicket,
    Welcome,
    name_of,
)
from kiosk.model import Actor, Errand, Verdict
from tests.journey.walking import (
    ANY,
    CASE,
    DECLARED,
    EVENTS,
    HOLDER,
    NUMBER,
    OTHER_CASE,
    everywhere,
    walks,
)

QUESTIONS = (NeedsClerk, StillThere, LeaveQuestion)


def forgets(effects) -> bool:
    return any(isinstance(effect, do.ForgetCitizen) for effect in effects)


def before_it_is_ready(state) -> bool:
    """A clerk is called and nobody knows yet whether a visit was interrupted: there is none to forget."""
    resume = getattr(state, "resume", None)
    return isinstance(resume, Welcome) and not resume.ready


def first_screen(state) -> Welcome:
    """Where nobody is here any more: as it was when the clerk was called from there."""
    resume = getattr(state, "resume", None)
    return resume if isinstance(resume, Welcome) else Welcome()


def visit_of(state):
    inner = state.resume if isinstance(state, QUESTIONS) else state
    return getattr(inner, "visit", None)


def inner(state):
    """The screen that a question stands before."""
    return state.resume if isinstance(state, (StillThere, LeaveQuestion)) else state


def test_every_kind_of_event_is_tried():
    assert {type(event) for event in EVENTS} == set(get_args(ev.Event)) == set(ANY)


def test_every_screen_is_reached():
    kinds = [kind for part in get_args(State) for kind in (get_args(part) or (part,))]
    assert {type(state) for state, *_ in everywhere()} == set(kinds)


def test_every_screen_can_be_left_for_the_first_one():
    """By touches and time alone, whatever the devices do or do not say."""
    home: set[State] = {Welcome(), Welcome(closed=Fault.DISK_LOW)}
    ways = {
        (state, after)
        for state, event, after, _ in everywhere()
        if not isinstance(event, (ev.Touched, ev.TicketFound, ev.VisitFound, ev.Opened, ev.Closed))
    }
    grown = True
    while grown:
        more = {state for state, after in ways if after in home} - home
        home |= more
        grown = bool(more)
    assert {state for state, _ in ways} == home


def test_a_timeout_or_leaving_forgets_the_citizen_from_anywhere():
    for state, event, after, effects in everywhere():
        if isinstance(event, (ev.TimedOut, ev.LeaveConfirmed)):
            if isinstance(state, (Welcome, Sealing)):
                assert (after, effects) == (state, ())
            elif before_it_is_ready(state):
                assert (after, effects) == (state.resume, (do.ClerkDone(CASE),))
            else:
                assert after == first_screen(state)
                assert effects[-1] == do.ForgetCitizen(case_of(state))


def test_the_welcome_screen_is_reached_only_by_forgetting():
    for state, _, after, effects in everywhere():
        if before_it_is_ready(state):
            assert not forgets(effects)
        elif isinstance(after, Welcome) and not isinstance(state, Welcome):
            assert forgets(effects)
        else:
            assert not forgets(effects)


def test_nothing_is_handed_in_without_a_page():
    for state, _, after, effects in everywhere():
        for sealing in (effect for effect in effects if isinstance(effect, do.SealCase)):
            assert isinstance(after, Sealing)
            assert bool(sealing.procedure) == (sealing.errand is Errand.HAND_IN)
            assert visit_of(state).pages > 0 or not sealing.procedure


def test_the_dossier_holds_every_document_of_the_procedure_in_order():
    for _, _, after, effects in everywhere():
        for effect in effects:
            if isinstance(effect, do.SealCase):
                assert effect.documents == tuple(p.document for p in after.visit.papers)
                assert effect.procedure == after.visit.procedure


def test_the_case_never_changes_within_a_visit():
    for state, _, after, effects in everywhere():
        if not isinstance(state, Welcome) and not isinstance(after, Welcome):
            assert case_of(after) == case_of(state) == CASE
        assert {effect.case for effect in effects} <= {CASE}


def test_sealing_is_left_only_by_its_ticket_or_a_fault():
    for state, event, after, _ in everywhere():
        if isinstance(state, Sealing) and not isinstance(after, Sealing):
            assert isinstance(event, (ev.Sealed, ev.Faulted))


def test_a_ticket_is_never_taken_off_the_screen_but_by_its_citizen_or_time():
    for state, event, after, _ in everywhere():
        inner = state.resume if isinstance(state, QUESTIONS) else state
        if isinstance(inner, TakeTicket) and isinstance(after, Welcome):
            own = (ev.TicketTaken, ev.StartOverPressed, ev.TimedOut, ev.LeaveConfirmed)
            assert isinstance(event, (*own, ev.ClerkEnds))  # or a clerk saw that nobody is there


def test_a_denied_or_unasked_holder_is_never_there():
    for state, event, after, effects in everywhere():
        if isinstance(state, ConfirmHolder) and isinstance(
            event, (ev.HolderDenied, ev.BackPressed)
        ):
            assert visit_of(after).holder is None
            assert do.ForgetHolder(CASE) in effects
        inner = after.resume if isinstance(after, QUESTIONS) else after
        if isinstance(inner, (PresentCard, ReadingCard)):
            assert inner.visit.holder is None


def test_a_name_not_yet_verified_stands_only_while_its_card_is_read():
    for after in {after for *_, after, _ in everywhere()}:
        inner = after.resume if isinstance(after, QUESTIONS) else after
        if isinstance(inner, PresentCard):
            inner = dataclasses.replace(inner, declared=None)
        if visit_of(after) and visit_of(after).expected:  # kept to compare, and shown by no screen
            unexpected = dataclasses.replace(inner.visit, expected=None)
            inner = dataclasses.replace(inner, visit=unexpected)
        if "GIÀNG" in str(dataclasses.asdict(inner)) and not isinstance(inner, ReadingCard):
            assert visit_of(after).holder in (HOLDER, DECLARED)
        elif isinstance(after, ReadingCard) and after.named:
            assert after.named.verdict is None


def test_a_device_that_was_started_is_stopped_when_the_citizen_turns_away():
    answers = (ev.CardRead, ev.BatchScanned, ev.Faulted)
    for state, event, after, effects in everywhere():
        if isinstance(event, answers) or type(after) is type(state) or forgets(effects):
            continue
        if isinstance(state, ReadingCard):
            assert do.StopReading(CASE) in effects
        if isinstance(state, Scanning):
            assert do.StopScanning(CASE) in effects


def test_codes_are_looked_out_for_while_the_card_is_asked_for_and_at_no_other_screen():
    for state, _, after, effects in everywhere():
        before, now = isinstance(state, PresentCard), isinstance(after, PresentCard)
        assert (do.WatchCode(CASE) in effects) is (now and not before)
        assert (do.StopWatching(CASE) in effects) is (before and not now)


def test_what_a_code_says_stands_only_with_the_number_it_was_read_with():
    for *_, after, _ in everywhere():
        inner = after.resume if isinstance(after, QUESTIONS) else after
        if isinstance(inner, (PresentCard, ReadingCard)) and inner.declared:
            assert inner.number == NUMBER
            assert inner.declared.verdict is Verdict.DECLARED


def test_nobody_is_declared_whose_chip_could_still_be_asked():
    for state, event, after, effects in everywhere():
        if any(isinstance(effect, do.DeclareHolder) for effect in effects):
            assert event == ev.CodeAccepted()
            assert state.trouble in CHIP_SILENT
            assert after == ConfirmHolder(visit_of(after))
            assert visit_of(after).holder.verdict is Verdict.DECLARED


def test_a_question_never_hides_a_busy_device_whose_answer_would_be_lost():
    for *_, after, _ in everywhere():
        if isinstance(after, QUESTIONS):
            assert not isinstance(after.resume, (ReadingCard, Scanning))


def test_a_question_is_never_asked_over_another():
    for *_, after, _ in everywhere():
        if isinstance(after, QUESTIONS):
            assert not isinstance(after.resume, QUESTIONS)


def test_whenever_a_clerk_must_act_the_desk_is_told():
    for state, event, after, effects in everywhere():
        if isinstance(after, NeedsClerk) and not isinstance(state, NeedsClerk):
            asked = [effect for effect in effects if isinstance(effect, do.CallClerk)]
            assert [(effect.case, effect.fault) for effect in asked] == [(CASE, after.fault)]
            assert isinstance(event, (ev.ClerkPressed, ev.PaperMissing)) or (
                remedy(after.fault).actor is not Actor.CITIZEN
            )


def test_a_clerk_can_be_called_from_every_screen():
    for state, event, after, effects in everywhere():
        if event != ev.ClerkPressed(CASE) or isinstance(state, NeedsClerk):
            continue
        if isinstance(state, Sealing):  # nothing stops that, and it is over in a moment
            assert after == dataclasses.replace(state, called=True)
        else:
            assert isinstance(after, NeedsClerk)
            assert not after.told, "that a clerk was called is said once it is so"
        asked = [effect for effect in effects if isinstance(effect, do.CallClerk)]
        assert [effect.step for effect in asked] == [name_of(inner(state))] * len(asked)
        assert len(asked) == (0 if isinstance(state, Sealing) and state.called else 1)


def test_a_clerk_who_is_done_gives_the_screen_back_as_it_was():
    for state, event, after, _ in everywhere():
        if isinstance(state, NeedsClerk) and isinstance(event, (ev.ClerkResumed, ev.ClerkFinished)):
            assert after == state.resume


def test_a_call_for_another_visit_changes_nothing_here():
    words = (ev.ClerkTold(OTHER_CASE), ev.ClerkGoes(OTHER_CASE, 1), ev.ClerkFinished(OTHER_CASE))
    for state in {state for state, *_ in everywhere()}:
        for word in words:
            assert step(state, word) == (state, ())


def test_more_time_loses_nothing():
    for state, event, after, effects in everywhere():
        if isinstance(state, (StillThere, LeaveQuestion)) and event == ev.StayPressed():
            watching = isinstance(after, PresentCard)
            assert (after, effects) == (state.resume, (do.WatchCode(CASE),) * watching)


def test_the_stores_word_on_pages_is_taken_at_every_screen():
    for state, event, after, _ in everywhere():
        visit = visit_of(state)
        if isinstance(event, (ev.PagesChanged, ev.BatchScanned)) and visit:
            for paper in visit_of(after).papers:
                if paper.document == event.document:
                    assert paper.pages == event.pages


def test_pages_leave_the_visit_only_at_the_stores_word_or_with_an_order_to_delete_them():
    for state, event, after, effects in everywhere():
        before, now = visit_of(state), visit_of(after)
        told = (ev.PagesChanged, ev.BatchScanned, ev.VisitFound)
        if before and now and not isinstance(event, told):
            gone = {p.id for paper in before.papers for p in paper.pages} - {
                p.id for paper in now.papers for p in paper.pages
            }
            assert gone == {
                e.page for e in effects if isinstance(e, do.DeletePage) and e.page in gone
            }


def test_the_language_changes_only_when_it_is_chosen():
    for state, event, after, _ in everywhere():
        chosen = (ev.LanguageChosen, ev.VisitFound, ev.TicketFound)
        if isinstance(state, Welcome) or isinstance(after, Welcome):
            continue
        if not isinstance(event, chosen):
            assert language_of(after) == language_of(state)


def test_no_screen_shows_the_number_in_its_own_words():
    for event in EVENTS:
        assert NUMBER not in repr(event)
    for state in {state for state, *_ in everywhere()}:
        assert NUMBER not in repr(state)


@given(walks())
def test_no_walk_ever_raises_or_changes_the_case(edges):
    for state, _, after, effects in edges:
        if not isinstance(state, Welcome) and not isinstance(after, Welcome):
            assert case_of(after) == case_of(state)
        assert {effect.case for effect in effects} <= {CASE}


@given(walks())
def test_whatever_happened_a_timeout_forgets_the_citizen(edges):
    state = edges[-1][2]
    after, effects = step(state, ev.TimedOut())
    if not isinstance(state, (Welcome, Sealing)):
        assert after == first_screen(state)
        assert forgets(effects) or before_it_is_ready(state)


@given(walks())
def test_whatever_happened_nothing_is_handed_in_without_a_page(edges):
    for state, _, _, effects in edges:
        for sealing in (effect for effect in effects if isinstance(effect, do.SealCase)):
            assert visit_of(state).pages > 0 or not sealing.procedure


@given(walks(), st.data())
def test_whatever_happened_an_event_means_the_same_when_it_comes_twice_in_a_replay(edges, data):
    """step is a pure function: the same walk leads to the same places."""
    state = edges[0][0]
    for _, event, after, effects in edges:
        assert step(state, event) == (after, effects)
        state = after


def test_a_stack_is_turned_over_only_for_the_backs_of_fronts_that_are_there():
    for state, _, _, effects in everywhere():
        for effect in effects:
            if isinstance(effect, do.ScanBatch) and effect.fronts:
                held = visit_of(state).papers[state.paper]
                assert (effect.document, effect.fronts) == (held.document, held.fronts)
                assert not effect.replacing
                assert not effect.after
