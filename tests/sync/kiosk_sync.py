"""kiosk-sync as a process of its own, on a state folder that can be copied while it is stopped."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.workspace import Workspace
from tests.sync.conftest import Office
from tests.workbench.centre import ROOT, CentreHouse
from tests.workbench.keys import make_known, public_of

PATIENCE = 120.0  # seconds, on a machine busy with other things


@contextmanager
def running(
    state: Path, centre: CentreHouse, device: str = "kiosk-1"
) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """While the block runs, kiosk-sync does; it ends as a service that is stopped. Gives `until`."""
    make_known(Workspace(state), device)
    settings = state.parent / f"{state.name}.toml"
    settings.write_text(
        f'device = "{device}"\n'
        f'[centre]\nurl = "{centre.url}"\ntoken = "{centre.tokens[device]}"\n'
        f'key = "{public_of("centre")}"\n'
    )
    with at_work(settings, state, state.parent / f"{state.name}.log") as until:
        yield until


@contextmanager
def at_work(
    settings: Path, state: Path, log: Path
) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """While the block runs, kiosk-sync does, with these settings. Gives `until`."""
    command = [sys.executable, "-m", "kiosk.sync", "--settings", settings, "--state", state]
    with log.open("ab") as written:
        process = subprocess.Popen(command, cwd=ROOT, stdout=written, stderr=written)

    def until(holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            told = log.read_text()
            assert process.poll() is None, told
            assert time.monotonic() < end, told
            time.sleep(0.1)

    try:
        yield until
    finally:
        process.terminate()
        process.wait()


def copied(state: Path, to: Path) -> Path:
    """A copy of a state folder nobody works in, database, vault and keys."""
    shutil.copytree(state, to, ignore=shutil.ignore_patterns("*.sock"))
    return to


def carried(office: Office, centre: CentreHouse, device: str = "kiosk-1") -> None:
    """kiosk-sync runs until nothing waits in the office."""
    with running(office.workspace.root, centre, device) as until:
        until(lambda: office.outbox.waiting() == 0)


@contextmanager
def office_in(state: Path, device: str = "kiosk-1") -> Iterator[Office]:
    with closing(Office(state, device)) as office:
        yield office
