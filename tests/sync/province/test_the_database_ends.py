"""PostgreSQL ends without a goodbye and comes back: what it said was kept is there, and kiosks ask again."""

from __future__ import annotations

import threading
import time

from tests.sync.province.conftest import CASE, WHOLE


def test_ended_in_the_middle_of_an_upload_the_case_arrives_once(
    office, centre, engines, line, until_delivered, whole
):
    first, second = office.hand_in(*CASE), office.hand_in(*CASE)
    courier = office.courier(line.url, centre.token)
    until_delivered(courier, first)

    def end():
        engines.stop_database()
        engines.start("postgresql")

    line.at(line.up + WHOLE // 2, end)
    until_delivered(courier, second)
    assert whole(first, second)


def test_while_it_is_gone_every_case_waits_and_says_why(
    office, centre, engines, until_delivered, whole
):
    envelopes = [office.hand_in(20_000) for _ in range(3)]
    courier = office.courier(centre.url, centre.token)
    engines.stop_database("fast")
    try:
        for _ in envelopes:
            assert courier.carry() > 0
        troubles = {office.row(envelope).trouble for envelope in envelopes}
    finally:
        engines.start("postgresql")
    assert troubles <= {"centre-busy", "centre-unreachable", ""}
    assert troubles != {""}
    until_delivered(courier, *envelopes)
    assert whole(*envelopes)


def test_processes_that_start_before_it_wait_for_it(
    office, centre, engines, until_delivered, whole
):
    envelope = office.hand_in(20_000)
    centre.kill()
    engines.stop_database("fast")
    starting = threading.Thread(target=centre.start)
    starting.start()
    try:
        while centre.logged().count("the database is not there yet") < 2:
            time.sleep(0.1)
    finally:
        engines.start("postgresql")
        starting.join()
    until_delivered(office.courier(centre.url, centre.token), envelope)
    assert whole(envelope)
