"""What clerks and technicians ask of the scanners by command, on the box itself."""

import datetime as dt

import pytest

from kiosk.desk.asking import NOT_ASKED, STOPPED, WHOLE, Asking, Found, main
from kiosk.faults import Fault
from kiosk.model import CaseState, Language, PageVerdict
from kiosk.store.batches import Batches
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.looks import Looks, Seen
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault
from kiosk.store.wear import Wear
from kiosk.workspace import Workspace

MORNING = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)


@pytest.fixture
def box(tmp_path, monkeypatch):
    """Run one command on a box with the scanners kiosk and hall: its exit code and what it said."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    settings = tmp_path / "kiosk.toml"
    settings.write_text("[[scanners]]\nname = 'hall'\ndevice = 'test:0'\n")
    where = ["--settings", str(settings), "--state", str(tmp_path / "state")]

    def run(*command):
        lines = []
        return main([*command, *where, "--language", "en"], lines.append), lines

    return run


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    opened = open_database(Workspace(tmp_path / "state"))
    yield opened
    opened.close()


def scanned(db, tmp_path):
    """A batch with one page, being scanned in the hall."""
    batches = Batches(db)
    batches.ask(2, MORNING, "hall")
    claimed = batches.claim("hall", MORNING)
    Cases(db).open(claimed.case, MORNING, 2)
    pages = Pages(db, Vault(Workspace(tmp_path / "state").vault))
    pages.add(claimed.case, "batch", b"\xff\xd8\xff\xd9", 10, 10, 75, MORNING)
    return batches, claimed


@pytest.fixture
def told(db, tmp_path):
    """What a counter is told of its batch to the end, and the exit code; nobody looks at its pages now."""

    def told(batches, claimed):
        vault, lines = Vault(Workspace(tmp_path / "state").vault), []
        found = Found(Pages(db, vault), Looks(db, vault))
        asking = Asking(batches, found, Language.EN, lines.append, patience=0)
        return asking.follow(batches.find(claimed.id)), lines

    return told


def test_a_service_is_noted_and_the_figures_count_anew(box, db):
    Wear(db).fed("hall", 50, 100.0, 2, MORNING)
    code, lines = box("serviced", "--scanner", "hall")
    assert (code, lines) == (WHOLE, ["Service of scanner “hall” noted."])
    assert (Wear(db).of("hall").pages, Wear(db).of("hall").jams) == (0, 0)


def test_a_scanner_nobody_has_is_told_with_those_there_are(box, db, capsys):
    code, lines = box("serviced", "--scanner", "attic")
    assert (code, lines) == (NOT_ASKED, [])
    assert "There are: kiosk, hall." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("fault", "code", "last"),
    [
        (None, WHOLE, "Done: 1 pages."),
        (Fault.DEVICES_GONE, STOPPED, "1 pages, but the kiosk was interrupted on the way"),
    ],
)
def test_the_end_of_a_batch_is_told_in_words_and_by_exit_code(
    db, tmp_path, told, fault, code, last
):
    batches, claimed = scanned(db, tmp_path)
    batches.done(claimed, MORNING, fault)
    ended, lines = told(batches, claimed)
    assert ended == code
    assert lines[:3] == ["Batch 1.", "Page 1", "Page 1: could not be checked"]
    assert lines[-1].startswith(last)


@pytest.mark.parametrize(
    ("verdict", "blank", "line"),
    [
        (PageVerdict.OK, False, "Page 1: clear"),
        (PageVerdict.OK, True, "Page 1: no writing on it"),
        (PageVerdict.TOO_DARK, False, "Page 1: too dark, scan it again"),
        (PageVerdict.BLURRED, False, "Page 1: blurred, scan it again"),
        (PageVerdict.CUT_EDGE, False, "Page 1: cut off at an edge, scan it again"),
    ],
)
def test_what_was_found_on_a_page_is_told(db, tmp_path, told, verdict, blank, line):
    batches, claimed = scanned(db, tmp_path)
    batches.done(claimed, MORNING)
    looks = Looks(db, Vault(Workspace(tmp_path / "state").vault))
    assert looks.keep(looks.next(), Seen(verdict, blank, 0, "A4", "case/no:0:1", ""))
    assert told(batches, claimed) == (WHOLE, ["Batch 1.", "Page 1", line, "Done: 1 pages."])


def test_a_jam_is_told_with_what_was_kept(db, tmp_path, told):
    batches, claimed = scanned(db, tmp_path)
    batches.failed(claimed, MORNING, Fault.SCANNER_JAMMED)
    ended, lines = told(batches, claimed)
    assert ended == STOPPED
    assert lines[-1] == "Stopped: Paper is stuck in the scanner. 1 pages are kept."


def test_a_batch_that_is_over_can_be_destroyed_and_no_other(box, db, tmp_path, capsys):
    batches, claimed = scanned(db, tmp_path)
    assert box("discard", "--batch", "1")[0] == NOT_ASKED
    assert "no such batch" in capsys.readouterr().err
    batches.done(claimed, MORNING)
    assert box("discard", "--batch", "1") == (WHOLE, ["1 pages destroyed."])
    assert Cases(db).state(claimed.case) is CaseState.FORGOTTEN
    assert box("discard", "--batch", "99")[0] == NOT_ASKED


@pytest.mark.parametrize("wrong", [["--counter", "0"], ["--counter", "x"], []])
def test_a_counter_is_a_number(box, wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        box("scan", *wrong)
    assert ended.value.code == NOT_ASKED
    assert "--counter" in capsys.readouterr().err
