"""What the clerks' desk reads: who waits for a clerk, and how the devices are."""

import datetime as dt

from kiosk.faults import Fault
from kiosk.store.calls import Call, Calls
from kiosk.store.health import DeviceHealth, Health

MINUTE = dt.timedelta(minutes=1)


def test_a_call_waits_until_the_clerk_is_done(db, morning):
    calls = Calls(db)
    calls.call("case-1", Fault.SCANNER_JAMMED, morning)
    calls.call("case-2", Fault.CLERK_CALLED, morning + MINUTE)
    assert calls.waiting() == (
        Call("case-1", Fault.SCANNER_JAMMED, morning),
        Call("case-2", Fault.CLERK_CALLED, morning + MINUTE),
    )
    calls.done("case-1", morning + MINUTE)
    assert [call.case for call in calls.waiting()] == ["case-2"]


def test_the_same_call_made_twice_waits_once(db, morning):
    calls = Calls(db)
    for minute in range(3):
        calls.call("case-1", Fault.SCANNER_JAMMED, morning + minute * MINUTE)
    assert calls.waiting() == (Call("case-1", Fault.SCANNER_JAMMED, morning),)


def test_a_second_jam_after_the_clerk_left_is_a_new_call(db, morning):
    calls = Calls(db)
    calls.call("case-1", Fault.SCANNER_JAMMED, morning)
    calls.done("case-1", morning)
    calls.done("case-1", morning)
    calls.call("case-1", Fault.SCANNER_JAMMED, morning + MINUTE)
    assert calls.waiting() == (Call("case-1", Fault.SCANNER_JAMMED, morning + MINUTE),)


def test_a_device_is_as_it_was_last_heard_of(db, morning):
    health = Health(db)
    assert health.note("printer", Fault.PRINTER_NO_PAPER, morning)
    assert not health.note("printer", Fault.PRINTER_NO_PAPER, morning + MINUTE)
    assert health.note("reader", None, morning)
    assert health.devices() == (
        DeviceHealth("printer", Fault.PRINTER_NO_PAPER, morning),
        DeviceHealth("reader", None, morning),
    )
    assert health.note("printer", None, morning + MINUTE)
    assert health.devices()[0] == DeviceHealth("printer", None, morning + MINUTE)
