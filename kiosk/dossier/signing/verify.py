"""A signed PDF judged: every signature, who made it and when, what changed since, and whether somebody cheats.

Standards first (ISO 32000-2, 12.8; ETSI EN 319 142-1), with pyHanko's strict difference analysis; then what no honest
program does, in bytes and objects. Nothing is fetched: what the file does not bring along is said to be unknown.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader

from kiosk.dossier.signing import outline, twice
from kiosk.dossier.signing.found import Found, find, laid_open
from kiosk.dossier.signing.odd import BROKEN, known_objects, later_hybrid, own_reasons
from kiosk.dossier.signing.report import (
    ALTERING,
    Reason,
    Report,
    Signature,
    Trust,
    Verdict,
)
from kiosk.dossier.signing.said import Times, of_signature, of_timestamp
from kiosk.dossier.signing.vouching import Brought, anchors, asked_before, brought

MOST_BYTES = 50 * 1024 * 1024
HEAD = 1024  # bytes in which a PDF must begin


@dataclass
class _Judging:
    """What is gathered of one file."""

    reasons: list[Reason] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    revisions: int = 0

    def add(self, reasons: Iterable[Reason]) -> None:
        self.reasons.extend(reason for reason in reasons if reason not in self.reasons)


def verify(
    pdf: bytes, trust: tuple[bytes, ...], now: dt.datetime, answers: tuple[bytes, ...] = ()
) -> Report:
    """The report on any bytes whatever, with the certificates of `trust` (DER) as the only anchors.

    `answers`: what authorities said about revocation when they were asked before (OCSP responses, CRLs; DER).
    `now` is aware. Takes memory and time as the bytes want it: foreign ones belong into kiosk.dossier.signing.caged.
    Raises ValueError only where `trust` holds something else than certificates.
    """
    held = Brought(anchors(trust), asked=asked_before(answers))
    if outline_problem := _unreadable(pdf):
        return Report(Verdict.UNREADABLE, reasons=(outline_problem,))
    judging = _Judging()
    try:
        unsigned = _judge(pdf, held, now, judging)
    except (RecursionError, MemoryError, twice.TooComplexError):
        return Report(Verdict.UNREADABLE, reasons=(Reason.TOO_COMPLEX,))
    except BROKEN:
        if b"/ByteRange" not in pdf:
            return Report(Verdict.UNREADABLE, reasons=(Reason.BROKEN,))
        judging.signatures.clear()
        judging.add(_without_a_parser(pdf))
        unsigned = None
    if unsigned is not None:
        return unsigned
    judging.add(outline.odd_around(pdf))
    return Report(
        _verdict(judging),
        tuple(judging.signatures),
        tuple(sorted(judging.reasons, key=list(Reason).index)),
        judging.revisions,
    )


def _unreadable(pdf: bytes) -> Reason | None:
    if len(pdf) > MOST_BYTES:
        return Reason.TOO_LARGE
    return None if b"%PDF-" in pdf[:HEAD] else Reason.NO_PDF


def _judge(pdf: bytes, held: Brought, now: dt.datetime, judging: _Judging) -> Report | None:
    """Fills `judging`; or gives the report at once, where there is nothing to judge."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    signed = b"/ByteRange" in pdf
    judging.revisions = reader.xrefs.total_revisions
    if reader.encrypted:
        first = reader.get_historical_resolver(0).trailer_view
        if "/Encrypt" in first or not signed:
            return Report(Verdict.UNREADABLE, reasons=(Reason.LOCKED,))
        judging.add([Reason.LOCKED_LATER])
        return None
    found, reasons = find(reader)
    judging.add(reasons)
    if not found and not reasons:
        if not signed:
            return Report(Verdict.UNSIGNED, revisions=judging.revisions)
        judging.add([Reason.SIGNATURE_GONE])
        return None
    _of_the_file(pdf, reader, found, judging)
    times = Times(found, brought(reader.root, held.trust, held.asked), now)
    for one in found:
        changes, reasons = laid_open(reader, one)
        judging.add([*reasons, *own_reasons(pdf, reader, one, found)])
        tell = of_timestamp if one.timestamp else of_signature
        signature = tell(one, times, changes)
        judging.add(_of_the_signer(signature))
        judging.signatures.append(signature)
    return None


def _of_the_file(pdf: bytes, reader: PdfFileReader, found: list[Found], judging: _Judging) -> None:
    spans = {one.span for one in found}
    if any(span not in spans for span in outline.spans(pdf)):
        judging.add([Reason.SIGNATURE_GONE])
    first = min((one.revision for one in found), default=0)
    signed = min((one.span.end for one in found if one.span), default=len(pdf))
    known, broken = known_objects(reader, first)
    if broken:
        judging.add([Reason.BROKEN])
    judging.add(outline.odd_objects(pdf, known, signed))
    if later_hybrid(reader, first):
        judging.add([Reason.HYBRID])
    if not twice.read_alike(pdf, reader):
        judging.add([Reason.TWO_READINGS])


def _of_the_signer(signature: Signature) -> Iterable[Reason]:
    if not signature.intact:
        yield Reason.DIGEST
    if signature.trust is Trust.REVOKED:
        yield Reason.REVOKED
    if signature.trust is Trust.EXPIRED:
        yield Reason.EXPIRED


def _without_a_parser(pdf: bytes) -> Iterable[Reason]:
    """Of a file that cannot be read as a PDF: whether the bytes that somebody signed are still those."""
    yield Reason.BROKEN
    for span in outline.spans(pdf):
        der = outline.contents(pdf, span)
        if der is None:
            yield Reason.CONTENTS
            continue
        try:
            if not _matches(pdf, span, der):
                yield Reason.DIGEST
        except BROKEN:
            yield Reason.DIGEST


def _matches(pdf: bytes, span: outline.Span, der: bytes) -> bool:
    signed = cms.ContentInfo.load(der)["content"]
    return Found.digest_matches(signed, pdf[: span.gap] + pdf[span.after : span.end])


def _verdict(judging: _Judging) -> Verdict:
    if not ALTERING.isdisjoint(judging.reasons):
        return Verdict.ALTERED
    if judging.reasons:
        return Verdict.SUSPICIOUS
    trusted = all(one.trust is Trust.TRUSTED for one in judging.signatures)
    return Verdict.VALID if trusted and judging.signatures else Verdict.UNKNOWN_SIGNER
