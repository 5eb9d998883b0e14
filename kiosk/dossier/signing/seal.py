"""A person's signature or the organisation's, put into a PDF offline: PAdES baseline B-B (ETSI EN 319 142-1, 6)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Generator
from functools import lru_cache
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation import read_certification_data
from pyhanko_certvalidator.registry import SimpleCertificateStore

from drivers.token import Digest, HeldCertificate, Session, TokenError, TokenFault, signatures
from kiosk.dossier.signing import stamps
from kiosk.dossier.signing.letters import LetterMissing
from kiosk.dossier.signing.pictures import PictureUnreadable
from kiosk.dossier.signing.shown import shown
from kiosk.dossier.signing.stamps import NoStamp, SignImages, Signing
from kiosk.dossier.signing.update import Update
from kiosk.signing import SigningFault, SignRole

__all__ = ["BROKEN", "FIELDS", "SealError", "SignImages", "Signing", "sign_pdf"]

FIELDS = {SignRole.OFFICIAL: "Official", SignRole.ORGANISATION: "Organisation"}
_SHA256 = "sha256"
_PAGES = {"first": 0, "last": -1}

_OF_TOKEN = {
    TokenFault.ABSENT: SigningFault.TOKEN_ABSENT,
    TokenFault.REMOVED: SigningFault.TOKEN_REMOVED,
    TokenFault.MODULE_MISSING: SigningFault.MODULE_MISSING,
    TokenFault.MODULE_FAILED: SigningFault.MODULE_FAILED,
    TokenFault.PIN_WRONG: SigningFault.PIN_WRONG,
    TokenFault.PIN_REFUSED: SigningFault.PIN_REFUSED,
    TokenFault.PIN_LAST: SigningFault.PIN_LAST,
    TokenFault.PIN_LOCKED: SigningFault.PIN_LOCKED,
    TokenFault.PIN_TO_CHANGE: SigningFault.PIN_TO_CHANGE,
    TokenFault.KEY_MISSING: SigningFault.KEY_MISSING,
    TokenFault.REJECTED: SigningFault.SIGNING_REJECTED,
}
# What pyHanko and we meet in a file that is no good PDF.
BROKEN: tuple[type[Exception], ...] = (
    PdfError,
    SigningError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class SealError(Exception):
    """Nothing was signed."""

    def __init__(self, fault: SigningFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault.value)
        self.fault = fault


def sign_pdf(
    pdf: bytes,
    session: Session,
    certificate: HeldCertificate,
    chain: tuple[bytes, ...],
    what: Signing,
) -> bytes:
    """`pdf` with one more signature behind it, seen as stamps.toml says: B-B, SHA-256, the field named in FIELDS.

    The file begins with `pdf`, byte for byte. `chain` are the intermediates in DER; they go along, the root
    does not. The certificate must be valid at `what.at`, and what the token gives is checked against it; whether
    it was revoked, and who may sign, is the pre-flight's matter. Raises SealError.
    """
    at = what.at.astimezone(stamps.ZONE)
    try:
        signer = _TokenSigner(session, certificate, chain)
        signer.check_valid(at)
        room = _room(certificate.der, chain)
    except (ValueError, TypeError, LookupError, x509.InvalidVersion) as error:
        raise SealError(SigningFault.CERTIFICATE_PURPOSE, str(error)) from error
    try:
        writing = _written(Update(pdf), what, at, room)
        prepared, output = writing.send(SigIOSetup(md_algorithm=_SHA256))
    except (LetterMissing, NoStamp, PictureUnreadable) as error:
        raise SealError(SigningFault.DOCUMENT_UNSIGNABLE, str(error)) from error
    except BROKEN as error:
        detail = f"{type(error).__name__}: {error}"
        raise SealError(SigningFault.DOCUMENT_UNSIGNABLE, detail) from error
    try:
        cms = signer.made(prepared.document_digest)
    except TokenError as error:
        raise SealError(_OF_TOKEN[error.fault], str(error)) from error
    writing.send(cms)
    return bytes(output.getvalue())


def _written(update: Update, what: Signing, at: dt.datetime, room: int) -> Generator[Any, Any, Any]:
    """Everything but the signature's own bytes stands in the update; what follows is SigIOSetup."""
    field = FIELDS[what.role]
    _check_signable(update, field)
    row = stamps.stamp(what.kind, what.role, at.date())
    number = _PAGES[row.page]
    on = shown(update, number)
    made = stamps.drawn(row, what, on.width - 2 * stamps.EDGE * stamps.POINTS_PER_MM)
    # An approval signature, nothing certified: a certified file (DocMDP) tells every reader that what comes
    # after the first signature is damage, and the organisation's comes after it, and the time stamps.
    spec = SigFieldSpec(field, on_page=number, box=stamps.place(row, made, on))  # type: ignore[arg-type]
    writing: Generator[Any, Any, Any] = PdfCMSEmbedder(spec).write_cms(field, update)
    widget = next(writing).get_object()
    widget[pdf_name("/AP")] = DictionaryObject(
        {pdf_name("/N"): stamps.appearance(update, made, on)}
    )
    if update.output_version < (2, 0):
        update.register_extension(ESIC_EXTENSION_1)  # EN 319 142-1, 5.5: PAdES before PDF 2.0
    signature = SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=room)
    writing.send(SigObjSetup(sig_placeholder=signature))
    return writing


def _check_signable(update: Update, field: str) -> None:
    if update.prev.encrypted:
        raise SigningError("encrypted")
    certified = read_certification_data(update.prev)
    if certified is not None and certified.permission is MDPPerm.NO_CHANGES:
        raise SigningError("certified, and nothing may follow")
    if any(name == field for name, _, _ in enumerate_sig_fields(update)):
        raise SigningError(f"the field {field} is used")


class _TokenSigner(Signer):
    """pyHanko's view of a session: the raw signature comes from the token, the rest from here."""

    def __init__(
        self, session: Session, certificate: HeldCertificate, chain: tuple[bytes, ...]
    ) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(asn1.Certificate.load(each) for each in chain)
        super().__init__(
            signing_cert=asn1.Certificate.load(certificate.der),
            cert_registry=store,
            embed_roots=False,
        )
        self._session = session
        self._certificate = certificate
        self._read = x509.load_der_x509_certificate(certificate.der)

    def check_valid(self, at: dt.datetime) -> None:
        """Raises SealError where the certificate is too old or too new (RFC 5280, 4.1.2.5)."""
        if at < self._read.not_valid_before_utc:
            raise SealError(SigningFault.CERTIFICATE_EARLY)
        if at > self._read.not_valid_after_utc:
            raise SealError(SigningFault.CERTIFICATE_EXPIRED)

    def made(self, digest: bytes, dry_run: bool = False) -> bytes:
        """The CMS over that digest of the file, DER; raises TokenError."""
        # Not asyncio.run: Python 3.11's catches Ctrl-C, and in doing so writes out the task and the whole CMS as
        # text, ten times as long as signing takes.
        loop = asyncio.new_event_loop()
        try:
            signing = self.async_sign(digest, _SHA256, dry_run=dry_run, use_pades=True)
            return bytes(loop.run_until_complete(signing).dump())
        finally:
            loop.close()

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """RSA PKCS #1 v1.5 or ECDSA over `data`; raises TokenError."""
        if dry_run:
            return bytes(_longest(self._read.public_key()))
        digest = Digest(digest_algorithm)
        signature = self._session.sign(self._certificate, data, digest)
        if not signatures.verifies(self._certificate.der, signature, data, digest):
            raise TokenError(TokenFault.REJECTED, "it signed with another key")
        return signature


def _longest(key: CertificatePublicKeyTypes) -> int:
    """Bytes of the longest signature of that key."""
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size // 8
    if isinstance(key, ec.EllipticCurvePublicKey):
        whole = (key.key_size + 7) // 8 + 3  # a number, its sign, its tag and length
        return 2 * whole + 3
    raise ValueError("neither RSA nor EC")


class _Nobody:
    """A session that signs nothing: sizes are known without a token."""

    certificates: tuple[HeldCertificate, ...] = ()

    def sign(self, certificate: HeldCertificate, data: bytes, digest: Digest) -> bytes:
        raise TokenError(TokenFault.ABSENT)


@lru_cache(maxsize=16)
def _room(der: bytes, chain: tuple[bytes, ...]) -> int:
    """Hexadecimal digits that a signature of that certificate needs at most."""
    signer = _TokenSigner(_Nobody(), HeldCertificate(der, b"", ""), chain)
    return 2 * len(signer.made(bytes(32), dry_run=True))
