"""HTTP without anything that would follow, keep or undo by itself what a stranger says."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
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
from kiosk.sync.trust import Context, Trust, by_the_system


def plain_session(
    lifeline: Lifeline, headers: Mapping[str, str], proxy: str = "", trust: Trust | None = None
) -> requests.Session:
    """A session of one connection at a time, shown to the lifeline; no redirect, cookie or .netrc.

    `proxy` as in [centre] proxy; empty: straight. What the environment says of proxies counts for nothing.
    `trust` judges https; None: the system's authorities and this machine's clock do.
    """
    session = _Session()
    session.trust_env = False  # no proxies and no .netrc from the environment
    session.proxies = {"http": proxy, "https": proxy} if proxy else {}
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers = requests.structures.CaseInsensitiveDict(
        {"Accept-Encoding": "identity", "User-Agent": "kiosk-sync", **headers}
    )
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(lifeline, trust))
    return session


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Never any: even unfollowed, requests would read a redirect's body to its end, cap or no cap."""


class _Adapter(HTTPAdapter):
    """One kept connection, shown to the lifeline as soon as it stands."""

    def __init__(self, lifeline: Lifeline, trust: Trust | None) -> None:
        self._lifeline, self._trust = lifeline, trust
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - requests' own
        super().init_poolmanager(*args, **kwargs, socket_options=OPTIONS)
        lifeline = self._lifeline
        trust = self._trust

        class Answer(_Answer):
            line = lifeline

        class Plain(HTTPConnection):
            response_class = Answer

            def _new_conn(self) -> socket.socket:
                return _connected(self)

            def connect(self) -> None:
                super().connect()
                lifeline.attach(self.sock)

        class Secure(_Secure):
            response_class = Answer
            line, judge = lifeline, trust

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


class _Answer(http.client.HTTPResponse):
    """Every byte of it is counted, also those before and around a body, of which there may be any number."""

    line: Lifeline

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_Counted(self.fp.detach(), self.line))


class _Counted(io.RawIOBase):
    def __init__(self, inner: io.RawIOBase, line: Lifeline) -> None:
        self._inner, self._line = inner, line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - whatever can be written into
        count = self._inner.readinto(buffer)
        self._line.heard(count or 0)
        return count

    def close(self) -> None:
        self._inner.close()
        super().close()


class _Secure(HTTPSConnection):
    """TLS as `judge` wants it, watched from the first byte; a line that was cut takes its session up again."""

    line: Lifeline
    judge: Trust | None
    _context: Context

    def _new_conn(self) -> socket.socket:
        line = _connected(self)
        self.line.attach(line)  # an office's proxy may trickle before TLS begins
        return line

    def connect(self) -> None:
        self._context = self.judge.context() if self.judge else by_the_system()
        self._context.attach = self.line.attach
        # What requests set meanwhile: a list of authorities of its own, which would be believed beside ours.
        self.ssl_context, self.ca_certs, self.ca_cert_dir = self._context, None, None
        super().connect()
        if self.judge:
            assert isinstance(self.sock, ssl.SSLSocket)
            self.judge.judge(self.sock)

    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override] # as in urllib3
        answer = super().getresponse()
        if isinstance(
            self.sock, ssl.SSLSocket
        ):  # TLS 1.3 hands the ticket out with the first answer
            self._context.session = self.sock.session
        return answer


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
