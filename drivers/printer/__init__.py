"""Ticket printers: what the kiosk asks of one, and how it can fail."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from drivers.printer.strip import Strip


class PrinterState(StrEnum):
    """What a person must do before it prints (ESC/POS DLE EOT 1-4)."""

    READY = "ready"
    PAPER_LOW = "paper-low"  # still prints
    NO_PAPER = "no-paper"
    COVER_OPEN = "cover-open"
    OFFLINE = "offline"  # it says so and gives no reason: its own button was pressed
    KNIFE = "knife"  # a scrap of paper holds it
    BUSY = "busy"  # the port is there and somebody else has it
    GONE = "gone"  # no port, or no answer
    FAILED = "failed"  # broken, too hot, or a write that did not end


class PrinterError(Exception):
    """The ticket is not known to be printed whole; `state` says what a person must do."""

    def __init__(self, state: PrinterState, detail: str = "") -> None:
        super().__init__(f"{state}: {detail}" if detail else state.value)
        self.state = state


class Printer(Protocol):
    """A thermal printer that takes ESC/POS."""

    width: int  # dots

    def state(self) -> PrinterState:
        """Ask the printer; never raises."""
        ...

    def print(self, strip: Strip) -> None:
        """Print a strip `width` dots wide and cut; returns when the printer says it went well.

        Raises PrinterError only. Status is asked before and after, so silence never counts as printed.
        """
        ...
