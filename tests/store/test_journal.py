"""The journal shows whoever touched it, and has no room for a person's data."""

import datetime as dt

import pytest

from kiosk.store.cases import Cases
from kiosk.store.journal import CATALOGUE, Journal, JournalEvent


@pytest.fixture
def journal(db, morning):
    journal = Journal(db)
    for n in range(5):
        now = morning + dt.timedelta(seconds=n)
        journal.write(JournalEvent.CLERK_CALLED, now, case=f"case-{n}", fault="scanner-jammed")
    return journal


def test_an_untouched_journal_is_whole(journal, db):
    assert journal.verify() is None
    assert Journal(db).verify() is None


def test_a_new_kiosks_empty_journal_is_whole(db):
    assert Journal(db).verify() is None


@pytest.mark.parametrize(
    ("change", "first_bad"),
    [
        ("update journal set at = '2026-11-24T00:00:00.000+00:00' where seq = 3", 3),
        ("update journal set event = 'clerk-done' where seq = 3", 3),
        ("update journal set fields = '{}' where seq = 1", 1),
        ("update journal set hash = previous where seq = 5", 5),
        ("update journal set seq = 9 where seq = 2", 2),
        ("delete from journal where seq = 1", 1),
        ("delete from journal where seq = 3", 3),
        ("delete from journal where seq = 5", 5),
        ("delete from journal where seq > 2", 3),
        ("delete from journal", 1),
        ("delete from journal_head", 1),
        ("update journal_head set seq = 4", 5),
        ("update journal_head set hash = '00'", 5),
        (
            "insert into journal select 6, at, event, fields, hash, hash from journal where seq = 5",
            6,
        ),
        ("insert into journal select seq + 5, at, event, fields, previous, hash from journal", 6),
    ],
)
def test_a_row_changed_removed_or_added_is_found(journal, db, change, first_bad):
    db.conn.execute(change)
    assert journal.verify() == first_bad


def test_two_rows_that_changed_places_are_found(journal, db):
    for step in ("seq = -2 where seq = 2", "seq = 2 where seq = 3", "seq = 3 where seq = -2"):
        db.conn.execute(f"update journal set {step}")
    assert journal.verify() == 2


def test_a_row_written_over_with_a_fitting_hash_breaks_the_chain_after_it(journal, db, morning):
    Journal(db).write(JournalEvent.CLERK_DONE, morning, case="case-x")
    db.conn.execute(
        "update journal set (at, event, fields, previous, hash) = "
        "(select at, event, fields, previous, hash from journal where seq = 2) where seq = 3"
    )
    assert journal.verify() == 3


def test_the_desk_reads_on_from_where_it_was(journal, morning):
    rows = journal.since(3)
    assert [row.seq for row in rows] == [4, 5]
    assert rows[0].event is JournalEvent.CLERK_CALLED
    assert rows[0].fields == {"case": "case-3", "fault": "scanner-jammed"}
    assert rows[0].at == morning + dt.timedelta(seconds=3)
    assert [row.seq for row in journal.since(most=2)] == [1, 2]


def test_every_event_says_what_it_means():
    assert set(CATALOGUE) == set(JournalEvent)
    assert all(entry.meaning.endswith(".") for entry in CATALOGUE.values())


@pytest.mark.parametrize(
    "value", ["Trịnh Thị Bịa Đặt", "001099000017", "28/02/1999", 1099000017, ""]
)
def test_no_field_of_any_event_takes_a_persons_data(db, morning, value):
    for event, entry in CATALOGUE.items():
        for field in entry.fields:
            with pytest.raises(ValueError, match="takes no such") as caught:
                Journal(db).write(event, morning, **{field: value})
            assert not value or str(value) not in str(caught.value)
    assert Journal(db).since() == ()


@pytest.mark.parametrize("field", ["name", "number", "holder", "note"])
def test_a_field_the_catalogue_does_not_list_is_refused(db, morning, field):
    for event in JournalEvent:
        with pytest.raises(ValueError, match=f"takes no {field}"):
            Journal(db).write(event, morning, **{field: "x"})


def test_ids_and_codes_fit_whatever_chance_gives_them(db, morning):
    for case in ("0" * 32, "f" * 32, "3f2504e0-4f89-41d3-9a0c-0305e82c3301"):
        Journal(db).write(JournalEvent.CASE_OPENED, morning, case=case)
    Journal(db).write(
        JournalEvent.ENVELOPE_DELIVERED,
        morning,
        envelope="1234567890" * 3 + "12",
        code="000.00.01.H26-261123-K03-0007",
        receipt="R-20261123-000001",
        attempts=3,
    )
    assert Journal(db).verify() is None


def test_sealing_and_forgetting_are_in_the_journal(db, sealed, morning):
    ticket = sealed("case-1")
    Cases(db).open("case-2", morning)
    Cases(db).forget("case-2", morning)
    rows = Journal(db).since()
    assert [row.event.value for row in rows] == [
        *("case-opened", "case-sealed", "case-opened", "case-forgotten")
    ]
    assert rows[1].fields["code"] == ticket.code
    assert rows[1].fields["pages"] == 2


def test_the_journal_tells_the_latest_moment_although_the_clock_was_set_back(db, morning):
    journal = Journal(db)
    assert journal.latest() is None
    journal.write(JournalEvent.SERVICE_STOPPED, morning, service="kiosk-ui")
    journal.write(
        JournalEvent.SERVICE_STOPPED, morning - dt.timedelta(days=400), service="kiosk-ui"
    )
    assert journal.latest() == morning
    assert journal.latest(among=1) == morning - dt.timedelta(days=400)
