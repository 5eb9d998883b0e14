"""The runner: answers to an earlier citizen are dropped, everything asked for is handed on."""

from hypothesis import given

from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.runner import Journey
from kiosk.journey.states import ReadingCard, Welcome
from kiosk.model import Language
from tests.journey.walking import CASE, FORM, HOLDER, NUMBER, OTHER_CASE, walks


class Watched:
    """A journey whose effects and screens are written down."""

    def __init__(self):
        self.asked, self.shown = [], []
        self.journey = Journey(
            perform=lambda visit, effect: self.asked.append((visit, effect)),
            show=self.shown.append,
        )

    def to_the_card(self, case):
        for event in (
            ev.NothingFound(),
            ev.Touched(case),
            ev.LanguageChosen(Language.VI),
            ev.ProcedureChosen("1.010041", (FORM,)),
            ev.Started(),
            ev.NoticeAccepted(),
            ev.NumberEntered(NUMBER),
        ):
            self.journey.happen(self.journey.visit, event)


def test_a_late_card_never_lands_in_the_next_citizens_visit():
    watched = Watched()
    watched.to_the_card(CASE)
    first = watched.journey.visit
    watched.journey.happen(first, ev.TimedOut())
    watched.to_the_card(OTHER_CASE)

    watched.journey.happen(first, ev.CardRead(HOLDER))

    assert isinstance(watched.journey.state, ReadingCard)
    assert watched.journey.state.visit.case == OTHER_CASE
    assert watched.journey.state.visit.holder is None


def test_the_order_to_forget_still_belongs_to_the_visit_it_ends():
    watched = Watched()
    watched.to_the_card(CASE)
    visit = watched.journey.visit
    watched.journey.happen(visit, ev.TimedOut())
    assert watched.asked[-1] == (visit, do.ForgetCitizen(CASE))
    assert watched.journey.visit == visit + 1


def test_a_screen_is_shown_once_for_every_change_and_not_for_what_changes_nothing():
    watched = Watched()
    watched.journey.happen(1, ev.NothingFound())
    watched.shown.clear()
    watched.journey.happen(1, ev.Touched(CASE))
    watched.journey.happen(1, ev.NextPressed())
    assert len(watched.shown) == 1


def test_the_new_screen_is_shown_before_the_devices_are_asked():
    order = []
    journey = Journey(
        perform=lambda visit, effect: order.append(effect),
        show=lambda state: order.append(type(state)),
    )
    journey.happen(1, ev.TicketFound(Language.VI, _ticket()))
    assert order == [type(journey.state), do.PrintTicket(CASE, Language.VI), do.TellQueue(CASE)]


@given(walks())
def test_every_visit_begins_and_ends_at_the_first_screen(edges):
    watched = Watched()
    for _, event, after, effects in edges:
        visit = watched.journey.visit
        watched.asked.clear()
        watched.journey.happen(visit, event)
        assert watched.journey.state == after
        assert watched.asked == [(visit, effect) for effect in effects]
        assert (watched.journey.visit == visit + 1) is (
            any(isinstance(effect, do.ForgetCitizen) for effect in effects)
        )
        if watched.journey.visit != visit:
            assert isinstance(watched.journey.state, Welcome)
            watched.journey.happen(visit, ev.Touched(OTHER_CASE))
            assert isinstance(watched.journey.state, Welcome)


def _ticket():
    from tests.journey.walking import TICKET

    return TICKET
