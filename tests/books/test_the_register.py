"""The register of cases: numbers without a gap, nothing changed unseen, and what stays of the erased."""

import datetime as dt
import uuid

import pytest

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import Act, Kind, Place
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.erasing import Erasing, Why
from kiosk.store.journal import Journal
from kiosk.store.moments import office_day
from kiosk.store.register import Amiss, Entered, Finding
from kiosk.store.retention import Retention
from kiosk.store.vault import Vault
from tests.store.decrypted import decrypted

NEW_YEARS_EVE = dt.datetime(2026, 12, 31, 16, 59, 59, tzinfo=dt.UTC)  # 23:59:59 in Vietnam


def erase(books, case, why):
    erasing = Erasing(books.db, Vault(books.workspace.vault))
    return erasing.erase(case, why, books.clock(), undelivered=True)


def test_numbers_of_a_book_follow_one_another(books):
    cases = [books.received() for _ in range(3)]
    assert [books.register.of(case) for case in cases] == [
        Entered("00/2026", number) for number in (1, 2, 3)
    ]


def test_a_case_asked_for_again_has_the_number_it_had(books):
    case = books.received()
    entry = books.register.line(case)
    assert books.register.enter(case, books.clock().date(), entry.line) == Entered("00/2026", 1)
    assert len(books.register.entries()) == 1


def test_a_reception_that_fails_uses_no_number(books):
    case = books.case()
    line = books.register.line(books.received()).line
    received = Act(Kind.RECEIVED, books.clock(), books.people[Role.CLERK].id, Role.CLERK)

    def stops(_):
        books.register.enter(case, office_day(books.clock()), line)
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        Acts(books.db).do(case, received, uuid.uuid4().hex, 0, also=stops)
    assert books.register.of(case) is None
    assert books.register.of(books.received()) == Entered("00/2026", 2)
    assert books.register.amiss() == ()


def test_an_undone_reception_keeps_its_number_and_the_next_one_has_another(books):
    case = books.received()
    books.act(case, Kind.UNDONE)
    assert books.register.of(case) is None
    books.enters(case)
    assert books.register.of(case) == Entered("00/2026", 2)
    assert [(entry.number, entry.void) for entry in books.register.entries()] == [
        (1, True),
        (2, False),
    ]


def test_a_new_book_begins_at_midnight_in_vietnam(books):
    books.clock.now = NEW_YEARS_EVE
    last = books.received()
    books.clock.later(seconds=1)
    first = books.received()
    assert books.register.of(last) == Entered("00/2026", 1)
    assert books.register.of(first) == Entered("00/2027", 1)
    assert [month.month for month in books.register.months()] == ["2027-01", "2026-12"]


def test_what_becomes_of_a_case_stands_beside_its_line(books):
    case = books.received()
    books.clock.later(hours=1)
    books.act(case, Kind.HANDED_ON, Role.SPECIALIST, to=Place.LEADER)
    books.act(case, Kind.APPROVED, Role.LEADER)
    books.clock.later(hours=1)
    books.act(case, Kind.ISSUED, Role.ARCHIVIST, number="12/TLKS")
    issued = books.clock()
    books.clock.later(hours=1)
    books.act(case, Kind.RETURNED, number="direct")
    became = books.register.line(case).outcome
    assert (became.status, became.result, became.how) == (
        CaseStatus.RETURNED.value,
        "12/TLKS",
        "direct",
    )
    assert (became.issued, became.ended) == (issued, books.clock())


def test_a_line_stays_whole_when_the_cases_days_here_are_over(books):
    case = books.received("Vàng Thị Mẫu")
    books.act(case, Kind.WITHDRAWN, ground="đổi ý")
    before = books.register.line(case)
    assert erase(books, case, Why.RETENTION)
    assert books.register.line(case) == before
    assert before.line.name == "Vàng Thị Mẫu"


@pytest.mark.parametrize("over", [False, True], ids=["at once", "after its days were over"])
def test_whoever_asks_to_be_erased_leaves_number_code_and_days(books, over):
    case = books.received("Vàng Thị Canary")
    before = books.register.line(case)
    if over:
        erase(books, case, Why.RETENTION)
    erase(books, case, Why.CITIZEN)
    after = books.register.line(case)
    assert after.gone == "citizen"
    assert (after.number, after.day, after.line.code, after.line.received, after.line.due) == (
        before.number,
        before.day,
        before.line.code,
        before.line.received,
        before.line.due,
    )
    assert (after.line.name, after.line.address, after.line.phone) == ("", "", "")
    assert "Vàng Thị Canary".encode() not in decrypted(books.workspace)
    assert books.register.amiss() == ()


def test_after_its_years_the_register_says_nothing_of_anybody(books):
    books.received()
    books.clock.now = NEW_YEARS_EVE + dt.timedelta(seconds=1)
    books.received()
    assert books.register.blank(2026, books.clock()) == 1
    assert [entry.line.name for entry in books.register.entries()] == ["", "Vàng Thị Mẫu"]
    assert books.register.blank(2026, books.clock()) == 0
    assert books.register.amiss() == ()


@pytest.mark.parametrize(
    ("change", "amiss"),
    [
        ("update register set line = replace(line, 'Mẫu', 'Giả') where number = 2", Amiss.CHANGED),
        ("update register set salt = '', gone = 'x' where number = 2", Amiss.CHANGED),
        ("delete from register where number = 2", Amiss.MISSING),
    ],
)
def test_a_line_changed_behind_the_desks_back_is_found(books, change, amiss):
    for _ in range(3):
        books.received()
    assert books.register.amiss() == ()
    books.db.conn.execute(change)
    assert books.register.amiss() == (Finding("00/2026", 2, amiss),)


def test_a_line_written_behind_the_desks_back_is_found(books):
    books.received()
    books.db.conn.execute(
        "insert into register select book, 2, 'x', day, line, salt, seal, outcome, 0, '' from register"
    )
    assert books.register.amiss() == (Finding("00/2026", 2, Amiss.UNKNOWN),)


def test_the_journal_names_nobody(books):
    case = books.received("Vàng Thị Canary")
    books.act(case, Kind.UNDONE)
    told = [row for row in Journal(books.db).since() if row.event.value.startswith("register")]
    assert [row.event.value for row in told] == ["register-entered", "register-void"]
    assert Journal(books.db).verify() is None
    assert "Canary" not in str(told)


@pytest.mark.parametrize(("worked", "left"), [(0, "Vàng Thị Mẫu"), (1500, "")])
def test_a_clock_set_forward_by_years_empties_no_register(books, worked, left):
    """Only a kiosk that was at work in those years lets go of them."""
    books.received()
    for number in range(worked):
        day = dt.date(2026, 11, 24) + dt.timedelta(days=number)
        books.db.conn.execute("insert into office_days (day, minutes) values (?, 60)", (str(day),))
    books.clock.now = dt.datetime(2037, 1, 2, tzinfo=dt.UTC)
    Retention(books.db, 30, 10).blank_registers(books.clock())
    assert [entry.line.name for entry in books.register.entries()] == [left]
