"""Enrolment over Secure Transport (RFC 7030): cacerts, csrattrs, simpleenroll, simplereenroll."""

from __future__ import annotations

from collections.abc import Callable

from cryptography import x509
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.admission import SHOWN, Admission
from central.answers import Refused, Trouble
from central.bodies import small_body
from central.est import codes
from central.est.authority import certs_only
from central.est.enrolments import Denied, EnrolmentError, Enrolments
from central.est.messages import MOST, CertRequest, RequestError, basic, in_base64
from central.rooms import Room
from kiosk.contract import Refusal

EST = "/.well-known/est"  # RFC 7030, 3.2.2
PKCS10 = "application/pkcs10"
CERTS = "application/pkcs7-mime"
CERTS_ONLY = f"{CERTS}; smime-type=certs-only"

_ANSWERS = {
    Denied.CODE: (401, Trouble.CODE, "Authorization"),
    Denied.CODE_OVER: (403, Trouble.OVER, "code"),
    Denied.CODE_USED: (403, Trouble.CODE, "code"),
    Denied.OFTEN: (429, Trouble.OFTEN, "code"),
    Denied.KEY: (403, Trouble.KEY, "key"),
    Denied.KEY_TAKEN: (403, Trouble.KEY, "key"),
    Denied.REVOKED: (403, Trouble.REVOKED, "device"),
    Denied.CERTIFICATE: (403, Trouble.CERTIFICATE, SHOWN),
    Denied.OVER: (403, Trouble.CERTIFICATE, SHOWN),
}


class Serving:
    """The door ends TLS; who has shown which certificate it says in headers (central.admission)."""

    def __init__(self, enrolments: Enrolments, admission: Admission, patience: float) -> None:
        """A body that pauses for `patience` seconds is given up."""
        self._enrolments, self._admission, self._patience = enrolments, admission, patience

    def room(self) -> Room:
        return Room(routes=self._routes())

    def _routes(self) -> tuple[Route, ...]:
        return (
            Route(f"{EST}/cacerts", self.cacerts, methods=["GET"]),
            Route(f"{EST}/csrattrs", self.csrattrs, methods=["GET"]),
            Route(f"{EST}/simpleenroll", self.enrol, methods=["POST"]),
            Route(f"{EST}/simplereenroll", self.renew, methods=["POST"]),
        )

    async def cacerts(self, request: Request) -> Response:
        """4.1: the authority, for whoever asks."""
        return _answer(certs_only(self._enrolments.authority.certificate), CERTS)

    async def csrattrs(self, request: Request) -> Response:
        """4.5.2: nothing that a request would have to bear."""
        return Response(status_code=204)

    async def enrol(self, request: Request) -> Response:
        """4.2.1: a device and its one-time code by HTTP Basic (3.2.3), and a request over the device's key."""
        device, code = basic(request.headers.get("Authorization", ""))
        if not device:
            raise Refused(401, Trouble.CODE, "Authorization")
        key = (await self._asked(request)).key
        return await self._decided(lambda: self._enrolments.enrol(device, code, key))

    async def renew(self, request: Request) -> Response:
        """4.2.2: a certificate on the line, good or ended not too long ago, and a request over the same key."""
        shown = self._admission.shown(request)
        if not shown:
            raise Refused(403, Trouble.CERTIFICATE, SHOWN)
        key = (await self._asked(request)).key
        return await self._decided(lambda: self._enrolments.renew(shown, key))

    async def _asked(self, request: Request) -> CertRequest:
        """What the request asks for beside its key counts for nothing: whose a device is says the centre."""
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != PKCS10:
            raise Refused(415, Trouble.MEDIA_TYPE, "Content-Type")
        body = await small_body(request, self._patience, "request")
        if len(body) > MOST:
            raise Refused(413, Refusal.TOO_LARGE, "request")
        try:
            return CertRequest.from_base64(body)
        except RequestError as error:
            raise Refused(400, Refusal.MALFORMED, error.odd) from None

    async def _decided(self, decide: Callable[[], bytes]) -> Response:
        try:
            der = await run_in_threadpool(decide)
        except EnrolmentError as error:
            after = int(codes.WITHIN.total_seconds()) if error.denied is Denied.OFTEN else 0
            raise Refused(*_ANSWERS[error.denied], after=after) from None
        return _answer(certs_only(x509.load_der_x509_certificate(der)), CERTS_ONLY)


def _answer(der: bytes, kind: str) -> Response:
    headers = {"Content-Type": kind, "Content-Transfer-Encoding": "base64"}
    return Response(in_base64(der), headers=headers)
