"""HTTP without anything that would follow, keep or undo by itself what a stranger says."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from kiosk.sync import knocking
from kiosk.sync.lifeline import OPTIONS, Lifeline


def plain_session(
    lifeline: Lifeline, headers: Mapping[str, str], proxy: str = ""
) -> requests.Session:
    """A session of one connection at a time, shown to the lifeline; no redirect, cookie or .netrc.

    `proxy` as in [centre] proxy; empty: straight. What the environment says of proxies counts for nothing.
    """
    session = _Session()
    session.trust_env = False  # no proxies and no .netrc from the environment
    session.proxies = {"http": proxy, "https": proxy} if proxy else {}
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers = requests.structures.CaseInsensitiveDict(
        {"Accept-Encoding": "identity", "User-Agent": "kiosk-sync", **headers}
    )
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(lifeline))
    return session


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Never any: even unfollowed, requests would read a redirect's body to its end, cap or no cap."""


class _Adapter(HTTPAdapter):
    """One kept connection, shown to the lifeline as soon as it stands."""

    def __init__(self, lifeline: Lifeline) -> None:
        self._lifeline = lifeline
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - requests' own
        super().init_poolmanager(*args, **kwargs, socket_options=OPTIONS)
        lifeline = self._lifeline

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return _connected(self)

            def connect(self) -> None:
                super().connect()
                lifeline.attach(self.sock)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return _connected(self)

            def connect(self) -> None:
                super().connect()
                lifeline.attach(self.sock)

        class PlainPool(urllib3.HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(urllib3.HTTPSConnectionPool):
            ConnectionCls = Secure

        self._pools = {"http": PlainPool, "https": SecurePool}
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:  # noqa: ANN401 - requests' own
        manager = super().proxy_manager_for(proxy, **proxy_kwargs, socket_options=OPTIONS)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _connected(line: HTTPConnection) -> socket.socket:
    """As urllib3's own, but for the knocking."""
    try:
        return knocking.connect(line._dns_host, line.port or 80, float(line.timeout or 0), OPTIONS)
    except socket.gaierror as error:
        raise NameResolutionError(line.host, line, error) from error
    except TimeoutError as error:
        raise ConnectTimeoutError(line, "no answer") from error
    except OSError as error:
        raise NewConnectionError(line, type(error).__name__) from error
