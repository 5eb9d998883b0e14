"""A scanner of pictures: what the kiosk runs on where there is no scanner."""

from __future__ import annotations

from collections.abc import Iterator

from drivers.scanner import ScannedPage, ScannerError, ScannerState, ScanProfile
from drivers.scanner.feeder import Feeder
from drivers.scanner.sheets import Look, scanned


class FakeScanner(Feeder):
    """Implements Scanner; load it with picture files and mishandle it as paper is (see Feeder)."""

    def scan_batch(self, profile: ScanProfile) -> Iterator[ScannedPage]:
        """See Scanner.scan_batch."""
        look = Look(dpi=profile.dpi)
        number = 0
        while True:
            try:
                picture = self.pull()
            except ScannerError as error:
                if error.state is ScannerState.EMPTY and number:
                    return
                raise
            number += 1
            yield ScannedPage(
                number,
                scanned(picture, look),
                look.pixels(look.width),
                look.pixels(look.height),
                profile.dpi,
            )
