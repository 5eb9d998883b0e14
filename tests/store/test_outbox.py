"""Envelopes leave the outbox in order, one try at a time, and never twice."""

import datetime as dt
import re

import pytest

from kiosk.store.database import StoreError, open_database
from kiosk.store.outbox import EnvelopeState, Outbox


def e(n):
    """The n-th id as drawn."""
    return f"{n:015x}{0:017x}"


@pytest.fixture
def outbox(db):
    return Outbox(db)


def test_an_envelope_is_claimed_once(outbox):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    assert outbox.claim(now=100).id == e(1)
    assert outbox.claim(now=100) is None


def test_a_crash_gives_the_envelope_back_when_its_lease_ends(outbox):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    outbox.claim(now=100, lease=120)
    assert outbox.claim(now=219) is None
    again = outbox.claim(now=220)
    assert (again.id, again.attempts) == (e(1), 2)


def test_a_courier_that_begins_takes_up_what_a_killed_one_was_sending(outbox):
    for n in (1, 2):
        outbox.put(e(n), f"H01-000{n}", b"{}", now=100)
    killed = outbox.claim(now=100, lease=120)
    assert outbox.take_back(now=101) == 1
    again = outbox.claim(now=101)
    assert (again.id, again.attempts) == (e(1), 2)
    assert not outbox.delivered(killed, receipt='{"id":"R-1"}'), "it lived after all"
    assert outbox.delivered(again, receipt='{"id":"R-2"}')
    assert outbox.take_back(now=101) == 0


def test_a_delivered_envelope_is_never_sent_again_and_its_receipt_is_kept(outbox):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    assert outbox.receipt(e(1)) == ""
    outbox.delivered(outbox.claim(now=100), receipt='{"id":"R-1"}')
    assert outbox.claim(now=10_000) is None
    assert outbox.receipt(e(1)) == '{"id":"R-1"}'


def test_a_postponed_envelope_waits(outbox):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    outbox.postponed(outbox.claim(now=100), until=400, why="centre-unreachable")
    assert outbox.claim(now=399) is None
    assert outbox.claim(now=400).id == e(1)


@pytest.mark.parametrize("step", ["put", "claimed", "postponed"])
def test_a_clock_set_back_by_years_holds_no_envelope_back(outbox, step):
    wrong, right = 1_900_000_000, 1_800_000_000
    outbox.put(e(1), "H01-0001", b"{}", now=wrong)
    if step != "put":
        claimed = outbox.claim(now=wrong)
    if step == "postponed":
        outbox.postponed(claimed, until=wrong + 60, why="centre-unreachable")
    assert outbox.claim(now=right).id == e(1)
    assert outbox.claim(now=right + 60) is None  # and the lease given now holds


def test_two_envelopes_for_one_id_are_refused(outbox):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    with pytest.raises(StoreError, match="UNIQUE"):
        outbox.put(e(1), "H01-0001", b"{}", now=100)


def test_a_late_answer_does_not_reopen_a_delivered_envelope(outbox):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    first = outbox.claim(now=100, lease=120)
    second = outbox.claim(now=220)
    assert outbox.delivered(second, receipt="R-1")
    assert not outbox.postponed(first, until=300, why="timed out")
    assert outbox.claim(now=10_000) is None


def test_what_is_to_be_announced_goes_before_any_pages(outbox):
    for n in (1, 2, 3):
        outbox.put(e(n), f"H01-000{n}", b"{}", now=100)
    for _ in range(3):
        told = outbox.claim(now=100)
        assert not told.announced
        assert outbox.announced(told, now=100)
    pages = outbox.claim(now=100)
    assert (pages.id, pages.announced) == (e(1), True)


def test_a_late_word_of_an_announcement_settles_nothing_of_the_pages(outbox):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    told = outbox.claim(now=100)
    assert outbox.announced(told, now=100)
    pages = outbox.claim(now=100)
    assert pages.attempts == told.attempts  # what went well is no failed try
    assert not outbox.announced(told, now=100)
    assert not outbox.postponed(told, until=400, why="centre-unreachable")
    assert outbox.delivered(pages, receipt="R-1")


def test_a_case_due_today_goes_first_among_equals(outbox):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    outbox.put(e(2), "H01-0002", b"{}", now=100, same_day=True)
    assert outbox.claim(now=100).id == e(2)
    assert outbox.claim(now=100).id == e(1)


@pytest.mark.parametrize("years", [-30, 0, 30])
def test_a_clock_that_jumps_between_them_turns_no_two_envelopes_of_a_case_round(outbox, years):
    morning = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
    first = outbox.draw(morning)
    outbox.put(first, "H01-0001", b"{}", now=100)
    then = outbox.draw(morning.replace(year=2026 + years))
    outbox.put(then, "H01-0001", b"{}", now=100)
    assert then != first
    assert outbox.claim(now=100).id == first
    assert outbox.claim(now=100) is None


def test_ids_drawn_in_one_moment_are_all_different(outbox):
    morning = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
    ids = []
    for _ in range(500):
        ids.append(outbox.draw(morning))
        assert re.fullmatch(r"[0-9a-f]{32}", ids[-1])
        outbox.put(ids[-1], "H01-0001", b"{}", now=100)
    assert ids == sorted(set(ids))


def test_a_correction_never_passes_the_envelope_it_corrects(outbox):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    outbox.put(e(2), "H01-0001", b"{}", now=100)
    outbox.put(e(3), "H01-0002", b"{}", now=100)
    outbox.postponed(outbox.claim(now=100), until=400, why="centre-unreachable")
    other = outbox.claim(now=100)
    assert other.id == e(3)
    assert outbox.claim(now=100) is None
    outbox.delivered(other, receipt="R-3")
    outbox.delivered(outbox.claim(now=400), receipt="R-1")
    assert outbox.claim(now=400).id == e(2)


def test_a_refused_envelope_holds_up_only_its_own_case(outbox):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    outbox.put(e(2), "H01-0001", b"{}", now=100)
    outbox.put(e(3), "H01-0002", b"{}", now=100)
    outbox.refused(outbox.claim(now=100), why="unknown procedure")
    assert outbox.claim(now=100).id == e(3)
    assert outbox.claim(now=100) is None


def test_the_desk_sees_where_every_envelope_stands(outbox):
    for n in (1, 2, 3):
        outbox.put(e(n), f"H01-000{n}", b"{}", now=100 + n)
    outbox.refused(outbox.claim(now=200), why="conflict")
    outbox.delivered(outbox.claim(now=200), receipt="R-2")
    third, first, second = outbox.rows()
    assert (first.id, first.code, first.state) == (e(1), "H01-0001", EnvelopeState.REFUSED)
    assert (first.trouble, first.attempts, first.put_at) == ("conflict", 1, 101)
    assert (second.id, second.code, second.state) == (e(2), "H01-0002", EnvelopeState.DELIVERED)
    assert (second.trouble, second.attempts, second.put_at) == ("", 1, 102)
    assert (third.state, third.due, third.attempts) == (EnvelopeState.READY, 103, 0)
    assert outbox.waiting() == 1
    assert [row.id for row in outbox.rows(most=2)] == [e(3), e(1)]


def test_what_was_delivered_no_longer_slows_a_claim(outbox, db):
    for n in range(20):
        outbox.put(e(n), f"H01-{n:04d}", b"{}", now=100)
        outbox.delivered(outbox.claim(now=100), receipt="R")
    assert db.conn.execute("select count(*) from outbox").fetchone() == (0,)
    assert len(outbox.rows()) == 20


def test_an_answer_that_cannot_be_kept_leaves_the_envelope_as_it_was(outbox, db):
    outbox.put(e(1), "H01-0001", b"{}", now=100)
    sent = outbox.claim(now=100, lease=120)
    db.conn.execute(
        "create trigger full before insert on delivered begin select raise(abort, ''); end"
    )
    with pytest.raises(StoreError):
        outbox.delivered(sent, receipt="R-1")
    assert outbox.claim(now=220).id == e(1)


def test_two_processes_never_claim_the_same_envelope(workspace, in_children, tmp_path):
    db = open_database(workspace)
    for n in range(120):
        Outbox(db).put(e(n), f"H01-{n:04d}", b"{}", now=100)
    db.close()
    claimed = tmp_path / "claimed"

    def courier():
        outbox = Outbox(open_database(workspace))
        with claimed.open("a") as log:
            while sent := outbox.claim(now=100):
                assert outbox.delivered(sent, receipt="R")
                log.write(f"{sent.id}\n")
                log.flush()

    assert in_children(courier, count=2) == [0, 0]
    ids = claimed.read_text().split()
    assert sorted(ids) == sorted({e(n) for n in range(120)})
