"""One kept HTTP connection to one place, watched while it is used; nothing of an answer is followed or undone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
import urllib3

from kiosk.faults import Fault
from kiosk.settings import SettingsError
from kiosk.sync.lifeline import Lifeline
from kiosk.sync.session import plain_session

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
        self._session = plain_session(self._lifeline, headers, proxy)

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
        most: int = MOST_ANSWER,
    ) -> Answer:
        """Raises CentreError, also for an answer of more than `most` bytes, and what making the body raises."""
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
                return Answer(response.status_code, response.headers, _read(response, most))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            # Its text would name the address, and with it the envelope: the kind is enough.
            raise CentreError(Fault.CENTRE_UNREACHABLE, type(error).__name__) from None


def _read(response: requests.Response, most: int) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise nonsense("Content-Encoding")
    body = bytearray()
    for piece in response.iter_content(8192):
        body += piece
        if len(body) > most:
            raise nonsense("endless answer")
    return bytes(body)


def nonsense(why: str) -> CentreError:
    return CentreError(Fault.CENTRE_NONSENSE, why)


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None
