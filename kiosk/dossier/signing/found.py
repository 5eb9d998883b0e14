"""The signatures of a PDF as its form shows them, and what happened to the file after each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import is_field_visible
from pyhanko.sign.diff_analysis.rules_api import ReferenceUpdate
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from kiosk.dossier.signing.changes import changes
from kiosk.dossier.signing.objects import followed, raw, value
from kiosk.dossier.signing.odd import BROKEN
from kiosk.dossier.signing.outline import Span
from kiosk.dossier.signing.report import Change, ChangeKind, Reason

MOST_SIGNATURES = 40
MOST_REVISIONS = 200


class _Metadata(MetadataUpdateRule):
    """Metadata that nobody touched may be written as badly as they are."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        then, now = value(old.root, "/Metadata"), value(new.root, "/Metadata")
        if isinstance(then, StreamObject) and isinstance(now, StreamObject):
            same = raw(old.root, "/Metadata") == raw(new.root, "/Metadata")
            if same and then.encoded_data == now.encoded_data and dict(then) == dict(now):
                return ()
        updates: Iterable[ReferenceUpdate] = super().apply(old, new)
        return updates


# pyHanko's own policy lets the values of forms be filled in, and pictures of fields be drawn over. A paper that an
# office has signed is finished: only further signatures, and what serves to judge them, may follow.
_LTA = ModificationLevel.LTA_UPDATES
POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        DocInfoRule().as_qualified(_LTA),
        XrefStreamRule().as_qualified(_LTA),
        ObjectStreamRule().as_qualified(_LTA),
        DSSCompareRule().as_qualified(_LTA),
        _Metadata().as_qualified(_LTA),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(),
            SigFieldModificationRule(allow_in_place_appearance_stream_changes=False),
        ],
    ),
)

_REASONS = {
    ChangeKind.PAGE: Reason.PAGE_CHANGED,
    ChangeKind.PAGES: Reason.PAGES_CHANGED,
    ChangeKind.ANNOTATION: Reason.ANNOTATION_CHANGED,
    ChangeKind.FORM_VALUE: Reason.FORM_CHANGED,
    ChangeKind.APPEARANCE: Reason.APPEARANCE_CHANGED,
    ChangeKind.SIGNATURE_GONE: Reason.SIGNATURE_GONE,
    ChangeKind.ACTIVE: Reason.ACTIVE_ADDED,
    ChangeKind.EMPTY_FIELD: Reason.EMPTY_FIELD,
    ChangeKind.OTHER: Reason.OTHER_CHANGE,
}


@dataclass(frozen=True)
class Found:
    """One filled signature field that could be taken apart."""

    name: str
    field: Any  # reference to its dictionary
    value: Any  # reference to the signature's dictionary
    embedded: EmbeddedPdfSignature
    span: Span | None  # None for a /ByteRange that is none
    revision: int  # 0 is the first

    @property
    def timestamp(self) -> bool:
        return bool(self.embedded.sig_object_type == "/DocTimeStamp")

    @property
    def visible(self) -> bool:
        return bool(is_field_visible(self.embedded.sig_field))

    @staticmethod
    def digest_matches(signed: cms.SignedData, covered: bytes) -> bool:
        """Whether these bytes are what the signature, or the timestamp, was made of; raises ValueError."""
        content = signed["encap_content_info"]
        if content["content_type"].native == "tst_info":
            imprint = content["content"].parsed["message_imprint"]
            name = imprint["hash_algorithm"]["algorithm"].native
            wanted = imprint["hashed_message"].native
        else:
            info = signed["signer_infos"][0]
            name = info["digest_algorithm"]["algorithm"].native
            wanted = next(
                attribute["values"][0].native
                for attribute in info["signed_attrs"]
                if attribute["type"].native == "message_digest"
            )
        return bool(hashlib.new(name, covered).digest() == wanted)


def find(reader: PdfFileReader) -> tuple[list[Found], list[Reason]]:
    """The signatures in the order they were made, and what is wrong with those that cannot be taken apart."""
    found: list[Found] = []
    reasons: list[Reason] = []
    names: set[str] = set()
    for name, signature, field in enumerate_sig_fields(reader, filled_status=True):
        if len(found) >= MOST_SIGNATURES or reader.xrefs.total_revisions > MOST_REVISIONS:
            raise RecursionError
        if name in names or any(one.value == signature for one in found):
            reasons.append(Reason.SHARED_FIELD)
        names.add(name)
        try:
            embedded = EmbeddedPdfSignature(reader, field, name)
            _ = embedded.signer_cert.subject.native
            embedded.compute_digest()
        except BROKEN:
            reasons.append(Reason.BYTE_RANGE if _no_range(signature) else Reason.CONTENTS)
            continue
        span = _span(embedded.byte_range)
        found.append(Found(name, field, signature, embedded, span, int(embedded.signed_revision)))
    return sorted(found, key=lambda one: (one.revision, one.span.end if one.span else 0)), reasons


def laid_open(reader: PdfFileReader, one: Found) -> tuple[tuple[Change, ...], list[Reason]]:
    """What later revisions did, and what of it is no signing; raises what pyHanko raises."""
    embedded = one.embedded
    coverage = embedded.evaluate_signature_coverage()
    if coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return (), [Reason.BYTE_RANGE]
    last = reader.xrefs.total_revisions - 1
    later = [
        change for number in range(one.revision + 1, last + 1) for change in changes(reader, number)
    ]
    reasons = [_REASONS[change.kind] for change in later if change.kind in _REASONS]
    if coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return (), reasons
    difference = POLICY.review_file(
        reader, one.revision, field_mdp_spec=embedded.fieldmdp, doc_mdp=embedded.docmdp_level
    )
    allowed = embedded.docmdp_level
    if isinstance(difference, SuspiciousModification):
        reasons = reasons or [Reason.OTHER_CHANGE]
    elif allowed and difference.modification_level.value > allowed.value:
        reasons.append(Reason.BEYOND_PERMISSION)
    if one.revision == last:
        reasons.append(Reason.TAIL)
    return tuple(dict.fromkeys(later)), reasons


def _no_range(held: generic.IndirectObject) -> bool:
    return _span(value(followed(held), "/ByteRange")) is None


def _span(numbers: Iterable[Any] | None) -> Span | None:
    if not isinstance(numbers, generic.ArrayObject) or len(numbers) != 4:
        return None
    if not all(isinstance(number, generic.NumberObject) and number >= 0 for number in numbers):
        return None
    start1, len1, start2, len2 = (int(number) for number in numbers)
    return Span(len1, start2, start2 + len2) if start1 == 0 else None
