"""What the desk serves to the office's network: pad, board and voice, and the door for the other desks."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

import uvicorn
from cryptography import x509
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.hall.pages import SHUT, Guarded
from kiosk.hall.patience import Patient
from kiosk.hall.turning import Turning
from kiosk.settings import OtherDesk, Settings, SettingsError

CONNECTIONS = 512
LOOKING = 320  # of them at most who look on (boards, pads): a deed finds room whatever hangs on the screens
LONGEST = 64 * 1024  # bytes of what a page sends
LONGEST_OF_DESKS = 1024 * 1024  # and of what another desk does
DESKS = "/desk/"  # what the other desks ask begins so
_FREEBIND = 15  # IP_FREEBIND, ip(7): the address may come later, when the office's network does
_FREEBIND_6 = 78  # IPV6_FREEBIND
# What a machine says that has just begun, or whose service before is still ending.
_PASSING = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.ENETDOWN, errno.ENODEV)
_PASSING_NAMES = (socket.EAI_AGAIN,)
_GONE = 20_000  # milliseconds without a word before a board that was unplugged is forgotten (TCP_USER_TIMEOUT)


class NotYetError(SettingsError):
    """What is wrong with an address now may be over in a moment: nothing needs to be changed in kiosk.toml."""


class Where(Protocol):
    """[hall] or [desk]: at which address something is served, and behind which certificate."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def certificate(self) -> str: ...


def create_hall(settings: Settings, routes: Sequence[BaseRoute]) -> Starlette:
    """These routes behind the hall's door: known hosts only, bounded bodies, room kept for deeds, strict headers.

    A route may set headers of its own; those on what a page may load and on sniffing it may not.
    """
    return Starlette(
        routes=list(routes),
        middleware=[
            Middleware(Guarded, headers=_headers(settings.desks)),
            Middleware(Named, names=names(settings.hall)),
            Middleware(Bounded, longest=_longest),
        ],
    )


def server(app: Starlette, where: Where, table: str = "hall") -> Turning:
    """A server not yet running; https where there is a certificate. Raises SettingsError where that is unusable.

    `table`: of kiosk.toml, which the error names.
    """
    config = uvicorn.Config(
        app,
        http=Patient,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        limit_concurrency=CONNECTIONS,
        backlog=256,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=1,
        ssl_certfile=where.certificate or None,
    )
    try:
        config.load()
    except OSError as error:  # ssl.SSLError is one
        raise SettingsError(f"{table}.certificate cannot be used: {error}") from None
    return Turning(config)


def listening(where: Where, table: str = "hall") -> socket.socket:
    """A listener at an address that this machine need not have yet: the network may be down.

    Raises SettingsError where it cannot be had, NotYetError where it may be had soon.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            where.host, where.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # Named TCP, or asyncio leaves Nagle's delay on: 40 ms on each answer of a kept connection.
        listener = socket.socket(family, kind, socket.IPPROTO_TCP)
    except OSError as error:
        kind_of = NotYetError if error.errno in _PASSING_NAMES else SettingsError
        raise kind_of(f"{table}.host is no address: {error.strerror}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, _FREEBIND_6, 1)
        else:
            listener.setsockopt(socket.IPPROTO_IP, _FREEBIND, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _GONE)
        listener.bind(address)
        listener.listen(256)
    except OSError as error:
        listener.close()
        kind_of = NotYetError if error.errno in _PASSING else SettingsError
        raise kind_of(f"{table}: {where.host}:{where.port}: {error.strerror}") from None
    return listener


def _headers(desks: Iterable[OtherDesk]) -> dict[str, str]:
    others = "".join(f" {desk.url.rstrip('/')}" for desk in desks)
    return SHUT | {
        "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
        f"font-src 'self'; img-src 'self'; connect-src 'self'{others}; media-src 'self'{others}; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    }


def names(where: Where, table: str = "hall") -> frozenset[str]:
    """By which this machine may be called, beside any address in digits: those cannot be made to point elsewhere.

    Raises SettingsError where the certificate is none.
    """
    own = socket.gethostname().lower()
    known = {where.host.lower(), "localhost", own, f"{own}.local"}
    if where.certificate:
        known |= _certified(Path(where.certificate), table)
    return frozenset(known)


def _certified(path: Path, table: str) -> set[str]:
    try:
        (certificate, *_) = x509.load_pem_x509_certificates(path.read_bytes())
        borne = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return set()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{table}.certificate cannot be used: {error}") from None
    return {name.lower() for name in borne.get_values_for_type(x509.DNSName)}


class Named:
    """Another site's name that is made to point here must not read or press anything."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._knows(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse("unknown host", 400)(scope, receive, send)

    def _knows(self, host: str) -> bool:
        name = host.lower().rsplit(":", 1)[0] if not host.endswith("]") else host
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return name in self._names
        return True


class Bounded:
    """Bodies end where they say, and soon; who looks on leaves room for who does something."""

    def __init__(self, app: ASGIApp, longest: Callable[[str], int]) -> None:
        """`longest`: how many bytes may be sent to a path."""
        self._app, self._longest, self._looking = app, longest, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            refusal = _too_long(scope, self._longest)
            await (refusal or self._app)(scope, receive, send)
            return
        if self._looking >= LOOKING:
            busy = PlainTextResponse("too many", 503, headers={"retry-after": "5"})
            await busy(scope, receive, send)
            return
        self._looking += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._looking -= 1


def _longest(path: str) -> int:
    return LONGEST_OF_DESKS if path.startswith(DESKS) else LONGEST


def _too_long(scope: Scope, longest: Callable[[str], int]) -> Response | None:
    length = Headers(scope=scope).get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        return PlainTextResponse("say how long it is", 411)
    return PlainTextResponse("too long", 413) if int(length[:12]) > longest(scope["path"]) else None
