"""A scanner on another machine (saned, the net backend): it works, and what it does to its readers stops nobody.

Each test is a network of its own, with SANE's own port in it. Programs over this backend have crashed and have
waited for ever; here that is the scan child, and the watchdog's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from drivers.scanner import ScannerState
from tests.workbench.sane import TEST_CONF

pytestmark = pytest.mark.device

PROGRAM = """
import os, signal, subprocess, sys, threading, time
from drivers.scanner import ScannerError, ScanProfile
from drivers.scanner.sane import SaneScanner
from pathlib import Path

server, client, mishap = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)

def start():
    command = [sys.argv[4], "-l", "-b", "127.0.0.1", "-p", "6566", "-e"]
    env = {**os.environ, "SANE_CONFIG_DIR": str(server)}
    return subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL, start_new_session=True)

def scan(budget):
    scanner = SaneScanner("net:127.0.0.1:test:0", page_budget=budget, config=client)
    pages = 0
    try:
        for page in scanner.scan_batch(ScanProfile(75)):
            pages += 1
            if mishap == "killed" and pages == 2:
                os.killpg(saned.pid, signal.SIGKILL)
            if mishap == "stopped" and pages == 2:
                os.killpg(saned.pid, signal.SIGSTOP)
    except ScannerError as error:
        return pages, error.state.value
    return pages, "whole"

saned = start()
scanner = SaneScanner("net:127.0.0.1:test:0", config=client)
while scanner.state() != "ready":
    time.sleep(0.1)
try:
    print(*scan(60 if mishap == "none" else 5), flush=True)
finally:
    os.killpg(saned.pid, signal.SIGCONT)
    os.killpg(saned.pid, signal.SIGKILL)
    saned.wait()
if mishap not in ("none", "quick"):
    mishap, saned = "none", start()
    while scanner.state() != "ready":
        time.sleep(0.1)
    print(*scan(60))
    os.killpg(saned.pid, signal.SIGKILL)
    saned.wait()
"""


@pytest.fixture
def over_saned(tmp_path):
    """Run a batch over saned with a mishap in it, then one without: what each gave."""
    saned = shutil.which("saned") or "/usr/sbin/saned"
    server, client = tmp_path / "server", tmp_path / "client"
    server.mkdir()
    client.mkdir()
    (server / "dll.conf").write_text("test\n")
    (server / "test.conf").write_text(TEST_CONF)
    (server / "saned.conf").write_text("127.0.0.1\n")
    (client / "dll.conf").write_text("net\n")
    (client / "net.conf").write_text("connect_timeout = 5\n127.0.0.1\n")

    def batches(mishap, conf=TEST_CONF):
        (server / "test.conf").write_text(conf)
        user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        command = ["unshare", "--net", *user, "--pid", "--fork", "--kill-child"]
        command += [sys.executable, "-c", PROGRAM, str(server), str(client), mishap, saned]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        return [tuple(line.split()) for line in done.stdout.splitlines()]

    return batches


def test_every_sheet_of_a_scanner_on_another_machine_arrives(over_saned):
    assert over_saned("none") == [("10", "whole")]


def test_a_daemon_killed_in_the_middle_of_a_batch_costs_no_whole_page(over_saned):
    (pages, state), again = over_saned("killed")
    assert int(pages) == 2
    assert ScannerState(state) in (ScannerState.GONE, ScannerState.FAILED)
    assert again == ("10", "whole")


def test_a_daemon_that_answers_no_more_is_not_waited_for(over_saned):
    (pages, state), again = over_saned("stopped")
    assert int(pages) == 2
    assert ScannerState(state) in (ScannerState.GONE, ScannerState.FAILED)
    assert again == ("10", "whole")


def test_a_fault_at_the_other_machine_is_told_by_its_name(over_saned):
    """On Debian 13 the net backend often waits for ever instead, under scanimage too: the watchdog's again."""
    conf = TEST_CONF.replace('code "Default"', 'code "SANE_STATUS_JAMMED"')
    told = {over_saned("quick", conf)[0]}
    while told == {("0", ScannerState.FAILED.value)}:
        told |= {over_saned("quick", conf)[0]}
    assert told - {("0", ScannerState.FAILED.value)} == {("0", ScannerState.JAMMED.value)}
