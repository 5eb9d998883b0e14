"""Driver states into faults: the one place where a device's word becomes the kiosk's."""

from __future__ import annotations

from drivers.card import CardState
from drivers.printer import PrinterState
from drivers.scanner import ScannerState
from kiosk.faults import Fault

CARD: dict[CardState, Fault] = {
    CardState.READER_GONE: Fault.READER_GONE,
    CardState.ABSENT: Fault.CARD_ABSENT,
    CardState.REMOVED: Fault.CARD_REMOVED,
    CardState.WRONG_NUMBER: Fault.CARD_WRONG_NUMBER,
    CardState.UNREADABLE: Fault.CARD_UNREADABLE,
    CardState.NOT_CITIZEN: Fault.CARD_NOT_CITIZEN,
    CardState.ALTERED: Fault.CARD_DATA_ALTERED,
}

SCANNER: dict[ScannerState, Fault] = {
    ScannerState.EMPTY: Fault.SCANNER_EMPTY,
    ScannerState.JAMMED: Fault.SCANNER_JAMMED,
    ScannerState.COVER_OPEN: Fault.SCANNER_COVER_OPEN,
    ScannerState.BUSY: Fault.SCANNER_BUSY,
    ScannerState.GONE: Fault.SCANNER_GONE,
    ScannerState.FAILED: Fault.SCANNER_FAILED,
}

PRINTER: dict[PrinterState, Fault] = {
    PrinterState.NO_PAPER: Fault.PRINTER_NO_PAPER,
    PrinterState.COVER_OPEN: Fault.PRINTER_COVER_OPEN,
    PrinterState.GONE: Fault.PRINTER_GONE,
    PrinterState.FAILED: Fault.PRINTER_FAILED,
}
