"""kill -9 of the devices service while a batch is signed: nothing is signed twice, nothing is lost."""

from __future__ import annotations

import time
from contextlib import closing

import psutil
import pytest

from kiosk.devices import signing_wire as wire
from kiosk.devices.signing_client import SigningAway, ask
from kiosk.settings import Secret
from kiosk.signing import SignRole
from kiosk.store.certifications import Certifications
from kiosk.store.copies import CopyState
from kiosk.store.database import open_database
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace
from tests.workbench.appliance import Appliance
from tests.workbench.authority import Authority
from tests.workbench.killing import holds_write_lock, kill_while
from tests.workbench.signatures import PINS, SigningOffice

pytestmark = pytest.mark.device
ALL = 12
LONG = 90.0  # seconds
MOMENT = 10.0  # seconds in which the rest of a batch is signed


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = SigningOffice(
        tmp_path / "t", Workspace(tmp_path / "s"), Authority(tmp_path / "authority")
    )
    made.equip()
    return made


@pytest.fixture
def appliance(office, tmp_path):
    settings = tmp_path / "kiosk.toml"
    settings.write_text(office.settings, encoding="utf-8")
    root = office.workspace.root
    with Appliance(settings, root, tmp_path / "logs", office.env) as appliance:
        appliance.start("devices")
        yield appliance


def batch(office, role):
    """The answers to a batch of all that waits, asked again until the service is there."""
    with closing(open_database(office.workspace)) as db:
        ids = tuple(copy.id for copy in Certifications(db).waiting(role))
    request = wire.Sign(role, ids, Secret(PINS[role]))
    end = time.monotonic() + LONG
    while True:
        answers = ask(office.workspace.signing_socket, request)
        try:
            first = next(answers)
        except SigningAway:
            assert time.monotonic() < end, "the service does not come back"
            time.sleep(0.2)
            continue
        yield first
        yield from answers
        return


def sign_and_kill(office, appliance, role, kill, after):
    """Begin a batch and kill its service once so many copies were told as signed; how many were."""
    told = 0
    try:
        for answer in batch(office, role):
            if isinstance(answer, wire.Told):
                told += 1
                assert answer.fault is None
                if told == after:
                    kill(appliance.pid("devices"))
    except SigningAway:
        pass
    return told


def at_once(pid):
    psutil.Process(pid).kill()


def everything_holds(office, role, told, count=ALL):
    """What was told as signed is; every copy has one file, as many signatures as its state says."""
    state = {
        SignRole.OFFICIAL: CopyState.WAITING_ORGANISATION,
        SignRole.ORGANISATION: CopyState.CERTIFIED,
    }[role]
    with closing(open_database(office.workspace)) as db:
        copies = Certifications(db).all()
        assert Journal(db).verify() is None
        rows = Journal(db).since(most=10_000)
    assert [copy.number for copy in copies] == list(range(1, count + 1))
    done = [copy for copy in copies if copy.state is state]
    assert len(done) >= told
    signed = [
        row.fields["entry"]
        for row in rows
        if row.event is JournalEvent.COPY_SIGNED and row.fields["role"] == role.value
    ]
    assert sorted(signed) == [copy.number for copy in done]
    return len(done)


def test_killed_in_the_middle_of_a_batch(office, appliance):
    for _ in range(ALL):
        office.hand_in()
    role, done = SignRole.OFFICIAL, 0
    for after in (1, 3):
        told = sign_and_kill(office, appliance, role, at_once, after)
        done = everything_holds(office, role, done + told)
    left = ALL - done
    answers = list(batch(office, role))
    assert answers[-1] == wire.Ended(left, 0, None)
    everything_holds(office, role, ALL)
    one_file_each(office)


def test_killed_while_it_writes_that_a_copy_is_signed(office, appliance):
    """A write is open for a few milliseconds of a copy: a batch in which none was met is followed by another."""
    role, database = SignRole.OFFICIAL, office.workspace.database
    count, killed = 0, False

    def in_a_write(pid):
        nonlocal killed
        killed = kill_while(pid, lambda pid: holds_write_lock(pid, database), MOMENT)

    while not killed:
        for _ in range(ALL):
            office.hand_in()
        told, count = sign_and_kill(office, appliance, role, in_a_write, after=2), count + ALL
    done = everything_holds(office, role, told, count)
    assert list(batch(office, role))[-1] == wire.Ended(count - done, 0, None)
    assert list(batch(office, SignRole.ORGANISATION))[-1] == wire.Ended(count, 0, None)
    everything_holds(office, SignRole.ORGANISATION, count, count)
    one_file_each(office)


def one_file_each(office):
    with closing(open_database(office.workspace)) as db:
        register = Certifications(db)
        vault = Vault(office.workspace.vault)
        for copy in register.all():
            kept = [name for name in vault.names(copy.case) if name.startswith("copy-")]
            assert len(kept) == 1
            assert register.read(copy).startswith(b"%PDF")


def test_no_process_of_a_killed_service_lives_on(office, appliance):
    for _ in range(ALL):
        office.hand_in()
    seen = []

    def kill(pid):
        service = psutil.Process(pid)
        seen.extend(service.children(recursive=True))
        service.kill()

    sign_and_kill(office, appliance, SignRole.OFFICIAL, kill, after=1)
    assert seen
    _, alive = psutil.wait_procs(seen, timeout=LONG)
    assert alive == []
