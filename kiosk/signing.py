"""What a signature needs and what can stand in its way: roles, registered signers, causes with their remedies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.model import Words


class SignRole(StrEnum):
    """In which order a certified copy is signed: a person first, then the organisation seals it."""

    OFFICIAL = "official"  # the person with authority; or who was delegated
    ORGANISATION = "organisation"  # the office's seal, kept by the archivist


@dataclass(frozen=True)
class Signer:
    """One line of the office's registry: who may sign for which role, from when to when."""

    id: str  # 32 hex digits
    name: str = field(repr=False)  # NFC; of the person, or of the organisation
    title: str  # as it stands under the signature: "CHỦ TỊCH", "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"
    role: SignRole
    certificate: str  # sha256 of its DER in hex, "" until the first one is bound to this line
    valid_from: dt.date  # in the office's time zone, both days included
    valid_to: dt.date | None  # None: until further notice
    delegate_of: str = (
        ""  # id of the line whose post this one stands in for; "" for the holder of the post
    )


class SigningFault(StrEnum):
    """Why something is not signed, or not yet completed: {what}-{state}."""

    TOKEN_ABSENT = "token-absent"
    TOKEN_REMOVED = "token-removed"
    MODULE_MISSING = "module-missing"
    MODULE_FAILED = "module-failed"
    PIN_WRONG = "pin-wrong"
    PIN_REFUSED = "pin-refused"
    PIN_LOW = "pin-low"
    PIN_LAST = "pin-last"
    PIN_LOCKED = "pin-locked"
    PIN_TO_CHANGE = "pin-to-change"
    KEY_MISSING = "key-missing"
    SIGNING_REJECTED = "signing-rejected"
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_EARLY = "certificate-early"
    CERTIFICATE_REVOKED = "certificate-revoked"
    CERTIFICATE_UNTRUSTED = "certificate-untrusted"
    CERTIFICATE_PURPOSE = "certificate-purpose"
    REVOCATION_UNKNOWN = "revocation-unknown"
    SIGNER_UNKNOWN = "signer-unknown"
    SIGNER_OTHER_ROLE = "signer-other-role"
    SIGNER_OTHER_DATE = "signer-other-date"
    SIGNER_OTHER_NAME = "signer-other-name"
    POST_VACANT = "post-vacant"
    CLOCK_WRONG = "clock-wrong"
    DOCUMENT_CHANGED = "document-changed"
    DOCUMENT_UNSIGNABLE = "document-unsignable"
    TSA_UNREACHABLE = "tsa-unreachable"
    TSA_NONSENSE = "tsa-nonsense"
    OCSP_UNREACHABLE = "ocsp-unreachable"
    VALIDATION_FAILED = "validation-failed"


class SigningActor(StrEnum):
    """Who can remove a cause."""

    SIGNER = "signer"
    ARCHIVIST = "archivist"
    TECHNICIAN = "technician"
    NOBODY = "nobody"  # it goes by itself, or only informs


# These are told, and do not keep anybody from signing.
ONLY_TOLD = (SigningFault.PIN_LOW, SigningFault.REVOCATION_UNKNOWN)


@dataclass(frozen=True)
class Cause:
    """What is said of a SigningFault: `what` is the matter, what to `do`; `actor` is who can."""

    what: Words
    do: Words
    actor: SigningActor


@dataclass(frozen=True)
class Finding:
    """One result of the pre-flight. A finding of ONLY_TOLD blocks nothing."""

    fault: SigningFault
    detail: str = ""  # what differs or until when, never a PIN; may name the signer

    @property
    def blocks(self) -> bool:
        return self.fault not in ONLY_TOLD
