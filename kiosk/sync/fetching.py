"""Answers of time stamping and certification authorities, fetched from nobody but whom the office believes."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests
import urllib3
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from kiosk.dossier.signing.levels import FetchError, FetchFault, Request
from kiosk.dossier.signing.proofs import MOST_LIST, ODD, access_urls, list_urls, path_of
from kiosk.sync.lifeline import Lifeline
from kiosk.sync.session import plain_session

QUESTION = (4.0, 10.0)  # seconds to connect, and between two bytes of an answer
SMALL = 64 * 1024  # bytes
EXCHANGE, LONG = (
    20.0,
    120.0,
)  # seconds for a whole small answer; for a list, however slowly it trickles
STALL = 5.0  # seconds without an acknowledgement before a line counts as dead
_LATER = frozenset({408, 423, 425, 429})  # and every 5xx
_WAYS = (AuthorityInformationAccessOID.OCSP, AuthorityInformationAccessOID.CA_ISSUERS)


class Fetcher:
    """A Fetch (kiosk.dossier.signing.levels) over one connection; `end` may be called from another thread.

    It asks only where `tsa` is, where a certificate says that leads to `trust`, and hosts that `trust` itself
    names. `proxy` as in [centre] proxy. Redirects are not followed, answers longer or slower than they may be
    not read to their end.
    """

    def __init__(self, tsa: str, trust: tuple[bytes, ...], proxy: str = "") -> None:
        self._tsa = tsa
        self._trust = tuple(x509.load_der_x509_certificate(der) for der in trust)
        self._roots = tuple(one for one in self._trust if one.subject == one.issuer)
        self._hosts = {_host(url) for one in self._trust for url in _named(one)}
        self._lifeline = Lifeline()
        self._session = plain_session(self._lifeline, {}, proxy)

    def __call__(self, request: Request) -> bytes:
        if not self._may(request):
            raise FetchError(FetchFault.FORBIDDEN, f"nobody named {_host(request.url)}")
        most = max(0, min(request.most, MOST_LIST))
        headers = {"Accept": request.accept}
        if request.body is not None:
            headers["Content-Type"] = request.content_type
        try:
            with (
                self._lifeline.watched(EXCHANGE if most <= SMALL else LONG, STALL, most + SMALL),
                self._session.request(
                    "GET" if request.body is None else "POST",
                    request.url,
                    data=request.body,
                    headers=headers,
                    timeout=QUESTION,
                    stream=True,
                    allow_redirects=False,
                ) as response,
            ):
                return _read(response, most)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise FetchError(FetchFault.UNREACHABLE, type(error).__name__) from None
        except ValueError as error:  # an address that is none
            raise FetchError(FetchFault.FORBIDDEN, type(error).__name__) from None

    def end(self) -> None:
        """Whatever is being asked, now or later, ends at once."""
        self._lifeline.end()

    def close(self) -> None:
        self._session.close()

    def _may(self, request: Request) -> bool:
        if not request.named_by:
            return request.url == self._tsa
        try:
            one, *others = (x509.load_der_x509_certificate(der) for der in request.named_by)
            if request.url not in _named(one):
                return False
            return (
                _host(request.url) in self._hosts
                or path_of(one, (*others, *self._trust), self._roots) is not None
            )
        except ODD:
            return False


def _read(response: requests.Response, most: int) -> bytes:
    status = response.status_code
    if status in _LATER or status >= 500:
        raise FetchError(FetchFault.UNREACHABLE, str(status))
    if status != 200:
        raise FetchError(FetchFault.NONSENSE, str(status))
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise FetchError(FetchFault.NONSENSE, "Content-Encoding")
    body = bytearray()
    for piece in response.iter_content(8192):
        body += piece
        if len(body) > most:
            raise FetchError(FetchFault.NONSENSE, "endless answer")
    return bytes(body)


def _named(one: x509.Certificate) -> tuple[str, ...]:
    return (*list_urls(one), *(url for way in _WAYS for url in access_urls(one, way)))


def _host(url: str) -> str:
    return urlsplit(url).netloc
