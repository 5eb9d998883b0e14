"""After a cut the door may lead a kiosk to another process, while the first still writes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.central.conftest import Caller
from tests.workbench.centre import PROVINCE

HALF = 500_000


@pytest.fixture
def home():
    return PROVINCE


@pytest.fixture
def both(centre):
    """A line of the kiosk's to each process."""
    callers = []
    for number in (1, 2):
        caller = Caller(centre)
        caller.line = centre.at(number)
        callers.append(caller)
    yield callers
    for caller in callers:
        caller.line.close()


@pytest.fixture
def big(new_case):
    return new_case(sizes=(HALF, HALF))


def test_the_newer_request_goes_on_and_the_older_one_can_spoil_nothing(centre, both, big):
    older, newer = both
    upload = older.upload(big)
    older.begin_patch(upload, 0, len(big.bytes), big.bytes[: HALF // 2])
    at = newer.offset(upload)
    older.line.send(big.bytes[HALF // 2 : HALF + 1000])
    assert newer.patch(upload, at, big.bytes[at:]).status == 204
    older.line.send(big.bytes[HALF + 1000 :])
    assert older.end().status in (204, 423)
    (received,) = centre.received()
    assert received["envelope"] == big.envelope
    assert [centre.kept(file["sha256"]) for file in received["files"]] == big.contents
    assert centre.left_over() == []


def test_what_one_process_has_kept_the_other_tells(both, big):
    first, second = both
    upload = first.upload(big)
    assert first.patch(upload, 0, big.bytes[:HALF]).status == 204
    assert second.offset(upload) == HALF
    assert second.patch(upload, HALF, big.bytes[HALF:]).status == 204
    assert first.ask("GET", big.path).json["receipt"] == second.announce(big).json["receipt"]


def test_a_case_sent_to_both_at_once_has_one_receipt(centre, both, big):
    upload = both[0].upload(big)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda caller: caller.patch(upload, 0, big.bytes), both))
    assert {answer.status for answer in answers} <= {204, 409, 423}
    kiosk = both[0]
    at = kiosk.offset(upload)
    assert kiosk.patch(upload, at, big.bytes[at:]).status == 204
    assert len(centre.received()) == 1
    assert centre.left_over() == []
