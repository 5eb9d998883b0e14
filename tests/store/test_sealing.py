"""A sealed case has its ticket, its documents and its envelope: all of them, once."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from kiosk.contract import EVIDENCE, Announcement
from kiosk.model import CaseState, Document, Language
from kiosk.store.cases import Cases
from kiosk.store.database import CaseGone, StoreError, writing
from kiosk.store.documents import Documents
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.outbox import Outbox
from kiosk.store.tickets import Tickets

HOUR = dt.timedelta(hours=1)


def announced(db):
    return Announcement.from_json(json.loads(Outbox(db).claim(now=2**33).body))


def test_a_case_sealed_twice_gets_the_same_ticket_and_one_envelope(db, sealed, morning):
    ticket = sealed("case-1")
    assert sealed("case-1", series="B", now=morning + HOUR) == ticket
    assert Tickets(db).of("case-1") == ticket
    assert len(Outbox(db).rows()) == 1


def test_what_is_announced_is_what_happened(db, sealed, holder, morning):
    case = "c0ffee" * 5 + "00"
    Cases(db).open(case, morning - HOUR)
    Cases(db).set_holder(case, holder)
    ticket = sealed(case, kiosk=3)
    message = announced(db)
    assert ticket.code == message.code == "H00.000-261123-K03-0001"
    assert ticket.label == message.ticket == "A3-001"
    assert dt.datetime.fromisoformat(message.opened_at) == morning - HOUR
    assert dt.datetime.fromisoformat(message.sealed_at) == morning
    assert (message.case, message.device, message.procedure) == (case, "kiosk-1", "2.000815")
    assert message.holder == {
        "number": "001099000017",
        "name": "Trịnh Thị Bịa Đặt",
        "birth_date": "1999-02-28",
        "sex": "Nữ",
        "nationality": "Việt Nam",
        "expiry": "",
        "verdict": "hashes-match",
    }


def test_a_citizen_without_a_card_hands_in_too(db, sealed):
    sealed("c0" * 16)
    assert announced(db).holder is None


def test_documents_are_named_by_the_code_of_their_case(db, sealed):
    papers = (
        Document("to-khai", "", "c/d:0:9", "ab" * 32, 72, 2),
        Document("cccd", "", "c/d:9:9", "cd" * 32, 36, 1),
    )
    code = sealed("c0" * 16, documents=papers).code
    names = [f"{code}_to-khai_01.pdf", f"{code}_cccd_02.pdf"]
    assert Documents(db).of("c0" * 16) == tuple(
        replace(paper, name=name) for paper, name in zip(papers, names, strict=True)
    )
    files = announced(db).files
    assert [file.name for file in files] == names
    assert [(f.sha256, f.size, f.document, f.pages) for f in files] == [
        (p.sha256, p.size, p.id, p.pages) for p in papers
    ]


def test_what_proves_the_card_travels_with_the_papers_and_is_none_of_them(db, sealed_in, morning):
    case = "c0" * 16
    proof = Document(EVIDENCE, "", "c/e.json", "ef" * 32, 900, 0)
    code = sealed_in(db, case, evidence=proof).code
    assert Documents(db).of(case)[-1] == replace(proof, name=f"{code}_evidence.json")
    file = announced(db).files[-1]
    assert (file.name, file.document, file.pages) == (f"{code}_evidence.json", EVIDENCE, 0)
    (row,) = Cases(db).sealed_on(dt.date(2026, 11, 23))
    assert (row.documents, row.pages) == (1, 2)
    told = [row.fields for row in Journal(db).since() if row.event is JournalEvent.CASE_SEALED]
    assert [(row["documents"], row["pages"]) for row in told] == [(1, 2)]


def test_what_proves_the_card_is_not_sent_alone(db, sealed_in):
    sealed_in(db, "case-1", documents=(), evidence=Document(EVIDENCE, "", "c/e", "ef" * 32, 900, 0))
    assert Outbox(db).rows() == ()


def test_a_case_without_papers_has_a_ticket_and_nothing_to_send(db, sealed):
    assert sealed("case-1", documents=()).label == "A001"
    assert Cases(db).state("case-1") is CaseState.SEALED
    assert Outbox(db).rows() == ()


def test_each_series_counts_from_one_and_codes_count_over_all(sealed):
    tickets = [sealed(f"case-{n}", series=series) for n, series in enumerate("AABBA")]
    assert [ticket.label for ticket in tickets] == ["A001", "A002", "B001", "B002", "A003"]
    assert [ticket.code[-4:] for ticket in tickets] == ["0001", "0002", "0003", "0004", "0005"]


def test_numbers_begin_anew_at_midnight_in_vietnam(sealed):
    evening = dt.datetime(2026, 11, 23, 16, 59, 59, 999_000, tzinfo=dt.UTC)
    last = sealed("case-1", now=evening)
    first = sealed("case-2", now=evening + dt.timedelta(milliseconds=1))
    assert (last.day, last.number, last.code) == (
        dt.date(2026, 11, 23),
        1,
        "H00.000-261123-K00-0001",
    )
    assert (first.day, first.number, first.code) == (
        dt.date(2026, 11, 24),
        1,
        "H00.000-261124-K00-0001",
    )


def test_a_clock_set_back_never_gives_a_number_twice(sealed, morning):
    days = [morning, morning + 24 * HOUR, morning]
    tickets = [sealed(f"case-{n}", now=now) for n, now in enumerate(days)]
    assert [(t.day.day, t.number) for t in tickets] == [(23, 1), (24, 1), (23, 2)]


def test_a_fault_while_sealing_leaves_no_gap(db, sealed):
    sealed("case-1")

    def half_way():
        with writing(db):
            sealed("case-2")
            db.conn.execute("insert into outbox (id) values ('torn')")

    with pytest.raises(StoreError):
        half_way()
    assert Cases(db).state("case-2") is None
    assert sealed("case-3").number == 2


def test_a_forgotten_case_cannot_be_sealed(db, sealed, morning):
    Cases(db).open("case-1", morning)
    Cases(db).forget("case-1", morning)
    with pytest.raises(CaseGone):
        sealed("case-1")
    assert Tickets(db).of("case-1") is None


def test_a_sealed_case_is_not_forgotten(db, sealed, morning):
    sealed("case-1")
    Cases(db).forget("case-1", morning)
    assert Cases(db).state("case-1") is CaseState.SEALED
    assert len(Cases(db).key("case-1")) == 32


def test_a_ticket_nobody_saw_is_found_again_until_it_is_handed(db, sealed, morning):
    tickets = Tickets(db)
    sealed("case-1", now=morning)
    newest = sealed("case-2", now=morning + HOUR)
    assert tickets.unhanded(since=morning) == (newest, Language.VI)
    assert tickets.unhanded(since=morning + 2 * HOUR) is None
    tickets.handed("case-2", morning + HOUR)
    tickets.handed("case-1", morning + HOUR)
    assert tickets.unhanded(since=morning) is None


def test_the_desk_sees_the_days_cases_without_a_name(db, sealed, holder, morning):
    Cases(db).open("case-1", morning)
    Cases(db).set_holder("case-1", holder)
    sealed("case-1")
    sealed("case-2", now=morning + 24 * HOUR)
    (row,) = Cases(db).sealed_on(dt.date(2026, 11, 23))
    assert (row.case, row.procedure, row.ticket) == ("case-1", "2.000815", "A001")
    assert (row.sealed_at, row.documents, row.pages) == (morning, 1, 2)
    assert holder.name not in repr(row)
    assert holder.number not in repr(row)
