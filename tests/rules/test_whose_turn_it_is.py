"""Whose turn it is at a counter: who came earlier, with head starts that everybody can be told."""

import datetime as dt
from dataclasses import replace

import pytest

from kiosk.model import Priority
from kiosk.rules.queue.deeds import Deed, Why
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.order import Cause, Reason, reason
from kiosk.rules.queue.standing import TurnState
from kiosk.settings import Counter, QueueSettings, Settings
from tests.workbench.queue_desk import ZONE, Desk

SETTINGS = Settings(
    counters=(
        Counter(1, ("ho-tich",)),
        Counter(2, ("dat-dai",), ("ho-tich",)),
        Counter(3, ("dat-dai",)),
    )
)


def at(hour, minute=0, day=23):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def desk():
    return Desk(SETTINGS, at(8))


def why(desk, turn):
    return reason(desk.turn(turn), desk.now, SETTINGS.queue)


def test_who_came_first_is_called_first(desk):
    desk.draw()
    desk.later(1)
    desk.draw()
    assert desk.labels(1) == ["A001", "A002"]


@pytest.mark.parametrize("priority", [each for each in Priority if each is not Priority.NONE])
def test_a_priority_is_worth_its_minutes_and_no_more(desk, priority):
    law = SETTINGS.queue
    minutes = getattr(law, priority.value.replace("-", "_"))
    desk.draw()
    desk.later(minutes - 1)
    sooner = desk.draw(priority=priority)
    desk.later(2)
    desk.draw(priority=priority)
    assert desk.labels(1) == ["A002", "A001", "A003"]
    assert why(desk, sooner) == Reason(Cause(priority.value), minutes)


def test_head_starts_do_not_add_up(desk):
    desk = Desk(SETTINGS, at(14, 30))
    turn = desk.draw(priority=Priority.ELDERLY, same_day=True)
    assert why(desk, turn) == Reason(Cause.SAME_DAY, 120)


def test_a_same_day_case_at_1450_stands_before_a_three_day_case():
    desk = Desk(SETTINGS, at(14, 20))
    desk.draw()
    desk.later(30)
    turn = desk.draw(same_day=True)
    assert desk.labels(1) == ["A002", "A001"]
    assert why(desk, turn) == Reason(Cause.SAME_DAY, 120)


@pytest.mark.parametrize(("hour", "minute"), [(13, 59), (15, 0)])
def test_before_the_lane_opens_and_from_the_cut_on_a_same_day_case_is_like_any_other(hour, minute):
    desk = Desk(SETTINGS, at(hour, minute))
    turn = desk.draw(same_day=True)
    assert why(desk, turn) == Reason(Cause.FIRST_COME, 0)


def test_whoever_filed_online_is_sooner_by_the_minutes_that_are_set():
    for minutes, first in ((15, "A002"), (5, "A001"), (0, "A001")):
        settings = replace(SETTINGS, queue=QueueSettings(online=minutes))
        desk = Desk(settings, at(8))
        desk.draw()
        desk.later(10)
        desk.draw(priority=Priority.ONLINE)
        assert desk.labels(1)[0] == first


def test_a_helper_calls_its_own_first_and_helps_when_nobody_of_its_own_waits(desk):
    desk.ask(Deed.OPEN, 1)
    desk.draw()
    desk.later(20)
    desk.draw("dat-dai", "B")
    assert desk.labels(2) == ["B001", "A001"]
    assert desk.labels(3) == ["B001"]


def test_where_no_counter_of_a_field_is_open_it_is_the_helpers_own(desk):
    """Else those who only get help would wait until nobody of the other field comes any more."""
    for number in (2, 3):
        desk.ask(Deed.OPEN, number)
    desk.draw()
    desk.later(20)
    desk.draw("dat-dai", "B")
    assert desk.labels(2) == ["A001", "B001"]
    desk.ask(Deed.OPEN, 1)
    assert desk.labels(2) == ["B001", "A001"]


def test_who_was_sent_to_a_counter_that_closed_is_called_by_the_others_of_the_field(desk):
    for number in (2, 3):
        desk.ask(Deed.OPEN, number)
    turn = desk.draw("dat-dai", "B")
    desk.ask(Deed.TRANSFER, 2, turn=turn, to=3)
    assert (desk.labels(2), desk.labels(3)) == ([], ["B001"])
    desk.ask(Deed.CLOSE, 3)
    assert desk.labels(2) == ["B001"]


def test_a_transfer_keeps_its_place(desk):
    first = desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.later(10)
    desk.draw("dat-dai", "B")
    desk.later(10)
    desk.ask(Deed.TRANSFER, 1, field="dat-dai")
    assert desk.labels(3) == ["A001", "B001"]
    assert desk.turn(first).joined == desk.now.steady - 20 * 60


def test_who_parks_comes_back_to_the_same_counter_and_keeps_the_place(desk):
    turn = desk.draw("dat-dai", "B")
    desk.ask(Deed.NEXT, 3)
    desk.ask(Deed.OPEN, 2)
    desk.ask(Deed.PARK, 3)
    desk.draw("dat-dai", "B")
    assert desk.labels(3) == ["B002"]
    desk.ask(Deed.BACK, 2, turn=turn)
    assert (desk.labels(3), desk.labels(2)) == (["B001", "B002"], ["B002"])


def test_who_missed_the_call_and_comes_late_keeps_the_place(desk):
    late = desk.draw()
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.MISSED, 1)
    assert desk.labels(1) == ["A002"]
    desk.later(25)
    desk.ask(Deed.BACK, 1, label="a1")
    assert desk.labels(1) == ["A001", "A002"]
    assert desk.turn(late).state is TurnState.WAITING


def test_who_comes_back_later_is_called_from_then_on_and_in_the_old_place(desk):
    turn = desk.draw()
    desk.write(Kind.LATER, turn=turn, until=at(10, 30))
    desk.later(60)
    desk.draw()
    assert desk.labels(1) == ["A002"]
    desk.later(91)
    assert desk.labels(1) == ["A001", "A002"]


def test_who_comes_back_sooner_than_said_is_called_sooner(desk):
    turn = desk.draw()
    desk.write(Kind.LATER, turn=turn, until=at(10, 30))
    desk.later(20)
    desk.ask(Deed.BACK, 1, turn=turn)
    assert desk.labels(1) == ["A001"]


def test_an_appointment_is_called_not_long_before_it_and_late_ones_like_any_priority(desk):
    desk.draw("dat-dai", "B", appointment=at(10))
    desk.draw("dat-dai", "B")
    assert desk.labels(3) == ["B002"]
    desk.later(59)
    desk.draw("dat-dai", "B")
    desk.later(2)
    desk.draw("dat-dai", "B")
    assert desk.labels(3) == ["B002", "B003", "B001", "B004"]
    desk.later(119)
    late = desk.draw("dat-dai", "B", appointment=at(10))
    assert why(desk, late) == Reason(Cause.APPOINTMENT, 60)
    assert desk.labels(3)[-1] == "B005"


def test_whoever_is_called_back_for_a_result_waits_anew_with_a_head_start(desk):
    turn = desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.FINISH, 1)
    desk.later(55)
    desk.draw()
    desk.later(45)
    desk.draw()
    desk.later(10)
    desk.ask(Deed.READY, 1, turn=turn)
    assert desk.labels(1) == ["A001", "A002", "A003"]
    assert why(desk, turn) == Reason(Cause.READY, 60)
    desk.ask(Deed.NEXT, 1)
    assert [each.end for each in desk.turn(turn).served] == [Kind.FINISHED]
    desk.ask(Deed.FINISH, 1)
    assert len(desk.turn(turn).served) == 2


def test_a_result_that_came_before_the_counter_was_done_calls_back_from_then_on(desk):
    turn = desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.write(Kind.READY, turn=turn)
    assert desk.turn(turn).state is TurnState.CALLED
    desk.later(30)
    desk.draw()
    desk.ask(Deed.NEXT, 1)
    assert why(desk, turn) == Reason(Cause.READY, 60)
    assert desk.turn(turn).joined == desk.now.steady, "it waits since its counter was done"
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.FINISH, 1)
    assert desk.turn(turn).state is TurnState.DONE


def test_a_result_takes_no_deed_from_the_clerk_who_may_still_undo(desk):
    turn = desk.draw()
    desk.ask(Deed.NEXT, 1)
    desk.write(Kind.READY, turn=turn)
    desk.ask(Deed.UNDO, 1)
    assert desk.turn(turn).state is TurnState.WAITING
    desk.ask(Deed.NEXT, 1)
    desk.ask(Deed.FINISH, 1)
    assert desk.turn(turn).ready
    desk.ask(Deed.UNDO, 1)
    assert (desk.turn(turn).state, desk.turn(turn).ready) == (TurnState.CALLED, False)
    desk.ask(Deed.FINISH, 1)
    assert desk.turn(turn).ready, "what was undone is done again, the result still lies there"


def test_a_number_of_no_field_is_everybodys(desk):
    desk.draw("")
    assert desk.labels(1) == desk.labels(3) == ["A001"]


def test_a_field_that_no_counter_was_given_is_everybodys(desk):
    """The province's catalogue has a new one, and nobody in the office has thought of it yet."""
    desk.draw("moi-truong", "E")
    desk.later(1)
    desk.draw()
    assert desk.labels(1) == ["E001", "A001"]
    assert desk.labels(3) == ["E001"]


def test_where_a_counter_calls_all_fields_the_others_call_only_theirs():
    desk = Desk(Settings(counters=(Counter(1, ("ho-tich",)), Counter(2))), at(8))
    desk.draw("dat-dai", "B")
    assert (desk.labels(1), desk.labels(2)) == ([], ["B001"])


def test_a_counter_that_nobody_named_calls_nobody(desk):
    desk.draw()
    assert desk.refuses(Deed.NEXT, 9) is Why.UNKNOWN_COUNTER
