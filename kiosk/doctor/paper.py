"""The findings on the ticket printer: through the devices service, which has it; by hand where that does not run."""

from __future__ import annotations

import queue
from pathlib import Path

from drivers.printer import Printer, PrinterError
from kiosk.devices import translate
from kiosk.devices.client import Client
from kiosk.faults import Fault
from kiosk.journey import events as ev
from kiosk.journey.effects import PrintChecks
from kiosk.model import Language
from kiosk.papers import checks

PATIENCE = 60.0  # seconds for paper that is in the way of others


def through_the_service(socket: Path, lines: tuple[str, ...], language: Language) -> Fault | None:
    """None: the paper is out."""
    told: queue.SimpleQueue[ev.Event] = queue.SimpleQueue()
    client = Client(socket, lambda _, event: told.put(event), patience=5.0)
    client.perform(1, PrintChecks(language, lines))
    client.start()
    try:
        while True:
            match told.get(timeout=PATIENCE):
                case ev.TicketPrinted():
                    return None
                case ev.Faulted(fault):
                    return fault
    except queue.Empty:
        return Fault.DEVICES_GONE
    finally:
        client.close()


def by_hand(printer: Printer | None, lines: tuple[str, ...], language: Language) -> Fault | None:
    """None: the paper is out."""
    if printer is None:
        return Fault.PRINTER_GONE
    try:
        printer.print(checks.draw(lines, language, printer.width))
    except PrinterError as error:
        return translate.PRINTER[error.state]
    return None
