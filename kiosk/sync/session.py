"""HTTP without anything that would follow, keep or undo by itself what a stranger says."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from kiosk.sync.lifeline import OPTIONS, Lifeline


def plain_session(lifeline: Lifeline, headers: Mapping[str, str]) -> requests.Session:
    """A session of one connection at a time, shown to the lifeline; no redirect, proxy, cookie or .netrc."""
    session = _Session()
    session.trust_env = False  # no proxies and no .netrc from the environment
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
            def connect(self) -> None:
                super().connect()
                lifeline.attach(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                lifeline.attach(self.sock)

        class PlainPool(urllib3.HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(urllib3.HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
