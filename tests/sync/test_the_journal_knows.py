"""What became of an envelope stands in the journal: once, however often it was tried."""

import json

import pytest

from kiosk.store.journal import Journal


@pytest.fixture
def said(office):
    """Events of the outbox with their fields, oldest first."""

    def read():
        rows = Journal(office.db).since()
        assert Journal(office.db).verify() is None
        return [(r.event.value, r.fields) for r in rows if r.event.startswith("envelope-")]

    return read


def test_a_dead_line_is_one_entry_and_the_delivery_another(office, centre, said):
    envelope = office.hand_in(1000)
    nowhere = office.courier("http://127.0.0.1:9", centre.token)
    for _ in range(5):
        nowhere.carry()
        office.now += 60
    [(event, fields)] = said()
    assert (event, fields["fault"]) == ("envelope-postponed", "centre-unreachable")
    office.courier(centre.url, centre.token).carry()
    (event, fields) = said()[-1]
    assert event == "envelope-delivered"
    receipt = json.loads(office.outbox.receipt(envelope.id))["id"]
    assert fields == {
        "envelope": envelope.id,
        "code": envelope.case_code,
        "receipt": receipt,
        "attempts": 6,
    }
    assert len(said()) == 2


def test_a_refusal_is_noted_with_its_reason(office, centre, said):
    bad = office.hand_in(1000)
    office.db.conn.execute("update outbox set body = x'7b7d'")
    office.courier(centre.url, centre.token).carry()
    assert said() == [
        (
            "envelope-refused",
            {
                "envelope": bad.id,
                "code": bad.case_code,
                "refusal": "case-spoilt",
                "attempts": 1,
            },
        )
    ]
