"""The simulated scanner as a program of its own: it takes orders, refuses nonsense, and goes quietly."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest

pytestmark = pytest.mark.device


@pytest.fixture
def simulator(tmp_path, monkeypatch):
    """The process and a line to its control socket."""
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    command = [sys.executable, "-m", "drivers.scanner", "simulate", "--control", "control.sock"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert int(process.stdout.readline()) > 0
    with socket.socket(socket.AF_UNIX) as line:
        line.connect("control.sock")
        yield process, line.makefile("rw", encoding="utf-8")
    process.kill()
    process.wait()
    process.stdout.close()


def order(line, text):
    line.write(text + "\n")
    line.flush()
    return json.loads(line.readline())


def test_it_tells_how_it_stands(simulator, sheets):
    _, line = simulator
    assert order(line, '{"do": "status"}') == {
        "ok": True,
        "state": "empty",
        "sheets": 0,
        "pulled": 0,
        "at_work": False,
        "jobs": 0,
        "asked": 0,
    }
    files = [str(sheet) for sheet in sheets]
    assert order(line, json.dumps({"do": "load", "files": files}))["sheets"] == 3
    assert order(line, '{"do": "jam", "after": 0}')["state"] == "jammed"
    assert order(line, '{"do": "clear"}')["state"] == "ready"
    assert order(line, '{"do": "take-out"}')["sheets"] == 0


@pytest.mark.parametrize(
    "nonsense",
    [
        "not JSON",
        "[]",
        '"jam"',
        '{"do": "dance"}',
        '{"do": "jam", "after": "soon"}',
        '{"do": "load", "files": ["/nowhere/page.png"]}',
    ],
)
def test_nonsense_is_refused_and_changes_nothing(simulator, nonsense):
    _, line = simulator
    assert order(line, nonsense)["ok"] is False
    assert order(line, '{"do": "status"}')["state"] == "empty"


def test_it_ends_when_told_to(simulator):
    process, _ = simulator
    process.terminate()
    assert process.wait() == 0
