"""The keys of a pad: what each does, what it refuses and why, and that asking twice is asking once."""

import datetime as dt
from dataclasses import replace

import pytest

from kiosk.rules.queue.deeds import Deed, Why, find, read_label
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.standing import TurnState
from kiosk.settings import Counter, Settings
from tests.workbench.queue_desk import ZONE, Desk

SETTINGS = Settings(counters=(Counter(1), Counter(2), Counter(3, ("dat-dai",))))


@pytest.fixture
def desk():
    return Desk(SETTINGS, dt.datetime(2026, 11, 23, 8, tzinfo=ZONE))


def kinds(said):
    return [entry.kind for entry in said]


def test_one_key_for_each_citizen(desk):
    first, second = desk.draw(), desk.draw()
    assert kinds(desk.ask(Deed.NEXT, 1)) == [Kind.OPENED, Kind.CALLED]
    assert kinds(desk.ask(Deed.NEXT, 1)) == [Kind.FINISHED, Kind.CALLED]
    assert desk.turn(first).state is TurnState.DONE
    assert desk.turn(second).state is TurnState.CALLED
    assert kinds(desk.ask(Deed.NEXT, 1)) == [Kind.FINISHED]
    assert desk.refuses(Deed.NEXT, 1) is Why.NOBODY


def test_asked_twice_it_is_done_once(desk):
    desk.draw(), desk.draw()
    desk.ask(Deed.NEXT, 1, id="once")
    before = desk.hall
    assert desk.ask(Deed.NEXT, 1, id="once") == []
    assert desk.hall == before


def test_a_number_called_at_one_counter_is_not_called_at_another(desk):
    turn = desk.draw()
    desk.ask(Deed.NEXT, 1)
    assert desk.refuses(Deed.CALL, 2, turn=turn) is Why.ELSEWHERE
    assert desk.refuses(Deed.NEXT, 2) is Why.NOBODY
    for deed in (Deed.START, Deed.RECALL, Deed.PARK, Deed.MISSED, Deed.FINISH):
        assert desk.refuses(deed, 2, turn=turn) is Why.ELSEWHERE
        assert desk.refuses(deed, 2) is Why.NOBODY_HERE


def test_a_number_that_another_desk_calls_is_refused_here(desk):
    turn = desk.draw()
    nobodys = {"mine": lambda turn: False}
    assert desk.refuses(Deed.NEXT, 1, **nobodys) is Why.NOBODY
    assert desk.refuses(Deed.CALL, 1, turn=turn, **nobodys) is Why.OTHER_DESK


def test_who_was_called_by_number_comes_out_of_order_and_again_is_a_recall(desk):
    desk.draw(), desk.draw()
    desk.ask(Deed.CALL, 1, label="A002")
    assert desk.hall.calls[0].label == "A002"
    assert kinds(desk.ask(Deed.CALL, 1, label="A002")) == [Kind.RECALLED]


def test_a_number_is_read_as_clerks_type_it(desk):
    assert read_label("a1-7") == "A1-007"
    assert read_label(" b 12 ") == "B012"
    assert read_label("A1-0007") == "A1-007"
    assert read_label("m12") == read_label("M-012") == "M-012"
    assert read_label("7") == read_label("") == read_label("A1-") == ""
    assert desk.refuses(Deed.CALL, 1, label="a9") is Why.UNKNOWN_NUMBER
    assert desk.refuses(Deed.CALL, 1, turn="f" * 32) is Why.UNKNOWN_NUMBER


def test_who_is_done_stays_done_and_an_undo_brings_them_back(desk):
    turn = desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.START, 1)
    served = desk.turn(turn)
    desk.later(5)
    desk.ask(Deed.FINISH, 1)
    for deed in (Deed.CALL, Deed.START, Deed.TRANSFER, Deed.BACK):
        assert desk.refuses(deed, 1, turn=turn, to=2) is Why.OVER
    assert desk.ask(Deed.FINISH, 1, turn=turn) == []
    desk.ask(Deed.UNDO, 1)
    assert replace(desk.turn(turn), touched=0, touched_at=None, deed="") == replace(
        served, touched=0, touched_at=None, deed=""
    )


def test_undo_takes_back_both_halves_of_next(desk):
    first, second = desk.draw(), desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.UNDO, 1)
    assert desk.turn(first).state is TurnState.CALLED
    assert desk.turn(second).state is TurnState.WAITING
    desk.ask(Deed.UNDO, 1)
    assert desk.turn(first).state is TurnState.DONE
    assert desk.turn(second).state is TurnState.CALLED


def test_a_number_taken_back_and_called_again_is_a_new_call_for_the_voice(desk):
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.UNDO, 1)
    assert desk.hall.calls == ()
    desk.ask(Deed.NEXT, 2)
    assert [(call.counter, call.times) for call in desk.hall.calls] == [(2, 2)]


def test_what_went_on_elsewhere_cannot_be_taken_back(desk):
    desk.draw("dat-dai")
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.TRANSFER, 1, to=3)
    desk.ask(Deed.NEXT, 3)
    assert desk.refuses(Deed.UNDO, 1) is Why.TOO_LATE
    assert desk.refuses(Deed.UNDO, 2) is Why.NOTHING


def test_an_undo_brings_no_second_citizen_to_a_counter(desk):
    first = desk.draw()
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.FINISH, 1)
    desk.ask(Deed.NEXT, 1)
    assert desk.refuses(Deed.UNDO, 2, turn=first) is Why.SOMEBODY_HERE


def test_a_transfer_needs_somewhere_to_go(desk):
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    assert desk.refuses(Deed.TRANSFER, 1) is Why.NOWHERE
    assert desk.refuses(Deed.TRANSFER, 1, to=9) is Why.UNKNOWN_COUNTER


def test_whoever_hangs_at_a_counter_that_went_home_is_fetched_by_a_transfer(desk):
    turn = desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.TRANSFER, 2, turn=turn, to=2)
    assert desk.labels(2) == ["A001"]


def test_a_counter_closes_when_nobody_stands_there(desk):
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    assert desk.refuses(Deed.CLOSE, 1) is Why.SOMEBODY_HERE
    desk.ask(Deed.FINISH, 1)
    assert kinds(desk.ask(Deed.CLOSE, 1)) == [Kind.CLOSED]
    assert desk.ask(Deed.CLOSE, 1) == []
    assert set(desk.hall.open) == set()


def test_who_came_back_is_back_once(desk):
    turn = desk.draw()
    desk.ask(Deed.NEXT, 1)
    assert desk.refuses(Deed.BACK, 1, turn=turn) is Why.ELSEWHERE
    desk.ask(Deed.MISSED, 1)
    desk.ask(Deed.BACK, 1, turn=turn)
    waiting = desk.turn(turn)
    desk.ask(Deed.BACK, 1, turn=turn)
    assert desk.turn(turn) == waiting
    assert desk.refuses(Deed.BACK, 1) is Why.UNKNOWN_NUMBER


def test_only_who_was_served_is_called_back_for_a_result(desk):
    turn = desk.draw()
    assert desk.refuses(Deed.READY, 1, turn=turn) is Why.NOT_FINISHED
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.FINISH, 1)
    assert kinds(desk.ask(Deed.READY, 1, label="A001")) == [Kind.READY]
    assert desk.ask(Deed.READY, 1, label="A001") == []
    assert find(desk.hall, "A001", desk.now).ready


def test_a_number_given_back_is_called_no_more_and_may_come_again(desk):
    turn = desk.draw()
    desk.write(Kind.LEFT, turn=turn)
    assert desk.labels(1) == []
    assert desk.refuses(Deed.CALL, 1, turn=turn) is Why.OVER
    desk.ask(Deed.BACK, 1, turn=turn)
    assert desk.labels(1) == ["A001"]


def test_starting_twice_is_starting_once(desk):
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    assert kinds(desk.ask(Deed.START, 1)) == [Kind.STARTED]
    assert desk.ask(Deed.START, 1) == []


def test_a_number_from_the_paper_roll_enters_the_queue_when_it_is_called(desk):
    """All machines were down, and numbers were written by hand."""
    said = desk.ask(Deed.CALL, 1, label="m12")
    assert kinds(said) == [Kind.OPENED, Kind.DRAWN, Kind.CALLED]
    assert desk.hall.calls[0].label == "M-012"
    assert desk.refuses(Deed.CALL, 2, label="m12") is Why.ELSEWHERE
    desk.ask(Deed.TRANSFER, 1, field="dat-dai")
    assert desk.labels(3) == ["M-012"]
    desk.ask(Deed.CALL, 3, label="M-012")
    assert len(desk.hall.turns) == 1


def test_the_same_roll_number_typed_at_two_desks_that_do_not_hear_each_other_is_one_turn():
    desks = [Desk(SETTINGS, dt.datetime(2026, 11, 23, 8, tzinfo=ZONE), kiosk) for kiosk in (1, 2)]
    for number, desk in enumerate(desks, start=1):
        desk.ask(Deed.CALL, number, label="m12")
    desks[0].take(desks[1])
    (turn,) = desks[0].hall.turns.values()
    assert (turn.counter, turn.contested) == (1, 2)


def test_tomorrow_the_roll_begins_anew(desk):
    for _ in range(2):
        desk.ask(Deed.CALL, 1, label="m1")
        desk.ask(Deed.FINISH, 1)
        assert desk.refuses(Deed.CALL, 1, label="m1") is Why.OVER
        desk.later(24 * 60)
    assert len(desk.hall.turns) == 2
