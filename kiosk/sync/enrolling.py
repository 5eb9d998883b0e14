"""How this machine gets its certificate over the line (RFC 7030): the first for a code, the next for the one before."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from kiosk.faults import Fault
from kiosk.sync.certificate import CertificateError, Held, OwnCertificate, in_answer
from kiosk.sync.connection import CentreError, nonsense
from kiosk.sync.identity import Identity
from kiosk.sync.questions import Questions
from kiosk.sync.transport import Centre, certificates, refusal_of

DAY = (
    86_400.0  # seconds between two looks at the certificate, and between two tries while it is good
)
RENEWED = 2 / 3  # of its life, after which the next one is asked for

_SOON = (Fault.CENTRE_UNREACHABLE, Fault.CENTRE_BUSY)  # tried again within the hour

_log = logging.getLogger(__name__)


class NotEnrolled(StrEnum):
    """Why the centre gives no certificate for a code."""

    CODE = "code"  # none, or another machine used it
    OVER = "over"
    OFTEN = "often"
    KEY = "key"
    REVOKED = "revoked"
    NO_AUTHORITY = "no-authority"  # this centre gives none at all


class NotEnrolledError(Exception):
    """`why` says what is to be done."""

    def __init__(self, why: NotEnrolled) -> None:
        super().__init__(why.value)
        self.why = why


class Enrolling:
    """One thread asks, over the courier's connection. Methods raise CentreError and StoreError."""

    def __init__(
        self,
        centre: Centre,
        questions: Questions,
        device: str,
        identity: Identity,
        own: OwnCertificate,
    ) -> None:
        self._centre, self._questions = centre, questions
        self._device, self._identity, self._own = device, identity, own

    def now(self) -> dt.datetime:
        """The centre's time: this machine's clock says nothing about certificates."""
        return self._centre.trust.now() or self._questions.time()

    def enrol(self, code: str) -> Held:
        """The first certificate, kept from now on. Raises NotEnrolledError too. Asked again after a cut, the same."""
        self.now()  # judges the line before the code goes over it
        answer = self._centre.enrol(self._device, code, self._identity.request(self._device))
        if answer.status == 404:
            raise NotEnrolledError(NotEnrolled.NO_AUTHORITY)
        word = refusal_of(answer) if answer.status in (401, 403, 429) else ""
        if word in list(NotEnrolled):
            raise NotEnrolledError(NotEnrolled(word))
        held = self._taken(certificates(answer))
        authorities = _read(self._centre.authorities())
        if not any(_issued(held, authority) for authority in authorities):
            raise nonsense("certificate")
        self._own.keep(held)
        return held

    def renew(self) -> Held:
        """The next certificate, for the one that is kept, ended or not; shown from now on."""
        held = self._taken(self._centre.renew(self._identity.request(self._device)))
        self._own.keep(held)
        self._centre.close()  # the line that stands shows the one before
        return held

    def _taken(self, body: bytes) -> Held:
        try:
            held = self._own.found(_read(body))
        except CertificateError:
            raise nonsense("certificate") from None
        if held.name != self._device or not held.not_before <= self.now() <= held.not_after:
            raise nonsense("certificate")
        return held


class Renewer:
    """The errand of fetching the next certificate in time: from two thirds of its life on, about daily until done.

    One that ended while the kiosk slept is renewed as well, as long as the centre allows.
    """

    def __init__(
        self, enrolling: Enrolling, own: OwnCertificate, jitter: Callable[[], float]
    ) -> None:
        """`jitter`: about 1; so that not all kiosks of a morning come at once for ever."""
        self._enrolling, self._own, self._jitter = enrolling, own, jitter

    def run(self) -> float:
        held = self._own.held()
        if held is None:
            return DAY
        now = self._enrolling.now()
        due = held.not_before + (held.not_after - held.not_before) * RENEWED
        if now < due:
            return min((due - now).total_seconds(), DAY)
        try:
            renewed = self._enrolling.renew()
        except CentreError as error:
            if error.fault in _SOON or now >= held.not_after:
                raise
            _log.warning("the certificate ends %s and is not renewed: %s", held.not_after, error)
            return DAY * self._jitter()
        _log.info("the certificate was renewed: good until %s", renewed.not_after.date())
        return DAY


def _read(body: bytes) -> tuple[x509.Certificate, ...]:
    try:
        return in_answer(body)
    except CertificateError:
        raise nonsense("certificates") from None


def _issued(held: Held, authority: x509.Certificate) -> bool:
    try:
        x509.load_pem_x509_certificate(held.pem).verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
