"""Whom the courier believes at the other end of TLS, what it shows of itself, and by whose clock that is judged."""

from __future__ import annotations

import _ssl
import datetime as dt
import logging
import os
import socket
import ssl
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from cryptography import x509

from kiosk.faults import Fault
from kiosk.settings import SettingsError

# X509_V_FLAG_NO_CHECK_TIME: dates are not looked at in the handshake, where only this machine's clock could judge them.
_NO_CHECK_TIME = 0x200000
# X509_V_FLAG_PARTIAL_CHAIN: an authority that the technician named need not be a root.
_PARTIAL_CHAIN = 0x80000
_ODD = (ValueError, TypeError, x509.InvalidVersion)

_log = logging.getLogger(__name__)

Attach = Callable[[socket.socket], None]


class UntrustedError(ssl.SSLError):
    """The line stands and must not be used; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Shown(Protocol):
    """A certificate that may be there, and its key."""

    path: Path

    def show(self, context: ssl.SSLContext) -> None:
        """On the connections of `context`. Raises OSError, ValueError."""


class Trust:
    """One thread asks. What it shows and believes is read again when a file of it has changed.

    The certificates of the other end are judged by the time that the centre signed (`told`), never by this
    machine's clock. Until it was told one, `time_known` is False and nothing but the question for it may be sent.
    """

    def __init__(
        self,
        ca: str = "",
        certificate: str = "",
        key: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        own: Shown | None = None,
    ) -> None:
        """`ca`, `certificate` as in [centre]; `key`: where the certificate's key is, if it is not with it.

        `own` is shown where `certificate` is empty.

        `clock` gives seconds and never goes back. Raises SettingsError for what cannot be used.
        """
        self._ca, self._certificate = ca, certificate
        self._key, self._own = key, own
        self._clock = clock
        self._now: tuple[dt.datetime, float] | None = None
        self._dates: tuple[dt.datetime, dt.datetime] | None = None
        self._read_at = self._state()
        self._context = self._read()

    @property
    def time_known(self) -> bool:
        return self._now is not None

    def now(self) -> dt.datetime | None:
        """The time by which certificates are judged; None until it is known."""
        if self._now is None:
            return None
        return self._now[0] + dt.timedelta(seconds=self._clock() - self._now[1])

    @property
    def dates(self) -> tuple[dt.datetime, dt.datetime] | None:
        """From when to when the certificates of the last line that stood are valid; None before the first."""
        return self._dates

    def context(self) -> Context:
        """For the next connection; files that changed and cannot be used leave it as it was."""
        if (state := self._state()) != self._read_at:
            self._read_at = state
            try:
                self._context = self._read()
            except SettingsError as error:
                _log.error("%s: what was there before is used", error)
        return self._context

    def judge(self, line: ssl.SSLSocket) -> None:
        """Look at the certificates of a line that stands; raises UntrustedError."""
        chain = _chain(line)
        if chain or not line.session_reused:  # a session taken up again was judged when it was new
            self._dates = _dates(chain)
        self._judge()

    def told(self, now: dt.datetime) -> None:
        """The centre's own time, signed and fresh; raises UntrustedError for the line it came over."""
        self._now = now, self._clock()
        self._judge()

    def _judge(self) -> None:
        now = self.now()
        if now is None or self._dates is None:
            return
        if not self._dates[0] <= now <= self._dates[1]:
            # With other certificates, or its clock put right, it may be the centre after all: both are asked for anew.
            self._context.session = self._now = None
            raise UntrustedError(Fault.CENTRE_EXPIRED)

    def _read(self) -> Context:
        context = Context(ssl.PROTOCOL_TLS_CLIENT)  # names are checked, certificates required
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.verify_flags |= _NO_CHECK_TIME | _PARTIAL_CHAIN
        try:
            if self._ca:
                context.load_verify_locations(cafile=self._ca)
            else:
                context.load_default_certs()
        except OSError:
            raise SettingsError("centre.ca must name a PEM file of authorities") from None
        self._show(context)
        return context

    def _show(self, context: Context) -> None:
        """The device's own certificate, if it has one."""
        if not self._certificate:
            self._show_own(context)
            return
        key = self._key if self._key and not _has_key(self._certificate) else None
        _private(key or Path(self._certificate))
        try:
            context.load_cert_chain(self._certificate, key, _no_password)
        except (OSError, ValueError):
            raise SettingsError(
                "centre.certificate must name a PEM file of the device's certificate and its key"
            ) from None

    def _show_own(self, context: Context) -> None:
        try:
            if self._own:
                self._own.show(context)
        except (OSError, ValueError) as error:
            raise SettingsError(f"this kiosk's certificate cannot be shown: {error}") from None

    def _state(self) -> tuple[tuple[int, int, int], ...]:
        own = self._own.path if self._own and not self._certificate else None
        paths = (self._ca, self._certificate, self._certificate and self._key, own)
        return tuple(_stamp(path) for path in paths if path)


class Context(ssl.SSLContext):
    """Shows each line to `attach` before its handshake, which may trickle like any answer; takes `session` up."""

    attach: Attach | None = None
    session: ssl.SSLSession | None = None

    def wrap_socket(  # type: ignore[override] # as urllib3 calls it
        self,
        sock: socket.socket,
        server_hostname: str | None = None,
        **_: Any,  # noqa: ANN401 - not asked for
    ) -> ssl.SSLSocket:
        line = super().wrap_socket(
            sock,
            server_hostname=server_hostname,
            session=self.session,
            do_handshake_on_connect=False,
        )
        try:
            if self.attach:
                self.attach(line)
            line.do_handshake()
        except BaseException:
            line.close()
            raise
        return line


def by_the_system() -> Context:
    """For whoever is vouched for by the system's authorities, by this machine's clock."""
    context = Context(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    return context


def _chain(line: ssl.SSLSocket) -> tuple[bytes, ...]:
    """The certificates that were verified, in DER, the other end's own first; none where a session was taken up."""
    public = getattr(line, "get_verified_chain", None)  # from Python 3.13 on
    if public is not None:
        return tuple(public())
    inner: Any = line._sslobj  # type: ignore[attr-defined]
    return tuple(one.public_bytes(_ssl.ENCODING_DER) for one in inner.get_verified_chain() or ())


def _dates(chain: tuple[bytes, ...]) -> tuple[dt.datetime, dt.datetime]:
    """From when to when all of them are valid but the last, which the technician named (RFC 5280, 6.1)."""
    try:
        read = [x509.load_der_x509_certificate(der) for der in chain[:-1] or chain]
        return max(c.not_valid_before_utc for c in read), min(c.not_valid_after_utc for c in read)
    except _ODD:
        raise UntrustedError(Fault.CENTRE_UNTRUSTED) from None


def _has_key(path: str | Path) -> bool:
    try:
        return b"PRIVATE KEY-----" in Path(path).read_bytes()
    except OSError:
        raise SettingsError("centre.certificate cannot be read") from None


def _private(path: Path) -> None:
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and path.is_relative_to(
        credentials
    ):  # systemd's, let in by a list that shows as a group's right
        return
    try:
        mode = path.stat().st_mode
    except OSError:
        raise SettingsError("centre.certificate has no key, and there is none beside it") from None
    if stat.S_IMODE(mode) & 0o077:
        raise SettingsError(f"{path.name} holds a key: only its owner may read it (chmod 600)")


def _no_password() -> str:
    """OpenSSL would ask the terminal for one."""
    return ""


def _stamp(path: str | Path) -> tuple[int, int, int]:
    try:
        seen = Path(path).stat()
    except OSError:
        return 0, 0, 0
    return seen.st_ino, seen.st_mtime_ns, seen.st_size
