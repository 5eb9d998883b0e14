"""The disk fails a write or an fsync: the service ends, begins anew, and nothing that was told is lost."""

import pytest

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from tests.devices.fragile import Citizen, check
from tests.devices.office import BIRTH, FORM, PROCEDURE, Screen
from tests.workbench.frail import Frail, injected, until

FSYNC = "fsync,fdatasync:error=EIO"


@pytest.fixture
def frail(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = Frail(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("nth", [1, 2, 3, 4, 6, 8, 11])
def test_an_fsync_that_fails_is_never_taken_for_one_that_went_well(frail, nth):
    frail.start("-e", "trace=fsync,fdatasync", *injected(f"{FSYNC}:when={nth}"))
    citizen = Citizen(frail)
    try:
        citizen.visit("a" * 32)
        citizen.visit("b" * 32, visit=2)
    finally:
        citizen.screen.close()
    check(frail, citizen)


def test_the_service_says_why_it_ends_and_who_waits_gets_the_ticket(frail):
    frail.start()
    citizen = Citizen(frail)
    try:
        citizen.scan("a" * 32, 1)
        citizen.screen.ask(do.TellPages("a" * 32, FORM))  # the keeper has the store now
        citizen.screen.next(ev.PagesChanged)
        with frail.struck("-e", "trace=fsync,fdatasync", *injected(FSYNC)):
            citizen.screen.ask(do.SealCase("a" * 32, PROCEDURE, Language.VI, (FORM, BIRTH)))
            assert until(lambda: bool(frail.ended))
        citizen.tickets["a" * 32] = citizen.screen.next(ev.Sealed).ticket.label
    finally:
        citizen.screen.close()
    assert frail.ended == [74]
    assert "kiosk-devices: the disk failed (" in frail.log()
    assert "Traceback" not in frail.log()
    check(frail, citizen)


def test_a_disk_that_keeps_failing_closes_the_kiosk_and_fills_no_log(frail):
    frail.start("-e", "trace=fsync,fdatasync", *injected(FSYNC))
    assert until(frail.workspace.devices_socket.exists)
    screen = Screen(frail.workspace.devices_socket)
    try:
        assert screen.next(ev.Closed, visit=0).fault is Fault.DISK_FAILED
        screen.ask(do.BeginVisit("a" * 32))
        assert screen.next(ev.Closed).fault is Fault.DISK_FAILED
        screen.ask(do.ScanBatch("a" * 32, FORM))
        assert screen.fault() is Fault.DISK_FAILED
    finally:
        screen.close()
    assert frail.ended == []
    lines = frail.log().splitlines()  # each worker says it, once
    assert set(lines) <= {"the store cannot be opened: disk-failed: EIO"}
    assert len(lines) < 10
