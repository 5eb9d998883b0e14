"""The disk is full for one write of a visit, whichever it is: it is said, and the same visit ends well."""

import pytest

from kiosk.faults import Fault
from kiosk.journey import events as ev
from tests.devices.fragile import Citizen, check
from tests.workbench.frail import Frail, injected

WRITES = (
    "pwrite64,rename,mkdir"  # of database and vault; pipes, written by `write`, never lack room
)


@pytest.fixture
def frail(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = Frail(tmp_path)
    made.start()
    yield made
    made.close()


def test_a_write_without_room_is_told_and_tried_again(frail):
    citizen = Citizen(frail)
    try:
        citizen.visit("0" * 32)
        for visit, nth in enumerate((1, 2, 3, 5, 8, 13), start=2):
            no_room = injected(f"{WRITES}:error=ENOSPC:when={nth}")
            with frail.struck("-e", f"trace={WRITES}", *no_room):
                citizen.scan(f"{visit:x}" * 32, visit)
                citizen.seal(f"{visit:x}" * 32, visit)  # its child counts its writes by itself
            citizen.end(f"{visit:x}" * 32, visit)
        citizen.visit("f" * 32, 8)
        told = {e.fault for _, e in citizen.screen.heard if isinstance(e, (ev.Faulted, ev.Closed))}
    finally:
        citizen.screen.close()
    assert (frail.ended, frail.log()) == ([], "")
    assert told == {Fault.DISK_FULL}
    check(frail, citizen)
