"""Where a batch's pages come from: the feeder while paper lies in it, the glass where none does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from _sane import error as SaneError

from drivers.scanner import ScannerState, ScanProfile, Sides, Source, options, pulling, status
from drivers.scanner.orders import Orders

POLL = 1.0  # seconds between looks for paper
EMPTY = "Document feeder out of documents"  # sane_strstatus(); python-sane hands on no codes

Page = tuple[dict[str, int], bytes]


class Supply:
    """The pages of one batch from an open device, one for each asking.

    `address` is the scanner's own, empty where it cannot be asked; `want` is called before each pulling.
    """

    def __init__(
        self,
        device: Any,  # noqa: ANN401 - SaneDev
        address: str,
        profile: ScanProfile,
        want: Callable[[], None],
        orders: Orders,
    ) -> None:
        self._device, self._address, self._profile = device, address, profile
        self._want, self._orders = want, orders
        self._source: Source | None = None  # until the first page
        self._sees_both = options.sees_both_sides(device)
        self._pulled = 0

    def next_page(self) -> Page | None:
        """The next page, None at the end; raises what SANE or a page that is not whole raises."""
        if self._source is None:
            return self._first()
        if self._source is Source.GLASS:
            return None  # it would give the same sheet for ever
        return self._pull()

    def _first(self) -> Page | None:
        asked = self._profile.source
        has_feeder, has_glass = options.has_feeder(self._device), options.has_glass(self._device)
        if has_glass and (asked is Source.GLASS or not has_feeder):
            self._source = Source.GLASS
            options.choose(self._device, self._profile, Source.GLASS)
            return self._pull()
        self._source = Source.FEEDER
        options.choose(self._device, self._profile, Source.FEEDER)
        until = time.monotonic() + self._profile.wait
        while True:
            page = self._when_fed()
            if page:
                return page
            if time.monotonic() >= until:
                break
            if self._orders.end_within(POLL):
                return None
        if asked is Source.AUTO and has_glass:
            self._source = Source.GLASS
            options.choose(self._device, self._profile, Source.GLASS)
            return self._pull(bare_is_empty=True)  # nobody said that anything lies on it
        raise RuntimeError(EMPTY)

    def _when_fed(self) -> Page | None:
        """The first page of the feeder, None when no paper lies in it.

        A scanner that can be asked is asked: pulling at nothing is loud, and slow to say so.
        """
        if self._address and status.of_scanner(self._address) is ScannerState.EMPTY:
            return None
        try:
            return self._pull()
        except SaneError as error:
            if str(error) != EMPTY:
                raise
            self._device.cancel()  # some backends find the feeder empty only while reading
            return None

    def _pull(self, *, bare_is_empty: bool = False) -> Page:
        self._want()
        picture, dpi = pulling.pull(self._device)
        if bare_is_empty and pulling.is_bare(picture):
            raise RuntimeError(EMPTY)
        self._pulled += 1
        header = {"width": picture.width, "height": picture.height, "dpi": dpi, **self._side()}
        return header, pulling.encoded(picture, dpi)

    def _side(self) -> dict[str, bool]:
        """Which side of its sheet was pulled just now; see ScannedPage."""
        by_hand, fed = self._profile.sides is Sides.BY_HAND, self._source is Source.FEEDER
        both = fed and self._sees_both and self._profile.sides is Sides.BOTH
        return {
            "back": both and self._pulled % 2 == 0,
            "turnable": fed and (by_hand or not self._sees_both),
        }
