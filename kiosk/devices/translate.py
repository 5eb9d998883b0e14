"""Driver states into faults and verdicts: the one place where a device's word becomes the kiosk's."""

from __future__ import annotations

from drivers.barcode.cross_check import Field
from drivers.card import CardState
from drivers.card import verdict as chip
from drivers.printer import PrinterState
from drivers.scanner import ScannerState
from kiosk.faults import Fault
from kiosk.model import CardField, Verdict

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
    ScannerState.UNEVEN: Fault.SCANNER_UNEVEN,
}

PRINTER: dict[PrinterState, Fault] = {
    PrinterState.NO_PAPER: Fault.PRINTER_NO_PAPER,
    PrinterState.COVER_OPEN: Fault.PRINTER_COVER_OPEN,
    PrinterState.OFFLINE: Fault.PRINTER_OFFLINE,
    PrinterState.KNIFE: Fault.PRINTER_KNIFE,
    PrinterState.BUSY: Fault.PRINTER_BUSY,
    PrinterState.GONE: Fault.PRINTER_GONE,
    PrinterState.FAILED: Fault.PRINTER_FAILED,
}

FIELD: dict[Field, CardField] = {
    Field.NUMBER: CardField.NUMBER,
    Field.NAME: CardField.NAME,
    Field.BIRTH_DATE: CardField.BIRTH_DATE,
    Field.SEX: CardField.SEX,
    Field.EXPIRY: CardField.EXPIRY,
    Field.RESIDENCE: CardField.RESIDENCE,
    Field.ISSUED: CardField.ISSUED,
}

VERDICT: dict[chip.Summary, Verdict] = {
    chip.Summary.TAMPERED: Verdict.ALTERED,
    chip.Summary.FORGED: Verdict.FORGED,
    chip.Summary.REVOKED: Verdict.REVOKED,
    chip.Summary.EXPIRED_SIGNER: Verdict.EXPIRED_SIGNER,
    chip.Summary.CLONED: Verdict.CLONED,
    chip.Summary.WEAK: Verdict.WEAK,
    chip.Summary.UNANCHORED: Verdict.UNANCHORED,
    chip.Summary.MAY_BE_A_COPY: Verdict.MAY_BE_A_COPY,
    chip.Summary.PROVEN: Verdict.PROVEN,
    chip.Summary.DECLARED: Verdict.DECLARED,
}


def verdict(proof: chip.Verdict) -> Verdict:
    """What the kiosk says of a chip's proof: its summary, or less where that covers links not checked."""
    match proof.summary:
        case chip.Summary.UNANCHORED if not proof.hashes.holds:
            return Verdict.NOT_PROVEN
        case chip.Summary.UNANCHORED if not proof.signature.holds:
            return Verdict.HASHES_MATCH
        case chip.Summary.DECLARED if proof.hashes.reason is chip.Reason.NO_SOD:
            return Verdict.NOT_PROVEN
        case summary:
            return VERDICT[summary]
