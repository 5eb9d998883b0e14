"""What can be said of a PDF's signatures: who signed, when, what changed since, how far it is to be believed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from enum import StrEnum
from typing import Any

from kiosk.dossier.signing.levels import Level


class Verdict(StrEnum):
    """Of the whole file; the worst that holds for any of its signatures."""

    VALID = "valid"  # every signature intact, its signer vouched for, nothing but signing since
    UNKNOWN_SIGNER = "valid-with-unknown-signer"  # intact, but nobody trusted vouches for a signer
    ALTERED = "altered"  # what was signed is not what is there
    SUSPICIOUS = (
        "suspicious"  # built as no honest program builds a PDF, or a signer who could not sign
    )
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


class Kind(StrEnum):
    """Who made a signature; a timestamp proves when, and nothing of who."""

    PERSON = "person"
    ORGANISATION = "organisation"
    TIMESTAMP = "timestamp"


class Trust(StrEnum):
    """How far the signer's certificate is vouched for, at the proven time or, without one, now."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"  # nobody trusted here vouches for it
    PURPOSE = "purpose"  # it was issued for something else
    LAPSED = "lapsed"  # it has run out since, and nothing proves that it was used before
    EXPIRED = "expired"  # it was out of its time when it was used
    REVOKED = "revoked"  # it had been revoked when it was used, or nothing proves the contrary


class ChangeKind(StrEnum):
    """What a later revision of a file did."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"
    VALIDATION_DATA = "validation-data"
    METADATA = "metadata"
    EMPTY_FIELD = "empty-field"
    PAGE = "page"  # contents of one page
    PAGES = "pages"  # another number or order of pages
    ANNOTATION = "annotation"
    FORM_VALUE = "form-value"
    APPEARANCE = "appearance"  # how an earlier signature looks
    SIGNATURE_GONE = "signature-gone"
    ACTIVE = "active"  # a program, an action, an embedded file
    OTHER = "other"


class Reason(StrEnum):
    """Why a file is not simply valid."""

    # what was signed is not what is there
    DIGEST = "digest"
    PAGE_CHANGED = "page-changed"
    PAGES_CHANGED = "pages-changed"
    ANNOTATION_CHANGED = "annotation-changed"
    FORM_CHANGED = "form-changed"
    APPEARANCE_CHANGED = "appearance-changed"
    SIGNATURE_GONE = "signature-gone"
    ACTIVE_ADDED = "active-added"
    OTHER_CHANGE = "other-change"
    # built as no honest program does
    HEAD = "head"
    TAIL = "tail"
    BROKEN = "broken"
    BYTE_RANGE = "byte-range"
    CONTENTS = "contents"
    HIDDEN_OBJECTS = "hidden-objects"
    DUPLICATE_OBJECTS = "duplicate-objects"
    TWO_READINGS = "two-readings"
    HYBRID = "hybrid"
    LOCKED_LATER = "locked-later"
    SHARED_FIELD = "shared-field"
    EMPTY_FIELD = "empty-field"
    COVERING = "covering"
    BEYOND_PERMISSION = "beyond-permission"
    # of the signer
    REVOKED = "revoked"
    EXPIRED = "expired"
    # nothing could be judged
    NO_PDF = "no-pdf"
    LOCKED = "locked"
    TOO_LARGE = "too-large"
    TOO_COMPLEX = "too-complex"
    GAVE_UP = "gave-up"


ALTERING = frozenset(
    {
        Reason.DIGEST,
        Reason.PAGE_CHANGED,
        Reason.PAGES_CHANGED,
        Reason.ANNOTATION_CHANGED,
        Reason.FORM_CHANGED,
        Reason.APPEARANCE_CHANGED,
        Reason.ACTIVE_ADDED,
        Reason.OTHER_CHANGE,
    }
)


@dataclasses.dataclass(frozen=True)
class Change:
    kind: ChangeKind
    page: int = 0  # 1 is the first; 0 where it belongs to none


@dataclasses.dataclass(frozen=True)
class Signature:
    """One signature or document timestamp."""

    field: str  # its name in the PDF
    kind: Kind
    who: str = dataclasses.field(repr=False)  # common name of the certificate's subject, NFC
    organisation: str  # "" where the certificate names none
    claimed: dt.datetime | None  # as the signer's computer said
    proven: dt.datetime | None  # the earliest that a trusted timestamp says; it existed by then
    proven_by: str  # who gave that time
    intact: bool  # the bytes it covers are the ones that were signed
    revision: int  # it covers the file up to and including this one; 1 is the first
    whole: bool  # to the file's last byte
    since: tuple[Change, ...]  # what later revisions did
    trust: Trust
    revocation_known: bool  # it is shown that neither this certificate nor one above was revoked
    level: Level | None  # None for timestamps, and where it was made in another way than PAdES
    visible: bool


@dataclasses.dataclass(frozen=True)
class Report:
    """All that is said of one file. `reasons` is empty for VALID, UNKNOWN_SIGNER and UNSIGNED."""

    verdict: Verdict
    signatures: tuple[Signature, ...] = ()  # in the order they were made
    reasons: tuple[Reason, ...] = ()
    revisions: int = 0


def to_json(report: Report) -> dict[str, Any]:
    return {
        "verdict": report.verdict.value,
        "reasons": [reason.value for reason in report.reasons],
        "revisions": report.revisions,
        "signatures": [
            {
                "field": one.field,
                "kind": one.kind.value,
                "who": one.who,
                "organisation": one.organisation,
                "claimed": one.claimed.isoformat() if one.claimed else None,
                "proven": one.proven.isoformat() if one.proven else None,
                "proven_by": one.proven_by,
                "intact": one.intact,
                "revision": one.revision,
                "whole": one.whole,
                "since": [{"kind": c.kind.value, "page": c.page} for c in one.since],
                "trust": one.trust.value,
                "revocation_known": one.revocation_known,
                "level": one.level.value if one.level else None,
                "visible": one.visible,
            }
            for one in report.signatures
        ],
    }


def from_json(said: Any) -> Report:  # noqa: ANN401 - whatever a child may say
    """The report back; raises ValueError for anything that is none."""
    try:
        return Report(
            Verdict(said["verdict"]),
            tuple(_signature(one) for one in said["signatures"]),
            tuple(Reason(one) for one in said["reasons"]),
            int(said["revisions"]),
        )
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError(type(error).__name__) from None


def _signature(said: dict[str, Any]) -> Signature:
    return Signature(
        field=str(said["field"]),
        kind=Kind(said["kind"]),
        who=str(said["who"]),
        organisation=str(said["organisation"]),
        claimed=_moment(said["claimed"]),
        proven=_moment(said["proven"]),
        proven_by=str(said["proven_by"]),
        intact=said["intact"] is True,
        revision=int(said["revision"]),
        whole=said["whole"] is True,
        since=tuple(Change(ChangeKind(one["kind"]), int(one["page"])) for one in said["since"]),
        trust=Trust(said["trust"]),
        revocation_known=said["revocation_known"] is True,
        level=None if said["level"] is None else Level(said["level"]),
        visible=said["visible"] is True,
    )


def _moment(said: str | None) -> dt.datetime | None:
    if said is None:
        return None
    moment = dt.datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return moment
