"""Pages as scanned are kept until the centre has its receipt for their case, and not a day longer."""

import json

import pytest

from kiosk.model import Document
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.journal import Journal
from kiosk.store.originals import Originals
from kiosk.store.outbox import Outbox
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault

CASE, LEFT = "c" * 32, "d" * 32
DOSSIER, SPOILT = f"dossier-{'1' * 32}", f"dossier-{'2' * 32}"
RECEIPT = json.dumps({"id": "e" * 32})


@pytest.fixture
def scanned(vault, morning):
    """A case with two pages, its dossier, and what only others know of."""

    def scanned(db, case=CASE):
        Cases(db).open(case, morning)
        key = Cases(db).key(case)
        for number in range(2):
            Pages(db, vault).add(case, "to-khai", b"page %d" % number, 1, 1, 300, morning)
        vault.write(key, case, DOSSIER, b"pdf")
        vault.write(key, case, "text-1.bin", b"somebody else's")

    return scanned


@pytest.fixture
def seal(sealed_in):
    def seal(db, case=CASE):
        made = Document("to-khai", "", f"{case}/{DOSSIER}:0:31", "ab" * 32, 3, 2)
        return sealed_in(db, case, documents=(made,))

    return seal


def deliver(db):
    outbox = Outbox(db)
    while sent := outbox.claim(10**10):
        outbox.delivered(sent, RECEIPT)


def names(workspace, case=CASE):
    return sorted(path.name for path in (workspace.vault / case).glob("*"))


def originals(workspace, case=CASE):
    return [name for name in names(workspace, case) if name.endswith(".jpg")]


def test_pages_stay_while_their_case_waits_for_the_centre(
    db, vault, workspace, scanned, seal, morning
):
    scanned(db)
    assert Originals(db, vault).remove_delivered(morning) == 0
    seal(db)
    assert Originals(db, vault).remove_delivered(morning) == 0
    sent = Outbox(db).claim(10**10)
    Outbox(db).refused(sent, "no")
    assert Originals(db, vault).remove_delivered(morning) == 0
    assert len(originals(workspace)) == 2


def test_with_the_receipt_the_pages_go_and_the_dossier_stays(
    db, vault, workspace, scanned, seal, morning
):
    scanned(db)
    seal(db)
    deliver(db)
    assert Originals(db, vault).remove_delivered(morning) == 1
    assert names(workspace) == [DOSSIER, "text-1.bin"]
    assert Pages(db, vault).of(CASE, "to-khai") == ()
    said = Journal(db).since(most=100)[-1]
    assert (said.event, said.fields) == ("originals-removed", {"case": CASE, "pages": 2})
    assert Originals(db, vault).remove_delivered(morning) == 0


def test_a_case_whose_second_envelope_waits_keeps_its_pages(
    db, vault, workspace, scanned, seal, morning
):
    scanned(db)
    ticket = seal(db)
    deliver(db)
    Outbox(db).put("f" * 32, ticket.code, b"{}", 0)
    assert Originals(db, vault).remove_delivered(morning) == 0
    assert len(originals(workspace)) == 2


def test_a_power_cut_at_any_moment_loses_no_dossier_and_leaves_no_page_for_ever(
    workspace, cut_at, scanned, seal, morning
):
    moments, done = 0, False
    while not done:
        case = f"{moments:032x}"
        db = open_database(workspace)
        scanned(db, case)
        seal(db, case)
        deliver(db)
        db.close()
        done = not cut_at(
            moments + 1,
            lambda db: Originals(db, Vault(workspace.vault)).remove_delivered(morning),
        )
        moments += 1
        db = open_database(workspace)
        if Pages(db, Vault(workspace.vault)).count(case) == 0:
            assert originals(workspace, case) == [], "a page was left that no row names"
        Originals(db, Vault(workspace.vault)).remove_delivered(morning)
        assert names(workspace, case) == [DOSSIER, "text-1.bin"]
        assert Pages(db, Vault(workspace.vault)).count(case) == 0
        assert Journal(db).verify() is None
        db.close()
    assert moments >= 8


def test_what_a_power_cut_left_behind_is_swept_and_nothing_that_is_named(
    db, vault, workspace, scanned, seal, morning
):
    scanned(db)
    seal(db)
    kept = names(workspace)
    folder = workspace.vault / CASE
    for name in (SPOILT, f"{SPOILT}.part", f"{'3' * 32}-{'4' * 32}.made.part", f"{'5' * 32}.jpg"):
        (folder / name).write_bytes(b"left behind")
    scanned(db, LEFT)
    Cases(db).forget(LEFT, morning)
    (workspace.vault / LEFT).mkdir()
    (workspace.vault / LEFT / f"{'6' * 32}.jpg").write_bytes(b"without a key")
    (workspace.vault / "lost+found").mkdir()
    Originals(db, vault).sweep()
    assert names(workspace) == kept
    assert sorted(path.name for path in workspace.vault.iterdir()) == [CASE, "lost+found"]


def test_nothing_is_swept_of_a_case_that_is_open(db, vault, workspace, scanned):
    scanned(db)
    (workspace.vault / CASE / f"{'5' * 32}.jpg").write_bytes(b"its row comes in a moment")
    before = names(workspace)
    Originals(db, vault).sweep()
    assert names(workspace) == before
