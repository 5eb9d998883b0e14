"""What is done beside carrying, between two envelopes: each errand in its turn, none in the way of a case."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from kiosk.store.errors import StoreError
from kiosk.sync.connection import CentreError

AGAIN = 60.0  # seconds until an errand that failed is tried again; doubled each time
LONGEST = 3600.0  # seconds at most

_log = logging.getLogger(__name__)


class Errand(Protocol):
    """One thing to do now and then."""

    def run(self) -> float:
        """Do it; seconds until it is worth doing again. Raises CentreError or StoreError: tried again later."""


class Errands:
    """Runs in the courier's thread, so that all share its one connection and nothing competes on a thin line."""

    def __init__(self, errands: Iterable[Errand], clock: Callable[[], float]) -> None:
        """`clock` gives seconds and never goes back."""
        self._clock = clock
        self._due = {id(errand): (errand, clock(), 0) for errand in errands}

    def run(self) -> None:
        """Whatever is due, each once. An errand that fails keeps no other from its turn."""
        for key, (errand, due, failures) in self._due.items():
            if due > self._clock():
                continue
            try:
                wait, failures = errand.run(), 0
            except (CentreError, StoreError) as error:
                wait, failures = min(LONGEST, AGAIN * 2**failures), min(failures + 1, 6)
                _log.warning("%s waits %.0f s: %s", type(errand).__name__, wait, error)
            self._due[key] = (errand, self._clock() + wait, failures)

    def rest(self) -> float:
        """Seconds until the next one is due; infinite without any."""
        return max(
            0.0,
            min((due for _, due, _ in self._due.values()), default=float("inf")) - self._clock(),
        )
