"""From the courier's receipt to the last trace: what the centre has stays there, and leaves the kiosk."""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import closing

import pytest

from kiosk.store.cases import Cases
from kiosk.store.database import CaseGone, open_database
from kiosk.store.erasing import Erasing, Why
from kiosk.store.outbox import EnvelopeState
from kiosk.store.retention import Retention
from kiosk.sync.eraser import Eraser
from tests.store.decrypted import decrypted
from tests.sync.conftest import MORNING
from tests.workbench.line import Line


def eraser(office):
    erasing = Erasing(office.db, office.vault)
    return Eraser(Retention(office.db, 1), erasing, lambda: MORNING, lambda: 0.0)


def lived(office, *days):
    """An hour at work on each of them, counted from today."""
    for day in days:
        Retention(office.db, 1).worked(60, MORNING + dt.timedelta(days=day))


def test_a_case_that_arrived_is_erased_here_and_is_whole_there(office, centre, tmp_path):
    sent, waits = office.hand_in(300_000, 20_001), office.hand_in(1000)
    with Line(centre.port) as line:
        office.courier(line.url, centre.token).carry()
        assert office.row(sent).state is EnvelopeState.DELIVERED
        lived(office, 0)
        eraser(office).step()
        lived(office, 1)
        eraser(office).step()
    cases = Cases(office.db)
    with pytest.raises(CaseGone):
        cases.key(office.announced(sent).case)
    assert len(cases.key(office.announced(waits).case)) == 32, "only this kiosk has it"
    assert office.announced(sent).case.encode() in decrypted(office.workspace)
    assert sent.body not in decrypted(office.workspace)
    assert office.receipts_match(centre)
    centre.export(tmp_path / "out")
    for file in office.announced(sent).files:
        data = (tmp_path / "out" / sent.case_code / file.name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file.sha256


def test_a_case_erased_between_two_tries_is_sent_no_more_and_holds_up_no_other(office, centre):
    gone, goes = office.hand_in(200_000), office.hand_in(20_000)
    with Line(centre.port) as line:
        courier = office.courier(line.url, centre.token)
        line.at(line.up + 50_000, line.cut)
        office.now += courier.carry()
        Erasing(office.db, office.vault).erase(
            office.announced(gone).case, Why.CITIZEN, MORNING, undelivered=True
        )
        line.mend()
        for _ in range(6):
            office.now += courier.carry()
    assert [row.id for row in office.outbox.rows()] == [goes.id]
    assert office.only(centre, goes)
    assert office.row(goes).state is EnvelopeState.DELIVERED


def test_a_case_erased_while_it_is_sent_holds_up_no_other(office, centre, same_office):
    gone, goes = office.hand_in(200_000), office.hand_in(20_000)

    def erase():
        with same_office() as other:
            Erasing(other.db, other.vault).erase(
                other.announced(gone).case, Why.CITIZEN, MORNING, undelivered=True
            )

    with Line(centre.port) as line:
        courier = office.courier(line.url, centre.token)
        line.at(line.up + 50_000, erase)
        for _ in range(6):
            office.now += courier.carry()
    assert office.row(goes).state is EnvelopeState.DELIVERED
    assert gone.id not in {row.id for row in office.outbox.rows()}


def test_a_case_erased_while_it_is_on_its_way_is_nobodys_to_look_at(office, centre, caplog):
    gone, goes = office.hand_in(1_000_000, 1000), office.hand_in(1000)
    case = office.announced(gone).case

    def erase():
        with closing(open_database(office.workspace)) as db:
            Erasing(db, office.vault).erase(case, Why.CITIZEN, MORNING, undelivered=True)

    with Line(centre.port) as line:
        courier = office.courier(line.url, centre.token)
        line.at(50_000, erase)  # the first paper was read, the second was not
        for _ in range(4):
            courier.carry()
    assert office.only(centre, goes)
    assert office.outbox.find(gone.id) is None
    assert not [row for row in caplog.records if row.levelname == "ERROR"]
