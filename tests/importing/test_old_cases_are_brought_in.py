"""Old cases come into the worklist: once however often it is asked, and nothing from outside the folder."""

import datetime as dt
import os
import signal
import subprocess
import sys

import pytest

from kiosk.dossier.importing import bulk, rows
from kiosk.dossier.importing.refused import ImportReason
from kiosk.store.database import open_database
from kiosk.store.errors import StoreError
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.vault import Vault
from kiosk.store.worklist import Worklist, WorkState
from kiosk.workspace import Workspace

NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
HEADER = "case;procedure;document;file;name"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return Workspace(tmp_path / "state")


@pytest.fixture
def db(workspace):
    opened = open_database(workspace)
    yield opened
    opened.close()


@pytest.fixture
def worklist(db, workspace):
    return Worklist(db, Vault(workspace.vault))


@pytest.fixture
def bring(worklist, foreign):
    """Bring these lines in; the report, and the lines that do not hold."""

    def go(root, *lines):
        listed, first = rows.rows_of("\n".join([HEADER, *lines]).encode())
        good, missing = bulk.missing_files(listed, root)
        report = bulk.bring(good, root, foreign, worklist, lambda: NOW, lambda done, all: None)
        return report, first + missing + report.problems

    return go


def line(case, document, file, name="Trịnh Thị Bịa Đặt"):
    return f"{case};2.000815;{document};{file};{name}"


def items(worklist, reference):
    return worklist.of(worklist.case(reference, "2.000815", None, NOW))


def test_papers_of_an_old_case_lie_in_the_vault_under_its_key(
    bring, folder_of, worklist, workspace, picture, pdf
):
    signed = pdf(2) + b"\n% byte for byte"
    root = folder_of({"a.jpg": picture(), "năm 2019/b.pdf": signed})
    report, problems = bring(
        root, line("HS 1", "to-khai", "a.jpg"), line("HS 1", "giay", "năm 2019/b.pdf")
    )
    assert (report.new, report.known, problems) == (2, 0, ())
    first, second = items(worklist, "HS 1")
    case = worklist.case("HS 1", "2.000815", None, NOW)
    assert case.holder.name == "Trịnh Thị Bịa Đặt"
    vault = Vault(workspace.vault)
    assert (first.state, first.kind, first.pages) == (WorkState.NEW, "jpeg", 1)
    assert vault.read(case.key, first.paths[0]).startswith(b"\xff\xd8\xff")
    assert (second.kind, second.pages, second.signed) == ("pdf", 2, False)
    assert vault.read(case.key, second.paths[0]) == signed
    for file in workspace.vault.rglob("*"):
        assert file.is_dir() or b"JFIF" not in file.read_bytes()


def test_a_tiff_of_many_sheets_is_one_paper_of_many_pages(bring, folder_of, worklist):
    import io

    from PIL import Image

    sheets, made = [Image.new("L", (300, 400), level) for level in (10, 90, 200)], io.BytesIO()
    sheets[0].save(made, "TIFF", save_all=True, append_images=sheets[1:])
    bring(folder_of({"a.tif": made.getvalue()}), line("HS 1", "to-khai", "a.tif"))
    (item,) = items(worklist, "HS 1")
    assert item.pages == len(item.paths) == 3


def test_run_twice_nothing_is_there_twice(bring, folder_of, worklist, workspace, picture, pdf):
    root = folder_of({"a.jpg": picture(), "copy of a.jpg": picture(), "b.pdf": pdf()})
    lines = [
        line("HS 1", "to-khai", "a.jpg"),
        line("HS 1", "to-khai", "copy of a.jpg"),  # the same bytes under another name
        line("HS 1", "giay", "b.pdf"),
    ]
    report, _ = bring(root, *lines)
    assert (report.new, report.known) == (2, 1)
    kept = {path: path.read_bytes() for path in workspace.vault.rglob("*") if path.is_file()}
    report, _ = bring(root, *lines)
    assert (report.new, report.known) == (0, 3)
    assert kept == {
        path: path.read_bytes() for path in workspace.vault.rglob("*") if path.is_file()
    }
    assert worklist.counts()[WorkState.NEW] == 2


def test_what_a_clerk_has_taken_does_not_come_back(bring, folder_of, worklist, picture):
    root = folder_of({"a.jpg": picture()})
    bring(root, line("HS 1", "to-khai", "a.jpg"))
    (item,) = items(worklist, "HS 1")
    assert worklist.take(item.id, NOW)
    report, _ = bring(root, line("HS 1", "to-khai", "a.jpg"))
    assert report.known == 1
    assert worklist.counts() == {WorkState.NEW: 0, WorkState.BAD: 0, WorkState.TAKEN: 1}


def test_a_bad_file_is_remembered_until_a_good_one_stands_in_its_place(
    bring, folder_of, worklist, picture, tmp_path
):
    root = folder_of({"a.jpg": picture()[:300], "b.jpg": picture()})
    lines = [line("HS 1", "to-khai", "a.jpg"), line("HS 1", "giay", "b.jpg")]
    report, problems = bring(root, *lines)
    assert report.new == 1
    assert [(one.line, one.reason) for one in problems] == [(2, ImportReason.UNREADABLE)]
    assert worklist.counts() == {WorkState.NEW: 1, WorkState.BAD: 1, WorkState.TAKEN: 0}
    (bad,) = (item for item in items(worklist, "HS 1") if item.state is WorkState.BAD)
    assert (bad.reason, bad.paths, bad.file) == ("unreadable", (), "a.jpg")
    bring(root, *lines)
    assert worklist.counts()[WorkState.BAD] == 1
    (tmp_path / "files" / "a.jpg").write_bytes(picture(size=(500, 500)))
    bring(root, *lines)
    assert worklist.counts() == {WorkState.NEW: 2, WorkState.BAD: 0, WorkState.TAKEN: 0}


def test_nothing_comes_from_outside_the_folder(bring, folder_of, worklist, picture, tmp_path):
    root = folder_of({"real.jpg": picture(), "in/x.jpg": picture()})
    (tmp_path / "secret.jpg").write_bytes(picture())
    (tmp_path / "files" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (tmp_path / "files" / "out").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "files" / "pipe.jpg")
    _, problems = bring(
        root,
        line("HS 1", "a", "link.jpg"),
        line("HS 1", "b", "out/secret.jpg"),
        line("HS 1", "c", "../secret.jpg"),
        line("HS 1", "d", "pipe.jpg"),
        line("HS 1", "e", "in"),
        line("HS 1", "f", "nowhere.jpg"),
        line("HS 1", "g", "real.jpg/x.jpg"),
    )
    told = {one.line: one.reason for one in problems}
    assert [told[number] for number in range(2, 8)] == [
        *[ImportReason.OUTSIDE] * 3,
        ImportReason.NO_FILE,
        ImportReason.NO_FILE,
        ImportReason.MISSING,
    ]
    assert told[8] in (ImportReason.OUTSIDE, ImportReason.MISSING)
    assert worklist.counts()[WorkState.NEW] == 0


def test_a_mac_spells_its_names_otherwise(bring, folder_of, picture):
    import unicodedata

    root = folder_of({unicodedata.normalize("NFD", "giấy tờ.jpg"): picture()})
    report, _ = bring(root, line("HS 1", "to-khai", "giấy tờ.jpg"))
    assert report.new == 1


def test_a_reference_belongs_to_one_person(bring, folder_of, worklist, picture):
    root = folder_of({"a.jpg": picture(), "b.jpg": picture(size=(300, 300))})
    _, problems = bring(
        root, line("HS 1", "a", "a.jpg"), line("HS 1", "b", "b.jpg", name="Another")
    )
    assert [(one.line, one.reason) for one in problems] == [(3, ImportReason.ROW_DIFFERS)]
    assert len(items(worklist, "HS 1")) == 1


def test_a_forgotten_case_is_noise(bring, folder_of, worklist, workspace, picture):
    bring(folder_of({"a.jpg": picture()}), line("HS 1", "a", "a.jpg"))
    case = worklist.case("HS 1", "2.000815", None, NOW)
    worklist.forget(case)
    assert not list(workspace.vault.iterdir())
    assert worklist.case("HS 1", "2.000815", None, NOW).key != case.key


def test_a_restart_does_not_forget_old_cases(bring, folder_of, worklist, db, picture):
    """Cases whose citizen stood at the screen are forgotten after a crash; these are none of them."""
    from kiosk.store.cases import Cases

    bring(folder_of({"a.jpg": picture()}), line("HS 1", "a", "a.jpg"))
    assert Cases(db).open_cases() == ()


def test_the_journal_counts_and_names_nobody(bring, folder_of, db, picture):
    root = folder_of({"a.jpg": picture(), "b.jpg": b"MZ"})
    bring(root, line("HS 1", "a", "a.jpg"))
    rows_of_it = [row for row in Journal(db).since() if row.event is JournalEvent.OLD_CASES_BROUGHT]
    assert [row.fields for row in rows_of_it] == [{"new": 1, "known": 0, "bad": 0}]


def command(*words):
    return [sys.executable, "-m", "kiosk.dossier", "import", *map(str, words)]


def test_a_rehearsal_writes_nothing(folder_of, picture, pdf, tmp_path):
    folder_of({"a.jpg": picture(), "b.pdf": pdf(), "c.jpg": picture()[:200]})
    (tmp_path / "list.csv").write_text(
        "\n".join(
            [
                HEADER,
                *(line("HS", f"d{n}", f) for n, f in enumerate(["a.jpg", "b.pdf", "c.jpg", "d"])),
            ]
        ),
        encoding="utf-8-sig",
    )
    state = tmp_path / "state"
    ended = subprocess.run(
        command(
            tmp_path / "list.csv", "--files", tmp_path / "files", "--state", state, "--dry-run"
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    assert "dòng 4: Tệp này bị hỏng" in ended.stdout
    assert "dòng 5: Không thấy tệp này." in ended.stdout
    assert "chưa ghi gì: 2 sẽ nhận" in ended.stdout
    assert not state.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--files": "nowhere"}, "There is no such file."),
        ({"list": "nowhere.csv"}, "cannot be read"),
        ({"list": "files/a.jpg"}, "no CSV in UTF-8"),
        ({"list": "files"}, "cannot be read"),
    ],
)
def test_a_wrong_call_is_one_sentence(folder_of, picture, tmp_path, change, said):
    folder_of({"a.jpg": picture()})
    (tmp_path / "list.csv").write_text(HEADER, encoding="utf-8")
    words = {"list": "list.csv", "--files": "files", "--state": "state"} | change
    ended = subprocess.run(
        command(
            *(tmp_path / words["list"], "--files", tmp_path / words["--files"]),
            *("--state", tmp_path / "state", "--language", "en"),
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("after", [3, 17])
def test_killed_in_the_middle_it_goes_on_from_there(
    folder_of, picture, tmp_path, after, monkeypatch
):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    count = 40
    folder_of({f"{n}.jpg": picture(size=(300, 300 + n)) for n in range(count)})
    (tmp_path / "list.csv").write_text(
        "\n".join([HEADER, *(line(f"HS {n // 2}", f"d{n}", f"{n}.jpg") for n in range(count))]),
        encoding="utf-8",
    )
    words = (tmp_path / "list.csv", "--files", tmp_path / "files", "--state", tmp_path / "state")
    # Killed by the kernel when it is about to make so many a file safe.
    trace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync"]
    inject = ["-e", f"inject=fsync:signal=SIGKILL:when={after + 20}"]
    killed = subprocess.run(
        [*trace, *inject, *command(*words)],
        capture_output=True,
        check=False,
        start_new_session=True,
    )
    assert killed.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
    with_some = counts(tmp_path / "state")
    assert 0 < with_some < count
    ended = subprocess.run(command(*words), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert f"{count - with_some} mới, {with_some} đã có" in ended.stdout
    assert counts(tmp_path / "state") == count
    boxes = [file for file in (tmp_path / "state" / "vault").rglob("*") if file.is_file()]
    assert len(boxes) == count  # nothing is left over


def test_two_lists_are_brought_in_one_after_the_other(workspace, folder_of, picture, tmp_path):
    folder_of({"a.jpg": picture()})
    (tmp_path / "list.csv").write_text(f"{HEADER}\n{line('HS 1', 'a', 'a.jpg')}", encoding="utf-8")
    words = (tmp_path / "list.csv", "--files", tmp_path / "files", "--state", workspace.root)
    with bulk.alone(workspace):
        waiting = subprocess.run(command(*words), capture_output=True, text=True, check=False)
    assert waiting.returncode == 2
    assert "Đang có một danh sách khác" in waiting.stderr
    ended = subprocess.run(command(*words), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert counts(workspace.root) == 1


def counts(state):
    db = open_database(Workspace(state))
    try:
        return Worklist(db, Vault(Workspace(state).vault)).counts()[WorkState.NEW]
    finally:
        db.close()


def test_a_disk_that_fails_stops_it_and_keeps_what_is_there(
    bring, folder_of, worklist, picture, workspace
):
    root = folder_of({"a.jpg": picture(), "b.jpg": picture(size=(300, 300))})
    bring(root, line("HS 1", "a", "a.jpg"))
    workspace.vault.rename(workspace.vault.with_name("elsewhere"))
    workspace.vault.write_text("no folder any more", encoding="ascii")
    with pytest.raises(StoreError):
        bring(root, line("HS 1", "b", "b.jpg"))
    assert worklist.counts()[WorkState.NEW] == 1
