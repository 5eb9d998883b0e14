"""Counters' batches leave their queue in order, one try at a time, and never twice."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.faults import Fault
from kiosk.rules import turns
from kiosk.store.batches import LEASE, Batches, BatchState
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.journal import Journal
from kiosk.store.pages import Pages

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def batches(db):
    return Batches(db)


@pytest.fixture
def page(db, vault, morning):
    """Keep one page of a claimed batch."""

    def keep(claimed):
        Cases(db).open(claimed.case, morning, claimed.counter)
        Pages(db, vault).add(claimed.case, "batch", b"\xff\xd8\xff\xd9", 10, 10, 75, morning)

    return keep


def test_who_asked_first_is_scanned_first(batches, morning):
    asked = [batches.ask(counter, morning, "hall") for counter in (2, 1, 3)]
    assert [batches.ahead(row.id) for row in asked] == [0, 1, 2]
    assert [batches.claim("hall", morning).counter for _ in asked] == [2, 1, 3]
    assert batches.claim("hall", morning) is None


def test_a_batch_for_any_scanner_goes_to_the_one_that_is_free_first(batches, morning):
    batches.ask(1, morning, "kiosk")
    batches.ask(2, morning)
    assert batches.claim("hall", morning).counter == 2
    assert batches.claim("hall", morning) is None
    assert batches.claim("kiosk", morning).counter == 1


def test_its_counter_sees_the_pages_as_they_come(batches, morning, page):
    asked = batches.ask(2, morning)
    claimed = batches.claim("hall", morning)
    page(claimed)
    assert batches.beat(claimed, morning)
    assert (batches.find(asked.id).pages, batches.find(asked.id).claimed_by) == (1, "hall")
    page(claimed)
    assert batches.done(claimed, morning)
    row = batches.find(asked.id)
    assert (row.state, row.pages, row.fault, row.over) == (BatchState.DONE, 2, None, True)
    assert batches.unfinished() == ()


def test_a_crash_gives_the_batch_back_when_its_lease_ends(batches, morning):
    batches.ask(2, morning)
    batches.claim("hall", morning)
    assert batches.claim("hall", morning + (LEASE - 1) * SECOND) is None
    assert batches.claim("hall", morning + LEASE * SECOND).tries == 2


def test_a_clock_set_back_by_years_holds_no_batch_back(batches, morning):
    batches.ask(2, morning)
    batches.claim("hall", morning + dt.timedelta(days=900))
    assert batches.claim("hall", morning).tries == 2


def test_a_service_that_comes_back_gives_back_what_it_had_and_nobody_loses_his_place(
    batches, morning, page
):
    first, second = batches.ask(1, morning), batches.ask(2, morning)
    page(batches.claim("hall", morning))
    batches.give_all_back("kiosk", Fault.DEVICES_GONE)
    assert batches.find(first.id).state is BatchState.SCANNING
    batches.give_all_back("hall", Fault.DEVICES_GONE)
    assert batches.find(first.id).pages == 1
    assert batches.claim("kiosk", morning).id == second.id  # the first one's sheets lie in the hall
    again = batches.claim("hall", morning)
    assert (again.id, again.pages, again.tries) == (first.id, 1, 2)


def test_a_try_that_lost_its_lease_settles_nothing(batches, morning):
    batches.ask(2, morning)
    late = batches.claim("hall", morning)
    now = batches.claim("hall", morning + LEASE * SECOND)
    assert not batches.beat(late, morning)
    assert not batches.done(late, morning)
    assert not batches.failed(late, morning, Fault.SCANNER_JAMMED)
    assert not batches.give_back(late, morning)
    assert batches.done(now, morning)


def test_a_batch_is_withdrawn_while_it_waits_and_while_it_is_scanned(batches, morning):
    waiting, scanned = batches.ask(1, morning, "hall"), batches.ask(2, morning, "kiosk")
    claimed = batches.claim("kiosk", morning)
    for row in (waiting, scanned):
        assert batches.withdraw(row.id, morning)
        assert not batches.withdraw(row.id, morning)
        assert batches.find(row.id).state is BatchState.WITHDRAWN
    assert batches.claim("hall", morning) is None
    assert not batches.beat(claimed, morning)
    assert not batches.done(claimed, morning)


def test_the_journal_tells_of_every_batch_and_of_nobodys_papers(db, batches, morning, page):
    batches.ask(2, morning)
    claimed = batches.claim("hall", morning)
    page(claimed)
    batches.failed(claimed, morning, Fault.SCANNER_JAMMED)
    rows = {row.event.value: row.fields for row in Journal(db).since()}
    assert rows["batch-asked"] == {"batch": 1, "counter": 2}
    assert rows["case-opened"] == {"case": claimed.case, "counter": 2}
    assert rows["batch-ended"] == {
        "batch": 1, "case": claimed.case, "counter": 2, "scanner": "hall", "pages": 1,
        "state": "failed", "fault": "scanner-jammed",
    }  # fmt: skip


def test_a_counters_case_is_none_of_the_citizens_at_the_screen(db, morning):
    cases = Cases(db)
    cases.open("c" * 32, morning)
    cases.open("d" * 32, morning, counter=2)
    assert cases.open_cases() == ("c" * 32,)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["", "kiosk", "hall"]), max_size=6),
    st.lists(st.sampled_from(["kiosk", "hall"]), max_size=8),
)
def test_the_store_takes_them_up_in_the_order_of_the_rule(db, morning, wanted, free):
    db.conn.execute("delete from batches")
    batches = Batches(db)
    waiting = [turns.Asked(batches.ask(1, morning, scanner).id, scanner) for scanner in wanted]
    for scanner in free:
        expected = turns.next_batch(scanner, waiting)
        claimed = batches.claim(scanner, morning)
        assert (claimed and claimed.id) == (expected and expected.number)
        if expected:
            waiting.remove(expected)


def test_two_processes_never_claim_the_same_batch(workspace, in_children, tmp_path, morning):
    db = open_database(workspace)
    for n in range(60):
        Batches(db).ask(1 + n % 4, morning)
    db.close()
    claimed = tmp_path / "claimed"

    def service():
        batches = Batches(open_database(workspace))
        with claimed.open("a") as log:
            while batch := batches.claim("hall", morning):
                assert batches.done(batch, morning)
                log.write(f"{batch.id}\n")
                log.flush()

    assert in_children(service, count=2) == [0, 0]
    ids = [int(line) for line in claimed.read_text().split()]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 60
