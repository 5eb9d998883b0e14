"""One kept HTTP connection to one place, watched while it is used; nothing of an answer is followed or undone."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from kiosk.faults import Fault
from kiosk.settings import SettingsError
from kiosk.sync import knocking
from kiosk.sync.lifeline import OPTIONS, Lifeline

MOST_ANSWER = 64 * 1024  # bytes; a receipt of 64 files has 25,000
QUESTION = (4.0, 10.0)  # seconds to connect, and between two bytes of an answer
EXCHANGE = 20.0  # seconds for a whole question and its answer, however slowly it trickles
# In urllib3 the connect timeout is also that of every send on a kept connection: short ones break
# a healthy thin line. The Lifeline watches over sending instead.
POURING = (60.0, 60.0)
STALL = 2.0  # seconds without an acknowledgement before a line counts as dead

_PROXY = re.compile(r"http://[^/\s]+")


class CentreError(Exception):
    """No usable answer; `fault` is CENTRE_UNREACHABLE, CENTRE_NONSENSE or CENTRE_DENIED."""

    def __init__(self, fault: Fault, why: str) -> None:
        super().__init__(f"{fault}: {why}")
        self.fault = fault


class Body(Protocol):
    """What is sent: its length is known, and its pieces are made when their turn comes."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[bytes]: ...


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - whatever came
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise nonsense("not JSON") from None


class Connection:
    """One thread asks; `hang_up` may be called from another.

    `proxy` as in [centre] proxy; empty: straight. What the environment says of proxies counts for nothing.
    """

    def __init__(self, headers: Mapping[str, str], proxy: str = "") -> None:
        """Raises SettingsError for a proxy that is none."""
        if proxy and not (_PROXY.fullmatch(proxy) and _port(proxy)):
            raise SettingsError("centre.proxy must look like http://proxy.example.vn:3128")
        self._lifeline = Lifeline()
        self._session = _Session()
        self._session.trust_env = False  # no proxies and no .netrc from the environment
        self._session.proxies = {"http": proxy, "https": proxy} if proxy else {}
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers = requests.structures.CaseInsensitiveDict(
            {"Accept-Encoding": "identity", "User-Agent": "kiosk-sync", **headers}
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(self._lifeline))

    def hang_up(self) -> None:
        """Whatever is being asked, now or later, ends at once with CENTRE_UNREACHABLE."""
        self._lifeline.end()

    def close(self) -> None:
        self._session.close()

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | Body | None = None,
        timeout: tuple[float, float] = QUESTION,
        seconds: float = EXCHANGE,
    ) -> Answer:
        """Raises CentreError, and what making the body raises."""
        try:
            with (
                self._lifeline.watched(seconds, STALL),
                self._session.request(
                    method,
                    url,
                    data=body,
                    headers=headers,
                    timeout=timeout,
                    stream=True,
                    allow_redirects=False,
                ) as response,
            ):
                return Answer(response.status_code, response.headers, _read(response))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            # Its text would name the address, and with it the envelope: the kind is enough.
            raise CentreError(Fault.CENTRE_UNREACHABLE, type(error).__name__) from None


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


def _read(response: requests.Response) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise nonsense("Content-Encoding")
    body = bytearray()
    for piece in response.iter_content(8192):
        body += piece
        if len(body) > MOST_ANSWER:
            raise nonsense("endless answer")
    return bytes(body)


def nonsense(why: str) -> CentreError:
    return CentreError(Fault.CENTRE_NONSENSE, why)


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None
