"""The one JSON object a board lives on: its shape, and that it is honest and holds nothing of a person."""

import datetime as dt
import json

import pytest

from kiosk.hall.seen import board_state, told_apart
from kiosk.model import Priority
from kiosk.rules.queue.entries import Kind
from kiosk.store.moments import OFFICE_ZONE
from tests.hall.boards import SETTINGS, InventedQueue, catalogue


def told(queue, settings=SETTINGS):
    now = queue.now()
    fields = catalogue(now.wall.date()).fields
    return board_state(queue.hall(), len(queue.heard), now, settings, fields, "slides-1")


@pytest.fixture
def queue():
    return InventedQueue()


def test_the_shape_that_boards_are_written_for(queue):
    queue.wall = queue.wall.replace(hour=14, minute=26)
    queue.busy()
    state = json.loads(json.dumps(told(queue)))
    assert list(state) == [
        *("version", "kiosk", "at", "calls", "missed", "fields", "cut", "closes", "idle", "slides")
    ]
    assert state["version"] == len(queue.heard)
    assert state["kiosk"] == 1
    assert state["at"] == "2026-11-23T14:26:05+07:00"
    assert state["calls"][0] == {
        "id": "1123-D1-008-1",
        "label": "D1-008",
        "counter": 5,
        "times": 1,
        "age": 2.0,
        "here": False,
    }
    assert [call["label"] for call in state["calls"]] == [
        *("D1-008", "A1-006", "C2-009", "B2-007", "A2-011", "A1-010")
    ]
    assert state["missed"] == [
        {"label": "D2-003", "counter": 5},
        {"label": "A2-001", "counter": 2},
    ]
    first = state["fields"][0]
    assert (first["id"], first["name"]) == ("ho-tich", ["Hộ tịch", "Civil status"])
    assert first["counters"] == [1, 2]
    assert first["waiting"] == 5
    assert 0 <= first["wait"][0] < first["wait"][1]
    assert state["cut"]["at"] == "15:00"
    assert state["cut"]["minutes"] == 34
    assert state["cut"]["same_day"] > 0
    assert state["closes"] is None
    assert state["idle"] is False
    assert state["slides"] == "slides-1"


def test_nothing_of_a_case_or_a_person_is_told(queue):
    queue.busy()
    text = json.dumps(told(queue))
    assert not any(turn in text for turn in queue.hall().turns)
    assert "elderly" not in text


def test_everybody_who_waits_is_counted_once(queue):
    queue.busy()
    hall, state = queue.hall(), told(queue)
    waits = [turn for turn in hall.turns.values() if turn.state.value == "waiting"]
    assert sum(field["waiting"] for field in state["fields"]) == len(waits)


def test_a_number_called_again_is_another_call(queue):
    queue.open(1)
    queue.draw("A007", "ho-tich", 60)
    queue.call("A007", 1, 30)
    queue.call("A007", 1, 2, Kind.RECALLED)
    (call,) = told(queue)["calls"]
    assert (call["id"], call["times"]) == ("1123-A007-2", 2)


def test_who_came_to_the_counter_need_not_be_called_any_more(queue):
    queue.open(1)
    queue.draw("A007", "ho-tich", 60)
    queue.call("A007", 1, 30)
    assert told(queue)["calls"][0]["here"] is False
    queue.call("A007", 1, 10, Kind.STARTED)
    assert told(queue)["calls"][0]["here"] is True


def test_a_call_that_is_undone_is_gone(queue):
    queue.open(1)
    queue.draw("A007", "ho-tich", 60)
    queue.call("A007", 1, 30)
    queue.call("A007", 1, 5, Kind.UNDONE)
    assert told(queue)["calls"] == []


def test_yesterdays_calls_are_not_shown_this_morning(queue):
    day = 24 * 3600
    queue.open(1, ago=day)
    queue.draw("A007", "ho-tich", day)
    queue.draw("A008", "ho-tich", day)
    queue.call("A007", 1, day - 60)
    queue.call("A008", 1, day - 120)
    queue.call("A008", 1, day - 300, Kind.MISSED)
    state = told(queue)
    assert (state["calls"], state["missed"]) == ([], [])
    assert all(not field["waiting"] for field in state["fields"])
    assert all(not field["counters"] for field in state["fields"])


def test_a_number_of_no_known_field_is_counted_under_other_errands(queue):
    queue.open(1)
    queue.draw("M-001", "", 60)
    last = told(queue)["fields"][-1]
    assert last["name"] == ["Việc khác", "Other errands"]
    assert last["waiting"] == 1


def test_no_row_for_other_errands_where_there_are_none(queue):
    queue.busy()
    assert "" not in [field["id"] for field in told(queue)["fields"]]


def test_a_field_without_an_open_counter_promises_no_time(queue):
    queue.open(3)
    queue.draw("A007", "ho-tich", 60)
    first = told(queue)["fields"][0]
    assert (first["waiting"], first["wait"], first["counters"]) == (1, None, [])


def test_a_counter_that_helps_is_named_where_the_fields_own_is_closed(queue):
    queue.open(2)
    by_field = {field["id"]: field["counters"] for field in told(queue)["fields"]}
    assert by_field["cu-tru"] == [2]
    queue.open(5)
    by_field = {field["id"]: field["counters"] for field in told(queue)["fields"]}
    assert by_field["cu-tru"] == [5]


def test_priority_and_place_are_the_rules_matter_not_the_boards(queue):
    queue.open(1)
    queue.draw("A001", "ho-tich", 600)
    queue.draw("A002", "ho-tich", 60, Priority.ELDERLY)
    assert told(queue)["fields"][0]["waiting"] == 2


@pytest.mark.parametrize(
    ("clock", "cut"),
    [
        ("13:59:59", None),
        ("14:00:00", 60),
        ("14:26:05", 34),
        ("14:59:30", 1),
        ("15:00:00", 0),
        ("16:30:00", 0),
    ],
)
def test_the_cut_counts_down_in_its_last_hour_and_then_is_over(queue, clock, cut):
    queue.wall = dt.datetime.combine(queue.wall.date(), dt.time.fromisoformat(clock), OFFICE_ZONE)
    queue.open(1, ago=60)
    state = told(queue)["cut"]
    assert state == (None if cut is None else {"at": "15:00", "minutes": cut, "same_day": 0})


@pytest.mark.parametrize(
    ("clock", "closes"),
    [
        ("10:59:59", None),
        ("11:00:00", ("11:30", 30)),
        ("11:29:30", ("11:30", 1)),
        ("11:30:00", None),
        ("16:48:05", ("17:00", 12)),
        ("17:00:00", None),
    ],
)
def test_the_last_half_hour_before_closing_is_told(queue, clock, closes):
    queue.wall = dt.datetime.combine(queue.wall.date(), dt.time.fromisoformat(clock), OFFICE_ZONE)
    queue.open(1, ago=60)
    said = told(queue)["closes"]
    assert said == (closes and {"at": closes[0], "minutes": closes[1]})


def test_with_no_counter_open_nothing_is_counted_down(queue):
    queue.wall = queue.wall.replace(hour=14, minute=26)
    state = told(queue)
    assert (state["cut"], state["closes"]) == (None, None)


def test_a_board_rests_when_nobody_was_called_for_a_while(queue):
    assert told(queue)["idle"] is True
    queue.open(1)
    queue.draw("A001", "ho-tich", 600)
    queue.draw("A002", "ho-tich", 500)
    queue.call("A001", 1, 10)
    assert told(queue)["idle"] is False
    queue.pass_time(25)
    assert told(queue)["idle"] is False
    queue.pass_time(60)
    assert told(queue)["idle"] is True


def test_it_rests_sooner_when_nobody_waits(queue):
    queue.open(1)
    queue.draw("A001", "ho-tich", 600)
    queue.call("A001", 1, 10)
    assert told(queue)["idle"] is False
    queue.pass_time(21)
    assert told(queue)["idle"] is True


def test_what_only_time_changes_is_not_told_anew(queue):
    queue.busy()
    one = told(queue)
    queue.pass_time(1)
    other = told(queue)
    assert one != other
    assert told_apart(one) == told_apart(other)
    queue.call("D1-008", 5, 0, Kind.STARTED)
    assert told_apart(told(queue)) != told_apart(one)
