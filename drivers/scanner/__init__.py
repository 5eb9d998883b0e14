"""Paper scanners: what the kiosk asks of one, and how it can fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class ScannerState(StrEnum):
    """What stands in the way of scanning; each names what a person must do."""

    READY = "ready"
    EMPTY = "empty"  # put paper in
    JAMMED = "jammed"  # free the paper
    COVER_OPEN = "cover-open"  # close it
    BUSY = "busy"  # wait
    GONE = "gone"  # check cable and power
    FAILED = "failed"  # scan the page again


class ScannerError(Exception):
    """The scanner could not finish; `state` says what a person must do."""

    def __init__(self, state: ScannerState, detail: str = "") -> None:
        super().__init__(f"{state}: {detail}" if detail else state.value)
        self.state = state


@dataclass(frozen=True)
class ScannedPage:
    """One whole side of one sheet: a JPEG whose row count was checked, in memory only."""

    number: int  # from 1, in the batch
    jpeg: bytes = field(repr=False)
    width: int  # pixels
    height: int
    dpi: int


@dataclass(frozen=True)
class ScannerInfo:
    """A scanner found on this machine or its network."""

    device: str  # SANE device name
    label: str


class Scanner(Protocol):
    """One SANE device with a feeder or a glass."""

    def state(self) -> ScannerState:
        """READY or what stands in the way, as far as it can be known without scanning; never raises."""
        ...

    def scan_batch(self, dpi: int) -> Iterator[ScannedPage]:
        """Pull every sheet in, one page at a time.

        The next sheet is asked for only when the caller asks for the next page, so that each page can be
        made safe first. Closing the iterator cancels and keeps whole pages only.
        Raises ScannerError only; a fault after n pages is raised after those n were yielded.
        """
        ...
