"""A document time stamp over a whole file (ISO 32000-2, 12.8.5; RFC 3161), asked for once."""

from __future__ import annotations

import datetime as dt

from asn1crypto import cms, tsp
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import CMSExtractionError, CMSStructuralError
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from kiosk.dossier.signing.levels import CompleteError, Fetch, FetchError, FetchFault, Request
from kiosk.dossier.signing.proofs import ODD
from kiosk.dossier.signing.update import Update
from kiosk.signing import SigningFault

DIGEST = "sha256"
CLOCK = dt.timedelta(minutes=5)  # between our clock and the authority's
MOST_ANSWER = 64 * 1024  # bytes
USUAL, SPARE = 8 * 1024, 512  # bytes kept for a token that was not seen yet, and beside one like it
_GRANTED = ("granted", "granted_with_mods")
# What asn1crypto and cryptography raise at bytes that are not what they should be.
NOT_ASN1 = (*ODD, KeyError, IndexError, AttributeError)


class _TooLargeError(Exception):
    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


def stamped(
    pdf: bytes,
    fetch: Fetch,
    tsa: str,
    context: ValidationContext,
    now: dt.datetime,
    field: str,
    like: int = 0,
) -> bytes:
    """The file with a time stamp in a new `field` at its end; `like`: bytes of a token the same authority gave.

    Raises CompleteError: TSA_UNREACHABLE; TSA_NONSENSE for an answer that is none to our question, or of an
    authority that `context` does not believe; CLOCK_WRONG where it is more than CLOCK away from `now`.
    """
    size = like + SPARE if like else USUAL
    while True:
        stamper = _Stamper(fetch, tsa, context, now, size)
        writer = PdfTimeStamper(stamper, field_name=field)
        try:
            whole = writer.timestamp_pdf(Update(pdf), DIGEST, bytes_reserved=2 * size)
        except _TooLargeError as error:  # once: no answer is larger than MOST_ANSWER
            size = error.size + SPARE
            continue
        except PdfError as error:
            raise CompleteError(SigningFault.DOCUMENT_UNSIGNABLE, str(error)) from None
        return bytes(whole.getbuffer())


class _Stamper(TimeStamper):
    def __init__(
        self, fetch: Fetch, tsa: str, context: ValidationContext, now: dt.datetime, most: int
    ) -> None:
        super().__init__()
        self._fetch = fetch
        self._tsa = tsa
        self._context = context
        self._now = now
        self._most = most

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        nonce, asked = self.request_cms(message_digest, md_algorithm)
        answer = _asked(self._fetch, self._tsa, asked.dump())
        try:
            token, info = _opened(answer)
            if info["nonce"].native != nonce:
                raise _nonsense("it answers another question")
            status = await validate_tst_signed_data(
                token["content"],
                self._context,
                lambda name: message_digest if name == md_algorithm else b"",
            )
            moment: dt.datetime = info["gen_time"].native
        except (SignatureValidationError, CMSExtractionError, CMSStructuralError) as error:
            raise _nonsense(str(error)) from None
        except NOT_ASN1 as error:
            raise _nonsense(type(error).__name__) from None
        if not (status["intact"] and status["valid"]):
            raise _nonsense("it is about something else, or not signed as it says")
        if status["trust_problem_indic"] is not None or status["validation_path"] is None:
            raise _untrusted(moment, self._now)
        if abs(moment - self._now) > CLOCK:
            raise _clock(moment, self._now)
        if len(token.dump()) > self._most:
            raise _TooLargeError(len(token.dump()))
        return token


def _asked(fetch: Fetch, tsa: str, body: bytes) -> bytes:
    kinds = ("application/timestamp-query", "application/timestamp-reply")
    try:
        answer = fetch(Request(tsa, body, *kinds, MOST_ANSWER))
    except FetchError as error:
        if error.fault is FetchFault.NONSENSE:
            raise _nonsense(str(error)) from None
        raise CompleteError(SigningFault.TSA_UNREACHABLE, str(error)) from None
    if len(answer) > MOST_ANSWER:
        raise _nonsense("endless answer")
    return answer


def _opened(answer: bytes) -> tuple[cms.ContentInfo, tsp.TSTInfo]:
    response = tsp.TimeStampResp.load(answer, strict=True)
    status = response["status"]["status"].native
    if status not in _GRANTED:
        raise _nonsense(f"it says {status}")
    token = response["time_stamp_token"]
    info = token["content"]["encap_content_info"]["content"].parsed
    if not isinstance(info, tsp.TSTInfo):
        raise _nonsense("no time stamp in it")
    return token, info


def _untrusted(moment: dt.datetime, now: dt.datetime) -> CompleteError:
    # Judged by a clock that is wrong, a good certificate looks expired or early.
    if abs(moment - now) > CLOCK:
        return _clock(moment, now)
    return _nonsense("its authority is not believed")


def _clock(moment: dt.datetime, now: dt.datetime) -> CompleteError:
    away = moment - now
    return CompleteError(SigningFault.CLOCK_WRONG, f"{away.total_seconds():+.0f} s to ours")


def _nonsense(why: str) -> CompleteError:
    return CompleteError(SigningFault.TSA_NONSENSE, why)
