"""An erased case is read by nobody any more, from no copy of its files either; what the office counts stays."""

import shutil

import pytest

from kiosk.model import CaseState, Language
from kiosk.signing import SigningFault, SignRole
from kiosk.store.cases import CardWord, Cases
from kiosk.store.certifications import Certifications
from kiosk.store.copies import CopyError, CopyRefusal, CopyState
from kiosk.store.database import CaseGone, StoreError, open_database
from kiosk.store.documents import Documents
from kiosk.store.erasing import GOES, STAYS, EraseError, EraseRefusal, Erasing, Hold, Why
from kiosk.store.journal import Journal
from kiosk.store.keyring import Keyring, read_key
from kiosk.store.ocr import OcrWork
from kiosk.store.originals import Originals
from kiosk.store.outbox import Outbox
from kiosk.store.pages import Pages
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from kiosk.store.visits import Visits
from tests.store.decrypted import decrypted
from tests.store.erasable import PAPER, certify, deliver, fill

CASE, OTHER = "c" * 32, "d" * 32
CANARY = b"canary"


@pytest.fixture
def erasing(db, vault):
    return Erasing(db, vault)


@pytest.fixture
def hand_in(sealed_in, holder, vault):
    def hand_in(db, case=CASE, *, delivered=True):
        ticket = sealed_in(db, case, documents=fill(db, vault, case, holder))
        if delivered:
            deliver(db)
        return ticket

    return hand_in


def events(db, *wanted):
    return [row for row in Journal(db).since(most=1000) if row.event in wanted]


def test_nothing_of_the_citizen_is_left_and_what_is_counted_stays(
    db, vault, workspace, erasing, hand_in, holder, morning
):
    ticket = hand_in(db)
    Visits(db).note(CASE, "2.000815", Language.VI, ("to-khai",), morning)
    assert OcrWork(db).claim(now=100).case == CASE
    before = Cases(db).of_code(ticket.code)
    assert erasing.erase(CASE, Why.CITIZEN, morning)
    cases = Cases(db)
    with pytest.raises(CaseGone):
        cases.key(CASE)
    assert (cases.holder(CASE), cases.evidence(CASE), cases.card(CASE)) == (None, "", CardWord())
    assert Documents(db).of(CASE) == ()
    assert Pages(db, vault).count(CASE) == 0
    assert Visits(db).asks(CASE) is None
    assert not (workspace.vault / CASE).exists()
    after = Cases(db).of_code(ticket.code)
    assert (after.ticket, after.procedure, after.sealed_at) == (
        before.ticket,
        before.procedure,
        before.sealed_at,
    )
    assert (after.documents, after.pages) == (before.documents, before.pages)
    assert Tickets(db).of(CASE) == ticket
    assert cases.state(CASE) is CaseState.SEALED
    clear = decrypted(workspace)
    assert ticket.code.encode() in clear, "all pages can be seen"
    for word in (holder.name, holder.number):
        assert word.encode() not in clear
        assert ascii(word)[1:-1].encode() not in clear


def test_the_destroyed_key_is_in_no_page_and_in_no_log(
    db, vault, workspace, erasing, hand_in, morning
):
    hand_in(db)
    (wrapped,) = db.conn.execute("select wrapped from case_keys").fetchone()
    key = Cases(db).key(CASE)
    assert wrapped in decrypted(workspace)
    erasing.erase(CASE, Why.ORDER, morning)
    clear = decrypted(workspace)
    assert wrapped not in clear
    assert key not in clear


def test_a_copy_of_the_vault_taken_before_is_noise_with_all_that_is_left_on_the_disk(
    db, vault, workspace, erasing, hand_in, tmp_path, morning
):
    hand_in(db)
    hand_in(db, OTHER)
    shutil.copytree(workspace.vault, tmp_path / "stolen")
    stolen = Vault(tmp_path / "stolen")
    paths = {case: Documents(db).of(case)[0].path for case in (CASE, OTHER)}
    erasing.erase(CASE, Why.RETENTION, morning)
    clear = decrypted(workspace)
    ring = Keyring(read_key(workspace.vault_key, old=True))

    def opened(path):
        """With every 40 bytes of the disk that the vault's key unwraps, and every 32 that stand beside."""
        for at in range(len(clear) - 40):
            try:
                key = ring.unwrap(clear[at : at + 40])
                return stolen.read(key, path)
            except StoreError:  # no key, or another one's
                continue
        return None

    assert opened(paths[OTHER]) == PAPER, "whoever has both keys reads what is still kept"
    assert opened(paths[CASE]) is None
    assert all(CANARY not in file.read_bytes() for file in (tmp_path / "stolen").rglob("*.*"))


def test_erased_once_it_stays_erased_and_the_journal_has_a_word_of_it(
    db, erasing, hand_in, morning
):
    ticket = hand_in(db)
    assert erasing.erase(CASE, Why.CITIZEN, morning)
    assert not erasing.erase(CASE, Why.MISTAKE, morning)
    (row,) = events(db, "case-erased")
    assert row.fields == {"case": CASE, "code": ticket.code, "why": "citizen"}
    assert Journal(db).verify() is None
    assert erasing.standing(CASE).erased_at == morning


def test_another_case_is_left_as_it_is(db, vault, erasing, hand_in, morning, holder):
    hand_in(db)
    ticket = hand_in(db, OTHER)
    erasing.erase(CASE, Why.CITIZEN, morning)
    (document,) = Documents(db).of(OTHER)
    assert vault.read(Cases(db).key(OTHER), document.path) == PAPER
    assert Cases(db).holder(OTHER) == holder
    (body,) = db.conn.execute(
        "select body from delivered where case_code = ?", (ticket.code,)
    ).fetchone()
    assert holder.name.encode() in body
    assert db.conn.execute("select count(*) from delivered where body is null").fetchone() == (1,)


@pytest.mark.parametrize("refused", [False, True])
def test_a_case_that_only_this_kiosk_has_goes_only_if_that_is_said(
    db, erasing, hand_in, morning, refused
):
    hand_in(db, delivered=False)
    if refused:
        Outbox(db).refused(Outbox(db).claim(10**10), "conflict")
    assert erasing.standing(CASE).holds == {
        Hold.REFUSED if refused else Hold.UNSENT,
        *({Hold.UNSENT} if refused else ()),
    }
    with pytest.raises(EraseError) as caught:
        erasing.erase(CASE, Why.CITIZEN, morning)
    assert caught.value.refusal is EraseRefusal.UNDELIVERED
    assert Cases(db).key(CASE)
    assert erasing.erase(CASE, Why.CITIZEN, morning, undelivered=True)
    assert Outbox(db).rows() == ()


def test_a_receipt_does_not_let_go_what_still_waits_to_correct_it(db, erasing, hand_in, morning):
    ticket = hand_in(db)
    Outbox(db).put("f" * 32, ticket.code, b"{}", 0)
    with pytest.raises(EraseError) as caught:
        erasing.erase(CASE, Why.RETENTION, morning)
    assert caught.value.refusal is EraseRefusal.UNDELIVERED


def test_an_answer_to_an_envelope_that_was_erased_meanwhile_settles_nothing(
    db, erasing, hand_in, morning
):
    hand_in(db, delivered=False)
    sent = Outbox(db).claim(10**10)
    erasing.erase(CASE, Why.MISTAKE, morning, undelivered=True)
    assert not Outbox(db).delivered(sent, "{}")
    assert Outbox(db).rows() == ()


@pytest.mark.parametrize("case", ["never seen", "open", "forgotten"])
def test_what_was_never_handed_in_is_not_erased_here(db, erasing, morning, case):
    if case != "never seen":
        Cases(db).open(case, morning)
    if case == "forgotten":
        Cases(db).forget(case, morning)
    with pytest.raises(EraseError) as caught:
        erasing.erase(case, Why.CITIZEN, morning)
    assert caught.value.refusal is EraseRefusal.UNKNOWN


def test_the_register_keeps_its_line_and_the_file_is_gone(db, vault, erasing, hand_in, morning):
    hand_in(db)
    copy = certify(db, vault, CASE)
    erasing.erase(CASE, Why.RETENTION, morning)
    register = Certifications(db, vault)
    kept = register.find(copy.year, copy.number)
    assert kept == copy
    assert (kept.state, kept.sha256, kept.level) == (CopyState.CERTIFIED, "cd" * 32, "b-lta")
    with pytest.raises(CopyError) as caught:
        register.read(kept)
    assert caught.value.refusal is CopyRefusal.ERASED
    with pytest.raises(CopyError) as caught:
        register.prepare(CASE, "don", morning, book="01", certifies=frozenset({"2.000815"}))
    assert caught.value.refusal is CopyRefusal.ERASED
    register.void(copy.year, copy.number, "thu hồi", morning)


def test_a_copy_that_waits_for_a_signature_is_signed_or_voided_first(
    db, vault, erasing, hand_in, morning
):
    hand_in(db)
    register = Certifications(db, vault)
    law = frozenset({"2.000815"})
    copy = register.prepare(CASE, "to-khai", morning, book="01", certifies=law)
    for flag in (False, True):
        with pytest.raises(EraseError) as caught:
            erasing.erase(CASE, Why.CITIZEN, morning, undelivered=flag)
        assert caught.value.refusal is EraseRefusal.COPY_UNSIGNED
    register.void(copy.year, copy.number, "người dân rút", morning)
    assert erasing.erase(CASE, Why.CITIZEN, morning)
    assert register.counts()[0].count == 0
    assert register.claim(copy.id, SignRole.OFFICIAL, 1000) is None


def test_a_copy_that_is_not_completed_is_asked_for_no_more(db, vault, erasing, hand_in, morning):
    hand_in(db)
    certify(db, vault, CASE, complete=False)
    register = Certifications(db, vault)
    work = register.to_complete(morning)
    assert erasing.standing(CASE).holds == {Hold.COPY_INCOMPLETE}
    erasing.erase(CASE, Why.CITIZEN, morning)
    assert register.to_complete(morning) is None
    assert not register.postpone(work, SigningFault.TSA_UNREACHABLE, morning, morning)


def test_a_page_that_is_read_as_text_meanwhile_leaves_nothing(
    db, vault, workspace, erasing, hand_in, morning
):
    hand_in(db)
    page = OcrWork(db).claim(now=100)
    key = Cases(db).key(CASE)
    erasing.erase(CASE, Why.CITIZEN, morning)
    vault.write(key, CASE, "text-1-1", b"late")  # by a child that had the key
    assert not OcrWork(db).read(page, morning)
    assert OcrWork(db).claim(now=10**9) is None
    erasing.sweep()
    assert not (workspace.vault / CASE).exists()


def test_pages_that_leave_at_the_same_time_are_no_trouble(db, vault, erasing, hand_in, morning):
    hand_in(db)
    erasing.erase(CASE, Why.RETENTION, morning)
    assert Originals(db, vault).remove_delivered(morning) == 0
    Originals(db, vault).sweep()
    assert events(db, "originals-removed") == []


def test_somebody_who_reads_puts_off_the_emptying_of_the_log_and_no_more(
    db, vault, workspace, erasing, hand_in, morning
):
    hand_in(db)
    reader = open_database(workspace)
    reader.conn.execute("begin")
    reader.conn.execute("select count(*) from cases").fetchone()
    assert erasing.erase(CASE, Why.CITIZEN, morning)
    with pytest.raises(CaseGone):
        Cases(db).key(CASE)
    assert db.conn.execute("select cleared from erasures").fetchone() == (0,)
    assert db.conn.execute("pragma busy_timeout").fetchone() == (5000,), "as patient as before"
    reader.conn.execute("rollback")
    reader.close()
    erasing.finish()
    assert db.conn.execute("select cleared from erasures").fetchone() == (1,)


def test_files_that_cannot_be_removed_now_are_removed_later(
    db, vault, workspace, erasing, hand_in, morning, tmp_path
):
    hand_in(db)
    workspace.vault.rename(tmp_path / "away")
    workspace.vault.write_text("a disk in trouble")
    assert erasing.erase(CASE, Why.CITIZEN, morning)
    workspace.vault.unlink()
    (tmp_path / "away").rename(workspace.vault)
    assert (workspace.vault / CASE).exists()
    erasing.finish()
    assert not (workspace.vault / CASE).exists()


def test_a_power_cut_at_any_moment_leaves_a_case_whole_or_erased_to_the_end_at_the_next_start(
    workspace, vault, cut_at, hand_in, morning
):
    moments, done = 0, False
    while not done:
        case = f"{moments:032x}"
        db = open_database(workspace)
        hand_in(db, case)
        (wrapped,) = db.conn.execute(
            "select wrapped from case_keys where case_id = ?", (case,)
        ).fetchone()
        db.close()
        done = not cut_at(
            moments + 1,
            lambda db, case=case: Erasing(db, vault).erase(case, Why.RETENTION, morning),
        )
        moments += 1
        db = open_database(workspace)
        erasing = Erasing(db, vault)
        erasing.sweep()  # as services do when they start
        if erasing.standing(case).erased_at is None:
            (document,) = Documents(db).of(case)
            assert vault.read(Cases(db).key(case), document.path) == PAPER
            erasing.erase(case, Why.RETENTION, morning)
        assert not (workspace.vault / case).exists()
        assert db.conn.execute("select min(cleared) from erasures").fetchone() == (1,)
        assert wrapped not in decrypted(workspace)
        assert Journal(db).verify() is None
        db.close()
    assert moments >= 20


def test_every_table_says_what_goes_of_it_or_why_it_stays(db):
    tables = {
        name
        for (name,) in db.conn.execute(
            "select name from sqlite_master where type = 'table' "
            "and name not like 'sqlite_%' and name not like '_sqlite_%'"
        )
    }
    assert set(GOES) | set(STAYS) == tables
    assert set(GOES) & set(STAYS) == set()
