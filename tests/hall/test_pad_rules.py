"""What the pad answers to its keys: done once, explained where it cannot be, and shown to every pad."""

from __future__ import annotations

import contextlib
import json
from typing import get_args

import pytest

from kiosk.hall.pad_words import DONE, STEPS, WHY
from kiosk.hall.words import CAUSES
from kiosk.journey.states import Resumable, State, name_of
from kiosk.rules.queue.deeds import Deed, Why
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.order import Cause
from tests.hall.pad_client import pads
from tests.hall.pad_office import Queue, busy


@pytest.fixture
def queue(tmp_path):
    with Queue(tmp_path) as queue:
        yield queue


@pytest.fixture
def pad(queue):
    with pads(queue, 2) as (browser,):
        yield browser


def test_one_key_for_each_citizen(queue, pad):
    for _ in range(3):
        queue.draw("ho-tich")
    said = [pad.deed("next").json["said"] for _ in range(4)]
    assert said == [
        "Đã gọi A1-001.",
        "Đã gọi A1-002.",
        "Đã gọi A1-003.",
        "Xong. Không còn ai chờ.",
    ]
    assert [turn.state.value for turn in queue.hall().turns.values()] == ["done"] * 3


def test_a_double_click_calls_one(queue, pad):
    queue.draw("ho-tich")
    queue.draw("ho-tich")
    asked = json.dumps({"id": "ab" * 16, "deed": "next"})
    answers = [pad.post(asked) for _ in range(3)]
    assert [answer.json["said"] for answer in answers] == ["Đã gọi A1-001."] * 3
    assert pad.state()["now"]["label"] == "A1-001"
    assert pad.state()["waiting"] == 1


def test_where_nobody_waits_it_says_so(pad):
    assert pad.deed("next").json["refused"] == "Không có ai chờ quầy này."


def test_the_answer_brings_the_state_along(queue, pad):
    queue.draw("ho-tich")
    assert pad.deed("next").json["state"]["now"]["label"] == "A1-001"


def test_an_answer_is_newer_than_what_was_told_before_it_and_no_newer_than_what_follows(queue, pad):
    queue.draw("ho-tich")
    with contextlib.closing(pad.live()) as line:
        before = next(line)["version"]
        answered = pad.deed("next").json["state"]["version"]
        assert before < answered == next(line)["version"]


def test_a_number_may_be_typed_as_short_as_it_is_plain(queue, pad):
    for _ in range(7):
        queue.draw("ho-tich")
    assert pad.deed("call", label="7").json["said"] == "Đã gọi A1-007."
    assert pad.deed("call", label="a1-5").json["said"] == "Đã gọi A1-005."


def test_of_two_numbers_alike_the_clerk_chooses(queue, pad):
    queue.draw("ho-tich")
    queue.draw("ho-tich", label="D1-001")
    answer = pad.deed("call", label="1")
    assert [each["word"] for each in answer.json["choices"]] == ["A1-001", "D1-001"]
    chosen = answer.json["choices"][1]["asks"]
    assert pad.deed(chosen["deed"], turn=chosen["turn"]).json["said"] == "Đã gọi D1-001."


def test_the_counters_own_field_is_meant_first(queue, pad):
    queue.draw("dat-dai")
    queue.draw("ho-tich")
    assert pad.deed("call", label="1").json["said"] == "Đã gọi A1-001."


def test_a_number_of_yesterday_is_asked_about_and_then_called(queue, pad):
    queue.draw("ho-tich")
    queue.later(minutes=24 * 60)
    pad.sign_in(2)
    answer = pad.deed("call", label="A1-001")
    (choice,) = answer.json["choices"]
    assert choice["sub"] == "Số ngày 23/11 · Hộ tịch"
    assert pad.deed("call", turn=choice["asks"]["turn"]).json["said"] == "Đã gọi A1-001."


def test_a_number_that_nobody_has_is_told_in_a_sentence(pad):
    answer = pad.deed("call", label="A1-099")
    assert answer.json["refused"] == "Không thấy số này hôm nay. Xin xem lại trên phiếu."


def test_a_number_written_by_hand_is_called_though_no_kiosk_gave_it(queue, pad):
    assert pad.deed("call", label="m-12").json["said"] == "Đã gọi M-012."
    assert pad.state()["now"]["label"] == "M-012"
    pad.deed("finish")
    assert pad.deed("call", label="M012").json["refused"] == "Số này đã xong."


def test_a_number_that_stands_at_another_counter_is_not_called_away(queue, pad):
    turn = queue.draw("ho-tich")
    queue.press(3, Deed.CALL, turn=turn)
    assert pad.deed("call", label="1").json["refused"] == "Số này đang ở quầy 3."


def test_a_transfer_keeps_its_place(queue, pad):
    first = queue.draw("ho-tich")
    queue.later(minutes=10)
    queue.draw("cu-tru")
    queue.press(3, Deed.OPEN)
    pad.deed("next")
    answer = pad.deed("transfer", turn=first, to=3)
    assert answer.json["said"] == "Đã chuyển A1-001, giữ nguyên chỗ."
    assert queue.press(3, Deed.NEXT).turns[first].state.value == "called"


def test_a_transfer_to_a_closed_counter_says_that_its_number_is_still_called_here(queue, pad):
    first = queue.draw("ho-tich")
    pad.deed("next")
    answer = pad.deed("transfer", turn=first, to=3)
    assert answer.json["said"].startswith("Đã chuyển A1-001. Quầy 3 đang đóng:")
    assert pad.state()["next"][0]["label"] == "A1-001"


def test_who_was_away_comes_back(queue, pad):
    first = queue.draw("ho-tich")
    pad.deed("next")
    pad.deed("missed", turn=first)
    (aside,) = pad.state()["aside"]
    assert aside["asks"] == {"deed": "back", "turn": first}
    assert pad.deed("back", turn=first).json["said"] == "A1-001 trở lại hàng, giữ nguyên chỗ."
    assert pad.state()["next"][0]["label"] == "A1-001"


def test_the_last_key_can_be_taken_back(queue, pad):
    queue.draw("ho-tich")
    queue.draw("ho-tich")
    pad.deed("next")
    pad.deed("next")
    assert pad.state()["undo"] == {"words": "Gọi A1-002"}
    assert pad.deed("undo").json["said"] == "Đã hoàn tác."
    state = pad.state()
    assert state["now"]["label"] == "A1-001"
    assert [turn["label"] for turn in state["next"]] == ["A1-002"]


def test_what_went_on_elsewhere_is_not_taken_back(queue, pad):
    first = queue.draw("ho-tich")
    pad.deed("next")
    pad.deed("transfer", turn=first, to=3)
    queue.press(3, Deed.NEXT)
    answer = pad.deed("undo")
    assert "Không hoàn tác được nữa" in answer.json["refused"]


def test_nobody_is_left_at_a_counter_that_closes(queue, pad):
    queue.draw("ho-tich")
    pad.deed("next")
    assert pad.deed("close").json["refused"].startswith("Quầy 2 còn người.")
    pad.deed("finish")
    assert pad.deed("close").json["said"] == "Quầy đã đóng."
    assert not pad.state()["open"]


def test_a_call_for_a_clerk_is_on_every_pad_and_who_goes_is_too(queue):
    with pads(queue, 1, 2) as (here, there):
        queue.hear(1, Kind.CLERK_CALLED, step="feed-papers")
        for pad in (here, there):
            (note,) = pad.state()["notes"]
            assert (note["what"], note["why"]) == (
                "Kiosk 1 gọi cán bộ",
                "Màn hình: đặt giấy vào khay",
            )
            assert note["rings"]
        here.deed("go", of=1)
        (note,) = there.state()["notes"]
        assert (note["why"], note["rings"]) == ("Quầy 1 đang đến", False)
        here.deed("clerk-done", of=1)
        assert there.state()["notes"] == []


def test_a_desk_whose_store_fails_lets_the_page_ask_again(queue, pad):
    queue.draw("ho-tich")
    queue.store_fails()
    assert pad.deed("next").status == 503


def test_a_desk_that_is_about_to_stop_says_press_again(queue, pad):
    queue.draw("ho-tich")
    queue.conductor.stop()
    assert "Xin bấm lại" in pad.deed("next").json["refused"]


def test_a_call_of_a_machine_that_died_is_not_shown_for_ever(queue, pad):
    queue.hear(1, Kind.CLERK_CALLED, step="feed-papers")
    queue.later(minutes=50)
    assert len(pad.state()["notes"]) == 1
    queue.later(minutes=15)
    assert pad.state()["notes"] == []


def test_a_kiosk_that_stopped_says_what_stopped(queue, pad):
    queue.hear(1, Kind.CLERK_CALLED, step="scanning", fault="scanner-jammed")
    (note,) = pad.state()["notes"]
    assert note["why"].startswith("Giấy bị kẹt")
    assert note["why"].endswith("Màn hình: quét giấy")


def test_what_a_newer_machine_calls_a_fault_is_left_out(queue, pad):
    queue.hear(1, Kind.CLERK_CALLED, step="levitating", fault="paper-floats")
    (note,) = pad.state()["notes"]
    assert (note["what"], note["why"]) == ("Kiosk 1 gọi cán bộ", "")


def test_every_screen_of_the_kiosk_has_words_on_the_pad():
    flat = get_args(Resumable) + get_args(State)
    names = {name_of(object.__new__(state)) for state in flat if isinstance(state, type)}
    assert len(names) > 10
    assert names <= STEPS.keys()


def test_every_reason_has_words():
    assert WHY.keys() == set(Why)
    assert CAUSES.keys() == set(Cause)
    assert {deed.value for deed in Deed} <= DONE.keys()


def test_a_deed_shows_on_every_pad_by_itself(queue):
    with pads(queue, 2, 3) as (here, there):
        queue.draw("ho-tich")
        with contextlib.closing(there.live()) as line:
            assert next(line)["waiting"] == 1
            here.deed("next")
            assert any(state["waiting"] == 0 for state in line)


def test_the_words_are_in_the_language_of_the_page(queue, pad):
    busy(queue)
    first = pad.state("en")["next"][0]
    assert first["what"] == "Certified copies"
    assert first["why"] == "Priority: pregnant or with a small child, 30\u00a0minutes ahead"
    assert pad.deed("next", language="en").json["said"] == "A1-008 called."


@pytest.mark.parametrize(
    "asked",
    [
        {"id": "short", "deed": "next"},
        {"id": "ab" * 16, "deed": "dance"},
        {"id": "ab" * 16, "deed": "next", "counter": 3},
        {"id": "ab" * 16, "deed": "call", "label": "x" * 13},
        {"id": "ab" * 16, "deed": "transfer", "to": 100},
        {"id": "ab" * 16, "deed": "transfer", "to": True},
        {"id": "ab" * 16, "deed": "transfer", "field": "../x"},
        {"id": "ab" * 16, "deed": "recall", "turn": "7"},
        {"id": ["ab"], "deed": "next"},
        ["next"],
        "next",
    ],
)
def test_what_no_page_of_ours_sends_is_refused_and_changes_nothing(queue, pad, asked):
    queue.draw("ho-tich")
    before = queue.hall()
    assert pad.post(json.dumps(asked)).status == 400
    assert queue.hall() == before
