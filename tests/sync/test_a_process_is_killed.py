"""Centre or courier are killed at any moment, as by a power cut: one case arrives, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from kiosk.store.outbox import EnvelopeState
from kiosk.sync.courier import LEASE
from tests.workbench.centre import HOMES, ROOT
from tests.workbench.keys import make_known, public_of
from tests.workbench.line import Cut, Line

CASE = (300_000, 300_000, 200_000)
WHOLE = sum(CASE)
BEGUN = 12_000  # bytes up: words, and of the papers fewer than the centre keeps before it must


@pytest.fixture(params=HOMES)
def home(request):
    return request.param


@pytest.fixture
def line(centre):
    with Line(centre.port, bytes_a_second=4_000_000) as line:
        yield line


def test_the_centre_is_killed_at_random_moments_and_has_each_case_once(office, centre, line):
    seed = random.randrange(1 << 32)
    moments = random.Random(seed)
    envelopes = [office.hand_in(*CASE) for _ in range(4)]
    courier = office.courier(line.url, centre.token)
    for envelope in envelopes:
        line.at(line.up + moments.randrange(WHOLE), centre.kill)
        for _ in range(20):
            office.now += courier.carry()
            if not centre.is_up:
                centre.start()
            if office.row(envelope).state is EnvelopeState.DELIVERED:
                break
    assert office.only(centre, *envelopes), f"seed {seed}"
    assert office.receipts_match(centre), f"seed {seed}"


def test_the_centre_killed_after_the_last_byte_gives_one_receipt(office, centre, line):
    envelope = office.hand_in(*CASE)
    courier = office.courier(line.url, centre.token)
    line.before_answer(b"PATCH", centre.kill)
    courier.carry()
    centre.start()
    first = centre.received()
    office.now += 60
    courier.carry()
    assert office.only(centre, envelope)
    assert centre.received() == first
    assert office.receipts_match(centre)


def test_files_that_were_whole_when_the_centre_died_stand_in_nobodys_way(office, centre, line):
    envelope = office.hand_in(*CASE)
    courier = office.courier(line.url, centre.token)
    line.at(WHOLE // 2, line.cut)
    courier.carry()
    centre.kill()
    rest = office.plain(envelope)
    with centre.objects() as objects:  # as if all had come, and then the power went
        for file in office.announced(envelope).files:
            data, rest = rest[: file.size], rest[file.size :]
            objects.put(f"blobs/{file.sha256[:2]}/{file.sha256}", data)
    centre.start()
    assert office.only(centre)
    line.mend()
    sent = line.up
    office.now += 60
    courier.carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert office.only(centre, envelope)
    assert line.up - sent < WHOLE + 10_000


def courier_process(office, url, token, folder):
    settings = folder / "kiosk.toml"
    settings.write_text(
        f'[centre]\nurl = "{url}"\ntoken = "{token}"\nkey = "{public_of("centre")}"\n'
    )
    make_known(office.workspace, office.device)
    with (folder / "sync.log").open("wb") as log:
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "kiosk.sync"),
                *("--settings", str(settings), "--state", str(office.workspace.root)),
            ],
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )


def test_a_case_does_not_wait_for_the_lease_of_a_killed_courier(office, centre, line, tmp_path):
    envelope = office.hand_in(*CASE)
    started = []
    line.at(WHOLE // 2, lambda: started[0].kill())
    with courier_process(office, line.url, centre.token, tmp_path) as process:
        started.append(process)
        process.wait(timeout=60)
    lease = office.row(envelope).due
    assert office.row(envelope).state is EnvelopeState.SENDING
    with courier_process(office, line.url, centre.token, tmp_path) as process:
        while office.row(envelope).state is not EnvelopeState.DELIVERED and time.time() < lease:
            time.sleep(0.2)
        process.terminate()
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert office.only(centre, envelope)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_courier_ended_on_its_way_is_followed_by_one_that_goes_on(
    office, centre, line, tmp_path, how
):
    envelope = office.hand_in(*CASE)
    started = []
    line.at(WHOLE // 2, lambda: (os.kill(started[0].pid, how), started[0].wait(timeout=60)))
    with courier_process(office, line.url, centre.token, tmp_path) as process:
        started.append(process)
        process.wait(timeout=60)
    if how is signal.SIGTERM:
        assert process.returncode == 0
        assert office.row(envelope).state is EnvelopeState.READY  # laid down, not lost for a lease
        assert office.row(envelope).trouble == ""
    office.now = max(office.now, office.row(envelope).due) + LEASE + 1
    office.courier(line.url, centre.token).carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert office.only(centre, envelope)
    assert line.up < WHOLE + 600_000


def test_what_a_centre_has_not_kept_yet_makes_nobody_send_a_case_in_vain(
    office, centre, line, tmp_path
):
    """A kiosk without power hangs up nothing: the centre still holds what came, and waits for more."""
    envelope = office.hand_in(*CASE)
    started = []
    line.at(BEGUN, lambda: (line.cut(Cut.BLACK_HOLE), started[0].kill()))
    with courier_process(office, line.url, centre.token, tmp_path) as process:
        started.append(process)
        process.wait(timeout=60)
    line.mend()
    office.now = office.row(envelope).due + LEASE + 1
    office.courier(line.url, centre.token).carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert office.only(centre, envelope)
    assert line.up < WHOLE + 2 * BEGUN


def test_the_running_service_carries_what_is_handed_in_and_leaves_when_told(
    office, centre, tmp_path
):
    first = office.hand_in(20_000)
    with courier_process(office, centre.url, centre.token, tmp_path) as process:
        second = office.hand_in(20_000)
        while office.outbox.waiting():
            process.poll()
            assert process.returncode is None, (tmp_path / "sync.log").read_text()
        process.terminate()
        assert process.wait(timeout=60) == 0
    assert office.only(centre, first, second)
    log = (tmp_path / "sync.log").read_text()
    assert first.id not in log
    assert first.case_code not in log
