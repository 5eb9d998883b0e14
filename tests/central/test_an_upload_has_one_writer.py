"""Whatever happens on the lines, an upload is never torn: one writer, and the newest goes first."""

from __future__ import annotations

import threading
import time

import pytest

HALF = 2_000_000


@pytest.fixture
def big(new_case):
    return new_case(sizes=(HALF, HALF))


def wait_for(centre, size):
    """Until so many bytes of the one upload are kept."""
    while centre.arrived() < size:
        time.sleep(0.01)


def test_what_came_before_a_cut_is_kept(centre, calls, kiosk, big):
    upload = kiosk.upload(big)
    cut = calls()
    cut.begin_patch(upload, 0, len(big.bytes), big.bytes[:HALF])
    wait_for(centre, HALF)
    cut.hang_up()
    assert kiosk.offset(upload) == HALF
    assert kiosk.patch(upload, HALF, big.bytes[HALF:]).status == 204
    assert [case["envelope"] for case in centre.received()] == [big.envelope]


def test_a_newer_request_takes_over_from_one_that_hangs(centre, calls, kiosk, big):
    upload = kiosk.upload(big)
    hanging = calls()
    hanging.begin_patch(upload, 0, len(big.bytes), big.bytes[:HALF])
    wait_for(centre, HALF)
    assert kiosk.offset(upload) == HALF
    overtaken = hanging.end()
    assert overtaken.status == 423
    assert overtaken.json == {"refusal": "overtaken", "why": "upload"}
    assert kiosk.patch(upload, HALF, big.bytes[HALF:]).status == 204
    assert len(centre.received()) == 1


def test_a_body_that_stops_coming_is_given_up_and_what_came_is_kept(impatient, big):
    upload = impatient.upload(big)
    impatient.begin_patch(upload, 0, len(big.bytes), big.bytes[:1000])
    answer = impatient.end()
    assert answer.status == 408
    assert answer.json == {"refusal": "slow", "why": "body"}
    impatient.hang_up()
    assert impatient.offset(upload) == 1000


def test_many_writers_at_once_leave_one_whole_case(centre, calls, kiosk, big):
    upload = kiosk.upload(big)
    statuses = []

    def send():
        caller = calls()
        for _ in range(20):
            offset = caller.offset(upload)
            status = caller.patch(upload, offset, big.bytes[offset:]).status
            statuses.append(status)
            if status == 204:
                return

    writers = [threading.Thread(target=send) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert set(statuses) <= {204, 409, 423}
    offset = kiosk.offset(upload)  # they may have overtaken each other to the last
    assert kiosk.patch(upload, offset, big.bytes[offset:]).status == 204
    assert [case["envelope"] for case in centre.received()] == [big.envelope]


def test_another_kiosk_neither_sees_nor_disturbs_an_upload(centre, calls, kiosk, big):
    upload = kiosk.upload(big)
    kiosk.begin_patch(upload, 0, HALF, big.bytes[: HALF // 2])
    stranger = calls(centre.tokens["kiosk-2"])
    assert stranger.ask("HEAD", upload).status == 404
    assert stranger.patch(upload, 0, b"x").status == 404
    kiosk.line.send(big.bytes[HALF // 2 : HALF])
    assert kiosk.end().status == 204


def test_bytes_that_differ_from_the_announced_are_dropped_and_can_come_again(centre, kiosk, case):
    upload = kiosk.upload(case)
    answer = kiosk.patch(upload, 0, bytes(len(case.bytes)))
    assert answer.status == 422
    assert answer.json == {"refusal": "corrupt", "why": "files"}
    assert centre.received() == []
    assert kiosk.ask("HEAD", upload).status == 404
    assert kiosk.ask("GET", case.path).json["upload"] is None
    again = kiosk.create(case).headers["Location"]
    assert kiosk.patch(again, 0, case.bytes).status == 204
    assert len(centre.received()) == 1
    assert centre.left_over() == []
