"""Database or store of objects are not there: kiosks are told to ask again, and nothing is half stored."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.central.conftest import Caller
from tests.workbench.centre import EMBEDDED, ROOT, CentreHouse, free_port

LATER = {"refusal": "later", "why": "store"}


@pytest.fixture
def home():  # a province's engines are stopped in tests of their own
    return EMBEDDED


@pytest.fixture
def without_objects(tmp_path, monkeypatch):
    """A centre whose store of objects does not answer."""
    store = f"s3://cases?endpoint=http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("CENTRAL_BLOBS", store)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret-word")
    with CentreHouse(tmp_path) as house:
        yield house


def silent(centre, case):
    """The log names nobody and nothing."""
    log = centre.logged()
    words = (case.envelope, case.code, "127.0.0.1", "cases", "a-secret-word", "select", "insert")
    assert not [word for word in words if word in log], log


def test_a_database_that_another_holds_is_asked_again_later(centre, kiosk, case):
    upload = kiosk.upload(case)
    with closing(sqlite3.connect(centre.data / "intake.db", isolation_level=None)) as other:
        other.execute("begin exclusive")
        answers = [kiosk.announce(case), kiosk.patch(upload, 0, case.bytes)]
    for answer in answers:
        assert (answer.status, answer.json) == (503, LATER)
        assert int(answer.headers["Retry-After"]) > 0
    silent(centre, case)
    assert "the database failed: OperationalError SQLITE_BUSY" in centre.logged()
    assert kiosk.offset(upload) == 0
    assert kiosk.patch(upload, 0, case.bytes).status == 204
    assert len(centre.received()) == 1


def test_a_centre_is_ready_when_all_it_stands_on_is(centre, kiosk):
    assert kiosk.ask("GET", "/v1/ready", Authorization=None).status == 204


def test_without_its_store_of_objects_cases_are_announced_and_papers_wait(without_objects, case):
    kiosk = Caller(without_objects)
    ready = kiosk.ask("GET", "/v1/ready", Authorization=None)
    assert (ready.status, ready.json) == (503, LATER)
    upload = kiosk.upload(case)
    answer = kiosk.patch(upload, 0, case.bytes)
    assert (answer.status, answer.json) == (503, LATER)
    assert kiosk.offset(upload) == 0
    assert kiosk.ask("GET", case.path).json["receipt"] is None
    silent(without_objects, case)
    assert "the store of objects failed: " in without_objects.logged()
    kiosk.line.close()


def test_a_centre_told_to_end_keeps_what_came_and_says_so(centre, calls, case):
    """An update of the centre costs a kiosk on a thin line nothing that it has sent."""
    kiosk, sending = calls(), calls()
    upload = kiosk.upload(case)
    sending.begin_patch(upload, 0, len(case.bytes), case.bytes[:3500])
    until_read(centre, sending)
    os.kill(centre.pid, signal.SIGTERM)
    answer = sending.end()
    assert (answer.status, answer.json) == (503, {"refusal": "later", "why": "upload"})
    centre.restart()
    again = calls()
    assert again.offset(upload) == 3500
    assert again.patch(upload, 3500, case.bytes[3500:]).status == 204
    assert len(centre.received()) == 1


def test_a_centre_that_starts_before_its_database_waits_for_it(tmp_path):
    command = [
        *(sys.executable, "-m", "central", "serve", "--port", str(free_port())),
        *("--data", str(tmp_path), "--devices", str(tmp_path / "devices.json")),
        *("--database", f"postgresql:///kiosks?host={tmp_path}"),
    ]
    (tmp_path / "devices.json").write_text("{}")
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr.readline() == "the database is not there yet: waiting\n"
        assert process.poll() is None
        process.terminate()
        assert process.stderr.read() == ""


def until_read(centre, caller):
    """Until the centre has taken from its socket what was sent."""
    ours = caller.line.sock.getsockname()[1]
    ends = {(ours, centre.port), (centre.port, ours)}
    while True:
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        queues = {
            (int(row[1][9:], 16), int(row[2][9:], 16)): row[4] for row in rows if row[3] == "01"
        }
        if all(queues.get(end) == "00000000:00000000" for end in ends):
            return
