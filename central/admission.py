"""Who asks: a device known by its token, or by the certificate that the province's nginx has seen on the line."""

from __future__ import annotations

import binascii
import hashlib
import ssl
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from central.answers import Refused, Trouble
from central.devices import Denial, DeniedError, Device, Devices

SHOWN = "Kiosk-Certificate"  # nginx's $ssl_client_escaped_cert
VERIFIED = "Kiosk-Certificate-Verified"  # nginx's $ssl_client_verify
_GOOD = "SUCCESS"
_SCHEME = "bearer "
_MOST = 16 * 1024  # letters of a certificate in a header

_REFUSALS = {
    Denial.UNKNOWN: (401, Trouble.DENIED, "Authorization"),
    Denial.ANOTHER: (403, Trouble.DENIED, SHOWN),
    Denial.REVOKED: (403, Trouble.REVOKED, "device"),
    Denial.CERTIFICATE: (403, Trouble.CERTIFICATE, SHOWN),
}


class Admission:
    """Lets devices in. What nginx says of certificates is believed where nobody but nginx can say it."""

    def __init__(self, devices: Devices, *, behind_door: bool) -> None:
        """`behind_door`: whether every request comes over the Unix socket that nginx alone may open."""
        self._devices = devices
        self.behind_door = behind_door

    async def device(self, request: Request) -> str:
        """Who asks; raises Refused."""
        return await self._admitted(_token(request), self._certificate(request))

    async def claimed(self, request: Request) -> str | None:
        """Who asks, where token or certificate are shown at all. Raises Refused for such as count nothing.

        A certificate of somebody else than us is none, nor is one that has ended: whoever asks signs what he asks.
        """
        token, certificate = _token(request), self._certificate(request)
        if token:
            return await self._admitted(token, certificate)
        if "Authorization" in request.headers:
            raise _refused(Denial.UNKNOWN)
        try:
            return await self._asked(token, certificate) if certificate else None
        except DeniedError as error:
            if error.denial in (Denial.UNKNOWN, Denial.CERTIFICATE):
                return None
            raise _refused(error.denial) from None

    async def row(self, device: str) -> Device | None:
        """What is known of a device; None: nothing."""
        return self._devices.remembered(device) or await run_in_threadpool(
            self._devices.row, device
        )

    def shown(self, request: Request) -> str:
        """The sha256 of the certificate whose key the other end has, whatever its dates; "" for none."""
        if not self.behind_door or request.headers.get(VERIFIED, "NONE") == "NONE":
            return ""
        return _digest_of(request.headers.get(SHOWN, ""))

    def _certificate(self, request: Request) -> str:
        return self.shown(request) if request.headers.get(VERIFIED) == _GOOD else ""

    async def _admitted(self, token: str, certificate: str) -> str:
        try:
            return await self._asked(token, certificate)
        except DeniedError as error:
            raise _refused(error.denial) from None

    async def _asked(self, token: str, certificate: str) -> str:
        if (before := self._devices.admitted_before(token, certificate)) is not None:
            return before
        return await run_in_threadpool(self._devices.admitted, token, certificate)


def _token(request: Request) -> str:
    """The sha256 of a bearer's token (RFC 6750, 2.1): nobody can steer it, so how a look-up ends tells nothing."""
    authorization = request.headers.get("Authorization", "")
    if not authorization.lower().startswith(_SCHEME):
        return ""
    return hashlib.sha256(authorization[len(_SCHEME) :].strip().encode()).hexdigest()


def _digest_of(escaped: str) -> str:
    if not escaped or len(escaped) > _MOST:
        return ""
    try:
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(unquote(escaped))).hexdigest()
    except (ValueError, binascii.Error):
        return ""


def _refused(denial: Denial) -> Refused:
    return Refused(*_REFUSALS[denial])
