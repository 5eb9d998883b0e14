"""python -m kiosk.dossier verify: what a clerk or technician is told, and how it ends."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.dossier.signing import told
from kiosk.dossier.signing.command import EXIT
from kiosk.dossier.signing.report import ChangeKind, Reason, Report, Trust, Verdict
from kiosk.model import Language
from tests.workbench.shadow_shown import page_written_anew
from tests.workbench.signed_papers import official, organisation, paper

ZONE = dt.timezone(dt.timedelta(hours=7))


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk.dossier", "verify", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def place(authority, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("by-hand")
    (folder / "trust").mkdir()
    (folder / "trust" / "root.der").write_bytes(authority.root)
    (folder / "two.pdf").write_bytes(
        organisation(authority).sign(official(authority).sign(paper()))
    )
    (folder / "forged.pdf").write_bytes(page_written_anew(authority))
    (folder / "plain.pdf").write_bytes(paper())
    (folder / "junk.pdf").write_bytes(b"junk")
    return folder


@pytest.mark.device
@pytest.mark.parametrize(
    ("file", "trust", "ends", "says"),
    [
        ("two.pdf", True, 0, "HỢP LỆ."),
        ("two.pdf", False, 1, "NGUYÊN VẸN"),
        ("forged.pdf", True, 3, "ĐÃ BỊ SỬA"),
        ("plain.pdf", True, 5, "CHƯA KÝ SỐ."),
        ("junk.pdf", True, 6, "Tệp này không phải PDF."),
    ],
)
def test_each_verdict_has_its_words_and_its_ending(file, trust, ends, says, place):
    more = ["--trust", place / "trust"] if trust else []

    done = run(place / file, *more)

    assert (done.returncode, done.stderr) == (ends, "")
    assert says in done.stdout


@pytest.mark.device
def test_what_cannot_be_looked_at_is_named_in_the_asked_language(place, tmp_path):
    paper, nowhere = place / "two.pdf", place / "nowhere.pdf"

    assert [
        (done.returncode, done.stdout, done.stderr)
        for done in (
            run(nowhere),
            run(nowhere, "--language", "en"),
            run(paper, "--trust", tmp_path),
            run(paper, "--trust", tmp_path, "--language", "en"),
        )
    ] == [
        (2, "", f"kiosk.dossier: Không mở được {nowhere}.\n"),
        (2, "", f"kiosk.dossier: {nowhere} cannot be opened.\n"),
        (2, "", f"kiosk.dossier: Thư mục {tmp_path} không có chứng thư nào.\n"),
        (2, "", f"kiosk.dossier: There is no certificate in the folder {tmp_path}.\n"),
    ]


@pytest.mark.device
def test_each_signature_is_one_line(place):
    done = run(place / "two.pdf", "--trust", place / "trust", "--language", "en")

    head, first, second = done.stdout.splitlines()
    assert head.endswith("VALID.")
    assert "GIÀNG A PÁO (ỦY BAN NHÂN DÂN XÃ SUỐI LÀNH) signed at" in first
    assert "later: a signature was added" in first
    assert "ỦY BAN NHÂN DÂN XÃ SUỐI LÀNH sealed at" in second
    assert "covers the whole file" in second


@pytest.mark.device
def test_the_changed_page_is_named(place):
    assert "đổi nội dung trang 1" in run(place / "forged.pdf", "--trust", place / "trust").stdout


@pytest.mark.device
def test_a_program_gets_the_same_as_json(place):
    said = json.loads(run(place / "two.pdf", "--trust", place / "trust", "--json").stdout)

    assert said["verdict"] == "valid"
    assert [one["kind"] for one in said["signatures"]] == ["person", "organisation"]


@pytest.mark.device
@pytest.mark.parametrize("what", ["missing", "no-certificate", "empty"])
def test_a_wrong_call_says_what_is_wrong_in_one_line(what, place, tmp_path):
    if what == "no-certificate":
        (tmp_path / "note.txt").write_text("x")
    file = place / ("nothing.pdf" if what == "missing" else "two.pdf")

    done = run(file, "--trust", tmp_path)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("language", Language)
def test_everything_that_can_be_said_has_words(language):
    assert set(told.REASONS) == set(Reason)
    assert set(told.TRUSTS) == set(Trust)
    assert set(told.CHANGES) == set(ChangeKind)
    assert set(told.VERDICTS) == set(Verdict) == set(EXIT)
    for reason in Reason:
        report = Report(Verdict.SUSPICIOUS, reasons=(reason,))
        assert len(list(told.lines(report, ZONE, language))) == 2


def test_every_verdict_ends_differently():
    assert len(set(EXIT.values())) == len(Verdict)
    assert 2 not in EXIT.values()
