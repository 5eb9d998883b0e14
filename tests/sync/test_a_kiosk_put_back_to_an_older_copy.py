"""A kiosk put back to an older copy of its disk gives no number twice, and what the centre has is not sent again."""

from __future__ import annotations

import re
import shutil
from contextlib import closing

import pytest

from kiosk.faults import Fault
from kiosk.store.journal import JournalEvent
from kiosk.store.outbox import EnvelopeState
from kiosk.store.reckoning import GAP
from tests.sync.conftest import Office
from tests.sync.kiosk_sync import carried, copied, office_in
from tests.workbench.centre import HOMES


def carry(office, centre, times=6):
    """A kiosk-sync that starts, carries what there is and ends."""
    greeter = office.greeter(centre.url, centre.token)
    greeter.run()
    courier = office.courier(centre.url, centre.token, greeter=greeter)
    for _ in range(times):
        courier.carry()
    return greeter


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


@pytest.fixture
def put_back(office, centre, tmp_path):
    """The office as its disk was after two of four delivered cases, and while a third waited."""
    first, second = office.hand_in(1000), office.hand_in(2000)
    carry(office, centre)
    waiting = office.hand_in(1500)
    office.db.conn.execute("pragma wal_checkpoint(truncate)").fetchall()
    copy = tmp_path / "copy"
    shutil.copytree(office.workspace.root, copy)
    third = office.hand_in(3000)
    carry(office, centre)
    with closing(Office(copy)) as older:
        older.now = office.now
        yield older, (first, second, waiting, third)


def test_its_chain_goes_on_behind_the_centres_and_the_desk_hears_of_it(put_back, centre):
    older, known = put_back
    fresh = older.hand_in(700)
    carry(older, centre)
    assert older.faults()["identity"] is Fault.IDENTITY_RESTORED
    assert not older.row(fresh).trouble
    assert older.only(centre, *known, fresh)
    (event,) = older.events(JournalEvent.IDENTITY_RESTORED)
    assert (event["ours"], event["centre"]) == (2, 4)
    numbers = [row[0] for row in older.db.conn.execute("select seq from links order by seq")]
    assert numbers == [1, 2, 5, 6]


def test_no_number_is_told_to_the_centre_twice(put_back, centre):
    older, _ = put_back
    older.hand_in(700)
    carry(older, centre)
    carry(older, centre)
    assert "identity-twin" not in str(older.faults())
    assert older.events(JournalEvent.IDENTITY_TWIN) == []


def test_what_the_centre_has_comes_back_as_known_with_its_receipt(put_back, centre):
    older, (_, _, waiting, _) = put_back
    assert older.row(waiting).state is EnvelopeState.READY
    carry(older, centre)
    assert older.row(waiting).state is EnvelopeState.DELIVERED
    assert older.receipts_match_here(centre, waiting)
    assert len([case for case in centre.received() if case["envelope"] == waiting.id]) == 1


def test_todays_tickets_and_codes_go_on_behind_whatever_was_given(put_back, centre):
    older, known = put_back
    carry(older, centre)
    fresh = older.hand_in(700)
    given = {older.announced(one).code for one in known} | {
        older.announced(one).ticket for one in known
    }
    said = older.announced(fresh)
    assert said.code not in given
    assert said.ticket not in given
    assert int(re.findall(r"\d+", said.code)[-1]) == 4 + GAP + 1
    assert said.ticket == f"A{4 + GAP + 1:03d}"


def test_it_is_said_for_a_day_and_then_no_more(put_back, centre):
    older, _ = put_back
    greeter = carry(older, centre)
    older.now += 86_401
    older.elapsed += 3600
    greeter.run()
    assert older.faults()["identity"] is None
    assert len(older.events(JournalEvent.IDENTITY_RESTORED)) == 1


def test_an_ordinary_start_says_nothing_and_skips_nothing(office, centre):
    office.hand_in(1000)
    carry(office, centre)
    carry(office, centre)
    fresh = office.hand_in(1000)
    assert "identity" not in office.faults()
    assert office.announced(fresh).ticket == "A002"


def test_no_new_number_is_given_before_the_centre_was_greeted(office, centre):
    centre.kill()
    office.hand_in(1000)
    greeter = office.greeter(centre.url, centre.token)
    office.courier(centre.url, centre.token, greeter=greeter).carry()
    assert office.db.conn.execute("select count(*) from links").fetchone() == (0,)


def test_the_service_itself_finds_it_out_and_carries_on(office, centre, tmp_path):
    first = office.hand_in(1000)
    carried(office, centre)
    office.db.close()
    older = copied(office.workspace.root, tmp_path / "older")
    with office_in(office.workspace.root) as lost:
        second = lost.hand_in(2000)
        carried(lost, centre)
    with office_in(older) as again:
        fresh = again.hand_in(3000)
        carried(again, centre)
        assert again.only(centre, first, second, fresh)
        assert again.receipts_match_here(centre, first, fresh)
        assert again.faults()["identity"] is Fault.IDENTITY_RESTORED
        (event,) = again.events(JournalEvent.IDENTITY_RESTORED)
        assert (event["ours"], event["centre"]) == (1, 2)
        assert again.events(JournalEvent.IDENTITY_TWIN) == []
