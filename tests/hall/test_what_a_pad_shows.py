"""What stands on a pad: who comes and why, the countdown, who is aside, who may be sent where."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.hall.pad_state import Seen, pad_state
from kiosk.model import Errand, Language, Priority
from kiosk.rules.queue.deeds import Deed
from kiosk.rules.queue.entries import Kind
from tests.hall.pad_office import CATALOGUE, MORNING, Queue


@pytest.fixture
def queue(tmp_path):
    with Queue(tmp_path) as queue:
        yield queue


def shown(queue, counter=2, language=Language.VI):
    conductor = queue.conductor
    seen = Seen(queue.hall(), conductor.now(), 1, conductor.mine, conductor.desks())
    (chosen,) = (each for each in queue.settings.counters if each.number == counter)
    return pad_state(seen, chosen, queue.settings, CATALOGUE, language)


def at(hour, minute):
    return dt.datetime.combine(MORNING.date(), dt.time(hour, minute), MORNING.tzinfo)


def test_every_priority_is_said_in_words_and_minutes(queue):
    for priority in Priority:
        queue.draw("ho-tich", priority=priority)
    whys = {turn["why"] for turn in shown(queue)["next"]}
    assert whys == {
        "",
        "Ưu tiên: người cao tuổi, xếp trước 30\u00a0phút",
        "Ưu tiên: người khuyết tật, xếp trước 30\u00a0phút",
        "Ưu tiên: mang thai hoặc có con nhỏ, xếp trước 30\u00a0phút",
        "Ưu tiên: người có công, xếp trước 30\u00a0phút",
        "Đã nộp trực tuyến, xếp trước 15\u00a0phút",
    }


def test_who_was_sent_to_this_counter_alone_is_marked_so(queue):
    turn = queue.draw("dat-dai")
    queue.press(2, Deed.OPEN)
    queue.press(1, Deed.TRANSFER, turn=turn, to=2)
    (first,) = shown(queue)["next"]
    assert (first["why"], first["what"]) == ("Chờ riêng quầy này", "Đất đai")


def test_the_lane_counts_down_to_the_cut(queue):
    queue.wall = at(13, 59)
    for _ in range(3):
        queue.draw("chung-thuc", "2.000815", same_day=True)
    assert shown(queue)["lane"] == ""
    queue.later(minutes=52)
    assert shown(queue)["lane"] == "3 hồ sơ trong ngày, còn 9\u00a0phút đến 15:00"
    assert shown(queue)["next"][0]["why"] == "Giải quyết trong ngày, xếp trước 120\u00a0phút"
    queue.later(seconds=8 * 60 + 59)
    assert "còn 1\u00a0phút" in shown(queue)["lane"]
    queue.later(seconds=1)
    assert shown(queue)["lane"] == ""


def test_an_appointment_names_its_time(queue):
    queue.draw("ho-tich", appointment=at(9, 45))
    assert shown(queue)["next"][0]["why"] == "Có hẹn lúc 09:45"


def test_who_comes_back_later_stands_aside_until_then(queue):
    turn = queue.draw("ho-tich")
    queue.hear(1, Kind.LATER, turn=turn, until=at(10, 30))
    state = shown(queue)
    assert (state["next"], state["waiting"]) == ([], 0)
    assert [line["words"] for line in state["aside"]] == ["Hẹn trở lại 10:30"]
    queue.press(2, Deed.BACK, turn=turn)
    assert [line["label"] for line in shown(queue)["next"]] == ["A1-001"]


def test_who_is_called_back_for_a_result_says_so(queue):
    turn = queue.draw("ho-tich", "1.001193", errand=Errand.HAND_IN)
    queue.press(2, Deed.NEXT)
    queue.press(2, Deed.FINISH)
    queue.press(1, Deed.READY, turn=turn)
    state = shown(queue)
    assert state["next"][0]["why"] == "Mời lại để nhận kết quả"
    assert state["ready"][0]["asks"] == {"deed": "call", "turn": turn}


def test_a_parked_one_is_told_at_its_own_counter_and_a_missed_one_where_it_may_be_called(queue):
    queue.press(3, Deed.OPEN)
    queue.press(1, Deed.OPEN)
    for deed in (Deed.PARK, Deed.MISSED):
        queue.draw("ho-tich")
        queue.press(2, Deed.NEXT)
        queue.press(2, deed)
        queue.later(minutes=1)
    asides = {
        number: [line["label"] for line in shown(queue, number)["aside"]] for number in (1, 2, 3)
    }
    assert asides == {1: [], 2: ["A1-002", "A1-001"], 3: ["A1-002"]}


def test_the_waiting_are_counted_by_field(queue):
    for field in ("ho-tich", "ho-tich", "dat-dai"):
        queue.draw(field)
    counted = {field["name"]: field["waiting"] for field in shown(queue)["fields"]}
    assert counted == {"Hộ tịch": 2, "Chứng thực": 0, "Đất đai": 1}


def test_another_counter_was_quicker_and_this_one_is_told_where_to_send_them(queue):
    turn = queue.draw("ho-tich")
    queue.hear(1, Kind.CALLED, turn=turn, counter=3)
    queue.hear(1, Kind.CALLED, turn=turn, counter=2)
    (note,) = shown(queue)["notes"]
    assert note["what"] == "A1-001 đã được quầy 3 gọi trước."
    assert note["why"] == "Nếu người này đang ở đây, xin mời sang quầy 3."
    queue.later(minutes=4)
    assert shown(queue)["notes"] == []


def test_two_at_one_counter_after_a_split_are_both_there_to_be_finished(queue):
    first, second = queue.draw("ho-tich"), queue.draw("ho-tich")
    queue.hear(1, Kind.CALLED, turn=first, counter=2)
    queue.later(seconds=5)
    queue.hear(1, Kind.CALLED, turn=second, counter=2)
    state = shown(queue)
    assert state["now"]["label"] == "A1-002"
    assert state["aside"][0]["asks"] == {"deed": "finish", "turn": first}


def test_a_transfer_offers_counters_by_digit_and_fields_by_letter(queue):
    queue.press(3, Deed.OPEN)
    targets = shown(queue)["targets"]
    assert [(each["key"], each["word"], each["sub"]) for each in targets[:3]] == [
        ("1", "Quầy 1", "đang đóng"),
        ("3", "Quầy 3", "Cư trú, Bảo trợ xã hội"),
        ("A", "Hộ tịch", ""),
    ]


def test_a_machine_that_was_silent_for_a_moment_is_not_told(queue):
    queue.silent(2, 5.0, long=False)
    assert shown(queue)["notes"] == []
    queue.silent(2, 65.0)
    (note,) = shown(queue)["notes"]
    assert note["asks"] == {"deed": "take-over", "of": 2}
    assert note["sure"]["head"].startswith("Máy 2 tắt hẳn rồi chứ?")


def test_yesterday_is_on_no_pad(queue):
    queue.draw("ho-tich")
    queue.draw("ho-tich")
    queue.press(2, Deed.NEXT)
    queue.press(2, Deed.MISSED)
    queue.press(2, Deed.NEXT)
    queue.later(minutes=24 * 60)
    state = shown(queue)
    assert not state["open"]
    assert (state["now"], state["next"], state["aside"]) == (None, [], [])


def test_nothing_but_numbers_and_what_they_are_for_is_on_a_pad(queue):
    queue.draw("ho-tich", "1.001193")
    (line,) = shown(queue)["next"]
    assert set(line) == {"turn", "label", "what", "why", "waited"}
