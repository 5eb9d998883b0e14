"""Whether what the desk serves is answered: asked at its own address, as a PC of the office would."""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection

import uvicorn

PATIENCE = 5.0  # seconds for an answer, and for a loop to come round
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_NOWHERE = "/is-anybody-there"  # any answer will do, and this one costs least


class Turning(uvicorn.Server):
    """A server that knows when its loop came round last."""

    turned = float("-inf")  # time.monotonic

    async def on_tick(self, counter: int) -> bool:
        self.turned = time.monotonic()
        return await super().on_tick(counter)


def answers(server: Turning, listener: socket.socket) -> bool:
    """Whether a request there is answered, whatever is said; takes 5 s at most.

    While this machine has no such address, since the office's network is down, it is enough that the loop turns.
    """
    if not server.started or time.monotonic() - server.turned > PATIENCE:
        return False
    host, port = listener.getsockname()[:2]
    host = _ANYWHERE.get(host, host)
    return not _is_ours(listener.family, host) or _is_answered(host, port, server.config.is_ssl)


def _is_ours(family: int, host: str) -> bool:
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as here:
        here.bind((host, 0))
        return True
    return False


def _is_answered(host: str, port: int, is_ssl: bool) -> bool:
    with closing(
        HTTPSConnection(host, port, timeout=PATIENCE, context=_unjudged())
        if is_ssl
        else HTTPConnection(host, port, timeout=PATIENCE)
    ) as line:
        try:
            line.request("HEAD", _NOWHERE)
            line.getresponse()
        except (OSError, HTTPException):
            return False
        return True


def _unjudged() -> ssl.SSLContext:
    """Nothing is told and nothing believed: the certificate may have ended, and it is served all the same."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
