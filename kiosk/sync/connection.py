"""One kept HTTP connection to one place, watched while it is used; nothing of an answer is followed or undone."""

from __future__ import annotations

import datetime as dt
import json
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
import urllib3

from kiosk.faults import Fault
from kiosk.settings import SettingsError
from kiosk.sync.lifeline import EndlessError, Lifeline, Toll
from kiosk.sync.session import plain_session
from kiosk.sync.trust import Trust, UntrustedError

MOST_ANSWER = 64 * 1024  # bytes; a receipt of 64 files has 25,000
AROUND = 32 * 1024  # bytes of status and headers; nginx lets half as much pass
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


class UnknownQuestionError(CentreError):
    """The centre does not know what it was asked: it is older than this kiosk."""

    def __init__(self) -> None:
        super().__init__(Fault.CENTRE_NONSENSE, "it does not know the question")


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
        self.breaks = 0  # how often the line or the centre failed
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

    @property
    def until(self) -> float:
        """When what is being asked is over at the latest (time.monotonic); 0: nothing is being asked."""
        return self._lifeline.until

    def hang_up(self) -> None:
        """Whatever is being asked, now or later, ends at once with CENTRE_UNREACHABLE."""
        self._lifeline.end()

    def close(self) -> None:
        self._session.close()

    def toll(self) -> Toll | None:
        """As Lifeline.toll."""
        return self._lifeline.toll()

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str | None] | None = None,
        body: bytes | Body | None = None,
        timeout: tuple[float, float] = QUESTION,
        seconds: float = EXCHANGE,
        most: int = MOST_ANSWER,
    ) -> Answer:
        """Raises CentreError, also for an answer of more than `most` bytes, and what making the body raises."""
        if self._trust and url.startswith("https:") and not self._trust.time_known:
            if self._asks_time:  # of somebody who is not judged yet
                headers = {**(headers or {}), "Authorization": None}
            else:
                self._learn_time(self._trust)
        try:
            with (
                self._lifeline.watched(seconds, STALL, most + AROUND),
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
            self.breaks += 1
            # Its text would name the address, and with it the envelope: the kind is enough.
            raise CentreError(*_fault(error)) from None

    def _learn_time(self, trust: Trust) -> None:
        if self._time is None:
            raise CentreError(Fault.CENTRE_UNTRUSTED, "there is no time to judge certificates by")
        self._asks_time = True
        try:
            trust.told(self._time())
        except UntrustedError as error:
            self.close()
            raise CentreError(*_fault(error)) from None
        finally:
            self._asks_time = False


def _read(response: requests.Response, most: int) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise nonsense("Content-Encoding")
    body = bytearray()
    try:
        for piece in response.iter_content(8192):
            body += piece
            if len(body) > most:
                raise nonsense("endless answer")
    except ValueError:  # a chunk whose length is below nothing
        raise nonsense("chunk") from None
    return bytes(body)


def _fault(error: BaseException) -> tuple[Fault, str]:
    """What a failed exchange is to be called, and its kind, without a word of the other end's.

    CENTRE_UNREACHABLE, unless one end did not take the other's certificate, or an answer had no end.
    """
    seen: BaseException | None = error
    for _ in range(12):
        match seen:
            case None:
                break
            case EndlessError():
                return Fault.CENTRE_NONSENSE, "endless answer"
            case UntrustedError():
                return seen.fault, "its certificates are out of date by its own time"
            case ssl.SSLCertVerificationError():
                return Fault.CENTRE_UNTRUSTED, f"certificate: X509 {seen.verify_code}"
            case ssl.SSLError() if _refused(seen.reason or ""):
                return Fault.CERTIFICATE_REFUSED, seen.reason
        inner = seen.args[0] if seen.args and isinstance(seen.args[0], BaseException) else None
        seen = seen.__cause__ or inner or seen.__context__
    return Fault.CENTRE_UNREACHABLE, type(error).__name__


def _refused(reason: str) -> bool:
    """RFC 8446, 6.2: an alert about the certificate that we showed, or did not."""
    words = ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED")
    return "ALERT" in reason and any(word in reason for word in words)


def nonsense(why: str) -> CentreError:
    return CentreError(Fault.CENTRE_NONSENSE, why)


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None
