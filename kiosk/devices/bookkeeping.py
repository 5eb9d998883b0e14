"""The store as a worker of the devices service has it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.devices.keeping import Keeping
from kiosk.store.errors import StoreError

_log = logging.getLogger(__name__)


class Bookkeeping:
    """The store, opened by the thread that writes in it, and again as long as that fails."""

    def __init__(self, keeping: Callable[[], Keeping]) -> None:
        self._keeping = keeping
        self._opened: Keeping | None = None
        self._told = ""

    @property
    def store(self) -> Keeping:
        """Raises StoreError while it cannot be opened; why is logged once, for the technician."""
        if self._opened is None:
            try:
                self._opened = self._keeping()
            except StoreError as error:
                if str(error) != self._told:
                    _log.error("the store cannot be opened: %s", error)
                    self._told = str(error)
                raise
        return self._opened

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
