"""A ticket printer that takes ESC/POS, whatever line it hangs on."""

from __future__ import annotations

import time
from contextlib import suppress

from drivers.printer import PrinterError, PrinterState, escpos
from drivers.printer.lines import BROKEN, Line, LineBusyError, LineFullError, Opener
from drivers.printer.strip import Strip

_PRINTS = (PrinterState.READY, PrinterState.PAPER_LOW)
_SLOWEST_HEAD = 200  # rows a second: 25 mm/s at 203 dpi
_REST = 10  # seconds for what is left of an earlier ticket
_QUIET = 0.1  # seconds without an answer after which none is under way
_GLANCE = 0.5  # seconds of silence after which the printer is asked what stands in its way


class EscposPrinter:
    """Opens its line for each question or ticket and always closes it: a printer plugged in again just works.

    A ticket counts as printed only when the printer answers a question that it takes in order, behind the cut
    (GS r); real-time answers (DLE EOT) say what is wrong, but come before the paper does. A printer that never
    answers is never believed to have printed.
    """

    def __init__(
        self,
        open_line: Opener,
        width: int = 576,
        patience: float = 3.0,
        native_codes: bool = True,
    ) -> None:
        """`patience`: seconds of silence, or of a line that takes nothing, before giving up."""
        self.width = width
        self._open, self._patience, self._native_codes = open_line, patience, native_codes
        self._clean = False  # nothing of an earlier ticket can be in the printer
        self._torn = False  # half a ticket hangs out of the printer

    def state(self) -> PrinterState:
        """What the printer answers now; GONE without port or answer; never raises.

        After a start this also ends what an earlier ticket may have left in the printer, so that the next one
        begins at once.
        """
        try:
            with self._open() as line:
                talk = _Conversation(line, self._patience)
                state = talk.state()
                if state in _PRINTS and not self._clean and not self._torn:
                    with suppress(PrinterError):
                        self._end_what_is_left(talk)
                return state
        except LineBusyError:
            return PrinterState.BUSY
        except BROKEN:
            return PrinterState.GONE

    def print(self, strip: Strip) -> None:
        """Print and cut. After PrinterError the same strip can be printed again at any time."""
        if strip.width != self.width:
            wrong = f"{strip.width} dots wide, not {self.width}"
            raise PrinterError(PrinterState.FAILED, wrong)
        begun = False
        try:
            with self._open() as line:
                talk = _Conversation(line, self._patience)
                _require(talk.state())
                begun = True
                try:
                    self._print(talk, strip)
                except PrinterError:
                    line.drop()
                    raise
        except LineBusyError as error:
            raise PrinterError(PrinterState.BUSY, type(error).__name__) from error
        except BROKEN as error:
            state = PrinterState.FAILED if begun else PrinterState.GONE
            raise PrinterError(state, type(error).__name__) from error

    def _print(self, talk: _Conversation, strip: Strip) -> None:
        if not self._clean:
            self._end_what_is_left(talk)
        self._clean, self._torn = False, True
        sent = talk.send(escpos.INITIALISE)
        for command in escpos.commands(strip, self._native_codes):
            sent += talk.send(command)
        talk.send(escpos.CUT + escpos.IN_ORDER_QUERY)
        longest = strip.height / _SLOWEST_HEAD + sent / talk.pace
        talk.wait_until_printed(self._patience + longest)
        self._clean, self._torn = True, False

    def _end_what_is_left(self, talk: _Conversation) -> None:
        """What an earlier try left in the printer ends here, with its paper and its late answers."""
        rest = escpos.unstick(self.width) + escpos.INITIALISE
        talk.send(rest + (escpos.CUT if self._torn else b"") + escpos.IN_ORDER_QUERY)
        talk.wait_until_printed(self._patience + _REST)
        talk.forget_answers()
        self._clean, self._torn = True, False


class _Conversation:
    """One opened line: sorts real-time answers from answers in order."""

    def __init__(self, line: Line, patience: float) -> None:
        self._line, self._patience = line, patience
        self._printed = False  # an answer in order came
        self._through = (
            time.monotonic()
        )  # then all that was sent has arrived, whatever lies between

    @property
    def pace(self) -> float:
        """Bytes a second that the line carries."""
        return self._line.pace

    def send(self, data: bytes) -> int:
        """How many bytes; raises PrinterError with the reason when nothing is taken for `patience` seconds."""
        try:
            self._write(data)
        except LineFullError:
            self._line.drop()
            self._through = time.monotonic()
            state = self.state()
            stuck = state if state not in (*_PRINTS, PrinterState.GONE) else PrinterState.FAILED
            raise PrinterError(stuck, "the line takes no more") from None
        return len(data)

    def state(self) -> PrinterState:
        """DLE EOT 1-4, one after another: no answer may be taken for another's."""
        self._settle()
        answers: list[int | None] = []
        for n in escpos.QUERIES:
            try:
                self._write(escpos.query(n))
            except LineFullError:
                self._line.drop()
                return PrinterState.GONE
            answers.append(self._status(max(time.monotonic(), self._through) + self._patience))
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

    def _write(self, data: bytes) -> None:
        self._line.write(data, self._patience)
        self._through = max(time.monotonic(), self._through) + len(data) / self._line.pace

    def _settle(self) -> None:
        """Wait for what is under way: picture bytes that look like DLE EOT are answered too."""
        end = time.monotonic() + self._patience
        while self._line.unsent() and time.monotonic() < end:
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
        byte = self._line.read(until)
        if byte is not None:
            self._printed |= escpos.is_in_order(byte)
        return byte


def _require(state: PrinterState) -> None:
    if state not in _PRINTS:
        raise PrinterError(state)
