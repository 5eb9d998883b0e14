"""One kept HTTP connection to one place, watched while it is used; nothing of an answer is followed or undone."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
import urllib3

from kiosk.faults import Fault
from kiosk.settings import SettingsError
from kiosk.sync.lifeline import Lifeline
from kiosk.sync.session import plain_session
from kiosk.sync.trust import Trust, UntrustedError, fault_of

MOST_ANSWER = 64 * 1024  # bytes; a receipt of 64 files has 25,000
QUESTION = (4.0, 10.0)  # seconds to connect, and between two bytes of an answer
EXCHANGE = 20.0  # seconds for a whole question and its answer, however slowly it trickles
# In urllib3 the connect timeout is also that of every send on a kept connection: short ones break
# a healthy thin line. The Lifeline watches over sending instead.
POURING = (60.0, 60.0)
STALL = 2.0  # seconds without an acknowledgement before a line counts as dead

_PROXY = re.compile(r"http://[^/\s]+")


class CentreError(Exception):
    """No usable answer; `fault` is one of those that begin with CENTRE, or CERTIFICATE_REFUSED."""

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
    `trust` judges https; None: the system's authorities and this machine's clock do.
    """

    def __init__(
        self, headers: Mapping[str, str], proxy: str = "", trust: Trust | None = None
    ) -> None:
        """Raises SettingsError for a proxy that is none."""
        if proxy and not (_PROXY.fullmatch(proxy) and _port(proxy)):
            raise SettingsError("centre.proxy must look like http://proxy.example.vn:3128")
        self._lifeline = Lifeline()
        self._session = plain_session(self._lifeline, headers, proxy, trust)
        self._trust = trust
        self._time: Callable[[], dt.datetime] | None = None
        self._asks_time = False

    def rely_on(self, time: Callable[[], dt.datetime]) -> None:
        """`time` asks, by this connection, for the centre's own time, believed for its signature alone.

        With a `trust`, nothing else is asked over https until that time has judged the other end's certificates,
        and that question goes without the token. Raises CentreError.
        """
        self._time = time

    def hang_up(self) -> None:
        """Whatever is being asked, now or later, ends at once with CENTRE_UNREACHABLE."""
        self._lifeline.end()

    def close(self) -> None:
        self._session.close()

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str | None] | None = None,
        body: bytes | Body | None = None,
        timeout: tuple[float, float] = QUESTION,
        seconds: float = EXCHANGE,
    ) -> Answer:
        """Raises CentreError, and what making the body raises."""
        if self._trust and url.startswith("https:") and not self._trust.time_known:
            if self._asks_time:  # of somebody who is not judged yet
                headers = {**(headers or {}), "Authorization": None}
            else:
                self._learn_time(self._trust)
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
            raise CentreError(*fault_of(error)) from None

    def _learn_time(self, trust: Trust) -> None:
        if self._time is None:
            raise CentreError(Fault.CENTRE_UNTRUSTED, "there is no time to judge certificates by")
        self._asks_time = True
        try:
            trust.told(self._time())
        except UntrustedError as error:
            self.close()
            raise CentreError(*fault_of(error)) from None
        finally:
            self._asks_time = False


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
