"""The log of the queue as one story: the same at every desk, whatever a split or a restored disk brings."""

import datetime as dt
from dataclasses import replace

import pytest

from kiosk.rules.queue.deeds import Deed, Why
from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind
from kiosk.rules.queue.standing import Hall, TurnState, standing
from kiosk.settings import Counter, Settings
from tests.workbench.queue_desk import ZONE, Desk

SETTINGS = Settings(counters=(Counter(1), Counter(2)))
MORNING = dt.datetime(2026, 11, 23, 8, tzinfo=ZONE)


@pytest.fixture
def desks():
    return Desk(SETTINGS, MORNING, 1), Desk(SETTINGS, MORNING, 2)


def meet(*desks):
    for desk in desks:
        for other in desks:
            desk.take(other)


def split(desks):
    """A number that both desks call, for neither hears the other."""
    first, second = desks
    turn = first.draw()
    meet(*desks)
    first.ask(Deed.NEXT, 1)
    second.draw()
    second.ask(Deed.CALL, 2, turn=turn)
    return turn


def without_moments(hall):
    def still(turn):
        bare = {"joined": 0.0, "touched": 0.0, "due": None, "back": None, "served": ()}
        return replace(turn, **bare, called=None, started=None, finished=None, call=None)

    return replace(
        hall,
        turns={each.id: still(each) for each in hall.turns.values()},
        calls=tuple((call.turn, call.counter, call.times) for call in hall.calls),
        open=set(hall.open),
    )


def test_of_two_calls_the_earlier_counts_and_the_other_counter_is_named(desks):
    turn = split(desks)
    meet(*desks)
    for desk in desks:
        found = desk.turn(turn)
        assert (found.state, found.counter, found.contested) == (TurnState.CALLED, 1, 2)
    assert without_moments(desks[0].hall) == without_moments(desks[1].hall)


def test_who_stands_at_the_other_counter_is_there(desks):
    turn = split(desks)
    desks[1].ask(Deed.START, 2)
    desks[1].later(5)
    desks[1].ask(Deed.FINISH, 2)
    meet(*desks)
    assert desks[0].turn(turn).state is TurnState.DONE
    assert desks[0].turn(turn).counter == 2
    assert desks[0].refuses(Deed.FINISH, 1) is Why.NOBODY_HERE


def test_who_is_served_at_one_counter_is_not_finished_by_the_other(desks):
    turn = split(desks)
    desks[0].ask(Deed.START, 1)
    desks[1].ask(Deed.FINISH, 2)
    meet(*desks)
    found = desks[1].turn(turn)
    assert (found.state, found.counter, found.contested) == (TurnState.SERVING, 1, 2)


def test_a_call_of_somebody_who_was_served_meanwhile_calls_nobody(desks):
    first, second = desks
    turn = first.draw()
    meet(*desks)
    first.ask(Deed.NEXT, 1)
    first.ask(Deed.FINISH, 1)
    for _ in range(5):
        second.draw()
    second.ask(Deed.CALL, 2, turn=turn)
    meet(*desks)
    found = second.turn(turn)
    assert (found.state, found.contested) == (TurnState.DONE, 2)


def test_a_second_one_at_a_counter_goes_back_to_its_place_and_is_not_called_finished(desks):
    """A pad lost the answer of one desk and asked the other: both called somebody to its counter."""
    first, second = desks
    early = first.draw()
    first.ask(Deed.NEXT, 1, id="the-pads-deed")
    second.later(1)
    seen = second.draw()
    second.ask(Deed.NEXT, 1, id="the-pads-deed")
    first.later(1)
    meet(*desks)
    second.ask(Deed.START, 1, turn=seen)
    second.ask(Deed.NEXT, 1)
    assert second.turn(seen).state is TurnState.DONE
    assert (second.turn(early).state, second.turn(early).counter) == (TurnState.WAITING, 0)
    assert second.labels(1) == ["A1-001"]


def test_who_came_back_to_a_counter_that_did_not_hear_of_the_call_is_back(desks):
    first, second = desks
    turn = first.draw()
    meet(*desks)
    first.ask(Deed.NEXT, 1)
    first.ask(Deed.MISSED, 1)
    for desk in desks:
        desk.later(10)
    second.ask(Deed.BACK, 2, turn=turn)
    meet(*desks)
    assert first.turn(turn).state is second.turn(turn).state is TurnState.WAITING


def test_what_desks_wrote_apart_stands_in_the_order_in_which_it_happened(desks):
    """One was busy and the other quiet meanwhile: counting alone would put all of the quiet one's before."""
    first, second = desks
    for _ in range(20):
        first.draw()
    for desk in desks:
        desk.later(10)
    second.draw()
    meet(*desks)
    assert [turn.origin for turn in first.hall.turns.values()] == [1] * 20 + [2]


def test_an_undo_that_was_written_before_something_else_was_heard_changes_nothing(desks):
    first, _ = desks
    turn = first.draw()
    meet(*desks)
    (called,) = [said for said in first.ask(Deed.NEXT, 1) if said.kind is Kind.CALLED]
    first.ask(Deed.START, 1)
    first.write(Kind.UNDONE, turn=turn, counter=1, step=called.deed, deed="late")
    assert first.turn(turn).state is TurnState.SERVING
    first.ask(Deed.UNDO, 1)
    assert first.turn(turn).state is TurnState.CALLED


def test_entries_of_a_number_that_nobody_drew_change_nothing(desks):
    for kind in Kind:
        if kind is not Kind.DRAWN:
            desks[0].write(kind, turn="0" * 32)
    assert not desks[0].hall.turns
    assert not desks[0].hall.calls


def test_a_number_drawn_twice_is_one_turn(desks):
    first, _ = desks
    turn = first.draw()
    first.ask(Deed.NEXT, 1)
    first.write(Kind.DRAWN, turn=turn, drawn=Drawn("A1-001", MORNING.date(), "ho-tich"))
    assert first.turn(turn).state is TurnState.CALLED
    assert len(first.hall.turns) == 1


def test_an_entry_heard_twice_counts_once(desks):
    first, second = desks
    turn = first.draw()
    first.ask(Deed.NEXT, 1)
    first.ask(Deed.RECALL, 1)
    meet(*desks)
    again = [Heard(entry, moment) for entry, moment in first.entries]
    assert standing([*again, *again]) == first.hall
    assert first.turn(turn).calls == second.turn(turn).calls == 2


def test_what_a_restarted_machine_guesses_does_not_put_its_people_behind_later_ones():
    """Its clock is behind after the restart: what it wrote before seems to be of this moment."""
    day = MORNING.date()
    drawn = [Drawn(f"A1-00{number}", day, "ho-tich") for number in (1, 2)]
    before = Entry(1, 1, 1, MORNING, Kind.DRAWN, turn="a" * 32, drawn=drawn[0])
    after = Entry(1, 2, 2, MORNING, Kind.DRAWN, turn="b" * 32, drawn=drawn[1])
    hall = standing([Heard(before, 900.0), Heard(after, 60.0)])
    assert [turn.joined for turn in hall.turns.values()] == [60.0, 60.0]


def test_a_machine_that_was_called_off_is_on_again_with_its_next_word(desks):
    first, second = desks
    second.ask(Deed.TAKE_OVER, 1, of=1)
    assert second.hall.taken_over == {1}
    assert second.ask(Deed.TAKE_OVER, 1, of=1) == []
    first.take(second)
    first.draw()
    second.take(first)
    assert second.hall.taken_over == frozenset()


def test_who_calls_a_clerk_is_seen_until_somebody_was_there(desks):
    first, second = desks
    second.write(Kind.CLERK_CALLED, step="card")
    second.later(1)
    second.write(Kind.CLERK_CALLED, step="papers")
    (call,) = second.hall.clerk_calls
    assert (call.origin, call.step, call.moment) == (2, "papers", second.now.steady - 60)
    meet(*desks)
    first.ask(Deed.GO, 1, of=2)
    assert first.hall.clerk_calls[0].goes == 1
    assert first.refuses(Deed.GO, 1, of=1) is Why.NO_CALL
    first.ask(Deed.CLERK_DONE, 1, of=2)
    assert first.hall.clerk_calls == ()
    assert first.ask(Deed.CLERK_DONE, 1, of=2) == []


def test_the_last_calls_stand_newest_first(desks):
    first, _ = desks
    for _ in range(3):
        first.draw()
        first.ask(Deed.NEXT, 1)
        first.later(1)
    first.ask(Deed.CALL, 1, label="a1-3")
    assert [(call.label, call.times) for call in first.hall.calls] == [
        ("A1-003", 2),
        ("A1-002", 1),
        ("A1-001", 1),
    ]


def test_of_nothing_is_the_hall_empty():
    assert standing([]) == Hall()
