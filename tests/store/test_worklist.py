"""The worklist: one paper is there once and taken by one clerk, whoever asks at the same moment."""

import os

import pytest

from kiosk.store.database import open_database
from kiosk.store.vault import Vault
from kiosk.store.worklist import OldHolder, WorkItem, Worklist, WorkState

HOLDER = OldHolder("001099000017", "Trịnh Thị Bịa Đặt", "1999-02-28")
PAPER = WorkItem("", "", "giay", "a.pdf", WorkState.NEW, "pdf", True, (), "ab" * 32, 5, 2, "")


@pytest.fixture
def in_worklist(workspace, morning):
    """Do something with a connection of one's own, as another process would."""

    def do(work):
        db = open_database(workspace)
        try:
            return work(Worklist(db, Vault(workspace.vault)))
        finally:
            db.close()

    return do


def bring(worklist, morning):
    case = worklist.case("HS 1", "2.000815", HOLDER, morning)
    return worklist.add(case, PAPER, (b"paper",), morning)


def test_a_paper_stays_as_it_was_brought(in_worklist, workspace, morning):
    item = in_worklist(lambda worklist: bring(worklist, morning))
    assert (item.state, item.signed, item.pages, item.size) == (WorkState.NEW, True, 2, 5)
    case = in_worklist(lambda worklist: worklist.case("HS 1", "2.000815", None, morning))
    assert case.holder == HOLDER
    assert Vault(workspace.vault).read(case.key, item.paths[0]) == b"paper"
    for word in ("Bịa", "001099000017", "a.pdf", "HS 1"):
        assert word not in repr(item) + repr(case)


def test_brought_again_it_is_there_once(in_worklist, morning):
    first, again = (in_worklist(lambda worklist: bring(worklist, morning)) for _ in range(2))
    assert first == again
    assert in_worklist(lambda worklist: worklist.counts())[WorkState.NEW] == 1


def test_one_clerk_takes_it(in_worklist, in_children, morning, tmp_path):
    item = in_worklist(lambda worklist: bring(worklist, morning))

    def take():
        if in_worklist(lambda worklist: worklist.take(item.id, morning)):
            (tmp_path / f"taken-{os.getpid()}").touch()

    assert in_children(take, 4) == [0] * 4
    assert len(list(tmp_path.glob("taken-*"))) == 1
    assert in_worklist(lambda worklist: worklist.counts())[WorkState.TAKEN] == 1


def test_what_is_bad_or_unknown_cannot_be_taken(in_worklist, morning):
    def work(worklist):
        case = worklist.case("HS 1", "2.000815", None, morning)
        worklist.bad(case, "giay", "a.pdf", "unreadable", morning)
        (bad,) = worklist.of(case)
        return worklist.take(bad.id, morning), worklist.take("nobody", morning)

    assert in_worklist(work) == (False, False)


def test_a_forgotten_case_leaves_no_key_behind(in_worklist, workspace, morning):
    def work(worklist):
        bring(worklist, morning)
        case = worklist.case("HS 1", "2.000815", None, morning)
        worklist.forget(case)
        return case.key, worklist.counts()

    key, counts = in_worklist(work)
    assert sum(counts.values()) == 0
    assert not list(workspace.vault.iterdir())
    for file in workspace.root.glob("kiosk.db*"):
        assert key not in file.read_bytes()
