"""A kiosk that is switched off at any moment has every page and case it said it has, whole."""

import os
import random
import signal
import time

import pytest

from kiosk.model import CaseState
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.journal import Journal
from kiosk.store.outbox import Outbox
from kiosk.store.pages import Pages
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault

PIXELS = b"\xff\xd8" + bytes(range(256)) * 200


def whole(db, vault, case):
    """The pages of a case, every one of them readable to its last byte."""
    pages = Pages(db, vault).of(case, "to-khai")
    for page in pages:
        assert vault.read(Cases(db).key(case), page.path) == PIXELS
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    return pages


def test_a_page_is_there_whole_or_not_at_all(workspace, vault, cut_at, morning):
    db = open_database(workspace)
    Cases(db).open("case-1", morning)
    db.close()

    def add(db):
        Pages(db, vault).add("case-1", "to-khai", PIXELS, 1, 1, 300, morning)

    before, moments = 0, 0
    while cut_at(moments + 1, add):
        moments += 1
        db = open_database(workspace)
        after = len(whole(db, vault, "case-1"))
        assert after in (before, before + 1)
        before = after
        db.close()
    assert moments >= 8
    db = open_database(workspace)
    assert len(whole(db, vault, "case-1")) == before + 1  # the one that nobody killed
    db.close()


def test_a_page_scanned_again_is_the_old_or_the_new_one(workspace, vault, cut_at, morning):
    db = open_database(workspace)
    Cases(db).open("case-1", morning)
    page = Pages(db, vault).add("case-1", "to-khai", PIXELS, 1, 1, 300, morning)
    db.close()

    def again(db):
        Pages(db, vault).add("case-1", "to-khai", PIXELS, 1, 1, 300, morning, replacing=page.id)

    moments = 0
    while cut_at(moments + 1, again):
        moments += 1
        db = open_database(workspace)
        (page,) = whole(db, vault, "case-1")
        db.close()
    assert moments >= 9


def test_a_case_is_sealed_with_everything_or_still_open(
    workspace, cut_at, sealed_in, holder, morning
):
    moments, done = 0, False
    while not done:
        case = f"case-{moments}"
        db = open_database(workspace)
        Cases(db).open(case, morning)
        Cases(db).set_holder(case, holder)
        db.close()
        done = not cut_at(moments + 1, lambda db, case=case: sealed_in(db, case))
        moments += 1
        db = open_database(workspace)
        drawn = Tickets(db).of(case)
        sent = [row for row in Outbox(db).rows() if drawn and row.code == drawn.code]
        torn = (len(sent), len(Documents(db).of(case)), Cases(db).state(case))
        assert torn == ((1, 1, CaseState.SEALED) if drawn else (0, 0, CaseState.OPEN))
        ticket = sealed_in(db, case)
        assert ticket == (drawn or ticket)
        assert ticket.number == moments  # no number lost, none drawn twice
        assert len(Outbox(db).rows()) == moments
        assert Journal(db).verify() is None
        db.close()
    assert moments >= 12


def test_a_forgotten_case_stays_forgotten_or_can_be_forgotten_again(
    workspace, vault, cut_at, morning
):
    moments, done = 0, False
    while not done:
        case = f"case-{moments}"
        db = open_database(workspace)
        Cases(db).open(case, morning)
        Pages(db, vault).add(case, "to-khai", PIXELS, 1, 1, 300, morning)
        db.close()
        done = not cut_at(moments + 1, lambda db, case=case: Cases(db).forget(case, morning))
        moments += 1
        db = open_database(workspace)
        assert Cases(db).state(case) in (CaseState.OPEN, CaseState.FORGOTTEN)
        Cases(db).forget(case, morning)
        assert Cases(db).state(case) is CaseState.FORGOTTEN
        assert Journal(db).verify() is None
        db.close()
    assert moments >= 8


@pytest.mark.parametrize("seed", range(6))
def test_what_was_acknowledged_survives_a_kill_at_any_time(
    workspace, sealed_in, morning, tmp_path, seed
):
    open_database(workspace).close()
    vault = Vault(workspace.vault)
    said, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            db = open_database(workspace)
            for n in range(100_000):
                Cases(db).open(f"case-{n}", morning)
                Pages(db, vault).add(f"case-{n}", "to-khai", PIXELS, 1, 1, 300, morning)
                os.write(say, f"page case-{n}\n".encode())
                ticket = sealed_in(db, f"case-{n}")
                os.write(say, f"{ticket.label} case-{n}\n".encode())
        finally:
            os._exit(1)
    os.close(say)
    with os.fdopen(said) as lines:
        words = [lines.readline()]  # it is at work
        time.sleep(random.Random(seed).uniform(0.0, 0.2))
        os.kill(child, signal.SIGKILL)
        words += lines.readlines()
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    db = open_database(workspace)
    for word, case in (line.split() for line in words if line.endswith("\n")):
        if word == "page":
            assert len(whole(db, vault, case)) == 1
        else:
            assert Tickets(db).of(case).label == sealed_in(db, case).label == word
    drawn = [row.code for row in Outbox(db).rows(most=100_000)]
    assert len(drawn) == len(set(drawn))
    assert Journal(db).verify() is None
    db.close()


def test_backs_that_come_again_are_the_old_or_the_new_ones_behind_their_fronts(
    workspace, vault, cut_at, morning
):
    db = open_database(workspace)
    Cases(db).open("case-1", morning)
    page = ("case-1", "to-khai", PIXELS, 1, 1, 300, morning)
    for _ in range(2):
        Pages(db, vault).add(*page, stack="stack")
    fronts = Pages(db, vault).held("case-1", "to-khai").fronts
    db.close()

    def backs(db):
        for front in reversed(fronts):
            Pages(db, vault).add(*page, back_of=front)
        Pages(db, vault).backs_done("case-1", "to-khai")

    moments, most = 0, 2
    while cut_at(moments + 1, backs):
        moments += 1
        db = open_database(workspace)
        held = Pages(db, vault).held("case-1", "to-khai")
        pages = whole(db, vault, "case-1")
        assert held.fronts == fronts, "the stack can still be turned"
        assert most <= len(pages) <= 4, "no page goes that was there"
        most = len(pages)
        order = [page.id for page in pages if page.id in fronts]
        assert order == list(fronts)
        assert pages[0].id == fronts[0]
        db.close()
    assert moments >= 16
    db = open_database(workspace)
    held = Pages(db, vault).held("case-1", "to-khai")
    assert (len(held.pages), held.fronts) == (4, ())
    assert [page.id for page in held.pages][::2] == list(fronts)
    db.close()
