"""A kiosk's disk is put back to an older day: its own log comes back from the others, and no place is used twice."""

import pytest

from kiosk.hall.neighbours import Neighbour
from kiosk.rules.queue.deeds import Deed
from kiosk.rules.queue.entries import Kind
from tests.workbench.office import until


@pytest.fixture
def put_back(two):
    """Two numbers drawn and one called by the first kiosk, and then its disk knows of one number only."""
    one = two.desks[1]
    one.draw()
    until(two.same_story)
    one.stop()
    kept = one.workspace.database.read_bytes()
    one.start(two.others_of(1))
    two.until_all_hear()
    one.draw(2)
    assert one.do(Deed.NEXT, 1) == "A1-001"
    until(two.same_story)
    one.stop()
    for name in ("-wal", "-shm"):
        log = one.workspace.database
        log.with_name(f"{log.name}{name}").unlink(missing_ok=True)
    one.workspace.database.write_bytes(kept)
    return one


def test_what_it_has_lost_is_taken_back_from_the_others(two, put_back):
    other = two.desks[2]
    told = other.entries()
    put_back.start(two.others_of(1))
    two.until_all_hear()
    until(two.same_story)
    assert put_back.entries() == told
    assert put_back.do(Deed.NEXT, 2) == "A1-002"
    until(two.same_story)


def test_what_it_wrote_before_it_heard_of_it_goes_behind_and_nobody_is_called_again(two, put_back):
    """A citizen draws a number while the network is down still: it has a place that was used once."""
    other = two.desks[2]
    told = [entry for entry in other.entries() if entry.origin == 1]
    put_back.draw(5)
    put_back.start(two.others_of(1))
    two.until_all_hear()
    until(two.same_story)
    until(lambda: len(other.waiting()) == 7)
    own = [entry for entry in put_back.entries() if entry.origin == 1]
    assert own[: len(told)] == told
    assert [entry.seq for entry in own] == list(range(1, len(told) + 6))
    assert own == [entry for entry in other.entries() if entry.origin == 1]
    for number in range(7):
        put_back.do(Deed.NEXT, 1 + number % 3)
    until(two.same_story)
    called = [entry.turn for entry in other.entries() if entry.kind is Kind.CALLED]
    assert len(called) == len(set(called)) == 8
    assert {desk.why for desk in put_back.conductor.desks()} == {""}


def test_who_asks_it_before_it_has_asked_is_told_nothing_that_would_hide_what_differs(
    two, put_back, monkeypatch
):
    """What it gave anew would stand behind what it has lost, and both would seem to hold the same."""
    other = two.desks[2]
    told = [entry for entry in other.entries() if entry.origin == 1]
    put_back.draw(5)
    begins, late = Neighbour.start, []
    with monkeypatch.context() as slow:
        slow.setattr(Neighbour, "start", late.append)
        put_back.start(two.others_of(1))
        until(lambda: put_back.neighbours.of(2).known().ever)
        asked = put_back.neighbours.of(2).known().heard
        until(lambda: put_back.neighbours.of(2).known().heard > asked)
    for each in late:
        begins(each)
    until(lambda: len(other.waiting()) == 7)
    until(two.same_story)
    assert put_back.entries() == other.entries()
    assert put_back.entries()[: len(told)] == told


def test_a_new_machine_in_place_of_one_that_died_goes_on_in_its_log(two):
    one, other = two.desks[1], two.desks[2]
    one.draw(2)
    assert one.do(Deed.NEXT, 1) == "A1-001"
    until(two.same_story)
    one.stop()
    for path in one.workspace.root.rglob("kiosk.db*"):
        path.unlink()
    one.start(two.others_of(1))
    two.until_all_hear()
    assert one.entries() == other.entries()
    assert one.do(Deed.NEXT, 2) == "A1-002"
