"""A centre that never ends, a byte at a time or a gigabyte at once, keeps no kiosk waiting and fills no memory."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.store.outbox import EnvelopeState
from kiosk.sync.connection import EXCHANGE
from tests.sync.conftest import Office
from tests.workbench.centre import ROOT
from tests.workbench.hostile import (
    CANARY,
    SILENCE,
    Mute,
    Stranger,
    bomb,
    endless,
    http,
    raw,
    trickle,
)
from tests.workbench.keys import make_known, public_of

HELLO = bytes([22, 3, 3, 0, 200])  # of a TLS server that never comes to the end of it
SLOW = {
    "in its status": (Stranger, lambda: trickle(b"HTTP/1.1 200")),
    "in its headers": (Stranger, lambda: trickle(b"HTTP/1.1 200 OK\r\nX-More: ")),
    "in its body": (Stranger, lambda: trickle(raw(200, "Content-Length: 5000"))),
    "in its chunks": (Stranger, lambda: trickle(raw(200, "Transfer-Encoding: chunked"))),
    "in the middle": (Stranger, lambda: [raw(200, "Content-Length: 9"), b"{", SILENCE]),
    "before a word": (Stranger, lambda: [SILENCE]),
    "in its TLS handshake": (Mute, lambda: trickle(HELLO)),
    "before its TLS handshake": (Mute, lambda: [SILENCE]),
}
PATIENT = EXCHANGE + 60  # seconds, on a machine busy with other things


def asked(folder, kind, says):
    """Seconds that one question to a slow centre took."""
    office = Office(folder)
    with kind() as slow:
        envelope = office.hand_in(1000)
        slow.says = says
        url = slow.url.replace("http:", "https:") if kind is Mute else slow.url
        begun = time.monotonic()
        office.courier(url, "token", pause=lambda seconds: seconds > 0).carry()  # one try
        took = time.monotonic() - begun
        assert slow.asked
    assert office.row(envelope).state is EnvelopeState.READY
    office.close()
    return took


def test_a_centre_that_trickles_or_is_silent_is_left(tmp_path):
    """All at once, for each takes its twenty seconds."""
    with ThreadPoolExecutor(len(SLOW)) as crew:
        asking = [
            crew.submit(asked, tmp_path / str(number), kind, says())
            for number, (kind, says) in enumerate(SLOW.values())
        ]
    assert max(one.result() for one in asking) < PATIENT


BOMB = bomb()
CHUNKED = "Transfer-Encoding: chunked"
HEAVY = (
    lambda: endless(200),
    lambda: endless(503),
    lambda: endless(302, "Location: /"),
    lambda: endless(200, piece=b"X-More: " + b"x" * 60_000 + b"\r\n", end=b"\r\n"),
    lambda: itertools.repeat(b"H" * 65536),
    lambda: endless(100, piece=raw(100) * 999),
    lambda: endless(200, CHUNKED, piece=b"0" * 65536),
    lambda: endless(200, CHUNKED, piece=b"1\r\nx\r\n" * 9999),
    lambda: endless(200, CHUNKED, "", "0", piece=b"X-More: 1\r\n" * 999),
    lambda: http(200, BOMB, "Content-Encoding: gzip"),
    lambda: raw(200, "Transfer-Encoding: gzip, chunked", body=BOMB),
    lambda: raw(200, *(f"X-{n}: {CANARY}" for n in range(10_000))),
    lambda: http(200, b'{"a": ' * 9000),
    lambda: http(200, b'{"envelope": ' + b"9" * 60_000 + b"}"),
)
MORE = 24 * 1024  # KiB that the kiosk may need beyond what one plain answer took


@pytest.fixture
def kiosk(office, tmp_path):
    """kiosk-sync as a process, begun by calling it with an address; its log."""
    started = []

    def start(url):
        settings = tmp_path / "kiosk.toml"
        settings.write_text(
            f'[centre]\nurl = "{url}"\ntoken = "token"\nkey = "{public_of("centre")}"\n'
        )
        make_known(office.workspace, office.device)
        state = ("--settings", str(settings), "--state", str(office.workspace.root))
        with (tmp_path / "sync.log").open("wb") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "kiosk.sync", *state],
                    cwd=ROOT,
                    env={**os.environ, "MALLOC_ARENA_MAX": "2"},
                    stdout=log,
                    stderr=log,
                )
            )
        return started[0]

    yield start
    for process in started:
        process.terminate()
        assert process.wait(timeout=60) == 0


def peak(process):
    """KiB of memory that it ever held."""
    rows = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("VmHWM"))


def test_whatever_comes_memory_stays_as_it_was_and_the_log_is_silent_about_it(
    office, kiosk, tmp_path
):
    envelopes = [office.hand_in(1000) for _ in range(len(HEAVY) + 2)]
    with Stranger() as stranger:
        plain = [http(200, b"[]")] * 2
        answers = iter([*plain, *HEAVY])
        told = threading.Event()
        peaks = []

        def says(_request):
            answer = next(answers, None)
            if len(stranger.asked) == len(plain) + 1:
                peaks.append(peak(process))
            if answer is None:
                told.set()
                return http(200, b"[]")
            return answer() if callable(answer) else answer

        stranger.says = says
        process = kiosk(stranger.url)
        while not told.wait(0.2):
            assert process.poll() is None, (tmp_path / "sync.log").read_text()
        more = peak(process) - peaks[0]
    assert more < MORE
    log = (tmp_path / "sync.log").read_text()
    assert "postponed" in log
    assert CANARY not in log
    for envelope in envelopes:
        assert office.row(envelope).state is not EnvelopeState.DELIVERED
        assert office.row(envelope).state is not EnvelopeState.REFUSED
        assert envelope.id not in log
        assert envelope.case_code not in log
