"""The certification register by command: what a clerk enters, reads, takes out and voids."""

import stat
from contextlib import closing

import pytest

from kiosk.desk import copies, signing
from kiosk.store.certifications import Certifications
from kiosk.store.database import open_database
from kiosk.workspace import Workspace
from tests.workbench.signatures import Papers


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return Workspace(tmp_path / "state")


@pytest.fixture
def papers(workspace):
    return Papers(workspace)


@pytest.fixture
def box(tmp_path, workspace, capsys):
    """Run one command: its exit code, what it said, what it refused."""
    settings = tmp_path / "kiosk.toml"
    settings.write_text("", encoding="utf-8")
    where = ["--settings", str(settings), "--state", str(workspace.root)]

    def run(main, *command, language="en"):
        lines = []
        code = main([*command, *where, "--language", language], lines.append)
        return code, lines, capsys.readouterr().err

    return run


def code_of(workspace):
    with closing(open_database(workspace)) as db:
        return db.conn.execute("select code from cases where code is not null").fetchone()[0]


def test_a_document_is_entered_once(box, papers, workspace):
    papers.seal_case()
    code = code_of(workspace)
    for _ in range(2):
        done, lines, _ = box(copies.main, "prepare", code, "ban-chinh")
        assert done == copies.DONE
        assert lines[0].startswith("Entered in the register: 1/")
        assert "The original to be copied" in lines[1]
    vietnamese = box(copies.main, "list", language="vi")[1]
    assert len(vietnamese) == 1
    assert "chờ người có thẩm quyền ký" in vietnamese[0]
    assert code in vietnamese[0]


def test_a_case_that_is_not_here_is_refused(box):
    done, lines, why = box(copies.main, "prepare", "H38.101-261123-K00-0099", "ban-chinh")
    assert (done, lines) == (copies.NOT_ASKED, [])
    assert why == (
        "kiosk-desk: No case handed in here has that code. Look at the code on the ticket.\n"
    )


def test_a_document_that_is_not_there_is_refused_and_the_others_are_named(box, papers, workspace):
    papers.seal_case()
    done, lines, why = box(copies.main, "prepare", code_of(workspace), "ban-sao")
    assert (done, lines) == (copies.NOT_ASKED, ["This case has: ban-chinh."])
    assert "That case has no such document." in why


def test_a_procedure_that_gives_no_certified_copies_is_refused(box, papers, workspace):
    papers.seal_case(procedure="1.001193")
    done, _, why = box(copies.main, "prepare", code_of(workspace), "ban-chinh")
    assert done == copies.NOT_ASKED
    assert "gives no certified copies" in why


def test_an_empty_register_says_so(box):
    assert box(copies.main, "list") == (copies.DONE, ["The register is empty."], "")


def test_a_year_without_numbers_is_not_told_as_an_empty_register(box, papers):
    papers.hand_in()
    assert box(copies.main, "list", "--year", "2020")[1] == ["The register has no number of 2020."]


def test_the_columns_of_the_list_stand_below_each_other(box, papers):
    for pages in (1, 12, *[1] * 8):
        papers.hand_in(pages=pages)
    lines = box(copies.main, "list")[1]
    assert len(lines) == 10
    assert len({line.index("waits for") for line in lines}) == 1
    assert "  1 page " in lines[0]
    assert "  12 pages  " in lines[1]


def test_a_copy_is_taken_out_for_the_one_who_asked_only(box, papers, tmp_path):
    copy = papers.hand_in()
    out = tmp_path / "copy.pdf"
    done, lines, _ = box(copies.main, "export", str(copy.number), "-o", str(out))
    assert done == copies.DONE
    assert "waits for the official's signature" in lines[0]
    assert "do not hand it out" in lines[1]
    assert out.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_told(box, papers, tmp_path):
    papers.hand_in()
    done, _, why = box(copies.main, "export", "1", "-o", str(tmp_path / "nowhere" / "copy.pdf"))
    assert done == copies.NOT_ASKED
    assert f"{tmp_path / 'nowhere' / 'copy.pdf'} could not be written" in why
    why = box(
        copies.main, "export", "1", "-o", str(tmp_path / "nowhere" / "copy.pdf"), language="vi"
    )[2]
    assert "No such file" not in why


def test_a_void_number_stays_in_the_list_and_is_not_taken_out(box, papers, tmp_path):
    copy = papers.hand_in()
    number = f"{copy.number}/{copy.year}"
    done, lines, _ = box(copies.main, "void", number, "--why", "wrong paper")
    assert (done, lines) == (copies.DONE, [f"{number} is void. It stays listed."])
    assert "void: wrong paper" in box(copies.main, "list")[1][0]
    done, _, why = box(copies.main, "export", number, "-o", str(tmp_path / "copy.pdf"))
    assert done == copies.NOT_ASKED
    assert "A void copy is not exported" in why
    assert not (tmp_path / "copy.pdf").exists()
    assert "void already" in box(copies.main, "void", number, "--why", "again")[2]


def test_nothing_is_voided_without_a_reason(box, papers, workspace):
    copy = papers.hand_in()
    done, _, why = box(copies.main, "void", str(copy.number), "--why", "  ")
    assert (done, why) == (copies.NOT_ASKED, "kiosk-desk: Say why it is void.\n")
    with closing(open_database(workspace)) as db:
        assert Certifications(db).find(copy.year, copy.number) == copy


@pytest.mark.parametrize("typed", ["seventeen", "1/26", "1/2026/3"])
def test_what_is_no_number_is_told_with_an_example(box, papers, typed):
    done, _, why = box(copies.main, "export", typed, "-o", "x")
    assert done == copies.NOT_ASKED
    assert "such as 17 or 17/2026" in why


def test_a_number_nobody_drew_is_told(box):
    assert "The register has no number 9/" in box(copies.main, "void", "9", "--why", "x")[2]


def test_where_nothing_waits_no_pin_is_asked_for(box, workspace):
    done, lines, _ = box(signing.main, "--role", "official", "--pin-stdin")
    assert (done, lines) == (copies.DONE, ["Nothing waits for this signature."])


def test_a_service_that_is_away_is_told(box, papers, monkeypatch, tmp_path):
    papers.hand_in()
    with (tmp_path / "pin").open("w+") as pin:
        pin.write("123456\n")
        pin.seek(0)
        monkeypatch.setattr("sys.stdin", pin)
        done, lines, why = box(signing.main, "--role", "official", "--pin-stdin")
    assert done == copies.NOT_ASKED
    assert lines[0] == "To sign: 1"
    assert why.startswith("kiosk-desk: The signing service does not answer; nothing was signed.")


def test_a_pin_that_is_no_text_is_sent_nowhere_and_not_repeated(box, papers, monkeypatch, tmp_path):
    papers.hand_in()
    (tmp_path / "pin").write_bytes(b"271828\xff\n")
    for errors in ("strict", "surrogateescape"):
        with (tmp_path / "pin").open(encoding="utf-8", errors=errors) as pin:
            monkeypatch.setattr("sys.stdin", pin)
            done, lines, why = box(signing.main, "--role", "official", "--pin-stdin")
        assert done == copies.NOT_ALL
        assert "271828" not in " ".join((*lines, why))


def test_a_void_number_that_is_named_is_told_and_does_not_count_as_signed(box, papers):
    papers.hand_in()
    box(copies.main, "void", "1", "--why", "wrong paper")
    done, lines, _ = box(signing.main, "--role", "official", "--pin-stdin", "1")
    assert done == copies.NOT_ALL
    assert lines[0].endswith("does not wait for this signature: void.")
