"""Results of other days that lie here until their citizens come for them, as every pad lists them: codes alone."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable
from contextlib import closing

from kiosk.store.called_back import lying_here
from kiosk.store.database import open_kept
from kiosk.store.errors import StoreError
from kiosk.workspace import Workspace

LOOK = 15.0  # seconds: nobody waits for it


class Lying:
    """Asked by every pad with everything it is told; the store is looked at once in LOOK seconds."""

    def __init__(self, workspace: Workspace, clock: Callable[[], dt.datetime]) -> None:
        self._workspace, self._clock = workspace, clock
        self._lock = threading.Lock()
        self._codes: tuple[str, ...] = ()
        self._again = 0.0

    def codes(self) -> tuple[str, ...]:
        """Of their cases, the oldest first; blocks for a look at the store. As before where that fails."""
        with self._lock:
            if time.monotonic() >= self._again:
                self._again = time.monotonic() + LOOK
                with contextlib.suppress(StoreError), closing(open_kept(self._workspace)) as db:
                    self._codes = lying_here(db, self._clock())
            return self._codes
