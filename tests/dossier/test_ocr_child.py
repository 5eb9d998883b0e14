"""A sealed page is read by a child that leaves its text in the vault, nothing anywhere else, and dies on a word."""

import os
import signal
import subprocess
import sys
import threading

import psutil
import pytest

from kiosk.dossier.ocr import Outcome, PageReading, Program, find_program, text_of
from kiosk.dossier.ocr import reading as readings
from kiosk.dossier.pdf import make_pdf
from kiosk.store.ocr import OcrPage
from kiosk.store.vault import Vault
from kiosk.workspace import PACKAGE, Workspace
from tests.dossier.printed import DPI, jpeg, printed, share_read
from tests.workbench.children import none_left

pytestmark = pytest.mark.device
KEY, CASE = bytes(range(32)), "case-1"
LONG = 90.0  # seconds; a loaded board may need many of them


@pytest.fixture
def workspace(tmp_path):
    made = Workspace(tmp_path / "state")
    made.prepare()
    return made


@pytest.fixture
def vault(workspace):
    return Vault(workspace.vault)


@pytest.fixture
def page(vault):
    """A page of a sealed document."""
    pdf = make_pdf("to-khai", [jpeg(printed())], DPI)
    return OcrPage(CASE, 1, 1, 1, vault.write(KEY, CASE, "dossier-1", pdf))


@pytest.fixture
def hanging(tmp_path):
    """A tesseract that tells its number and never comes to an end."""
    path = tmp_path / "hanging"
    path.write_text(
        f"#!/bin/sh\necho $$ > {tmp_path}/pid.part\nmv {tmp_path}/pid.part {tmp_path}/pid\n"
        "exec sleep 1000\n"
    )
    path.chmod(0o755)
    return Program(str(path))


def files(workspace):
    return {path.name for path in (workspace.vault / CASE).iterdir()}


def number_of(tmp_path):
    """The process that hangs, once it does."""
    told, waiting = tmp_path / "pid", threading.Event()
    for _ in range(int(LONG / 0.02)):
        if told.exists():
            return int(told.read_text())
        waiting.wait(0.02)
    raise AssertionError("tesseract was never started")


def gone(pid):
    """Whether a process ends; an orphan's zombie may stay for whoever reaps it."""
    try:
        process = psutil.Process(pid)
        for _ in range(int(LONG / 0.02)):
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                return True
            threading.Event().wait(0.02)
    except psutil.NoSuchProcess:
        return True
    return False


def test_its_text_is_in_the_vault_and_can_be_read_with_the_cases_key(workspace, vault, page):
    with none_left():
        assert PageReading(workspace, KEY, find_program(), page).outcome(LONG) is Outcome.READ
    assert files(workspace) == {"dossier-1", "ocr-01-001"}
    text = text_of(vault, KEY, CASE, 1, 1)
    assert share_read(text.plain()) > 0.8
    assert (text.width_mm, text.height_mm) == (148.0, 105.0)
    box = (workspace.vault / CASE / "ocr-01-001").read_bytes()
    assert "Mỏ".encode() not in box


def test_a_page_that_was_not_read_has_no_text(vault, page):
    assert text_of(vault, KEY, CASE, 1, 1) is None


def test_read_again_it_has_one_text(workspace, vault, page):
    for _ in range(2):
        PageReading(workspace, KEY, find_program(), page).outcome(LONG)
    assert files(workspace) == {"dossier-1", "ocr-01-001"}


def test_a_document_that_was_altered_is_never_read(workspace, page):
    file = workspace.vault / page.path
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    outcome = PageReading(workspace, KEY, find_program(), page).outcome(LONG)
    assert outcome is Outcome.UNREADABLE


def test_a_document_that_is_none_is_never_read(workspace, vault, page):
    vault.write(KEY, CASE, "dossier-1", b"%PDF-1.7 and then nothing")
    outcome = PageReading(workspace, KEY, find_program(), page).outcome(LONG)
    assert outcome is Outcome.UNREADABLE


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/tesseract"])
def test_a_program_that_fails_may_succeed_another_time(workspace, page, program):
    outcome = PageReading(workspace, KEY, Program(program), page).outcome(LONG)
    assert outcome is Outcome.FAILED
    assert files(workspace) == {"dossier-1"}


def test_a_disk_that_keeps_nothing_is_not_the_pages_doing(workspace, page):
    (workspace.vault / CASE / "ocr-01-001").mkdir()  # nothing can take its name
    outcome = PageReading(workspace, KEY, find_program(), page).outcome(LONG)
    assert outcome is Outcome.NOT_KEPT


def test_killed_it_and_tesseract_are_gone_and_nothing_is_kept(workspace, page, hanging, tmp_path):
    with none_left():
        reading = PageReading(workspace, KEY, hanging, page)
        killer = threading.Thread(target=lambda: (number_of(tmp_path), reading.kill()))
        killer.start()
        assert reading.outcome(LONG) is Outcome.FAILED
        killer.join()
        reading.kill()  # again: without harm
    assert gone(number_of(tmp_path))
    assert files(workspace) == {"dossier-1"}


def test_killed_before_it_was_told_what_to_do_it_is_gone(workspace, page, hanging):
    with none_left():
        reading = PageReading(workspace, KEY, hanging, page)
        reading.kill()
        assert reading.outcome(LONG) is Outcome.FAILED


def test_a_page_that_takes_too_long_is_given_up(workspace, page, hanging, tmp_path):
    with none_left():
        assert PageReading(workspace, KEY, hanging, page).outcome(1.0) is Outcome.FAILED
    if (tmp_path / "pid").exists():
        assert gone(number_of(tmp_path))


def test_when_the_service_is_killed_nobody_goes_on_reading(workspace, page, hanging, tmp_path):
    service = (
        "import sys; from pathlib import Path;"
        "from kiosk.dossier.ocr import PageReading, Program;"
        "from kiosk.store.ocr import OcrPage; from kiosk.workspace import Workspace;"
        f"page = OcrPage({CASE!r}, 1, 1, 1, {page.path!r});"
        f"PageReading(Workspace(Path({str(workspace.root)!r})), bytes.fromhex({KEY.hex()!r}),"
        f" Program({hanging.path!r}), page).outcome({LONG})"
    )
    with subprocess.Popen([sys.executable, "-c", service], cwd=PACKAGE.parent) as parent:
        tesseract = number_of(tmp_path)
        child = psutil.Process(parent.pid).children()[0].pid
        parent.send_signal(signal.SIGKILL)
    assert gone(tesseract)
    assert gone(child)


def test_it_comes_after_everything_else(workspace, page, hanging, tmp_path):
    reading = PageReading(workspace, KEY, hanging, page)
    waiting = threading.Thread(target=reading.outcome, args=(LONG,))
    waiting.start()
    try:
        for pid in (reading.pid, number_of(tmp_path)):
            assert os.sched_getscheduler(pid) == os.SCHED_IDLE
            assert os.getpriority(os.PRIO_PROCESS, pid) == 19
            assert os.getsid(pid) == os.getsid(0), "a session of its own would have its own share"
        environment = psutil.Process(number_of(tmp_path)).environ()
        assert environment["OMP_THREAD_LIMIT"] == "1"
    finally:
        reading.kill()
        waiting.join()


def test_the_key_is_neither_in_the_arguments_nor_in_the_environment(
    workspace, page, hanging, tmp_path
):
    reading = PageReading(workspace, KEY, hanging, page)
    waiting = threading.Thread(target=reading.outcome, args=(LONG,))
    waiting.start()
    try:
        for pid in (reading.pid, number_of(tmp_path)):
            process = psutil.Process(pid)
            assert KEY.hex() not in " ".join((*process.cmdline(), *process.environ().values()))
    finally:
        reading.kill()
        waiting.join()


def test_no_file_but_the_text_in_the_vault_is_ever_written(workspace, page, monkeypatch, tmp_path):
    """Every file opened for writing or made by the child and by tesseract, as the kernel saw it."""
    log = tmp_path / "strace"
    calls = "openat,open,creat,memfd_create,rename,renameat,renameat2,mkdir,mkdirat,mknodat,socket"
    monkeypatch.setattr(
        readings,
        "CHILD",
        (
            "strace",
            "-D",
            "-f",
            "-qq",
            "-s",
            "200",
            "-e",
            f"trace={calls}",
            "-o",
            str(log),
            *readings.CHILD,
        ),
    )
    assert PageReading(workspace, KEY, find_program(), page).outcome(LONG) is Outcome.READ
    rows = log.read_text().splitlines()
    assert any("vie.traineddata" in row for row in rows), "tesseract was not watched"
    writing = [
        row
        for row in rows
        if any(
            word in row
            for word in ("O_WRONLY", "O_RDWR", "O_CREAT", "creat(", "rename", "mk", "memfd")
        )
        and "= -1" not in row
        and "/dev/null" not in row
    ]
    assert writing, "the search does not find what is there"
    for row in writing:
        assert str(workspace.vault / CASE / "ocr-01-001") in row or "__pycache__" in row, row
    assert not any("socket(" in row for row in rows)
