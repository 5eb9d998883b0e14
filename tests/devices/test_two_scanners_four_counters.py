"""Two scanners serve four counters, over the real SANE stack: in order, killed, and with one that hangs."""

import signal

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.store.batches import BatchState
from tests.devices.office import CASE, FORM, Books, Screen, now, until
from tests.devices.sharing import TwoScanners

pytestmark = pytest.mark.device


@pytest.fixture
def office(tmp_path):
    with TwoScanners(tmp_path) as made:
        yield made


@pytest.fixture
def books(office):
    opened = Books(office.workspace)
    yield opened
    opened.db.close()


def over(books, *rows):
    return all(books.batches.find(row.id).over for row in rows)


def said_by(asking):
    text, _ = asking.communicate(timeout=120)
    return text.splitlines(), asking.returncode


def test_four_counters_get_their_papers_from_two_scanners(office, books):
    """Each lays its papers in when it is told that its turn has come."""
    office.start()
    asked = [books.batches.ask(counter, now()) for counter in (1, 2, 3, 4)]
    assert [books.batches.ahead(row.id) for row in asked] == [0, 1, 2, 3]
    scanners = {"kiosk": office.kiosk, "hall": office.hall}
    begun = []
    while not over(books, *asked):
        for row in map(books.batches.find, [row.id for row in asked]):
            if row.state is BatchState.SCANNING and row.id not in begun:
                begun.append(row.id)
                scanners[row.claimed_by].load(office.sheets(row.counter))
        until(lambda: over(books, *asked) or _turns(books, asked, begun))
    ended = [books.batches.find(row.id) for row in asked]
    assert [(row.state, row.pages) for row in ended] == [
        (BatchState.DONE, counter) for counter in (1, 2, 3, 4)
    ]
    assert {row.claimed_by for row in ended} == set(scanners)
    assert sorted(begun[:2]) == [asked[0].id, asked[1].id]  # first come, first served
    assert len({row.case for row in ended}) == 4


def _turns(books, asked, begun):
    rows = [books.batches.find(row.id) for row in asked]
    return any(row.state is BatchState.SCANNING and row.id not in begun for row in rows)


def test_the_command_tells_place_turn_and_pages(office, books):
    office.hall.load(office.sheets(2))
    office.start()
    lines, code = said_by(office.ask(2, "--scanner", "hall"))
    assert [line for line in lines if line in ("Page 1", "Page 2")] == ["Page 1", "Page 2"]
    found = [line for line in lines if line.startswith("Page 1: ")]
    assert len(found) == 1, "what was found on it is told once"
    assert found != ["Page 1: could not be checked"]
    assert lines[-1] == "Done: 2 pages."
    # Two pages may come between two looks: then nothing is left to be laid in.
    turn = "Your turn: lay the papers into scanner “hall”."
    assert turn in lines or lines[lines.index("Page 1") - 1] == "Waiting: you are next."
    assert code == 0


def test_a_batch_is_withdrawn_by_ending_the_command(office, books):
    asking = office.ask(2, "--scanner", "hall")
    assert asking.stdout.readline() == "Batch 1.\n"
    assert asking.stdout.readline() == "Waiting: you are next.\n"
    asking.send_signal(signal.SIGINT)
    lines, code = said_by(asking)
    assert (lines[-1], code) == ("Withdrawn; 0 pages kept.", 3)
    assert books.batches.find(1).state is BatchState.WITHDRAWN


def test_a_scanner_nobody_has_is_not_asked(office):
    assert said_by(office.ask(2, "--scanner", "attic"))[1] == 2


def test_a_killed_service_keeps_whole_pages_and_goes_on_with_the_batch(office, books):
    office.hall.load(office.sheets(4))
    office.hall.slow(0.5)
    office.start()
    row = books.batches.ask(3, now(), "hall")
    until(lambda: books.batches.find(row.id).pages >= 1)
    office.appliance.kill("devices")
    until(lambda: office.appliance.restarts.get("devices", 0) == 1)
    kept = len(books.pages(row.case, "batch"))
    office.hall.slow(0.0)
    office.hall.load(office.sheets(1, "again"))  # the one that came out unread is laid in again
    until(lambda: over(books, row))
    ended = books.batches.find(row.id)
    assert (ended.state, ended.fault) == (BatchState.DONE, Fault.DEVICES_GONE)
    assert ended.pages == len(books.pages(row.case, "batch")) > kept >= 1
    for page in books.pages(row.case, "batch"):
        read = books.vault.read(books.cases.key(row.case), page.path)
        assert read.startswith(b"\xff\xd8")
        assert read.endswith(b"\xff\xd9")


def test_a_scanner_that_hangs_stops_neither_the_other_nor_the_citizen(office, books):
    office.start()
    office.hall.load(office.sheets(1))
    office.hall.slow(1000.0)
    stuck = books.batches.ask(1, now(), "hall")
    until(lambda: office.hall.status()["at_work"])
    office.kiosk.load(office.sheets(2))
    other = books.batches.ask(2, now())
    until(lambda: over(books, other))
    assert books.batches.find(other.id).pages == 2
    office.kiosk.load(office.sheets(1))
    screen = Screen(office.workspace.devices_socket)
    try:
        screen.ask(do.ScanBatch(CASE, FORM))
        assert len(screen.next(ev.BatchScanned).pages) == 1
    finally:
        screen.close()
    assert books.batches.find(stuck.id).state is BatchState.SCANNING
