"""A printer of bytes behind the service, on each kind of line: whatever stops it, the number stays."""

import pytest
import zxingcpp

from drivers.printer.opened import open_printer
from drivers.printer.plugs import Port
from drivers.printer.virtual import Roll, Trouble, VirtualPrinter
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from tests.devices.office import CASE

pytestmark = pytest.mark.device
PRINT = do.PrintTicket(CASE, Language.VI)
STOPS = {
    Fault.PRINTER_NO_PAPER: lambda device: device.paper(Roll.OUT),
    Fault.PRINTER_COVER_OPEN: lambda device: device.cover(True),
    Fault.PRINTER_KNIFE: lambda device: device.trouble(Trouble.KNIFE),
    Fault.PRINTER_OFFLINE: lambda device: device.trouble(Trouble.BUTTON),
    Fault.PRINTER_FAILED: lambda device: device.trouble(Trouble.BROKEN),
    Fault.PRINTER_GONE: lambda device: device.mute(True),
}


def mended(device):
    device.paper(Roll.LOW)
    device.cover(False)
    device.trouble(Trouble.NONE)
    device.mute(False)


@pytest.fixture(params=["serial", "usb", "tcp"])
def device(request, kiosk):
    plug = Port() if request.param == "tcp" else None
    with VirtualPrinter(plug=plug) as printer:
        named = f"usb:{printer.device}" if request.param == "usb" else printer.device
        kiosk.printer = open_printer(named, patience=1)
        yield printer
        kiosk.close()


def test_each_fault_is_told_and_the_same_number_comes_out_once_it_is_mended(kiosk, device, books):
    screen = kiosk.start()
    kiosk.load("form")
    screen.scan()
    ticket = screen.seal()
    for fault, stop in STOPS.items():
        stop(device)
        screen.ask(PRINT)
        assert screen.fault() is fault
        assert books.fault_of("printer") is fault
        assert books.tickets.of(CASE) == ticket
        mended(device)
    assert device.tickets == []
    screen.ask(PRINT)
    screen.next(ev.TicketPrinted)
    (paper,) = device.tickets
    (code,) = zxingcpp.read_barcodes(paper.convert("L"))
    assert code.text == ticket.code
    assert not device.stray
    assert books.said("ticket-printed") == [{"case": CASE, "ticket": ticket.label}]
