"""The clerks' pages on a port of this machine."""

from __future__ import annotations

import ipaddress

import uvicorn
from starlette.applications import Starlette

from kiosk.settings import DeskSettings, SettingsError


def server(app: Starlette, settings: DeskSettings) -> uvicorn.Server:
    """A server not yet running: `run()` blocks until `should_exit`. Raises SettingsError off loopback."""
    if not _is_loopback(settings.host):
        raise SettingsError("desk.host must be a loopback address until the desk has sign-in")
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            limit_concurrency=32,
            timeout_graceful_shutdown=3,
        )
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
