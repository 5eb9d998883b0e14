"""kill -9 of every process while citizens come and go: nothing sealed is lost, doubled or torn."""

from __future__ import annotations

import contextlib
import hashlib
import random
import sys
import time
from collections import Counter
from functools import partial

import psutil
import pytest

from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.journal import Journal
from kiosk.store.outbox import Outbox
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from tests.workbench.bench import LANDSCAPE, Bench
from tests.workbench.children import running
from tests.workbench.killing import holds_write_lock, kill_while, writes_file

PROCESSES = ("ui", "devices", "sync", "desk", "central")
LOOKING = "kiosk.dossier.looking"  # the child of devices that looks at pages
EACH = 6  # kills of every process, at moments spread over the visits
IN_WRITES = {"devices": 8, "central": 4}  # further kills, each while a write is open
SETTLES = 120.0  # seconds for everything to arrive once the killing is over


@pytest.fixture
def bench(tmp_path):
    # The folder's name is short: sockets live in it.
    with Bench(tmp_path / "b", LANDSCAPE) as bench:
        bench.picture("to-khai-khai-sinh")
        bench.lay_card()
        bench.start_services()
        yield bench


def start_citizens(bench):
    command = [sys.executable, "-m", "tests.workbench.walker", "wander"]
    command += ["--settings", str(bench.settings), "--state", str(bench.workspace.root)]
    command += ["--bench", str(bench.folder)]
    bench.appliance.start("ui", command)


def kill(bench, name, in_write):
    """One kill -9; whether it happened as asked."""
    if name == LOOKING:
        return kill_looking(bench)
    if name == "central":
        pid = bench.centre.pid
        done = not in_write or kill_while(pid, partial(writes_file, folder=bench.centre.data), 30)
        bench.centre.restart()
        return done
    if not in_write:
        bench.appliance.kill(name)
        return True
    while (pid := bench.appliance.pid(name)) is None:
        time.sleep(0.05)
    database, vault = bench.workspace.database, bench.workspace.vault
    return kill_while(
        pid, lambda pid: holds_write_lock(pid, database) or writes_file(pid, vault), 30
    )


def kill_looking(bench):
    """Kill the child that looks at pages, as soon as there is one."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with contextlib.suppress(psutil.Error):
            for child in running(LOOKING, bench.appliance.pid("devices")):
                child.kill()
                return True
        time.sleep(0.05)
    return False


def sealed(bench):
    db = open_database(bench.workspace)
    with contextlib.closing(db):
        rows = db.execute("select id from cases where state = 'sealed'").fetchall()
    return {row[0] for row in rows}


def settle(bench):
    """Let everybody come back, and the last case arrive."""
    end = time.monotonic() + SETTLES
    while time.monotonic() < end:
        db = open_database(bench.workspace)
        with contextlib.closing(db):
            if sealed(bench) and Outbox(db).waiting() == 0:
                return
        time.sleep(0.5)


@pytest.mark.device
@pytest.mark.timeout(900)
def test_no_kill_loses_or_doubles_a_case_or_a_number(bench, capsys):
    seed = random.randrange(1 << 32)
    with capsys.disabled():
        sys.stdout.write(f"\nkills with seed {seed}\n")
    chance = random.Random(seed)
    start_citizens(bench)
    plan = [(name, False) for name in (*PROCESSES, LOOKING) for _ in range(EACH)]
    plan += [(name, True) for name, count in IN_WRITES.items() for _ in range(count)]
    chance.shuffle(plan)
    killed, in_writes, ever_sealed = Counter(), 0, set()
    time.sleep(5)
    for name, in_write in plan:
        time.sleep(chance.uniform(0.2, 2.5))
        if kill(bench, name, in_write):
            killed[name] += 1
            in_writes += in_write
        ever_sealed |= sealed(bench)
    before = len(sealed(bench))
    end = time.monotonic() + SETTLES
    while len(sealed(bench)) == before and time.monotonic() < end:  # the kiosk still works
        time.sleep(0.5)
    bench.appliance.stop("ui")
    settle(bench)

    assert sum(killed.values()) >= 30
    assert all(killed[name] >= 5 for name in (*PROCESSES, LOOKING)), killed
    assert in_writes >= 10
    assert len(sealed(bench)) > before, "after the last kill no citizen was served any more"
    assert ever_sealed <= sealed(bench), "a sealed case is gone"
    check_tickets(bench)
    check_centre(bench)
    with capsys.disabled():
        words = ", ".join(f"{name} {count}" for name, count in sorted(killed.items()))
        sys.stdout.write(
            f"{sum(killed.values())} kills ({words}), {in_writes} in open writes; "
            f"{len(sealed(bench))} cases sealed and delivered\n"
        )


def check_tickets(bench):
    """One ticket a case, numbers without gaps, and each one was shown to its citizen."""
    db = open_database(bench.workspace)
    tickets = [Tickets(db).of(case) for case in sealed(bench)]
    assert None not in tickets
    for day in {ticket.day for ticket in tickets}:
        numbers = sorted(ticket.number for ticket in tickets if ticket.day == day)
        assert numbers == list(range(1, len(numbers) + 1))
    seen = set((bench.folder / "seen.txt").read_text().split())
    last = max(tickets, key=lambda ticket: (ticket.day, ticket.number))
    unseen = {ticket.label for ticket in tickets} - seen
    # The screen was stopped at a random moment: only the last citizen may not have seen theirs.
    assert unseen <= {last.label}
    assert Journal(db).verify() is None


def check_centre(bench):
    """The centre has each sealed case once, with the bytes that the kiosk sealed."""
    db, vault = open_database(bench.workspace), Vault(bench.workspace.vault)
    ours = {}
    for case in sealed(bench):
        key = Cases(db).key(case)
        documents = Documents(db).of(case)
        assert documents
        for document in documents:
            plain = vault.read(key, document.path)
            assert hashlib.sha256(plain).hexdigest() == document.sha256
        ours[case] = sorted(document.sha256 for document in documents)
    received = bench.centre.received()
    assert Counter(row["case"] for row in received) == Counter(ours.keys())
    theirs = {row["case"]: sorted(file["sha256"] for file in row["files"]) for row in received}
    assert theirs == ours
