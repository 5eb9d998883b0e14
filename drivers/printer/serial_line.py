"""A ticket printer at the end of a serial line (RS-232, or USB that looks like it)."""

from __future__ import annotations

import termios
import time
from contextlib import AbstractContextManager, closing

import serial
from PIL import Image

from drivers.printer import PrinterError, PrinterState, escpos

_LINE_BROKE = (OSError, termios.error)  # pyserial's own errors are OSErrors; tcflush's are not
_PRINTS = (PrinterState.READY, PrinterState.PAPER_LOW)
_SLOWEST_HEAD = 200  # rows a second: 25 mm/s at 203 dpi
_REST = 10  # seconds for what is left of an earlier ticket
_QUIET = 0.1  # seconds without an answer after which none is under way
_GLANCE = 0.5  # seconds of silence after which the printer is asked what stands in its way


class SerialPrinter:
    """Opens the port for each question or ticket and always closes it: a printer plugged in again just works.

    A ticket counts as printed only when the printer answers a question that it takes in order, behind the cut
    (GS r); real-time answers (DLE EOT) say what is wrong, but come before the paper does.
    """

    def __init__(
        self, device: str, baud: int = 115200, width: int = 576, patience: float = 3.0
    ) -> None:
        """`patience`: seconds of silence, or of a line that takes nothing, before giving up."""
        self.width = width
        self._device, self._baud, self._patience = device, baud, patience
        self._torn = False  # half a ticket hangs out of the printer

    def state(self) -> PrinterState:
        """What the printer answers now; GONE without port or answer; never raises."""
        try:
            with self._open() as port:
                return _Line(port, self._patience).state()
        except _LINE_BROKE:
            return PrinterState.GONE

    def print(self, picture: Image.Image) -> None:
        """Print and cut. After PrinterError the same picture can be printed again at any time."""
        if picture.mode != "1" or picture.width != self.width:
            shape = f"{picture.mode} {picture.width} dots wide, not 1 and {self.width}"
            raise PrinterError(PrinterState.FAILED, shape)
        begun = False
        try:
            with self._open() as port:
                line = _Line(port, self._patience)
                _require(line.state())
                begun = True
                self._print(line, picture)
        except _LINE_BROKE as error:
            state = PrinterState.FAILED if begun else PrinterState.GONE
            raise PrinterError(state, type(error).__name__) from error

    def _open(self) -> AbstractContextManager[serial.Serial]:
        return closing(
            serial.Serial(
                self._device, self._baud, exclusive=True, timeout=0, write_timeout=self._patience
            )
        )

    def _print(self, line: _Line, picture: Image.Image) -> None:
        # What an earlier try left in the printer ends here, with its paper and its late answers.
        rest = escpos.unstick(self.width) + escpos.INITIALISE
        line.send(rest + (escpos.CUT if self._torn else b"") + escpos.IN_ORDER_QUERY)
        line.wait_until_printed(self._patience + _REST)
        line.forget_answers()
        self._torn = True
        for band in escpos.bands(picture):
            line.send(band)
        line.send(escpos.CUT + escpos.IN_ORDER_QUERY)
        line.wait_until_printed(self._patience + picture.height / _SLOWEST_HEAD)
        self._torn = False


class _Line:
    """One opened port: sorts real-time answers from answers in order."""

    def __init__(self, port: serial.Serial, patience: float) -> None:
        self._port, self._patience = port, patience
        self._printed = False  # an answer in order came

    def send(self, data: bytes) -> None:
        """Raises PrinterError with the reason when the printer takes nothing for `patience` seconds."""
        try:
            self._port.write(data)
        except serial.SerialTimeoutException:
            self._port.reset_output_buffer()
            state = self.state()
            stuck = state if state not in (*_PRINTS, PrinterState.GONE) else PrinterState.FAILED
            raise PrinterError(stuck, "the line takes no more") from None

    def state(self) -> PrinterState:
        """DLE EOT 1-4, one after another: no answer may be taken for another's."""
        self._settle()
        answers: list[int | None] = []
        for n in escpos.QUERIES:
            try:
                self._port.write(escpos.query(n))
            except serial.SerialTimeoutException:
                self._port.reset_output_buffer()
                return PrinterState.GONE
            answers.append(self._status(time.monotonic() + self._patience))
            if answers[-1] is None:
                return PrinterState.GONE
        return escpos.state_of(answers)

    def wait_until_printed(self, longest: float) -> None:
        """Until the answer in order; raises PrinterError when it will not come."""
        end = time.monotonic() + longest
        while not self._printed:
            if self._heard(time.monotonic() + _GLANCE) is None:
                state = self.state()
                if not self._printed:
                    _require(state)
            if not self._printed and time.monotonic() > end:
                raise PrinterError(PrinterState.FAILED, "no word that the paper came out")

    def forget_answers(self) -> None:
        """A late answer to an earlier ticket must not count for the next one."""
        self._settle()
        self._printed = False

    def _settle(self) -> None:
        """Wait for what is under way: picture bytes that look like DLE EOT are answered too."""
        end = time.monotonic() + self._patience
        while self._port.out_waiting and time.monotonic() < end:
            time.sleep(0.01)
        while self._heard(time.monotonic() + _QUIET) is not None and time.monotonic() < end:
            pass

    def _status(self, until: float) -> int | None:
        """The next real-time answer, or None at `until`."""
        while (byte := self._heard(until)) is not None:
            if escpos.is_status(byte):
                return byte
        return None

    def _heard(self, until: float) -> int | None:
        """The next byte, or None at `until`."""
        self._port.timeout = max(0.0, until - time.monotonic())
        for byte in self._port.read(1):
            self._printed |= escpos.is_in_order(byte)
            return byte
        return None


def _require(state: PrinterState) -> None:
    if state not in _PRINTS:
        raise PrinterError(state)
