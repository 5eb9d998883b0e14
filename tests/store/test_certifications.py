"""The certification register: one number each, none lost, none signed twice."""

import datetime as dt
import json

import pytest

from kiosk.model import Document
from kiosk.signing import SigningFault, SignRole
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.copies import CopyError, CopyRefusal, CopyState, Kept
from kiosk.store.database import open_database
from kiosk.store.journal import Journal, JournalEvent

PAPER = Document("ban-chinh", "", "case-1/dossier:0:100", "ab" * 32, 72, 5)
CERTIFIES = frozenset({"2.000815"})
OFFICIAL, ORGANISATION = SignRole.OFFICIAL, SignRole.ORGANISATION


@pytest.fixture
def register(db):
    return Certifications(db)


@pytest.fixture
def prepared(register, sealed, morning):
    """A copy of a case of its own that waits for the official."""

    def prepare(case="case-1", now=morning):
        sealed(case, documents=(PAPER,))
        return register.prepare(case, "ban-chinh", now, book="01", certifies=CERTIFIES)

    return prepare


def signed(register, vault, db, copy, role, morning, now=1000):
    claim = register.claim(copy.id, role, now)
    data = b"%PDF-1.7 signed by " + role.value.encode()
    path = vault.write(Cases(db).key(copy.case), copy.case, claim.name, data)
    assert register.signed(claim, Kept(path, "cd" * 32, len(data)), "signer-1", morning)
    return register.find(copy.year, copy.number)


def test_a_prepared_document_has_the_next_number_and_waits_for_the_official(prepared, register):
    first, second = prepared("case-1"), prepared("case-2")
    assert (first.number, second.number, first.year) == (1, 2, 2026)
    assert first.state is CopyState.WAITING_OFFICIAL
    assert register.waiting(OFFICIAL) == (first, second)
    assert register.waiting(ORGANISATION) == ()


def test_asked_again_the_same_number_is_told(prepared, register, morning):
    copy = prepared()
    later = morning + dt.timedelta(days=1)
    assert register.prepare("case-1", "ban-chinh", later, book="01", certifies=CERTIFIES) == copy


def test_each_year_has_its_own_numbers(prepared, morning):
    assert prepared("case-1").number == 1
    new_year = dt.datetime(2026, 12, 31, 17, 30, tzinfo=dt.UTC)  # 0:30 at the office
    copy = prepared("case-2", now=new_year)
    assert (copy.year, copy.number) == (2027, 1)


@pytest.mark.parametrize(
    ("case", "document", "certifies", "refusal"),
    [
        ("case-9", "ban-chinh", CERTIFIES, CopyRefusal.CASE_UNKNOWN),
        ("case-1", "ban-sao", CERTIFIES, CopyRefusal.DOCUMENT_UNKNOWN),
        ("case-1", "ban-chinh", frozenset(), CopyRefusal.PROCEDURE),
    ],
)
def test_what_cannot_be_certified_draws_no_number(
    register, sealed, morning, case, document, certifies, refusal
):
    sealed("case-1", documents=(PAPER,))
    with pytest.raises(CopyError) as refused:
        register.prepare(case, document, morning, book="01", certifies=certifies)
    assert refused.value.refusal is refusal
    assert register.all() == ()


def test_an_open_case_is_not_certified(register, db, morning):
    Cases(db).open("case-1", morning)
    with pytest.raises(CopyError, match="case-unknown"):
        register.prepare("case-1", "ban-chinh", morning, book="01", certifies=CERTIFIES)


def test_official_then_organisation(prepared, register, db, vault, morning):
    copy = prepared()
    once = signed(register, vault, db, copy, OFFICIAL, morning)
    assert once.state is CopyState.WAITING_ORGANISATION
    assert register.claim(copy.id, OFFICIAL, 1000) is None
    twice = signed(register, vault, db, copy, ORGANISATION, morning)
    assert (twice.state, twice.level) == (CopyState.CERTIFIED, "b-b")
    assert register.waiting(OFFICIAL) == register.waiting(ORGANISATION) == ()


def test_the_organisation_cannot_seal_what_nobody_signed(prepared, register):
    assert register.claim(prepared().id, ORGANISATION, 1000) is None


def test_only_the_newest_file_stays_and_the_original_always(prepared, register, db, vault, morning):
    key = Cases(db).key
    copy = prepared()
    vault.write(key("case-1"), "case-1", "dossier", b"the sealed document")
    signed(register, vault, db, copy, OFFICIAL, morning)
    assert sorted(vault.names("case-1")) == [f"copy-{copy.id}-1", "dossier"]
    vault.write(key("case-1"), "case-1", f"copy-{copy.id}-2", b"a login that was killed")
    register.claim(copy.id, ORGANISATION, 1000)
    newest = signed(register, vault, db, copy, ORGANISATION, morning, now=5000)
    assert sorted(vault.names("case-1")) == [f"copy-{copy.id}-3", "dossier"]
    assert register.read(newest) == b"%PDF-1.7 signed by organisation"


def test_a_claimed_copy_is_nobody_elses_until_its_lease_ends(prepared, register):
    copy = prepared()
    first = register.claim(copy.id, OFFICIAL, now=1000, lease=60)
    assert register.claim(copy.id, OFFICIAL, now=1059) is None
    again = register.claim(copy.id, OFFICIAL, now=1060)
    assert (first.tries, again.tries) == (1, 2)


def test_a_try_that_lost_its_copy_settles_nothing(prepared, register, morning):
    copy = prepared()
    lost = register.claim(copy.id, OFFICIAL, now=1000, lease=60)
    register.claim(copy.id, OFFICIAL, now=1060)
    kept = Kept("case-1/copy-x-1", "cd" * 32, 10)
    assert not register.signed(lost, kept, "signer-1", morning)
    assert not register.given_back(lost, SigningFault.TOKEN_REMOVED)
    assert register.find(2026, 1).state is CopyState.WAITING_OFFICIAL


def test_a_clock_set_back_by_years_holds_no_copy_back(prepared, register):
    copy = prepared()
    register.claim(copy.id, OFFICIAL, now=1_900_000_000)
    assert register.claim(copy.id, OFFICIAL, now=1_800_000_000)


def test_what_was_given_back_says_why_until_it_is_signed(prepared, register, db, vault, morning):
    copy = prepared()
    claim = register.claim(copy.id, OFFICIAL, now=1000)
    assert register.given_back(claim, SigningFault.TOKEN_REMOVED)
    (official, organisation) = register.counts()
    assert (official.count, official.reason) == (1, SigningFault.TOKEN_REMOVED)
    assert (organisation.count, organisation.since, organisation.reason) == (0, None, None)
    assert signed(register, vault, db, copy, OFFICIAL, morning).reason is None


def test_a_vacant_post_is_told_of_each_copy_that_waits_for_it(
    prepared, register, db, vault, morning
):
    first, second = prepared("case-1"), prepared("case-2")
    signed(register, vault, db, first, OFFICIAL, morning)
    register.held_up((first.id, second.id), OFFICIAL, SigningFault.POST_VACANT)
    reasons = [copy.reason for copy in register.all()]
    assert reasons == [None, SigningFault.POST_VACANT]


def test_after_a_restart_nothing_is_claimed(prepared, register):
    copy = prepared()
    register.claim(copy.id, OFFICIAL, now=1000)
    register.release()
    assert register.claim(copy.id, OFFICIAL, now=1001)


def test_a_void_number_stays_and_its_document_may_draw_another(prepared, register, morning):
    copy = prepared()
    void = register.void(copy.year, copy.number, "sai tên giấy tờ", morning)
    assert (void.state, void.void_why) == (CopyState.VOID, "sai tên giấy tờ")
    again = register.prepare("case-1", "ban-chinh", morning, book="01", certifies=CERTIFIES)
    assert again.number == 2
    assert [line.number for line in register.all()] == [1, 2]
    assert register.claim(copy.id, OFFICIAL, now=1000) is None


def test_what_is_void_is_not_voided_twice(prepared, register, morning):
    copy = prepared()
    register.void(copy.year, copy.number, "sai", morning)
    with pytest.raises(CopyError, match="void-already"):
        register.void(copy.year, copy.number, "sai", morning)
    with pytest.raises(CopyError, match="copy-unknown"):
        register.void(copy.year, 99, "sai", morning)


def test_a_certified_copy_is_completed_once(prepared, register, db, vault, morning):
    copy = prepared()
    signed(register, vault, db, copy, OFFICIAL, morning)
    assert register.to_complete(morning) is None
    signed(register, vault, db, copy, ORGANISATION, morning)
    work = register.to_complete(morning)
    assert (work.id, work.level) == (copy.id, "b-b")
    assert register.to_complete(morning) is None  # somebody is at it
    path = vault.write(work.key, work.case, work.name, b"%PDF-1.7 completed")
    assert register.completed(work, Kept(path, "ef" * 32, 18), "b-lta", morning)
    whole = register.find(copy.year, copy.number)
    assert (whole.level, register.read(whole)) == ("b-lta", b"%PDF-1.7 completed")
    assert vault.names("case-1") == (work.name,)
    assert register.to_complete(morning + dt.timedelta(days=1)) is None


def test_a_completion_put_off_comes_back_when_it_is_due(prepared, register, db, vault, morning):
    copy = prepared()
    for role in SignRole:
        signed(register, vault, db, copy, role, morning)
    work = register.to_complete(morning)
    due = morning + dt.timedelta(minutes=10)
    assert register.postpone(work, SigningFault.TSA_UNREACHABLE, due, morning)
    assert register.to_complete(morning + dt.timedelta(minutes=9)) is None
    assert register.find(2026, 1).reason is SigningFault.TSA_UNREACHABLE
    assert register.to_complete(due).id == copy.id


def test_a_completer_that_lost_its_lease_settles_nothing(prepared, register, db, vault, morning):
    copy = prepared()
    for role in SignRole:
        signed(register, vault, db, copy, role, morning)
    slow = register.to_complete(morning)
    later = morning + dt.timedelta(hours=1)
    quick = register.to_complete(later)
    kept = [
        Kept(vault.write(work.key, work.case, work.name, b"%PDF"), "ef" * 32, 4)
        for work in (slow, quick)
    ]
    assert register.completed(quick, kept[1], "b-lta", later)
    assert not register.completed(slow, kept[0], "b-t", later)
    assert not register.postpone(slow, SigningFault.TSA_UNREACHABLE, later, later)
    whole = register.find(copy.year, copy.number)
    assert (whole.level, whole.reason) == ("b-lta", None)
    assert vault.names("case-1") == (quick.name,)


def test_the_journal_tells_the_life_of_a_copy_and_nobodys_name(
    prepared, register, db, vault, morning
):
    copy = prepared()
    for role in SignRole:
        signed(register, vault, db, copy, role, morning)
    register.void(copy.year, copy.number, "Trịnh Thị Bịa Đặt đã rút", morning)
    told = [row for row in Journal(db).since() if row.event.value.startswith("copy-")]
    assert [row.event for row in told] == [
        JournalEvent.COPY_PREPARED,
        JournalEvent.COPY_SIGNED,
        JournalEvent.COPY_SIGNED,
        JournalEvent.COPY_VOID,
    ]
    assert told[1].fields == {"case": "case-1", "year": 2026, "entry": 1, "role": "official"}
    assert "Bịa" not in json.dumps([row.fields for row in told], ensure_ascii=False)


def test_two_desks_never_draw_one_number(workspace, in_children, sealed_in, morning):
    db = open_database(workspace)
    for n in range(8):
        sealed_in(db, f"case-{n}", documents=(PAPER,))
    db.close()

    def prepare_all():
        own = open_database(workspace)
        for n in range(8):
            Certifications(own).prepare(
                f"case-{n}", "ban-chinh", morning, book="01", certifies=CERTIFIES
            )

    assert in_children(prepare_all, 3) == [0, 0, 0]
    with_numbers = Certifications(open_database(workspace)).all()
    assert [copy.number for copy in with_numbers] == list(range(1, 9))


def test_a_power_cut_while_preparing_leaves_no_gap(workspace, cut_at, sealed_in, morning):
    db = open_database(workspace)
    sealed_in(db, "case-1", documents=(PAPER,))
    sealed_in(db, "case-2", documents=(PAPER,))
    db.close()
    n = 1
    while cut_at(
        n,
        lambda db: Certifications(db).prepare(
            "case-1", "ban-chinh", morning, book="01", certifies=CERTIFIES
        ),
    ):
        n += 1
    db = open_database(workspace)
    register = Certifications(db)
    for case in ("case-1", "case-2"):
        register.prepare(case, "ban-chinh", morning, book="01", certifies=CERTIFIES)
    assert sorted(copy.number for copy in register.all()) == [1, 2]
    assert Journal(db).verify() is None
    db.close()
