"""The line is cut at every kind of moment: one case arrives, once, and little is sent again."""

from __future__ import annotations

import time

import pytest

from kiosk.store.outbox import EnvelopeState
from tests.workbench.centre import HOMES
from tests.workbench.line import Cut, Line

CASE = (400_000, 400_000, 300_000)
WHOLE = sum(CASE)
# What may be sent again after one cut: what the kernel, the relay and the centre held in their hands.
IN_HAND = 600_000
WORDS = 12_000  # questions, answers and headers of one delivery


def deliver(office, courier, envelope, tries=20):
    """Call the courier as its service would, without the waiting."""
    for _ in range(tries):
        office.now += courier.carry()
        if office.row(envelope).state is EnvelopeState.DELIVERED:
            return
    raise AssertionError(office.row(envelope))


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


@pytest.fixture
def line(centre):
    with Line(centre.port, bytes_a_second=4_000_000) as line:
        yield line


@pytest.mark.parametrize("words", [1, 150, 900])
def test_cut_while_announcing_the_case_arrives_when_the_line_is_back(office, centre, line, words):
    envelope = office.hand_in(*CASE)
    courier = office.courier(line.url, centre.token)
    line.at(words, line.cut)
    assert courier.carry() > 0
    assert office.row(envelope).state is EnvelopeState.READY
    assert office.row(envelope).trouble == "centre-unreachable"
    line.mend()
    deliver(office, courier, envelope)
    assert office.only(centre, envelope)
    assert office.receipts_match(centre)


@pytest.mark.parametrize("share", [0.02, 0.35, 0.65, 0.98])
def test_cut_while_the_files_travel_they_go_on_from_where_they_stopped(office, centre, line, share):
    envelope = office.hand_in(*CASE)
    courier = office.courier(line.url, centre.token)
    line.at(int(WHOLE * share), line.cut)
    courier.carry()
    assert office.only(centre)
    line.mend()
    deliver(office, courier, envelope)
    assert office.only(centre, envelope)
    assert office.receipts_match(centre)
    assert line.up < WHOLE + IN_HAND + WORDS


def test_cut_again_and_again_the_case_arrives_within_one_carry(office, centre, line):
    envelope = office.hand_in(*CASE)
    cuts = iter(range(100_000, WHOLE, 200_000))

    def cut_and_come_back():
        line.cut()
        arm()

    def arm():
        up = next(cuts, None)
        if up:
            line.at(up, cut_and_come_back)

    def pause(
        seconds,
    ):  # where the courier waits, the line comes back, and the centre may let the old one go
        if line.is_cut:
            line.mend()
        time.sleep(seconds)
        return False

    arm()
    office.courier(line.url, centre.token, pause).carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert office.row(envelope).attempts == 1
    assert len(line.cuts) >= 3
    assert office.only(centre, envelope)


ANSWERS = {
    "announced": b"POST /v1/announcements",
    "all has arrived": b"PATCH",
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_lost_on_the_way_sends_nothing_twice(office, centre, line, answer):
    envelope = office.hand_in(*CASE)
    courier = office.courier(line.url, centre.token)
    line.before_answer(ANSWERS[answer], line.cut)
    courier.carry()
    assert office.row(envelope).state is EnvelopeState.READY
    line.mend()
    deliver(office, courier, envelope)
    assert office.only(centre, envelope)
    assert office.receipts_match(centre)
    assert line.up < WHOLE + 2 * WORDS


def test_cut_again_while_asking_where_it_stood(office, centre, line):
    envelope = office.hand_in(*CASE)

    def pause(_):  # where the courier would wait, the line comes back, at first not for long
        if line.is_cut:
            line.mend()
            if len(line.cuts) == 1:
                line.before_answer(b"HEAD", line.cut)
        return False

    line.at(WHOLE // 2, line.cut)
    office.courier(line.url, centre.token, pause).carry()
    assert len(line.cuts) == 2
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert office.only(centre, envelope)
    assert line.up < WHOLE + IN_HAND + WORDS


def test_a_line_that_dies_without_a_word_is_noticed_and_left(office, centre, line):
    envelope = office.hand_in(*CASE, 6_000_000)  # more than all buffers between take
    line.at(500_000, lambda: line.cut(Cut.BLACK_HOLE))

    def pause(_):  # where the courier would wait, the line comes back
        if line.is_cut:
            line.mend()
        return False

    office.courier(line.url, centre.token, pause).carry()
    assert len(line.cuts) == 1
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert office.only(centre, envelope)
