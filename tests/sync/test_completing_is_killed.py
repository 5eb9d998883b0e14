"""Whoever is killed in the middle of completing: the file is as it was, or further, and is done again."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.dossier.signing.complete import level_of
from kiosk.sync.completer import IDLE, LEASE
from tests.sync.certified import CertifiedOffice
from tests.sync.conftest import Office
from tests.workbench.authority import Authority, Oddity
from tests.workbench.centre import ROOT, CentreHouse
from tests.workbench.keys import make_known

PATIENCE = 90.0  # seconds, on a machine busy with other things
CHILD = "kiosk.dossier.signing.completing"


def until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def completing(parent: int) -> list[int]:
    """Processes that complete a file for `parent`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "cmdline").read_text()
            above = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if CHILD in told and int(above) == parent:
            found.append(int(folder.name))
    return found


@pytest.fixture
def service(
    tmp_path: Path, authority: Authority
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts `python -m kiosk.sync` over a state folder, its centre wherever it is said to be."""
    running: list[subprocess.Popen[bytes]] = []

    def start(state: Path, centre: str = "") -> subprocess.Popen[bytes]:
        settings = tmp_path / "kiosk.toml"
        settings.write_text(f'{centre}\n[signing]\ntsa = "{authority.tsa_url}"\n')
        told = ["--settings", str(settings), "--state", str(state)]
        running.append(subprocess.Popen([sys.executable, "-m", "kiosk.sync", *told], cwd=ROOT))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def test_the_process_at_the_file_is_killed(
    certified_office: CertifiedOffice, authority: Authority
) -> None:
    copy = certified_office.certify()
    authority.odd("ocsp", Oddity.SLOW)
    asked = authority.asked.count("ocsp")
    with certified_office.completer() as completer, ThreadPoolExecutor(1) as crew:
        # In a thread that opens its own store: a connection belongs to one.
        done = crew.submit(_one_step, certified_office)
        until(lambda: authority.asked.count("ocsp") > asked)
        for pid in completing(os.getpid()):
            os.kill(pid, signal.SIGKILL)
        done.result()
        authority.up("ocsp")
        assert certified_office.found(copy).level == "b-b"
        certified_office.later = dt.timedelta(seconds=LEASE + 7 * 3600)
        certified_office.authority.clock = certified_office.later
        assert completer.step() == 0.0
    assert certified_office.found(copy).level == "b-lta"
    assert certified_office.vault.names(copy.case)


def _one_step(office: CertifiedOffice) -> float:
    with office.beside() as other, other.completer() as completer:
        return completer.step()


def test_the_service_is_killed_and_its_child_with_it(
    certified_office: CertifiedOffice,
    authority: Authority,
    service: Callable[..., subprocess.Popen[bytes]],
) -> None:
    copy = certified_office.certify()
    authority.odd("ocsp", Oddity.SLOW)
    asked = authority.asked.count("ocsp")
    process = service(certified_office.workspace.root)
    until(lambda: authority.asked.count("ocsp") > asked)
    (child,) = completing(process.pid)
    process.kill()
    process.wait()
    until(lambda: not Path(f"/proc/{child}").exists())
    authority.up("ocsp")
    with certified_office.completer() as completer:
        assert completer.step() == IDLE  # its lease holds yet
        certified_office.later = dt.timedelta(seconds=LEASE + 1)
        authority.clock = certified_office.later
        assert completer.step() == 0.0
    done = certified_office.found(copy)
    assert level_of(certified_office.register.read(done)) == done.level == "b-lta"


def test_the_service_ends_at_once_with_an_authority_that_never_finishes(
    certified_office: CertifiedOffice,
    authority: Authority,
    service: Callable[..., subprocess.Popen[bytes]],
) -> None:
    certified_office.certify()
    authority.odd("tsa", Oddity.SLOW)
    asked = authority.asked.count("tsa")
    process = service(certified_office.workspace.root)
    until(lambda: authority.asked.count("tsa") > asked)
    process.terminate()
    assert process.wait(timeout=PATIENCE) == 0
    assert completing(process.pid) == []


def test_a_slow_authority_does_not_hold_up_a_case_on_its_way_to_the_centre(
    certified_office: CertifiedOffice,
    authority: Authority,
    centre: CentreHouse,
    service: Callable[..., subprocess.Popen[bytes]],
) -> None:
    certified_office.certify()
    authority.odd("tsa", Oddity.SLOW)
    asked = authority.asked.count("tsa")
    kiosk = Office(certified_office.workspace.root)
    envelope = kiosk.hand_in(100_000)
    told = f'[centre]\nurl = "{centre.url}"\ntoken = "{centre.token}"\nkey = "{centre.key}"'
    make_known(certified_office.workspace, centre.device)
    service(certified_office.workspace.root, told)
    until(lambda: authority.asked.count("tsa") > asked)
    until(lambda: any(row["envelope"] == envelope.id for row in centre.received()))
    kiosk.close()


def test_the_service_completes_by_itself_where_there_is_no_centre(
    certified_office: CertifiedOffice, service: Callable[..., subprocess.Popen[bytes]]
) -> None:
    copy = certified_office.certify()
    service(certified_office.workspace.root)
    until(lambda: certified_office.found(copy).level == "b-lta")
