"""A case erased on request: what will go is said first, its code asked again, and nobody named."""

import io
import os
import subprocess
import sys
from contextlib import closing

import pytest

from kiosk.desk import erase
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.database import CaseGone, open_database
from kiosk.store.journal import Journal
from kiosk.store.outbox import Outbox
from kiosk.store.vault import Vault
from kiosk.workspace import PACKAGE, Workspace
from tests.store.erasable import certify, deliver
from tests.workbench.signatures import DOCUMENT, PROCEDURE, Papers


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return Workspace(tmp_path / "state")


@pytest.fixture
def case(workspace):
    """A case that was handed in; its id."""
    return Papers(workspace).seal_case(pages=2)


@pytest.fixture
def code(workspace, case):
    with closing(open_database(workspace)) as db:
        (code,) = db.conn.execute("select code from cases where id = ?", (case,)).fetchone()
    return code


@pytest.fixture
def delivered(workspace, case):
    with closing(open_database(workspace)) as db:
        deliver(db)


@pytest.fixture
def ask(tmp_path, workspace, capsys, monkeypatch):
    """Give the command, and `typed` at its question: its exit code, what it said, what it refused."""
    settings = tmp_path / "kiosk.toml"
    settings.write_text("", encoding="utf-8")

    def ask(*command, typed="", language="en"):
        lines = []
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        where = ("--settings", str(settings), "--state", str(workspace.root))
        done = erase.main([*command, *where, "--language", language], lines.append)
        return done, lines, capsys.readouterr().err

    return ask


def is_there(workspace, case):
    with closing(open_database(workspace)) as db:
        try:
            return bool(Cases(db).key(case))
        except CaseGone:
            return False


def test_it_is_said_what_goes_and_the_code_typed_again_erases_it(
    ask, workspace, case, code, delivered
):
    done, lines, _ = ask(code, "--reason", "citizen", typed=f"{code}\n")
    assert done == erase.ERASED
    assert lines[0].startswith(f"To be erased: case {code}, ")
    assert "papers (1, 2 pages)" in lines[1]
    assert lines[-2:] == [
        "Type the case's code again to erase it (empty: stop):",
        f"Case {code} is erased.",
    ]
    assert not is_there(workspace, case)
    with closing(open_database(workspace)) as db:
        (told,) = [row for row in Journal(db).since(most=100) if row.event == "case-erased"]
    assert told.fields == {"case": case, "code": code, "why": "citizen"}


def test_in_vietnamese_too(ask, code, delivered):
    done, lines, _ = ask(code, "--reason", "mistake", typed=f"{code.lower()}\n", language="vi")
    assert done == erase.ERASED
    assert lines[0].startswith(f"Sẽ xóa hồ sơ {code}: ")
    assert "1 giấy tờ (2 trang)" in lines[1]
    assert lines[-1] == f"Đã xóa hồ sơ {code}."


@pytest.mark.parametrize("typed", ["", "\n", "yes\n", "H38.101-261123-K00-0099\n"])
def test_anything_else_typed_leaves_it_there(ask, workspace, case, code, delivered, typed):
    done, lines, _ = ask(code, "--reason", "citizen", typed=typed)
    assert (done, lines[-1]) == (erase.NOT_CONFIRMED, "Nothing was erased.")
    assert is_there(workspace, case)


def test_with_yes_nothing_is_asked(ask, workspace, case, code, delivered):
    done, lines, _ = ask(code, "--reason", "order", "--yes")
    assert done == erase.ERASED
    assert not any("again" in line for line in lines)
    assert not is_there(workspace, case)


@pytest.mark.parametrize("refused", [False, True])
def test_the_only_copy_there_is_goes_only_with_a_word_of_its_own(
    ask, workspace, case, code, refused
):
    if refused:
        with closing(open_database(workspace)) as db:
            Outbox(db).refused(Outbox(db).claim(10**10), "conflict")
    done, lines, why = ask(code, "--reason", "trial", "--yes")
    assert (done, lines) == (erase.NOT_ERASED, [])
    assert why.startswith(
        "kiosk-desk: The centre does not have this case: erased here, it is nowhere."
    )
    assert is_there(workspace, case)
    done, lines, _ = ask(code, "--reason", "trial", "--yes", "--undelivered")
    assert done == erase.ERASED
    assert any(line.startswith("THE CENTRE DOES NOT HAVE IT") for line in lines)
    assert not is_there(workspace, case)
    with closing(open_database(workspace)) as db:
        assert Outbox(db).rows() == ()


def test_a_copy_that_waits_for_a_signature_is_in_the_way(ask, workspace, case, code, delivered):
    with closing(open_database(workspace)) as db:
        register, law = Certifications(db), frozenset({PROCEDURE})
        now = Cases(db).of_code(code).sealed_at
        register.prepare(case, DOCUMENT, now, book="01", certifies=law)
    done, lines, why = ask(code, "--reason", "citizen", "--yes", "--undelivered")
    assert (done, lines) == (erase.NOT_ERASED, [])
    assert "waits for a signature" in why
    assert is_there(workspace, case)


def test_a_certified_copy_is_told_and_that_its_number_stays(ask, workspace, case, code, delivered):
    with closing(open_database(workspace)) as db:
        certify(db, Vault(workspace.vault), case, document=DOCUMENT, complete=False)
    done, lines, _ = ask(code, "--reason", "citizen", "--yes")
    assert done == erase.ERASED
    assert any("the register keeps the number" in line for line in lines)
    assert any("not completed yet" in line for line in lines)
    with closing(open_database(workspace)) as db:
        assert len(Certifications(db).all()) == 1


def test_asked_again_it_says_when_it_was_erased(ask, code, delivered):
    ask(code, "--reason", "citizen", "--yes")
    done, lines, _ = ask(code, "--reason", "citizen")
    assert done == erase.ERASED
    assert len(lines) == 1
    assert lines[0].startswith(f"Case {code} was erased at ")


def test_a_code_that_nobody_has_is_told(ask, code):
    done, lines, why = ask("H38.101-261123-K00-0099", "--reason", "citizen")
    assert (done, lines) == (erase.NOT_ERASED, [])
    assert why == (
        "kiosk-desk: No case handed in here has that code. Look at the code on the ticket.\n"
    )


@pytest.mark.parametrize("word", ["retention", "Nguyễn Thị Hoa", "nguyen-thi-hoa", ""])
def test_a_reason_is_one_of_four_words_so_that_no_name_gets_into_the_journal(ask, code, word):
    with pytest.raises(SystemExit) as ended:
        ask(code, "--reason", word, "--yes")
    assert ended.value.code == 2


def test_another_kiosks_key_is_told_with_its_file_and_what_to_do(ask, workspace, code):
    workspace.vault_key.write_text("ab" * 32)
    done, _, why = ask(code, "--reason", "citizen", "--yes")
    assert done == erase.NOT_ERASED
    assert "vault.key is another kiosk's: put back the one this kiosk began with" in why


def test_it_is_a_command_of_the_desk(tmp_path, workspace, case, code, delivered):
    settings = tmp_path / "kiosk.toml"
    settings.write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "kiosk.desk", "erase", code, "--reason", "citizen"]
    where = ["--settings", str(settings), "--state", str(workspace.root)]
    done = subprocess.run(
        [*command, *where], input=f"{code}\n", capture_output=True, text=True, encoding="utf-8",
        timeout=120, cwd=PACKAGE.parent, env={**os.environ, "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"Đã xóa hồ sơ {code}.\n")
    assert not is_there(workspace, case)
