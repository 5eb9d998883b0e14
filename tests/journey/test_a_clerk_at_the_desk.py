"""What a clerk orders from the desk: a visit is ended or taken over, and never anybody else's."""

from hypothesis import given

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import step, taking
from kiosk.journey.runner import Journey
from kiosk.journey.states import (
    ChooseLanguage,
    NeedsClerk,
    Sealing,
    TakeTicket,
    Visit,
    VisitQuestion,
    Welcome,
    case_of,
)
from tests.journey.walking import (
    CASE,
    FORM,
    FOUND,
    HOLDER,
    OTHER_CASE,
    PAGE,
    TICKET,
    end,
    walk,
    walks,
)

ORDERS = (ev.ClerkEnds, lambda case: ev.ClerkTakes(case, 2))


@given(walks())
def test_whatever_happened_an_ended_visit_forgets_its_citizen(edges):
    state = edges[-1][2]
    after, effects = step(state, ev.ClerkEnds(CASE))
    if case_of(state) != CASE or isinstance(state, Sealing):
        assert (after, effects) == (state, ())
    else:
        assert isinstance(after, Welcome)
        assert effects[-1] in (do.ForgetCitizen(CASE), do.ClerkDone(CASE))


@given(walks())
def test_a_late_order_never_lands_in_the_next_citizens_visit(edges):
    for *_, state, _ in edges:
        for order in ORDERS:
            assert step(state, order(OTHER_CASE)) == (state, ())


@given(walks())
def test_only_a_visit_with_pages_is_taken_over_and_only_once(edges):
    for *_, state, _ in edges:
        after, effects = step(state, ev.ClerkTakes(CASE, 2))
        sealing = [effect for effect in effects if isinstance(effect, do.SealCase)]
        if after == state:
            assert not effects
            continue
        assert isinstance(after, Sealing)
        assert (after.taken, len(sealing), sealing[0].taken) == (2, 1, True)
        assert after.visit.pages
        assert step(after, ev.ClerkTakes(CASE, 2)) == (after, ())


@given(walks())
def test_what_the_office_sees_of_a_screen_says_whose_it_is_at_no_time(edges):
    for *_, state, _ in edges:
        told = str(taking.seen(state))
        for personal in (HOLDER.name, HOLDER.last4, str(HOLDER.birth_year)):
            assert personal not in told


def test_an_order_reaches_the_screen_although_the_desk_knows_no_visits():
    journey = Journey(lambda visit, effect: None, lambda state: None)
    journey.happen(1, ev.NothingFound())
    journey.happen(1, ev.Touched(CASE))
    journey.happen(0, ev.ClerkEnds(OTHER_CASE))
    assert isinstance(journey.state, ChooseLanguage)
    journey.happen(0, ev.ClerkEnds(CASE))
    assert isinstance(journey.state, Welcome)


def fed() -> VisitQuestion:
    """A visit with a page, found again; its holder's card had been read."""
    return end(ev.VisitFound(CASE, FOUND.language, FOUND.procedure, FOUND.papers, HOLDER))


def test_a_taken_case_is_made_final_shown_the_way_and_neither_printed_nor_queued():
    (sealing, asked), (shown, then) = walk(ev.ClerkTakes(CASE, 2), ev.Sealed(TICKET), start=fed())
    assert asked[-1].documents == (FORM,)
    assert (shown.taken, shown.ticket, then) == (2, TICKET, ())
    assert isinstance(sealing, Sealing)


def test_a_taken_case_that_cannot_be_made_final_shows_its_pages_to_nobody_without_the_card():
    state = end(ev.ClerkTakes(CASE, 2), ev.Faulted(Fault.DISK_FULL), start=fed())
    assert isinstance(state, NeedsClerk)
    assert isinstance(state.resume, VisitQuestion)
    assert state.resume.visit.expected == HOLDER
    question = end(ev.ClerkTakes(CASE, 2), ev.Faulted(Fault.CARD_REMOVED), start=fed())
    assert isinstance(question, VisitQuestion)


def test_a_citizen_sent_to_a_counter_leaves_by_a_touch_and_is_forgotten():
    at_the_counter = end(ev.ClerkTakes(CASE, 2), ev.Sealed(TICKET), start=fed())
    after, effects = step(at_the_counter, ev.TicketTaken())
    assert after == Welcome()
    assert effects == (do.TicketHanded(CASE), do.ForgetCitizen(CASE))


def test_a_visit_without_pages_cannot_be_taken_over():
    state = ChooseLanguage(Visit(CASE))
    assert step(state, ev.ClerkTakes(CASE, 2)) == (state, ())


def test_a_number_on_the_screen_is_not_taken_over_it_is_handed_in():
    state = TakeTicket(FOUND.language, TICKET)
    assert step(state, ev.ClerkTakes(CASE, 2)) == (state, ())


def test_pages_touched_away_go_before_the_case_is_taken_over():
    second = ev.PagesChanged(FORM, (PAGE, PAGE.__class__("page-2", FORM, 2, "case/page-2")))
    state = end(ev.StayPressed(), second, ev.DeletePressed(PAGE.id), start=end(FOUND))
    taken, effects = step(state, ev.ClerkTakes(CASE, 0))
    assert do.DeletePage(CASE, PAGE.id, FORM) in effects
    assert [page.id for page in taken.visit.papers[0].pages] == ["page-2"]
