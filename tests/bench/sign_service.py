"""A hundred copies through the services: signed offline with one PIN a token, completed once the line is up."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.devices import signing_wire as wire
from kiosk.devices.signing_client import ask
from kiosk.dossier.signing import caged
from kiosk.settings import Secret
from kiosk.signing import SignRole
from kiosk.store.certifications import Certifications
from kiosk.store.copies import LAST_LEVEL
from kiosk.store.database import open_database
from kiosk.workspace import Workspace
from tests.bench.figures import BenchError, Figure
from tests.workbench.authority import Authority
from tests.workbench.signatures import PINS, SigningOffice

COPIES, PAGES = 100, 5
PATIENCE = 1800.0  # seconds for all to be completed
EACH = 10  # of the completed ones every so many is judged


def run() -> Iterator[Figure]:
    """The last part of `./dev bench sign`."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        authority = Authority(folder / "authority")
        office = SigningOffice(folder / "tokens", Workspace(folder / "state"), authority)
        office.equip()
        office.give_pictures()
        (folder / "kiosk.toml").write_text(office.settings)
        for _ in range(COPIES):
            office.hand_in(PAGES)
        with _service("devices", office, folder):
            seconds = _sign(office.workspace)  # nobody answers at the authority's addresses yet
        note = f"{COPIES} of {PAGES} pages, by the devices service into the vault, one PIN a token"
        yield Figure("sign", "by the service, offline, signed twice", seconds, "s", note=note)
        with authority.serve(), _service("sync", office, folder):
            seconds = _complete(office.workspace)
        told = _judged(office.workspace, authority)
        yield Figure("sign", "completed to B-LTA by the service", seconds, "s", note=told)


@contextmanager
def _service(name: str, office: SigningOffice, folder: Path) -> Iterator[None]:
    command = [sys.executable, "-m", f"kiosk.{name}", "--settings", str(folder / "kiosk.toml")]
    command += ["--state", str(office.workspace.root)]
    with (folder / f"{name}.log").open("wb") as log:
        service = subprocess.Popen(command, env={**os.environ, **office.env}, stderr=log)
        try:
            yield
        finally:
            service.terminate()
            service.wait()


def _sign(workspace: Workspace) -> float:
    _until(workspace.signing_socket.exists, 60)
    began = time.perf_counter()
    for role in SignRole:
        with closing(open_database(workspace)) as db:
            ids = tuple(copy.id for copy in Certifications(db).waiting(role))
        answers = list(ask(workspace.signing_socket, wire.Sign(role, ids, Secret(PINS[role]))))
        if answers[-1:] != [wire.Ended(COPIES, 0, None)]:
            raise BenchError(f"the {role} signed not all: {answers[-1:]}")
    return time.perf_counter() - began


def _complete(workspace: Workspace) -> float:
    began = time.perf_counter()
    with closing(open_database(workspace)) as db:
        register = Certifications(db)
        _until(lambda: all(copy.level == LAST_LEVEL for copy in register.all()), PATIENCE)
    return time.perf_counter() - began


def _judged(workspace: Workspace, authority: Authority) -> str:
    verdicts: Counter[str] = Counter()
    with closing(open_database(workspace)) as db:
        register = Certifications(db)
        for copy in register.all()[::EACH]:
            now = dt.datetime.now(dt.UTC)
            report = caged.verified(register.read(copy), (authority.root,), now)
            verdicts[report.verdict.value] += 1
    if set(verdicts) != {"valid"}:
        raise BenchError(f"completed copies are judged {dict(verdicts)}")
    return f"{verdicts['valid']} of them judged, all valid"


def _until(holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise BenchError("waited in vain")
        time.sleep(0.2)
