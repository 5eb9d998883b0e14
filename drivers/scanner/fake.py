"""A scanner of pictures: what the kiosk runs on where there is no scanner."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from drivers.scanner import (
    ScannedPage,
    ScannerError,
    ScannerState,
    ScanProfile,
    Sides,
    Source,
    turned,
)
from drivers.scanner.feeder import Feeder
from drivers.scanner.sheets import UNITS, Look, scanned

POLL = 0.05  # seconds between looks for paper
INCH = 25.4


class _Side(Enum):
    FRONT = "front"
    BACK = "back"
    ON_GLASS = "on-glass"


class FakeScanner(Feeder):
    """Implements Scanner; load it with picture files and mishandle it as paper is (see Feeder).

    `glass` is what lies on its glass: None is nothing, which AUTO calls EMPTY. `one_sided`: its feeder sees
    fronts only.
    """

    def __init__(self) -> None:
        super().__init__()
        self.glass: Path | None = None
        self.one_sided = False
        self.waiting = False  # for paper, right now
        self._stopped = threading.Event()

    def scan_batch(self, profile: ScanProfile) -> Iterator[ScannedPage]:
        """See Scanner.scan_batch."""
        self._stopped.clear()
        pages = self._pages(profile)
        return turned.numbered(pages, profile.fronts) if profile.sides is Sides.BY_HAND else pages

    def stop(self) -> None:
        """See Scanner.stop."""
        self._stopped.set()

    def _pages(self, profile: ScanProfile) -> Iterator[ScannedPage]:
        look = Look(
            dpi=profile.dpi,
            colour=profile.colour,
            width=round(profile.width / INCH * UNITS),
            height=round(profile.height / INCH * UNITS),
        )
        turns = self.one_sided or profile.sides is Sides.BY_HAND
        for number, (picture, side) in enumerate(self._sides(profile), start=1):
            yield ScannedPage(
                number,
                scanned(picture, look),
                look.pixels(look.width),
                look.pixels(look.height),
                profile.dpi,
                back=side is _Side.BACK,
                turnable=turns and side is _Side.FRONT,
            )
            if self._stopped.is_set():
                return

    def _sides(self, profile: ScanProfile) -> Iterator[tuple[Path | None, _Side]]:
        if profile.source is Source.GLASS:
            yield self.glass, _Side.ON_GLASS
            return
        self._wait_for_paper(profile.wait)
        came = False
        while not self._stopped.is_set():
            try:
                front, back = self.pull()
            except ScannerError as error:
                if error.state is not ScannerState.EMPTY:
                    raise
                if came:
                    return
                if profile.source is Source.AUTO and self.glass:
                    yield self.glass, _Side.ON_GLASS
                    return
                raise
            came = True
            yield front, _Side.FRONT
            if profile.sides is Sides.BOTH and not self.one_sided:
                yield back, _Side.BACK

    def _wait_for_paper(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.state() is ScannerState.EMPTY and time.monotonic() < until:
            self.waiting = True
            if self._stopped.wait(POLL):
                break
        self.waiting = False
