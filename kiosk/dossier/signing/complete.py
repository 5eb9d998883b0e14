"""A signed file made provable for decades: stamped, given all that judges it, stamped again (EN 319 142-1).

Every step is one revision at the end of the file: what was signed stays as it is, and a step done is done.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, TypeVar

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from kiosk.dossier.signing.levels import Completed, CompleteError, Fetch, Level
from kiosk.dossier.signing.material import Used, gathered, with_material
from kiosk.dossier.signing.stamping import NOT_ASN1, stamped
from kiosk.signing import SigningFault

__all__ = ["CompleteError", "Completed", "Level", "complete", "due", "level_of", "renew"]

_Found = TypeVar("_Found")
_NO_CHAIN = AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND
AHEAD = dt.timedelta(days=90)  # before the last stamp's certificate ends, the file is due again


def complete(
    pdf: bytes, fetch: Fetch, tsa: str, trust: tuple[bytes, ...], now: dt.datetime
) -> Completed:
    """Raise a signed file to B-LTA, from wherever it stands; one that is there comes back as it is.

    `trust`: DER, the roots that are believed, and certificates between that signers may not bring along.
    Only `fetch` speaks to anybody. Raises CompleteError; its `reached` holds what was gained before the line
    failed. Whatever is wrong with a signature itself leaves the file as it was.
    """
    steps = _Steps(fetch, tsa, trust, now)
    at, reached = level_of(pdf), None
    try:
        if at is Level.B_B:
            steps.check(pdf)
            pdf, at = steps.stamp(pdf), Level.B_T
            reached = Completed(pdf, at)
        if at is Level.B_T:
            pdf, at = steps.supply(pdf), Level.B_LT
            reached = Completed(pdf, at)
        if at is Level.B_LT:
            pdf, at = steps.stamp(pdf), Level.B_LTA
            steps.judge(pdf)
    except CompleteError as error:
        kept = None if error.fault is SigningFault.VALIDATION_FAILED else reached
        raise CompleteError(error.fault, error.why, kept) from None
    return Completed(pdf, at)


def renew(
    pdf: bytes, fetch: Fetch, tsa: str, trust: tuple[bytes, ...], now: dt.datetime
) -> Completed:
    """A B-LTA file with what judges its last stamp, and a new one over all; raises CompleteError."""
    if level_of(pdf) is not Level.B_LTA:
        raise CompleteError(SigningFault.DOCUMENT_UNSIGNABLE, "not complete")
    steps = _Steps(fetch, tsa, trust, now)
    pdf = steps.stamp(steps.supply(pdf))
    steps.judge(pdf)
    return Completed(pdf, Level.B_LTA)


def due(pdf: bytes, now: dt.datetime) -> bool:
    """Whether a B-LTA file's last stamp can soon no longer be judged by its own certificate."""
    with _reading():
        last = _stamps(_opened(pdf))[-1].signer_cert
        return bool(now + AHEAD >= last.not_valid_after)


def level_of(pdf: bytes) -> Level:
    """As far as a file has been completed by its structure; whether it is valid, a judge must say.

    Raises CompleteError for bytes that are no PDF, or not signed.
    """
    with _reading():
        reader = _opened(pdf)
        signed = max(each.signed_revision for each in _signatures(reader))
        stamps = [each for each in _stamps(reader) if each.signed_revision > signed]
        if not stamps:
            return Level.B_B
        if "/DSS" not in reader.root:
            return Level.B_T
        if "/DSS" in reader.get_historical_root(stamps[-1].signed_revision):
            return Level.B_LTA
        return Level.B_LT


class _Steps:
    """Each gives the file one revision more, or raises CompleteError."""

    def __init__(self, fetch: Fetch, tsa: str, trust: tuple[bytes, ...], now: dt.datetime) -> None:
        self._fetch = fetch
        self._tsa = tsa
        self._now = now
        known = tuple(x509.load_der_x509_certificate(der) for der in trust)
        self._anchors = tuple(one for one in known if one.subject == one.issuer)
        self._between = tuple(one for one in known if one.subject != one.issuer)
        loaded = [asn1_x509.Certificate.load(der) for der in trust]
        self._roots = [one for one in loaded if one.subject == one.issuer]
        self._others = [one for one in loaded if one.subject != one.issuer]

    def check(self, pdf: bytes) -> None:
        """Every signature is intact, its certificate neither expired nor early: only that is worth a stamp."""
        with _reading():
            for signature in _signatures(_opened(pdf)):
                status = _awaited(async_validate_pdf_signature(signature, self._context()))
                if not (status.intact and status.valid and status.docmdp_ok):
                    raise CompleteError(SigningFault.DOCUMENT_CHANGED, signature.field_name)
                # Whoever is missing on the way to a root is looked for later.
                if status.trust_problem_indic not in (None, _NO_CHAIN):
                    why = str(status.trust_problem_indic).rpartition(".")[2].lower()
                    raise _failed(f"{_name(signature)}: {why}")

    def stamp(self, pdf: bytes) -> bytes:
        with _reading():
            before = _stamps(_opened(pdf))
            like = len(before[-1].signed_data.dump()) + 32 if before else 0
            field = f"TimeStamp{len(before) + 1}"
        return stamped(pdf, self._fetch, self._tsa, self._context(), self._now, field, like)

    def supply(self, pdf: bytes) -> bytes:
        with _reading():
            reader = _opened(pdf)
            stamps = _stamps(reader)
            signatures = _signatures(reader)
            signed = max(each.signed_revision for each in signatures)
            since = _moment(next(each for each in stamps if each.signed_revision > signed))
            # A stamp is proven by the next one; the last, only by now.
            proven = [*(_moment(later) for later in stamps[1:]), self._now]
            used = [self._used(each, since) for each in signatures]
            used += [self._used(each, at) for each, at in zip(stamps, proven, strict=True)]
            fresh = used if "/DSS" not in reader.root else used[-1:]
            material = gathered(self._fetch, fresh, self._anchors, self._now)
        return with_material(pdf, material)

    def judge(self, pdf: bytes) -> None:
        """With what lies in the file and nothing else: the chain of its stamps, and each signature at the first."""
        with _reading():
            reader = _opened(pdf)
            now = max(self._now, _moment(_stamps(reader)[-1])) + dt.timedelta(seconds=1)
            timing = ValidationTimingInfo(now, now, point_in_time_validation=False)
            for signature in _signatures(reader):
                # EN 319 102-1, 5.6.3. pyHanko's last word is no here, for it wants a stamp inside the signature,
                # and those can be had only while signing; but it has judged the chain by then.
                found = _awaited(ades_lta_validation(signature, self._spec(), timing))
                since = found.oldest_evidence_record_timestamp
                if since is None:
                    raise _failed("its stamps do not prove each other")
                if not any(self._proven(reader, signature, moment) for moment in (since, now)):
                    raise _failed(f"{_name(signature)}: not good by what lies in the file")

    def _proven(
        self, reader: PdfFileReader, signature: EmbeddedPdfSignature, moment: dt.datetime
    ) -> bool:
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(
            {
                "trust_roots": self._roots,
                "moment": moment,
                "revocation_mode": "require",
                "retroactive_revinfo": True,  # what was said later of an earlier moment
            }
        )
        status = _awaited(async_validate_pdf_signature(signature, context))
        return bool(status.bottom_line)

    def _used(self, signature: EmbeddedPdfSignature, moment: dt.datetime) -> Used:
        one, *others = (
            x509.load_der_x509_certificate(each.dump())
            for each in (signature.signer_cert, *signature.other_embedded_certs)
        )
        return Used(one, (*others, *self._between), moment)

    def _context(self) -> ValidationContext:
        """Of now, believing nobody but our roots; revocation is looked up elsewhere."""
        return ValidationContext(
            trust_roots=self._roots, other_certs=self._others, moment=self._now
        )

    def _spec(self) -> PdfSignatureValidationSpec:
        policy = CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=self._roots),
            revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require")),
        )
        alone = RevocationInfoGatheringSpec(
            RevinfoOnlineFetchingRule.LOCAL_ONLY, None, CertificateFetchingRule.NEVER_FETCH
        )
        return PdfSignatureValidationSpec(SignatureValidationSpec(policy, alone))


@contextmanager
def _reading() -> Iterator[None]:
    """What pyHanko raises at a file that is not what it should be, as a CompleteError."""
    try:
        yield
    except SignatureValidationError as error:
        raise CompleteError(SigningFault.VALIDATION_FAILED, str(error)) from None
    except (PdfError, *NOT_ASN1) as error:
        why = f"{type(error).__name__}: {error}"
        raise CompleteError(SigningFault.DOCUMENT_CHANGED, why) from None


def _awaited(judging: Coroutine[Any, Any, _Found]) -> _Found:
    # Not asyncio.run: Python 3.11's writes out the finished task as text, result included.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(judging)
    finally:
        loop.close()


def _opened(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(BytesIO(pdf))


def _signatures(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    found: list[EmbeddedPdfSignature] = reader.embedded_regular_signatures
    if not found:
        raise CompleteError(SigningFault.DOCUMENT_UNSIGNABLE, "not signed")
    return found


def _stamps(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    found: list[EmbeddedPdfSignature] = reader.embedded_timestamp_signatures
    return found


def _name(signature: EmbeddedPdfSignature) -> str:
    return str(signature.signer_cert.subject.native.get("common_name", signature.field_name))


def _failed(why: str) -> CompleteError:
    return CompleteError(SigningFault.VALIDATION_FAILED, why)


def _moment(stamp: EmbeddedPdfSignature) -> dt.datetime:
    info = stamp.signed_data["encap_content_info"]["content"].parsed
    moment: dt.datetime = info["gen_time"].native
    return moment
