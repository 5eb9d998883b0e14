"""Connections that say nothing end: whoever only holds the door does not keep others out."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 10.0  # seconds for a whole request, its body included
CROWD = 128  # connections of one address: far more than its boards and pads, far less than would fill the hall


class Patient(H11Protocol):
    """HTTP as uvicorn speaks it. An answer may go on for ever, as a board's does; asking may not take so long."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - as uvicorn declares it
        super().connection_made(transport)
        if self._crowds():
            transport.close()
        else:
            self._begin()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_asked():
            self._end()
        elif self._deadline is None:
            self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        self._end()  # from here on uvicorn's own patience with idle connections counts
        super().on_response_complete()

    def _crowds(self) -> bool:
        """Whether this address has its share already: one telephone must not keep everybody else out."""
        hosts = [
            each.client[0] for each in self.connections if isinstance(each, Patient) and each.client
        ]
        return self.client is not None and hosts.count(self.client[0]) > CROWD

    def _is_asked(self) -> bool:
        return (
            self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete
        )

    def _begin(self) -> None:
        self._deadline = self.loop.call_later(PATIENCE, self._give_up)

    def _end(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        if not self._is_asked() and not self.transport.is_closing():
            self.transport.close()
