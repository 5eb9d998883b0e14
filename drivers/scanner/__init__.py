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
    UNEVEN = (
        "uneven"  # lay the whole turned stack in again: it has not as many sheets as fronts came
    )


class ScannerError(Exception):
    """The scanner could not finish; `state` says what a person must do."""

    def __init__(self, state: ScannerState, detail: str = "") -> None:
        super().__init__(f"{state}: {detail}" if detail else state.value)
        self.state = state


class Source(StrEnum):
    """Where the paper lies."""

    AUTO = "auto"  # the feeder when paper lies in it, else the glass
    FEEDER = "feeder"
    GLASS = "glass"


class Sides(StrEnum):
    """Which sides of a sheet become pages."""

    FRONT = "front"
    BOTH = "both"  # front and back of every sheet, by a feeder that turns or sees both
    BY_HAND = "by-hand"  # a feeder that sees one side: all fronts, then the stack turned over


@dataclass(frozen=True)
class ScanProfile:
    """How paper is to be scanned; what a device cannot do, it does as nearly as it can."""

    dpi: int = 300
    colour: bool = True
    source: Source = Source.AUTO
    sides: Sides = Sides.FRONT
    width: float = 210.0  # millimetres
    height: float = 297.0
    wait: float = 0.0  # seconds for paper to be laid in
    fronts: int = 0  # BY_HAND: 0 scans the fronts; then, how many came: scans the turned stack


@dataclass(frozen=True)
class ScannedPage:
    """One whole side of one sheet: a JPEG whose row count was checked, in memory only."""

    number: int  # from 1, in the batch; both sides of a sheet stand in the order one reads them
    jpeg: bytes = field(repr=False)
    width: int  # pixels
    height: int
    dpi: int
    back: bool = False  # of the sheet whose front came just before it
    turnable: bool = False  # a front of a stack that gives its backs when it is turned (BY_HAND)


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

    def scan_batch(self, profile: ScanProfile) -> Iterator[ScannedPage]:
        """Pull every sheet in, one page at a time.

        The next sheet is asked for only when the caller asks for the next page, so that each page can be
        made safe first. Closing the iterator cancels and keeps whole pages only.
        Raises ScannerError only; a fault after n pages is raised after those n were yielded.

        BY_HAND takes two batches. The first numbers the fronts 1, 3, 5 ...; the second, told how many came
        (`fronts`), takes the stack as it lies when turned over, last sheet first, and numbers the backs
        2n, 2n - 2 ... 2. Sheets missing or too many in it are UNEVEN: which is not known, so none of its
        backs counts, and the fronts stay.
        """
        ...

    def stop(self) -> None:
        """From any thread: the batch under way ends after the page in hand, or at once where it waits for
        paper; its iterator yields what was pulled and then stops. Without a batch nothing happens.
        """
        ...
