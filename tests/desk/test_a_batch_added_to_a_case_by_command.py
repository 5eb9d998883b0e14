"""A counter's batch added to a case that was handed in, by command, up to the centre."""

from __future__ import annotations

import datetime as dt
import io
import json
from contextlib import closing

import pytest
from PIL import Image

from kiosk.desk import add
from kiosk.model import CaseState
from kiosk.store.asked_rules import AskedRules
from kiosk.store.batches import Batches
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.outbox import Outbox
from kiosk.store.pages import Pages
from kiosk.store.rulebook import Rulebook
from kiosk.store.vault import Vault
from kiosk.workspace import CATALOGUE, Workspace
from tests.sync.kiosk_sync import running
from tests.workbench.centre import CentreHouse
from tests.workbench.signatures import DOCUMENT, Papers

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return Workspace(tmp_path / "state")


@pytest.fixture
def case(workspace):
    return Papers(workspace).seal_case()


@pytest.fixture
def db(workspace, case):
    opened = open_database(workspace)
    yield opened
    opened.close()


@pytest.fixture
def code(db, case):
    return db.conn.execute("select code from cases where id = ?", (case,)).fetchone()[0]


@pytest.fixture
def ask(tmp_path, workspace, capsys):
    """Give the command: its exit code, what it said, what it refused."""
    settings = tmp_path / "kiosk.toml"
    settings.write_text("", encoding="utf-8")

    def ask(*command, language="en"):
        lines = []
        where = ("--settings", str(settings), "--state", str(workspace.root))
        done = add.main([*command, *where, "--language", language], lines.append)
        return done, lines, capsys.readouterr().err

    return ask


def page(grey):
    data = io.BytesIO()
    Image.new("L", (620, 877), grey).save(data, "JPEG")
    return data.getvalue()


def scanned(db, workspace, pages=2, over=True):
    """A counter's batch; its row."""
    batches = Batches(db)
    batches.ask(2, NOW, "hall")
    claimed = batches.claim("hall", NOW)
    Cases(db).open(claimed.case, NOW, 2)
    for number in range(pages):
        kept = Pages(db, Vault(workspace.vault))
        kept.add(claimed.case, "batch", page(200 + number), 620, 877, 75, NOW)
    if over:
        batches.done(claimed, NOW)
    return batches.find(claimed.id)


def test_its_pages_are_the_cases_and_the_batch_is_used_up(ask, db, workspace, case, code):
    batch = scanned(db, workspace)
    done, lines, _ = ask(code.lower(), "--batch", str(batch.id))
    assert (done, lines[-1].split(" were")[0]) == (add.ADDED, "2 pages")
    further = Documents(db).of(case)[-1]
    assert (further.id, further.pages) == ("bo-sung", 2)
    pdf = Vault(workspace.vault).read(Cases(db).key(case), further.path)
    assert pdf.startswith(b"%PDF")
    assert Cases(db).state(batch.case) is CaseState.FORGOTTEN
    assert Vault(workspace.vault).names(batch.case) == ()


def test_given_twice_it_is_added_once(ask, db, workspace, case, code):
    batch = scanned(db, workspace)
    ask(code, "--batch", str(batch.id))
    done, lines, _ = ask(code, "--batch", str(batch.id))
    assert (done, lines) == (add.ADDED, [f"Batch {batch.id} was added to case {code} before."])
    assert len(Outbox(db).rows()) == 2
    other = Papers(workspace).seal_case()
    (its,) = db.conn.execute("select code from cases where id = ?", (other,)).fetchone()
    done, lines, why = ask(its, "--batch", str(batch.id))
    assert (done, lines) == (add.NOT_ADDED, [])
    assert "another case" in why


def test_a_paper_of_the_procedure_may_be_named(ask, db, workspace, case, code):
    batch = scanned(db, workspace, pages=1)
    done, _, why = ask(code, "--batch", str(batch.id), "--document", "giay-khong-co")
    assert done == add.NOT_ADDED
    assert DOCUMENT in why
    assert ask(code, "--batch", str(batch.id), "--document", DOCUMENT)[0] == add.ADDED
    assert [paper.id for paper in Documents(db).of(case)] == [DOCUMENT, DOCUMENT]


def test_papers_and_office_are_those_of_the_provinces_rules(ask, db, workspace, case, code):
    text = CATALOGUE.read_text(encoding="utf-8").replace(f'id = "{DOCUMENT}"', 'id = "giay-moi"')
    office = '[office]\nname = { vi = "Xã Suối Lành", en = "Suoi Lanh" }\n'
    files = {"catalogue.toml": text.encode(), "settings.toml": office.encode()}
    Rulebook(workspace).take("3-0123abcd", NOW, files)
    AskedRules(db).accept(case, "3-0123abcd")
    batch = scanned(db, workspace, pages=1)
    assert ask(code, "--batch", str(batch.id), "--document", DOCUMENT)[0] == add.NOT_ADDED
    assert ask(code, "--batch", str(batch.id), "--document", "giay-moi")[0] == add.ADDED
    sent = Outbox(db).find(Outbox(db).newest(code))
    said = json.loads(sent.body)
    assert (said["office"], said["rules"]) == ("Xã Suối Lành", "3-0123abcd")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_cannot_be_added_is_said_and_changes_nothing(ask, db, workspace, code, language):
    empty = scanned(db, workspace, pages=0)
    running_on = scanned(db, workspace, over=False)
    whole = scanned(db, workspace, pages=1)
    for given in (
        ("H00.000-000000-K00-0000", "--batch", str(whole.id)),
        (code, "--batch", "99"),
        (code, "--batch", str(empty.id)),
        (code, "--batch", str(running_on.id)),
    ):
        done, lines, why = ask(*given, language=language)
        assert (done, lines) == (add.NOT_ADDED, [])
        assert why.startswith("kiosk-desk: ")
    assert len(Outbox(db).rows()) == 1
    assert Cases(db).state(whole.case) is CaseState.OPEN


def test_a_command_cut_short_after_the_papers_were_added_is_ended_by_the_next(
    ask, db, workspace, case, code, monkeypatch
):
    batch = scanned(db, workspace, pages=1)
    with monkeypatch.context() as cut:
        cut.setattr(Cases, "forget", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            ask(code, "--batch", str(batch.id))
    assert Cases(db).state(batch.case) is CaseState.OPEN
    assert ask(code, "--batch", str(batch.id))[0] == add.ADDED
    assert Cases(db).state(batch.case) is CaseState.FORGOTTEN
    assert len(Outbox(db).rows()) == 2


def test_the_centre_gets_both_and_is_told_which_puts_which_right(
    ask, db, workspace, case, code, tmp_path
):
    batch = scanned(db, workspace)
    ask(code, "--batch", str(batch.id))
    with CentreHouse(tmp_path) as centre:
        with running(workspace.root, centre) as until:
            until(lambda: Outbox(db).waiting() == 0)
        first, second = centre.received()
        assert (first["corrects"], first["original"]) == (None, None)
        assert (second["corrects"], second["original"]) == (first["envelope"], "here")
        assert first["case"] == second["case"] == case
        assert first["code"] == second["code"] == code
        centre.export(tmp_path / "out")
    folders = sorted(folder.name for folder in (tmp_path / "out").iterdir())
    assert folders == [code, f"{code}.{second['envelope']}"]
    files = [file.name for folder in (tmp_path / "out").iterdir() for file in folder.iterdir()]
    assert len(set(files)) == len(files) == 2
    assert json.loads(Outbox(db).receipt(second["envelope"]))["id"] == second["receipt"]
    with closing(open_database(workspace)) as again:
        assert again.conn.execute("pragma integrity_check").fetchone() == ("ok",)
