"""The completer: certified copies are given what proves them for decades, whenever the line allows."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Protocol

from kiosk.dossier.signing.apart import Apart, Outcome, Signed
from kiosk.dossier.signing.levels import Fetch, Level
from kiosk.dossier.signing.revocation import Revocations
from kiosk.signing import SigningFault
from kiosk.store.copies import Incomplete, Kept

IDLE = 20.0  # seconds between two looks where nothing waits
LEASE = 600  # seconds a copy is ours: twice what completing one may take
FIRST, LINE, FILE = (
    5,
    900,
    6 * 3600,
)  # seconds to the second try; at most for a line, and for a file itself
DAILY = dt.timedelta(days=1)
AGAIN = dt.timedelta(minutes=15)  # after a refresh in which not everybody answered
# Nothing of these is the file's own fault: no other file would fare better now.
_EVERYBODYS = (
    SigningFault.TSA_UNREACHABLE,
    SigningFault.TSA_NONSENSE,
    SigningFault.OCSP_UNREACHABLE,
    SigningFault.CLOCK_WRONG,
)

_log = logging.getLogger(__name__)


class Copies(Protocol):
    """The certification register as far as a completer needs it (kiosk.store.certifications)."""

    def to_complete(self, now: dt.datetime, lease: int) -> Incomplete | None: ...
    def completed(self, work: Incomplete, kept: Kept, level: str, now: dt.datetime) -> bool: ...
    def postpone(
        self, work: Incomplete, why: SigningFault, until: dt.datetime, now: dt.datetime
    ) -> bool: ...


class Completer:
    """Completes one copy at a time, in one thread; `clock` is the time, `jitter` spreads a province's kiosks."""

    def __init__(
        self,
        copies: Copies,
        apart: Apart,
        revocations: Revocations,
        fetch: Fetch,
        *,
        clock: Callable[[], dt.datetime],
        jitter: Callable[[], float],
    ) -> None:
        self._copies = copies
        self._apart = apart
        self._revocations = revocations
        self._fetch = fetch
        self._clock = clock
        self._jitter = jitter
        self._dead_lines = 0  # tries in a row that failed for everybody
        self._due: dt.datetime | None = None  # when revocation is asked for again
        self._known: tuple[tuple[bytes, ...], ...] = ()  # for whom it was

    def step(self) -> float:
        """Complete the next copy as far as it goes; seconds until it is worth calling again.

        What was gained before the line failed is kept. Raises StoreError; the copy's lease then ends.
        """
        self._refresh()
        now = self._clock()
        waiting = self._copies.to_complete(now, LEASE)
        if waiting is None:
            return IDLE
        signed = Signed(waiting.case, waiting.key, waiting.path, waiting.sha256, waiting.name)
        outcome = self._apart.complete(signed, now)
        if outcome.level is not None:
            self._keep(waiting, outcome.level, outcome)
        if outcome.fault is None:
            self._dead_lines = 0
            return 0.0
        return self._postpone(waiting, outcome.fault, outcome.level is not None)

    def _keep(self, waiting: Incomplete, level: Level, outcome: Outcome) -> None:
        kept = Kept(outcome.path, outcome.sha256, outcome.size)
        ours = self._copies.completed(waiting, kept, level.value, self._clock())
        _log.info("copy %.8s is %s%s", waiting.id, level, "" if ours else ", by another too")

    def _postpone(self, waiting: Incomplete, fault: SigningFault, gained: bool) -> float:
        """5 s, 10, 20 ..., spread by the jitter. While nothing can be gained no other copy is tried."""
        if fault in _EVERYBODYS:
            self._dead_lines += 1
            wait = self._back_off(self._dead_lines, LINE)
            rest = 0.0 if gained else wait
        else:
            self._dead_lines = 0
            wait, rest = self._back_off(waiting.tries + 6, FILE), 0.0
        now = self._clock()
        self._copies.postpone(waiting, fault, now + dt.timedelta(seconds=wait), now)
        # Not why: that may name a signer.
        _log.warning("copy %.8s postponed by %.0f s: %s", waiting.id, wait, fault)
        return rest

    def _back_off(self, failures: int, most: int) -> float:
        return min(most, FIRST << min(failures - 1, 16)) * self._jitter()

    def _refresh(self) -> None:
        """Once a day, and for a new signer at once, ask whether a certificate was revoked."""
        now, known = self._clock(), self._revocations.known()
        waits = self._due is not None and self._due - DAILY <= now < self._due
        if waits and known == self._known:
            return
        try:
            unknown = self._revocations.refresh(self._fetch, now)
        except OSError as error:
            _log.error("what was said of signers cannot be kept: %s", error.strerror)
            unknown = 1
        self._due, self._known = now + (AGAIN if unknown else DAILY), known
