"""A printer without a device, mishandled as a real one is; it keeps its tickets as pictures."""

from __future__ import annotations

from PIL import Image

from drivers.printer import PrinterError, PrinterState
from drivers.printer.strip import Strip


class FakePrinter:
    """Ready until somebody empties, opens or unplugs it."""

    def __init__(self, width: int = 576) -> None:
        self.width = width
        self.pictures: list[Image.Image] = []  # every ticket that came out whole
        self.paper = PrinterState.READY  # or PAPER_LOW, NO_PAPER
        self.open = False
        self.plugged = True
        self.runs_out_after: int | None = None  # tickets left on the roll

    def state(self) -> PrinterState:
        if not self.plugged:
            return PrinterState.GONE
        return PrinterState.COVER_OPEN if self.open else self.paper

    def print(self, strip: Strip) -> None:
        """Keeps its picture, or raises PrinterError; a roll that ends does so in the middle of a ticket."""
        state = self.state()
        if state not in (PrinterState.READY, PrinterState.PAPER_LOW):
            raise PrinterError(state)
        if strip.width != self.width:
            raise PrinterError(PrinterState.FAILED, "not of this width")
        if self.runs_out_after is not None:
            if self.runs_out_after == 0:
                self.paper, self.runs_out_after = PrinterState.NO_PAPER, None
                raise PrinterError(PrinterState.NO_PAPER)
            self.runs_out_after -= 1
        self.pictures.append(strip.picture())
