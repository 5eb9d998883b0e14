"""A service's own ear for the order to end itself, so that whoever keeps it running starts it anew."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing

from kiosk.store.database import open_database
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.store.orders import Orders, Service
from kiosk.workspace import Workspace

LOOK = 1.0  # seconds until it is looked again


def end_this_process() -> None:
    """As `systemctl stop` does: the service ends in its own order, with a clean exit."""
    os.kill(os.getpid(), signal.SIGTERM)


class Restarting:
    """Looks for the order while the service runs, with a connection of its own; needs no privilege.

    A start is told too: whoever ordered it reads that the service is back. A store that cannot be read is no
    reason to end: it is looked into again.
    """

    def __init__(
        self,
        workspace: Workspace,
        service: Service,
        clock: Callable[[], dt.datetime],
        end: Callable[[], None] = end_this_process,
    ) -> None:
        self._workspace, self._service = workspace, service
        self._clock, self._end = clock, end
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="restarting", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def leave(self) -> None:
        """Look no more."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _work(self) -> None:
        told = False
        while not self._over.is_set():
            with (
                contextlib.suppress(StoreError, DiskFailed),
                closing(open_database(self._workspace)) as db,
            ):
                orders = Orders(db)
                if not told:
                    orders.begun(self._service, self._clock())
                    told = True
                while not self._over.wait(LOOK):
                    if orders.to_restart(self._service, self._clock()):
                        self._end()
                        return
            self._over.wait(LOOK)
