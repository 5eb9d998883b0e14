"""A result handed over by command: written for its citizen, noted once, and told to the centre when there is a line."""

import datetime as dt
import hashlib
import stat
from contextlib import closing
from dataclasses import replace

import pytest

from kiosk.contract.news import NewsItem, NewsPage, ResultNamed, Told
from kiosk.desk import handing
from kiosk.desk.progress import Matter, Place, progress
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.erasing import Erasing, Why
from kiosk.store.journal import Journal
from kiosk.store.news import News
from kiosk.store.results import ResultFiles, Results
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace
from tests.workbench.signatures import Papers

NOW = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
PDF = b"%PDF-1.7 ket qua bia dat"
RESULT = ResultNamed(
    "ab" * 16, "ket-qua.pdf", hashlib.sha256(PDF).hexdigest(), len(PDF), "application/pdf"
)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return Workspace(tmp_path / "state")


@pytest.fixture
def db(workspace):
    with closing(open_database(workspace)) as db:
        yield db


class Centre:
    """Tells of the one sealed case, and its result's bytes are here at once."""

    def __init__(self, workspace, db):
        Papers(workspace).seal_case()
        self.db, self.workspace = db, workspace
        self.envelope, self.code = db.conn.execute("select id, case_code from outbox").fetchone()
        self.seq = 0

    def tell(self, status, result=None, due="", **other):
        item = NewsItem(self.envelope, self.code, "", status, NOW.isoformat(), due, result=result)
        item, self.seq = replace(item, **other), self.seq + 1
        cursor = News(self.db).cursor()
        told = (Told(self.seq, f"{self.seq:032x}", item),)
        assert News(self.db).take(cursor, NewsPage(cursor.seq, self.seq, told), NOW)

    def decide(self, result=RESULT, data=PDF):
        self.tell("decided", result)
        results, row = Results(self.db), Results(self.db).of(self.code)[-1]
        files = ResultFiles(Cases(self.db), Vault(self.workspace.vault))
        files.add(row, 0, data)
        results.arrived(row, files.whole(row), NOW)


@pytest.fixture
def centre(workspace, db):
    return Centre(workspace, db)


@pytest.fixture
def box(tmp_path, workspace, capsys):
    """Run the command: its exit code, what it said, what it refused."""
    settings = tmp_path / "kiosk.toml"
    settings.write_text("", encoding="utf-8")
    where = ["--settings", str(settings), "--state", str(workspace.root), "--to", str(tmp_path)]

    def run(code, language="en"):
        lines = []
        done = handing.main([code, *where, "--language", language], lines.append)
        return done, lines, capsys.readouterr().err

    return run


def handed(db):
    return [row.fields for row in Journal(db).since(most=1000) if row.event == "result-handed"]


def test_a_result_is_written_for_nobody_else_and_noted_once(box, centre, db, tmp_path):
    centre.decide()
    for language in ("vi", "en"):
        assert box(centre.code, language)[0] == handing.HANDED
    file = tmp_path / "ket-qua.pdf"
    assert file.read_bytes() == PDF
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [fields["code"] for fields in handed(db)] == [centre.code]
    (untold,) = Results(db).untold(10)
    assert untold.handed


def test_asked_again_it_says_that_it_was_handed_over(box, centre, tmp_path):
    centre.decide()
    box(centre.code)
    (tmp_path / "ket-qua.pdf").unlink()
    done, lines, _ = box(centre.code, "vi")
    assert done == handing.HANDED
    assert "đã trả lúc" in lines[0]
    assert not any("ghi nhận" in line for line in lines)
    assert (tmp_path / "ket-qua.pdf").read_bytes() == PDF


def test_every_result_of_a_case_is_handed_over(box, centre, db, tmp_path):
    centre.decide()
    centre.decide(replace(RESULT, id="cd" * 16, name="ket-qua-2.pdf"))
    assert box(centre.code)[0] == handing.HANDED
    assert len(handed(db)) == 2
    assert (tmp_path / "ket-qua-2.pdf").exists()


def test_another_file_of_that_name_is_never_written_over(box, centre, db, tmp_path):
    centre.decide()
    (tmp_path / "ket-qua.pdf").write_bytes(b"mine")
    done, _, why = box(centre.code)
    assert done == handing.NOT_HANDED
    assert "another file" in why
    assert (tmp_path / "ket-qua.pdf").read_bytes() == b"mine"
    assert handed(db) == []


def test_a_link_laid_in_the_way_is_not_followed(box, centre, db, tmp_path):
    centre.decide()
    (tmp_path / "elsewhere").write_bytes(PDF)
    (tmp_path / "ket-qua.pdf").symlink_to(tmp_path / "elsewhere")
    assert box(centre.code)[0] == handing.NOT_HANDED
    assert handed(db) == []


def test_a_case_without_a_result_says_how_it_stands(box, centre):
    assert "said nothing" in box(centre.code)[2]
    centre.tell("in-hand")
    assert "The centre says: In hand." in box(centre.code)[2]
    centre.tell("lien-thong")
    assert "The centre says: lien-thong." in box(centre.code)[2]
    centre.tell("decided", RESULT)
    done, _, why = box(centre.code, "vi")
    assert done == handing.NOT_HANDED
    assert "đang tải về" in why


def test_a_case_that_is_not_here_is_refused(box, centre):
    done, lines, why = box("H38.101-261123-K00-0099")
    assert (done, lines) == (handing.NOT_HANDED, [])
    assert "No case handed in here" in why


def test_a_result_whose_days_are_over_is_not_handed_over(box, centre, db):
    centre.decide(replace(RESULT, valid_until="2020-01-31"))
    done, _, why = box(centre.code)
    assert done == handing.NOT_HANDED
    assert "31/01/2020" in why
    assert handed(db) == []


def test_what_the_centre_handed_over_is_not_handed_over_again(box, centre, db):
    centre.decide()
    centre.tell("returned")
    done, _, why = box(centre.code)
    assert done == handing.NOT_HANDED
    assert "elsewhere" in why
    assert News(db).unfinished() == ()


def test_the_result_of_an_erased_case_lies_at_the_centre(box, centre, db, workspace):
    centre.decide()
    case = Cases(db).of_code(centre.code).case
    Erasing(db, Vault(workspace.vault)).erase(case, Why.CITIZEN, NOW, undelivered=True)
    done, _, why = box(centre.code)
    assert done == handing.NOT_HANDED
    assert "lies at the centre" in why


def test_a_folder_that_is_not_there_is_said(box, centre, db, tmp_path):
    centre.decide()
    settings = tmp_path / "kiosk.toml"
    where = ["--settings", str(settings), "--state", str(tmp_path / "state")]
    gone = str(tmp_path / "nowhere")
    assert handing.main([centre.code, *where, "--to", gone], print) == handing.NOT_HANDED
    assert handed(db) == []


def test_the_desk_looks_at_what_presses_first(centre, db):
    def look():
        return progress(News(db), Results(db), NOW.date())

    assert look() == ()
    centre.tell("in-hand", due="2026-11-20")
    assert [(row.matter, row.left) for row in look()] == [(Matter.OVERDUE, -3)]
    centre.tell("decided", RESULT, due="2026-11-20")
    assert [(row.matter, row.result, row.left) for row in look()] == [
        (Matter.NOTHING, Place.COMING, None)
    ]
    centre.tell("in-hand", replace(RESULT, id="cd" * 16), envelope="f" * 32, code="H99-0001")
    assert next((row.code, row.result) for row in look()) == ("H99-0001", Place.AT_CENTRE)
    centre.tell("returned")
    assert [row.code for row in look()] == ["H99-0001"]
