"""Fetching results to hand over: piece by piece, behind every case, and never plain on the disk."""

from __future__ import annotations

import datetime as dt
import logging
import math
from collections.abc import Callable
from typing import Protocol

from kiosk.contract.news import MOST_PIECE
from kiosk.faults import Fault
from kiosk.store.errors import CaseGone
from kiosk.store.results import ResultFiles, ResultRow, Results
from kiosk.sync.budget import Budget
from kiosk.sync.connection import CentreError
from kiosk.sync.transport import ResultOverError

IDLE = 30.0  # seconds between two looks where nothing is to be fetched
BEHIND = 5.0  # seconds to wait where a case is to be sent
SPENT = 60.0  # seconds to wait in an hour without a budget
PIECE = 128 * 1024  # bytes: what a cut costs at most
SLICE = 10.0  # seconds of the budget that one piece may take at most
LEAST = 4096  # bytes
AGAIN, LONGEST = 900, 86_400  # seconds to the second try of a result that is not as named; at most

_log = logging.getLogger(__name__)


class Gives(Protocol):
    """The centre as far as results go (kiosk.sync.transport)."""

    def piece(self, result: str, first: int, last: int, size: int) -> bytes:
        """Bytes from `first`, at most to `last`, one at least; raises CentreError, ResultOverError."""


class Fetching:
    """An errand: one piece a run. `pressing` says whether a case could be sent just now."""

    def __init__(
        self,
        centre: Gives,
        results: Results,
        files: ResultFiles,
        pressing: Callable[[], bool],
        budget: Budget,
        clock: Callable[[], float],
    ) -> None:
        """`clock` gives seconds since 1970."""
        self._centre, self._results, self._files = centre, results, files
        self._pressing, self._budget, self._clock = pressing, budget, clock
        self._reached: tuple[str, int] | None = None  # result, and how many of its bytes are here

    def run(self) -> float:
        """Fetch the next piece; seconds until it is worth doing again.

        A result that is not as it was named waits longer each time, and keeps no other from coming.
        """
        rate = self._budget.at(self._clock())
        if not rate:
            return SPENT
        result = self._results.wanted(int(self._clock()))
        if result is None:
            return IDLE
        if self._pressing():
            return BEHIND
        try:
            return self._fetch(result, rate)
        except CaseGone:
            _log.info("result %.8s stays at the centre: its case is not here any more", result.id)
            self._results.at_centre(result)
        except ResultOverError:
            _log.info("result %.8s stays at the centre: it is over", result.id)
            self._results.at_centre(result)
            self._files.drop(result)
        except CentreError as error:
            if error.fault is not Fault.CENTRE_NONSENSE:
                raise
            self._postpone(result, error)
        return 0.0

    def _fetch(self, result: ResultRow, rate: float) -> float:
        offset = self._offset(result)
        piece = b""
        if offset < result.size:
            most = PIECE if math.isinf(rate) else max(LEAST, min(PIECE, int(rate * SLICE)))
            last = min(result.size, offset + min(most, MOST_PIECE)) - 1
            piece = self._centre.piece(result.id, offset, last, result.size)
            self._files.add(result, offset, piece)
            offset += len(piece)
            self._reached = (result.id, offset)
        if offset >= result.size:
            self._finish(result)
        return len(piece) / rate

    def _finish(self, result: ResultRow) -> None:
        self._reached = None
        path = self._files.whole(result)
        if path is None:
            self._postpone(result, "its sha256 is another")
            return
        self._results.arrived(result, path, dt.datetime.fromtimestamp(self._clock(), dt.UTC))
        self._files.drop(result)
        _log.info("result %.8s is here", result.id)

    def _offset(self, result: ResultRow) -> int:
        if self._reached is None or self._reached[0] != result.id:
            self._reached = (result.id, self._files.offset(result))
        return self._reached[1]

    def _postpone(self, result: ResultRow, why: object) -> None:
        wait = min(LONGEST, AGAIN << min(result.tries, 16))
        until = int(self._clock()) + wait
        self._results.postponed(result, until, Fault.CENTRE_NONSENSE.value)
        _log.warning("result %.8s waits %d s: %s", result.id, wait, why)
