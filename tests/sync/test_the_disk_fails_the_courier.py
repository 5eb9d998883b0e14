"""The disk fails while cases are being sent: the courier begins anew, and each case arrives once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kiosk.store.outbox import EnvelopeState
from tests.workbench.centre import ROOT
from tests.workbench.frail import injected, until
from tests.workbench.keys import make_known, public_of

FSYNC, WRITE = "fsync,fdatasync", "pwrite64"


@pytest.fixture
def courier(office, centre, tmp_path):
    """Start kiosk-sync, under strace where it has options."""
    settings = tmp_path / "kiosk.toml"
    settings.write_text(
        f'[centre]\nurl = "{centre.url}"\ntoken = "{centre.token}"\nkey = "{public_of("centre")}"\n'
    )
    make_known(office.workspace, office.device)
    started = []

    def start(*strace):
        service = [sys.executable, "-m", "kiosk.sync", "--settings", str(settings)]
        traced = ["strace", "-D", "-f", "-o", os.devnull, *strace] if strace else []
        with (tmp_path / "sync.log").open("ab") as log:
            command = [*traced, *service, "--state", str(office.workspace.root)]
            started.append(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log))
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        process.wait(60)


def test_an_fsync_that_fails_ends_the_courier_and_the_next_one_sends_the_case_once(
    office, centre, courier, tmp_path
):
    envelopes = []
    for nth in (1, 2, 3, 5):
        envelopes.append(office.hand_in(20_000))
        process = courier("-e", f"trace={FSYNC}", *injected(f"{FSYNC}:error=EIO:when={nth}"))
        assert until(lambda one=process: one.poll() is not None or not office.outbox.waiting())
        if process.poll() is not None:
            assert process.returncode == os.EX_IOERR
            process = courier()
        assert until(lambda: not office.outbox.waiting())
        process.terminate()
        process.wait(60)
    assert office.only(centre, *envelopes)
    assert office.receipts_match(centre)
    log = (tmp_path / "sync.log").read_text()
    assert "kiosk-sync: the disk failed (" in log
    assert "Traceback" not in log


def test_a_courier_without_room_lets_the_ballast_go_and_sends_on(office, centre, courier):
    ballast = office.workspace.ballast
    ballast.write_bytes(bytes(1000))
    envelope = office.hand_in(20_000)
    courier("-e", f"trace={WRITE}", *injected(f"{WRITE}:error=ENOSPC:when=1"))
    assert until(lambda: not office.outbox.waiting())
    assert office.only(centre, envelope)
    assert not ballast.exists()


def test_a_clock_that_is_set_on_the_way_keeps_no_case_from_the_centre(office, centre):
    days = 24 * 3600
    first = office.hand_in(20_000)
    courier = office.courier("http://127.0.0.1:9", centre.token)
    office.now += courier.carry()
    assert office.row(first).state is EnvelopeState.READY
    courier, sent = office.courier(centre.url, centre.token), [first]
    for jump in (-3 * days, 3653 * days, -3653 * days):
        office.now += jump
        sent.append(office.hand_in(20_000))
        for _ in range(20):
            office.now += max(1.0, courier.carry())
    assert office.only(centre, *sent)
    assert office.receipts_match(centre)
    assert [row.state for row in office.outbox.rows()] == [EnvelopeState.DELIVERED] * 4
