"""A scanner under SANE: every call in a child process of its own, under a watchdog."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.scanner import (
    ScannedPage,
    ScannerError,
    ScannerInfo,
    ScannerState,
    ScanProfile,
    Sides,
    frames,
    turned,
)
from drivers.scanner.orders import profile_text

STATE_BUDGET = 20.0  # seconds for opening a device and asking it
LIST_BUDGET = 30.0  # seconds for SANE's discovery
GRACE = 5.0  # seconds for a child to cancel and close after "stop"

# sane_strstatus() texts: python-sane hands on no codes (SANE standard, 4.2.7).
_MESSAGES = {
    "Document feeder jammed": ScannerState.JAMMED,
    "Document feeder out of documents": ScannerState.EMPTY,
    "Scanner cover is open": ScannerState.COVER_OPEN,
    "Device busy": ScannerState.BUSY,
    "Access to resource has been denied": ScannerState.GONE,
}


_STOPPED = (ScannerState.EMPTY, ScannerState.FAILED)


@dataclass(frozen=True)
class Abilities:
    """What a device says it has."""

    feeder: bool
    glass: bool
    both: bool  # sides of a sheet, by itself: without it two sides are scanned BY_HAND


class SaneScanner:
    """One SANE device; implements Scanner.

    `device` is SANE's name, empty takes the first found; `page_budget` is the seconds without a new page
    after which the child is killed; `config` stands in for SANE_CONFIG_DIR.

    A batch belongs to the thread that asked for its first page: its child dies with that thread.
    No sheet is pulled that was not asked for (relay.py). Only a network scanner that airscan.conf does not
    name by its http address, or one that speaks WSD, is fed ahead of the asking; of its sheets those pulled
    when a batch is closed early lie in the tray, unscanned: lay them in again.
    """

    def __init__(
        self, device: str = "", *, page_budget: float = 30.0, config: Path | None = None
    ) -> None:
        self._device = device
        self._page_budget = page_budget
        self._config = config
        self._batch: _Child | None = None
        self._stopping = threading.Event()

    def state(self) -> ScannerState:
        """Opens the device in a child; of eSCL scanners named in airscan.conf also asks the scanner itself.

        A device that does not answer in time, or cannot be opened, is GONE.
        """
        header = self._said_of_itself()
        if header.get("kind") == "fault":
            return _state_of_fault(header)
        return _state_named(header.get("state"))

    def abilities(self) -> Abilities | None:
        """What the device has; None when it cannot be opened."""
        header = self._said_of_itself()
        if header.get("kind") != "state":
            return None
        return Abilities(*(header.get(name) is True for name in ("feeder", "glass", "both")))

    def scan_batch(self, profile: ScanProfile) -> Iterator[ScannedPage]:
        """See Scanner.scan_batch; at the resolution nearest to that asked for, not below it.

        AUTO takes the glass when no paper lies in the feeder after `wait`; a glass on which nothing can be
        seen is EMPTY. BOTH by a device that sees one side gives the fronts (see `abilities`).
        """
        self._stopping = threading.Event()
        pages = self._pages(profile, self._stopping)
        return turned.numbered(pages, profile.fronts) if profile.sides is Sides.BY_HAND else pages

    def stop(self) -> None:
        """See Scanner.stop."""
        self._stopping.set()
        if self._batch is not None:
            self._batch.stop()

    def _pages(self, profile: ScanProfile, stopping: threading.Event) -> Iterator[ScannedPage]:
        if stopping.is_set():
            return
        with tempfile.TemporaryDirectory(prefix="scan-", ignore_cleanup_errors=True) as folder:
            arguments = ["scan", self._device, profile_text(profile), folder]
            child = self._batch = _Child(arguments, self._config)
            number = 0
            try:
                while not stopping.is_set():
                    number += 1
                    # The first page may have to wait for paper, and then be tried from the glass.
                    patience = profile.wait + self._page_budget if number == 1 else 0.0
                    try:
                        page = self._page(child, number, self._page_budget + patience)
                    except ScannerError as error:
                        # Told to stop before it was asked, the child is gone without a word.
                        if stopping.is_set() and error.state in _STOPPED:
                            return
                        raise
                    if page is None:
                        return
                    yield page
            finally:
                self._batch = None
                child.end()

    def _said_of_itself(self) -> dict[str, Any]:
        try:
            return _answer(["state", self._device], self._config, STATE_BUDGET)
        except (TimeoutError, frames.TornFrame):
            return {"kind": "state", "state": ScannerState.GONE}

    def _page(self, child: _Child, number: int, budget: float) -> ScannedPage | None:
        """The asked page, None at the end of the batch."""
        try:
            child.say("next")
            header, jpeg = child.hear(budget)
        except TimeoutError:
            child.kill()
            raise self._judged("no page in time") from None
        except frames.TornFrame as error:
            child.kill()
            raise self._judged(str(error)) from None
        if header.get("kind") == "end":
            return None
        if header.get("kind") == "fault":
            state = _state_of_fault(header)
            if state is ScannerState.EMPTY and number > 1:
                return None
            child.end()
            if state is ScannerState.FAILED:
                raise self._judged(str(header.get("message")))
            raise ScannerError(state, str(header.get("message")))
        page = _checked(header, jpeg, number)
        if page is None:
            child.kill()
            raise ScannerError(ScannerState.FAILED, "not a whole page")
        return page

    def _judged(self, detail: str) -> ScannerError:
        """A second opinion: an I/O error may be an open cover or a scanner that has gone."""
        state = self.state()
        if state not in (ScannerState.JAMMED, ScannerState.COVER_OPEN, ScannerState.GONE):
            state = ScannerState.FAILED
        return ScannerError(state, detail)


def list_scanners(config: Path | None = None) -> tuple[ScannerInfo, ...]:
    """The devices SANE finds; raises ScannerError(FAILED) when its discovery does not end."""
    try:
        header = _answer(["list"], config, LIST_BUDGET)
        return tuple(ScannerInfo(str(name), str(label)) for name, label in header["devices"])
    except (TimeoutError, frames.TornFrame, KeyError, TypeError, ValueError) as error:
        raise ScannerError(ScannerState.FAILED, f"discovery: {type(error).__name__}") from None


class _Child:
    """One run of the scan child and both ends of its pipes."""

    def __init__(self, arguments: list[str], config: Path | None) -> None:
        environment = dict(os.environ)
        if config is not None:
            environment["SANE_CONFIG_DIR"] = str(config)
        command = [sys.executable, "-m", "drivers.scanner.worker", *arguments]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin = self._process.stdin
        self._stdout = self._process.stdout
        self._reader = frames.FrameReader(self._stdout.fileno())

    def say(self, word: str) -> None:
        """Raises TornFrame when the child has ended."""
        try:
            self._stdin.write(word.encode() + b"\n")
            self._stdin.flush()
        except (BrokenPipeError, ValueError):
            raise frames.TornFrame("the child ended") from None

    def hear(self, budget: float) -> tuple[dict[str, Any], bytes]:
        return self._reader.read(budget)

    def stop(self) -> None:
        """Have it end after the page in hand; from any thread."""
        with contextlib.suppress(frames.TornFrame):
            self.say("stop")

    def end(self) -> None:
        """Have it cancel and close; kill it when it does not. Safe to call again."""
        try:
            self.say("stop")
            self._process.wait(GRACE)
        except (frames.TornFrame, subprocess.TimeoutExpired):
            pass
        self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._stdout.close()
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()


def _answer(arguments: list[str], config: Path | None, budget: float) -> dict[str, Any]:
    child = _Child(arguments, config)
    try:
        header, _ = child.hear(budget)
        child.end()  # lets it close the device
    finally:
        child.kill()
    return header


def _state_of_fault(header: dict[str, Any]) -> ScannerState:
    """What a SANE message means to a person; a device that does not open at all is not there."""
    state = _MESSAGES.get(str(header.get("message")))
    if state is None:
        return ScannerState.GONE if header.get("phase") == "open" else ScannerState.FAILED
    return state


def _state_named(value: object) -> ScannerState:
    try:
        return ScannerState(str(value))
    except ValueError:
        return ScannerState.FAILED


def _checked(header: dict[str, Any], jpeg: bytes, number: int) -> ScannedPage | None:
    """The page of a frame, None when anything about it is odd."""
    numbers = [header.get(name) for name in ("number", "width", "height", "dpi")]
    whole = jpeg.startswith(b"\xff\xd8") and jpeg.endswith(b"\xff\xd9")
    if not whole or any(type(value) is not int or value < 1 for value in numbers):
        return None
    page = ScannedPage(
        *(header["number"], jpeg, header["width"], header["height"], header["dpi"]),
        back=header.get("back") is True,
        turnable=header.get("turnable") is True,
    )
    return page if page.number == number else None
