"""The documents of a case are made in a process that may die, hang or eat without harm."""

import datetime as dt
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, replace

import page as judge
import pikepdf
import pytest

from kiosk.dossier import make
from kiosk.dossier.make import DossierError, make_documents
from kiosk.dossier.pdf import as_scanned
from kiosk.faults import Fault
from kiosk.store.cases import Cases
from kiosk.store.database import StoreError, open_database
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault
from kiosk.workspace import PACKAGE, Workspace
from tests.workbench.children import none_left

NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
BUDGET = 60.0


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return Workspace(tmp_path / "state")


@pytest.fixture
def db(workspace):
    db = open_database(workspace)
    Cases(db).open("case-1", NOW)
    yield db
    db.close()


@pytest.fixture
def key(db):
    return Cases(db).key("case-1")


@pytest.fixture
def scan(db, workspace):
    """Keep pages of a document; its papers as the journey holds them."""
    pages = Pages(db, Vault(workspace.vault))

    def scan(document, *jpegs):
        for jpeg in jpegs:
            pages.add("case-1", document, jpeg, 620, 877, 300, NOW)
        return document, pages.files("case-1", document)

    return scan


def files(workspace):
    return {path.name for path in (workspace.vault / "case-1").iterdir()}


def test_each_paper_with_pages_becomes_one_document(workspace, key, scan, jpeg):
    papers = (
        scan("to-khai", jpeg(1), jpeg(2)),
        scan("khong-co"),
        scan("giay-chung-sinh", jpeg(3, "L")),
    )
    first, second = make_documents(workspace, key, "case-1", papers, BUDGET)
    assert (first.id, first.pages, second.id, second.pages) == (
        *("to-khai", 2),
        *("giay-chung-sinh", 1),
    )
    for document in (first, second):
        pdf = Vault(workspace.vault).read(key, document.path)
        assert (len(pdf), hashlib.sha256(pdf).hexdigest()) == (document.size, document.sha256)
        assert judge.is_pdf_compliant_bytes(pdf, profile="2b")
        assert len(pikepdf.open(io.BytesIO(pdf)).pages) == document.pages


@pytest.fixture
def made(workspace, key):
    """What was made of a page: a small picture of another size; its vault path."""

    def made(jpeg, name):
        layer = as_scanned(jpeg, 300).layers[0]
        box = json.dumps([100.0, 50.0, [["colour", len(jpeg), 620, 877, layer.box, [0, 0, 0]]]])
        return Vault(workspace.vault).write(key, "case-1", name, box.encode() + b"\n" + jpeg)

    return made


def test_pages_made_and_pages_as_scanned_are_bound_in_their_order(workspace, key, scan, jpeg, made):
    document, (first, second, third) = scan("to-khai", jpeg(1), jpeg(2), jpeg(3))
    pages = (first, replace(second, made=made(jpeg(4), "a.made")), replace(third, turned=90))
    (bound,) = make_documents(workspace, key, "case-1", ((document, pages),), BUDGET)
    pdf = Vault(workspace.vault).read(key, bound.path)
    assert judge.is_pdf_compliant_bytes(pdf, profile="2b")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        held = [next(iter(sheet.get_images().values())).read_raw_bytes() for sheet in opened.pages]
        assert [int(sheet.get("/Rotate", 0)) for sheet in opened.pages] == [0, 0, 90]
    assert held == [jpeg(1), jpeg(4), jpeg(3)]


def test_a_made_page_that_cannot_be_read_is_bound_as_scanned(workspace, key, scan, jpeg, made):
    document, (first, second) = scan("to-khai", jpeg(1), jpeg(2))
    spoilt = made(jpeg(3), "a.made")
    (workspace.vault / spoilt).write_bytes(b"altered")
    pages = replace(first, made=spoilt), replace(second, made="case-1/gone.made")
    (bound,) = make_documents(workspace, key, "case-1", ((document, pages),), BUDGET)
    pdf = Vault(workspace.vault).read(key, bound.path)
    assert jpeg(1) in pdf
    assert jpeg(2) in pdf


def test_a_case_without_pages_has_no_documents(workspace, key, scan):
    assert make_documents(workspace, key, "case-1", (scan("to-khai"),), BUDGET) == ()
    assert make_documents(workspace, key, "case-1", (), BUDGET) == ()


def test_made_twice_they_are_the_same_documents(workspace, key, scan, jpeg):
    papers = (scan("to-khai", jpeg(1)),)
    (first,) = make_documents(workspace, key, "case-1", papers, BUDGET)
    (again,) = make_documents(workspace, key, "case-1", papers, BUDGET)
    assert first.sha256 == again.sha256
    assert Vault(workspace.vault).read(key, first.path)  # the first is still where it was


def test_a_page_altered_in_the_vault_is_never_bound(workspace, key, scan, jpeg):
    paper = scan("to-khai", jpeg(1))
    file = workspace.vault / paper[1][0].path
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    before = files(workspace)
    with pytest.raises(DossierError, match="altered") as caught:
        make_documents(workspace, key, "case-1", (paper,), BUDGET)
    assert caught.value.fault is Fault.STORE_FAILED
    assert files(workspace) == before


def test_a_page_that_is_no_picture_stops_the_sealing_and_leaves_every_page(
    workspace, key, scan, jpeg
):
    papers = (scan("to-khai", jpeg(1)), scan("giay-chung-sinh", b"not a page"))
    before = files(workspace)
    with pytest.raises(StoreError, match="PageError"):
        make_documents(workspace, key, "case-1", papers, BUDGET)
    assert files(workspace) == before


@pytest.mark.parametrize(
    ("program", "budget", "said"),
    [
        ("import time; time.sleep(600)", 0.5, "not made within"),
        ("import os; os.kill(os.getpid(), 9)", BUDGET, "ended"),
        ("print('nonsense')", BUDGET, "ended"),
        ("import os; os.close(0)", BUDGET, "ended"),
    ],
)
def test_a_child_that_hangs_or_dies_is_a_fault_and_is_gone(
    workspace, key, scan, jpeg, monkeypatch, program, budget, said
):
    monkeypatch.setattr(make, "CHILD", (sys.executable, "-c", program))
    papers = (scan("to-khai", jpeg(1)),)
    with none_left(), pytest.raises(DossierError, match=said) as caught:
        make_documents(workspace, key, "case-1", papers, budget)
    assert caught.value.fault is Fault.STORE_FAILED


NOBODY = 2**22 + 1  # more than any process's number


def job(workspace, key, paper, **changes):
    return {
        "parent": os.getpid(),
        "key": key.hex(),
        "vault": str(workspace.vault),
        "case": "case-1",
        "name": "dossier",
        "papers": [{"document": paper[0], "pages": [asdict(page) for page in paper[1]]}],
        "dpi": 300,
        **changes,
    }


def ask(job):
    child = subprocess.run(
        make.CHILD, input=json.dumps(job) + "\n", cwd=PACKAGE.parent, capture_output=True, text=True
    )
    return child.returncode, child.stdout


def test_a_child_whose_parent_is_gone_does_nothing(workspace, key, scan, jpeg):
    paper = scan("to-khai", jpeg(1))
    assert ask(job(workspace, key, paper, parent=NOBODY)) == (2, "")
    assert "dossier" not in files(workspace)
    assert ask(job(workspace, key, paper))[0] == 0
    assert "dossier" in files(workspace)


def test_a_child_dies_with_its_parent(workspace, key, scan, jpeg):
    """A page that never comes holds the child in the middle of its job when its parent is killed."""
    paper = scan("to-khai", jpeg(1))
    page = workspace.vault / paper[1][0].path
    page.unlink()
    os.mkfifo(page)
    parent_script = (
        "import json, os, subprocess, sys;"
        "job = json.loads(sys.argv[1]) | {'parent': os.getpid()};"
        "child = subprocess.Popen(json.loads(sys.argv[2]), stdin=subprocess.PIPE, text=True);"
        "child.communicate(json.dumps(job) + '\\n')"
    )
    arguments = [json.dumps(job(workspace, key, paper)), json.dumps(make.CHILD)]
    with (
        subprocess.Popen(
            [sys.executable, "-c", parent_script, *arguments],
            stdout=subprocess.PIPE,  # the child holds it too: it ends when both are gone
            cwd=PACKAGE.parent,
        ) as parent,
        page.open("wb"),  # opens once the child reads
    ):
        parent.send_signal(signal.SIGKILL)
        assert parent.stdout.read() == b""
    assert "dossier" not in files(workspace)


def test_a_page_that_would_eat_all_memory_is_a_fault(workspace, key, scan, jpeg):
    huge = jpeg() + bytes(300 * 1024 * 1024)
    with pytest.raises(DossierError, match=r"MemoryError|ended"):
        make_documents(workspace, key, "case-1", (scan("to-khai", huge),), BUDGET)


def test_the_key_is_neither_in_the_arguments_nor_in_the_environment(
    workspace, key, scan, jpeg, monkeypatch, tmp_path
):
    spy = (
        "import os, pathlib, sys;"
        "me = pathlib.Path('/proc/self');"
        f"pathlib.Path({str(tmp_path / 'seen')!r}).write_bytes("
        "(me / 'cmdline').read_bytes() + (me / 'environ').read_bytes());"
        "from kiosk.dossier.child import main; sys.exit(main())"
    )
    monkeypatch.setattr(make, "CHILD", (sys.executable, "-c", spy))
    paper = scan("to-khai", jpeg(1))
    assert len(make_documents(workspace, key, "case-1", (paper,), BUDGET)) == 1
    assert key.hex().encode() not in (tmp_path / "seen").read_bytes()


def test_a_budget_runs_out_in_any_thread(workspace, key, scan, jpeg, monkeypatch):
    monkeypatch.setattr(make, "CHILD", (sys.executable, "-c", "import time; time.sleep(600)"))
    paper, faults = scan("to-khai", jpeg(1)), []

    def worker():
        try:
            make_documents(workspace, key, "case-1", (paper,), 0.5)
        except DossierError as error:
            faults.append(error.fault)

    thread = threading.Thread(target=worker)
    thread.start()
    thread.join()
    assert faults == [Fault.STORE_FAILED]
