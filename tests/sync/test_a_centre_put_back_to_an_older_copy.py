"""A centre put back to an older copy lost cases it gave receipts for: they come again by themselves, each once."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest

from kiosk.contract import MOST_MISSING
from kiosk.faults import Fault
from kiosk.store.erasing import Erasing, Why
from kiosk.store.journal import JournalEvent
from kiosk.store.outbox import EnvelopeState
from tests.sync.conftest import Office
from tests.sync.kiosk_sync import carried, office_in, running
from tests.workbench.centre import HOMES
from tests.workbench.line import Line


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


def carry(office, centre, greeter, times=8):
    courier = office.courier(centre.url, centre.token, greeter=greeter)
    for _ in range(times):
        greeter.run()
        courier.carry()
    greeter.run()


def test_what_it_lost_comes_again_once_with_new_receipts(office, centre):
    kept = office.hand_in(1000)
    carried(office, centre)
    copy = centre.copied()
    lost = [office.hand_in(2000), office.hand_in(3000, 500)]
    carried(office, centre)
    old = {one.id: json.loads(office.outbox.receipt(one.id))["id"] for one in lost}
    centre.put_back(copy)
    assert office.only(centre, kept)
    with running(office.workspace.root, centre) as until:
        until(lambda: bool(office.events(JournalEvent.CENTRE_CAUGHT_UP)))
        until(lambda: office.outbox.waiting() == 0)
    assert office.only(centre, kept, *lost)
    assert office.receipts_match(centre)
    for one in lost:
        assert json.loads(office.outbox.receipt(one.id))["id"] != old[one.id]
    said = office.events(JournalEvent.ENVELOPE_PUT_BACK)
    assert {event["envelope"]: event["receipt"] for event in said} == old
    assert office.events(JournalEvent.CENTRE_RESTORED) == [{"ours": 3, "centre": 1}]
    assert office.events(JournalEvent.CENTRE_CAUGHT_UP) == [{"again": 2, "gone": 0}]
    assert office.faults()["receipts"] is Fault.CENTRE_RESTORED
    assert office.events(JournalEvent.IDENTITY_TWIN) == []


def test_it_is_put_back_in_the_middle_of_an_upload(office, centre):
    copy = centre.copied()
    lost = office.hand_in(1000)
    greeter = office.greeter(centre.url, centre.token)
    carry(office, centre, greeter)
    big = office.hand_in(300_000, 200_000)
    with Line(centre.port, bytes_a_second=4_000_000) as line:
        line.at(250_000, line.cut)
        through = office.courier(line.url, centre.token, greeter=greeter)
        through.carry()
        assert office.row(big).state is not EnvelopeState.DELIVERED
        centre.put_back(copy)
        line.mend()
        for _ in range(8):
            office.now += through.carry()
    assert office.row(big).state is EnvelopeState.DELIVERED
    assert office.only(centre, big)
    carry(office, centre, office.greeter(centre.url, centre.token))
    assert office.only(centre, lost, big)
    assert office.receipts_match(centre)


def test_it_is_found_out_without_a_start_within_minutes_of_the_line_coming_back(office, centre):
    copy = centre.copied()
    lost = office.hand_in(1000)
    greeter = office.greeter(centre.url, centre.token)
    carry(office, centre, greeter)
    centre.kill()
    office.hand_in(500)
    office.courier(centre.url, centre.token, greeter=greeter).carry()
    centre.put_back(copy)
    breaks = office.courier(centre.url, centre.token, greeter=greeter)
    office.elapsed += 3600
    office.now += 3600
    breaks.carry()
    carry(office, centre, greeter)
    assert office.row(lost).state is EnvelopeState.DELIVERED
    assert len(centre.received()) == 2
    assert office.receipts_match(centre)


def test_a_kiosk_stopped_while_it_asks_goes_on_where_it_was(office, centre):
    copy = centre.copied()
    lost = delivered(office, centre, MOST_MISSING + 3)
    centre.put_back(copy)
    first = office.greeter(centre.url, centre.token)
    assert first.run() == 0.0
    assert len(office.events(JournalEvent.ENVELOPE_PUT_BACK)) == MOST_MISSING
    second = office.greeter(centre.url, centre.token)
    while second.run() == 0.0:
        pass
    assert len(office.events(JournalEvent.ENVELOPE_PUT_BACK)) == len(lost)
    assert office.events(JournalEvent.CENTRE_CAUGHT_UP) == [{"again": len(lost), "gone": 0}]
    assert {row.id for row in office.outbox.rows(10_000)} == lost
    assert office.outbox.waiting() == len(lost)


def test_what_was_erased_here_cannot_come_again_and_that_is_said_once(office, centre):
    copy = centre.copied()
    erased, kept = office.hand_in(1000), office.hand_in(2000)
    greeter = office.greeter(centre.url, centre.token)
    carry(office, centre, greeter)
    case = office.announced(erased).case
    Erasing(office.db, office.vault).erase(case, Why.CITIZEN, dt.datetime.now(dt.UTC))
    centre.put_back(copy)
    carry(office, centre, office.greeter(centre.url, centre.token))
    assert office.only(centre, kept)
    assert office.events(JournalEvent.CENTRE_CAUGHT_UP) == [{"again": 1, "gone": 1}]
    carry(office, centre, office.greeter(centre.url, centre.token))
    assert len(office.events(JournalEvent.CENTRE_RESTORED)) == 1


def test_a_case_and_its_correction_come_again_in_their_order(office, centre):
    copy = centre.copied()
    first = office.hand_in(1000)
    carry(office, centre, office.greeter(centre.url, centre.token))
    office.now -= 3 * 86_400  # the clock is set back between the two
    case = office.announced(first).case
    second = office.add(case, 2000)
    carry(office, centre, office.greeter(centre.url, centre.token))
    assert [case["envelope"] for case in centre.received()] == [first.id, second]
    centre.put_back(copy)
    carry(office, centre, office.greeter(centre.url, centre.token))
    came = centre.received()
    assert [case["envelope"] for case in came] == [first.id, second]
    assert (came[1]["corrects"], came[1]["original"]) == (first.id, "here")


def test_a_second_loss_is_found_out_beside_what_is_gone_for_good(office, centre):
    copy = centre.copied()
    erased = office.hand_in(1000)
    carry(office, centre, office.greeter(centre.url, centre.token))
    case = office.announced(erased).case
    Erasing(office.db, office.vault).erase(case, Why.CITIZEN, dt.datetime.now(dt.UTC))
    centre.put_back(copy)
    carry(office, centre, office.greeter(centre.url, centre.token))
    later = office.hand_in(700)
    carry(office, centre, office.greeter(centre.url, centre.token))
    centre.put_back(copy)
    carry(office, centre, office.greeter(centre.url, centre.token))
    assert office.only(centre, later)
    assert len(office.events(JournalEvent.CENTRE_RESTORED)) == 2


def test_a_loss_is_found_out_also_by_a_kiosk_that_forgot_receipts_itself(office, centre, tmp_path):
    copy = centre.copied()
    kept = office.hand_in(1000)
    carry(office, centre, office.greeter(centre.url, centre.token))
    office.db.conn.execute("pragma wal_checkpoint(truncate)").fetchall()
    shutil.copytree(office.workspace.root, tmp_path / "older")
    for _ in range(3):
        office.hand_in(500)
    carry(office, centre, office.greeter(centre.url, centre.token), times=12)
    with office_in(tmp_path / "older") as older:
        carry(older, centre, older.greeter(centre.url, centre.token))
        assert older.events(JournalEvent.CENTRE_RESTORED) == []
        centre.put_back(copy)
        carry(older, centre, older.greeter(centre.url, centre.token))
        assert older.only(centre, kept)
        assert len(older.events(JournalEvent.CENTRE_RESTORED)) == 1


def test_a_receipt_that_was_lost_on_the_way_is_no_loss_of_the_centre(office, centre):
    office.hand_in(1000)
    greeter = office.greeter(centre.url, centre.token)
    with Line(centre.port, bytes_a_second=4_000_000) as line:
        line.before_answer(b"PATCH", line.cut)
        office.courier(line.url, centre.token, greeter=greeter).carry()
        line.mend()
    assert len(centre.received()) == 1
    office.elapsed += 3600
    greeter.run()
    office.now += 600
    carry(office, centre, greeter)
    office.elapsed += 3600
    carry(office, centre, greeter)
    assert office.outbox.waiting() == 0
    assert office.events(JournalEvent.CENTRE_RESTORED) == []
    assert "receipts" not in office.faults()


def test_a_centre_that_lost_nothing_is_not_asked(office, centre):
    office.hand_in(1000)
    carry(office, centre, office.greeter(centre.url, centre.token))
    assert office.greeter(centre.url, centre.token).run() > 0
    assert "receipts" not in office.faults()
    assert office.events(JournalEvent.CENTRE_RESTORED) == []


@pytest.mark.parametrize("hours", [-72, 10 * 365 * 24])
def test_a_clock_that_differs_from_the_centres_is_said_until_it_is_right(office, centre, hours):
    true = dt.datetime.now(dt.UTC).timestamp()
    for here in (true, true + hours * 3600, true + hours * 3600, true):
        office.now = here
        office.greeter(centre.url, centre.token).run()
        expected = Fault.CLOCK_WRONG if here != true else None
        assert office.faults().get("time") is expected
    (event,) = office.events(JournalEvent.CLOCK_DIFFERS)
    assert event["side"] == ("ahead" if hours > 0 else "behind")
    assert abs(int(event["seconds"]) - min(abs(hours) * 3600, 10**8 - 1)) < 3600


def delivered(office: Office, centre, count: int) -> set[str]:
    """So many cases, delivered one like the other; their envelopes."""
    model = office.hand_in(100)
    carry(office, centre, office.greeter(centre.url, centre.token))
    receipt = office.outbox.receipt(model.id)
    ids = {model.id}
    for number in range(count - 1):
        id = f"{int(model.id[:15], 16) + number + 1:015x}{number:017x}"
        office.db.conn.execute(
            "insert into delivered (id, case_code, attempts, put_at, receipt, body) "
            "values (?, ?, 1, 0, ?, ?)",
            (id, f"H00.000-261102-K00-{number + 1000}", receipt, model.body),
        )
        ids.add(id)
    return ids


def test_what_is_due_the_same_day_goes_before_others_the_second_time_too(office, centre):
    copy = centre.copied()
    usual, pressing = office.hand_in(1000), office.hand_in(1000, same_day=True)
    carried(office, centre)
    centre.put_back(copy)
    greeter = office.greeter(centre.url, centre.token)
    while office.outbox.waiting() < 2:
        greeter.run()
    first = office.outbox.claim(int(office.now))
    assert first.id == pressing.id != usual.id
