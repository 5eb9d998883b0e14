"""The whole way of a result, on real processes: the province decides, kiosk-sync is killed, a clerk hands it over."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time

import pytest

from kiosk.store.news import News
from kiosk.store.results import Results, ResultState
from tests.sync.listening import received
from tests.sync.test_a_process_is_killed import courier_process
from tests.workbench.centre import ROOT
from tests.workbench.line import Line

PATIENCE = 120.0  # seconds, on a machine busy with other things
PDF = b"%PDF-1.7 quyet dinh bia dat " + random.Random(3).randbytes(900_000)


def wait_for(happened, process, log):
    """Nothing is left running where it does not happen."""
    end = time.monotonic() + PATIENCE
    while not happened():
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            raise AssertionError(log.read_text())
        time.sleep(0.05)


def hand_over(office, folder, code):
    command = [
        *(sys.executable, "-m", "kiosk.desk", "hand-over", code, "--to", str(folder)),
        *("--settings", str(folder / "kiosk.toml"), "--state", str(office.workspace.root)),
    ]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def decided(office, centre, tmp_path):
    """A case whose result lies at the centre."""
    case = received(office, centre)
    file = tmp_path / "Trịnh Thị Bịa Đặt.pdf"
    file.write_bytes(PDF)
    centre.run("status", case.case_code, "decided", "--due", "2026-12-01", "--result", str(file))
    return case


def test_a_result_reaches_its_citizen_although_kiosk_sync_is_killed(
    office, centre, decided, tmp_path
):
    results, code = Results(office.db), decided.case_code
    log, pieces = tmp_path / "sync.log", office.workspace.vault
    with (
        Line(centre.port, bytes_a_second=400_000) as line,
        courier_process(office, line.url, centre.token, tmp_path) as process,
    ):
        wait_for(lambda: len(list(pieces.rglob("result-*.*"))) > 1, process, log)
        process.send_signal(signal.SIGKILL)
    assert News(office.db).status_of(code).status == "decided"
    with courier_process(office, centre.url, centre.token, tmp_path) as process:
        wait_for(lambda: results.of(code)[0].state is ResultState.HERE, process, log)
        said = hand_over(office, tmp_path, code)
        process.terminate()
        assert process.wait(timeout=60) == 0
    assert code in said
    assert (tmp_path / results.of(code)[0].name).read_bytes() == PDF
    with courier_process(office, centre.url, centre.token, tmp_path) as process:
        wait_for(lambda: not results.untold(1), process, log)
        process.terminate()
        assert process.wait(timeout=60) == 0
    (told,) = [json.loads(row) for row in centre.run("results").splitlines()]
    assert told["here_at"]
    assert told["handed_at"]
    for word in (code, "Bịa", decided.id):
        assert word not in log.read_text()
