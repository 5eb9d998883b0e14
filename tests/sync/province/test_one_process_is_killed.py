"""One of the centre's processes is killed in the middle of an upload: the other goes on by itself."""

from __future__ import annotations

import random

import pytest

from tests.sync.province.conftest import CASE, WHOLE


@pytest.mark.parametrize("number", [1, 2])
def test_a_case_under_way_is_taken_in_by_the_process_that_is_left(
    office, centre, line, until_delivered, whole, number
):
    envelopes = [office.hand_in(*CASE) for _ in range(2)]
    line.at(random.randrange(WHOLE), lambda: centre.kill_one(number))
    until_delivered(office.courier(line.url, centre.token), *envelopes)
    assert whole(*envelopes)


def test_killed_in_turn_they_lose_and_double_nothing(office, centre, line, until_delivered, whole):
    seed = random.randrange(1 << 32)
    moments = random.Random(seed)
    envelopes = [office.hand_in(*CASE) for _ in range(3)]
    courier = office.courier(line.url, centre.token)
    for turn, envelope in enumerate(envelopes):
        number = 1 + turn % 2
        line.at(line.up + moments.randrange(WHOLE), lambda number=number: centre.kill_one(number))
        until_delivered(courier, envelope)
        centre.start()
    assert whole(*envelopes), f"seed {seed}"


def test_both_are_killed_and_started_again(office, centre, line, until_delivered, whole):
    envelope = office.hand_in(*CASE)
    courier = office.courier(line.url, centre.token)

    def both():
        centre.kill_one(1)
        centre.kill_one(2)

    line.at(WHOLE // 2, both)
    assert courier.carry() > 0
    assert office.row(envelope).trouble == "centre-unreachable"
    centre.start()
    until_delivered(courier, envelope)
    assert whole(envelope)


def test_the_answer_that_died_with_its_process_is_asked_for_at_the_other(
    office, centre, line, until_delivered, whole
):
    envelope = office.hand_in(*CASE)
    line.before_answer(b"PATCH", lambda: centre.kill_one(1))
    courier = office.courier(line.url, centre.token)
    courier.carry()
    until_delivered(courier, envelope)
    assert whole(envelope)
