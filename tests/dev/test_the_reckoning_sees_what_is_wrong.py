"""The reckoning after the kills sees what was lost, doubled, torn and out of order; else its silence proves nothing."""

import json
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from tests.sync.conftest import Office
from tests.workbench import reckoning
from tests.workbench.centre import CentreHouse
from tests.workbench.outside import OutsideLog, Told

CASES = 2


def case_of(envelope):
    return json.loads(envelope.body)["case"]


@pytest.fixture
def table(tmp_path):
    """An office with two cases, one of them in two envelopes, all of them at the centre; nothing was printed."""
    office = Office(tmp_path / "kiosk")
    with CentreHouse(tmp_path) as centre:
        for _ in range(CASES):
            last = office.hand_in(4000, 500)
        office.add(case_of(last), 300)
        courier = office.courier(centre.url, centre.token)
        while office.outbox.waiting():
            office.now += courier.carry() + 1
        office.close()
        yield SimpleNamespace(
            workspace=office.workspace,
            centre=centre,
            folder=tmp_path,
            serial=SimpleNamespace(tickets=list),
        )


@pytest.fixture
def outside(table, tmp_path):
    outside = OutsideLog(tmp_path / "outside.jsonl")
    reckoning.note(table, outside)
    return outside


@pytest.fixture
def shelf(table):
    """The centre's own rows, to be meddled with."""
    with closing(sqlite3.connect(table.centre.data / "intake.db", isolation_level=None)) as db:
        yield db


def test_where_all_is_well_nothing_is_said(table, outside):
    found = reckoning.reckon(table, outside)
    assert found.holds, found
    assert (found.cases, found.envelopes, found.receipts) == (CASES, CASES + 1, CASES + 1)


def test_a_receipt_the_centre_forgot_is_a_loss(table, outside, shelf):
    shelf.execute("update envelopes set receipt = null where seq = 1")
    found = reckoning.reckon(table, outside)
    assert found.lost
    assert not found.torn


def test_a_number_somebody_saw_and_nobody_has_is_a_loss(table, outside):
    outside.tell(Told.SHOWN, "Z999")
    assert reckoning.reckon(table, outside).lost == [
        "a citizen saw Z999, and there is no such ticket"
    ]


def test_a_receipt_overheard_on_the_line_counts(table, outside):
    said = b'HTTP/1.1 200 OK\r\n\r\n{"envelope":"x","receipt":{"id":"%b","device":"kiosk-1",'
    said += b'"envelope":"%b","received_at"'
    said %= (b"a" * 32, b"b" * 32)
    outside.overhear(said[:80])
    outside.overhear(said[80:])
    (lost,) = reckoning.reckon(table, outside).lost
    assert "b" * 32 in lost


def test_a_case_that_came_twice_is_seen(table, outside, shelf):
    columns = "device, code, size, announced_at, body, receipt"
    shelf.execute(
        f"insert into envelopes (envelope, {columns}) select 'f' || envelope, {columns} "
        "from envelopes where seq = 1"
    )
    assert reckoning.reckon(table, outside).doubled


def test_a_byte_altered_at_the_centre_is_seen(table, outside):
    blob = next((table.centre.data / "blobs").glob("*/*"))
    blob.write_bytes(blob.read_bytes()[:-1] + b"?")
    assert reckoning.reckon(table, outside).torn


def test_a_document_missing_at_the_kiosk_is_seen(table, outside):
    next(table.workspace.vault.glob("*/document-1")).unlink()
    assert reckoning.reckon(table, outside).torn


def test_an_envelope_that_passed_the_one_before_it_is_seen(table, outside, shelf):
    shelf.execute("update envelopes set announced_at = '2000-01-01T00:00:00+00:00'")
    assert len(reckoning.reckon(table, outside).disordered) == 1


def test_an_envelope_that_puts_another_case_right_is_seen(table, outside, shelf):
    shelf.execute(
        "update envelopes set body = cast(json_set(body, '$.corrects', 'another') as blob) "
        "where json_extract(body, '$.corrects') <> ''"
    )
    (passed,) = reckoning.reckon(table, outside).disordered
    assert "another" in passed
