"""A kiosk whose clock stands at 1970 or ten years on delivers all the same, and to nobody but the centre."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.workbench.centre import ROOT
from tests.workbench.certificates import YEAR, House
from tests.workbench.front import Front
from tests.workbench.keys import make_known, public_of

FAKETIME = Path(f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}/faketime/libfaketimeMT.so.1")
YEARS = {"a dead battery": -56, "ten years on": 10}


@pytest.fixture
def province(tmp_path):
    return House(tmp_path / "province")


@contextmanager
def kiosk_sync(office, url, token, ca, folder, years):
    """kiosk-sync as a process whose clock is so many years off; gives it and its log."""
    settings, told = folder / "kiosk.toml", folder / "sync.log"
    centre = f'[centre]\nurl = "{url}"\ntoken = "{token}"\nkey = "{public_of("centre")}"\n'
    settings.write_text(f'{centre}ca = "{ca}"\n')
    make_known(office.workspace, office.device)
    # What waits for so many seconds must go by a clock that is right.
    wrong = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": f"{years:+}y",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    state = ("--settings", str(settings), "--state", str(office.workspace.root))
    with told.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk.sync", *state],
            cwd=ROOT,
            env={**os.environ, **wrong},
            stdout=log,
            stderr=log,
        )
    try:
        yield process, told
    finally:
        process.terminate()
        process.wait(timeout=60)


def until(process, told, happened):
    """Wait for it while the kiosk lives."""
    while not happened():
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(told.read_text())


def test_the_clock_is_really_wrong():
    year = [sys.executable, "-c", "import ssl, time; print(time.gmtime().tm_year)"]
    wrong = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": "-56y"}
    seen = subprocess.run(year, env={**os.environ, **wrong}, capture_output=True, check=True)
    assert int(seen.stdout) < 1980


@pytest.mark.parametrize("years", YEARS.values(), ids=YEARS)
def test_cases_are_delivered_whatever_the_clock_says(office, centre, province, tmp_path, years):
    envelopes = [office.hand_in(20_000), office.hand_in(3000)]
    with (
        Front(centre.port, province.issue("centre")) as front,
        kiosk_sync(office, front.url, centre.token, province.ca, tmp_path, years) as (
            process,
            told,
        ),
    ):
        until(process, told, lambda: not office.outbox.waiting())
        assert front.handshakes == 1
    assert office.only(centre, *envelopes)
    assert office.receipts_match(centre)


@pytest.mark.parametrize("years", [-10, 10])
def test_a_certificate_that_only_the_wrong_clock_finds_valid_gets_no_papers(
    office, centre, province, tmp_path, years
):
    """Stolen from the centre ten years ago, or foolishly made for later: the kiosk's own clock would take it."""
    envelope = office.hand_in(3000)
    stolen = province.issue("cu", ((years - 1) * YEAR, (years + 1) * YEAR))
    with (
        Front(centre.port, stolen) as front,
        kiosk_sync(office, front.url, centre.token, province.ca, tmp_path, years) as (
            process,
            told,
        ),
    ):
        until(process, told, lambda: office.row(envelope).trouble)
        assert office.row(envelope).trouble == "centre-expired"
        assert b"token" not in front.heard
        assert envelope.id.encode() not in front.heard
        front.renew(province.issue("centre"))
        until(process, told, lambda: not office.outbox.waiting())
    assert office.only(centre, envelope)
