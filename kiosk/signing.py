"""What a signature needs and what can stand in its way: roles, registered signers, causes with their remedies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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

    def on(self, day: dt.date) -> bool:
        """Whether this line holds on that day of the office's."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Post:
    """Who may sign for a role on a day: whoever holds the post, and whoever stands in."""

    role: SignRole
    holders: tuple[Signer, ...] = ()
    delegates: tuple[Signer, ...] = ()
    vacant_since: dt.date | None = None  # while vacant; None also where nobody ever held it

    @property
    def vacant(self) -> bool:
        return not self.everybody

    @property
    def everybody(self) -> tuple[Signer, ...]:
        """Holders first."""
        return self.holders + self.delegates


def post_of(role: SignRole, day: dt.date, signers: Iterable[Signer]) -> Post:
    """The post of `role` on that day of the office's, by the lines of its registry."""
    lines = [line for line in signers if line.role is role]
    valid = [line for line in lines if line.on(day)]
    over = [line.valid_to for line in lines if line.valid_to is not None and line.valid_to < day]
    return Post(
        role,
        tuple(line for line in valid if not line.delegate_of),
        tuple(line for line in valid if line.delegate_of),
        max(over) + dt.timedelta(days=1) if over and not valid else None,
    )


def line_of(
    role: SignRole, day: dt.date, certificate: str, signers: Iterable[Signer]
) -> Signer | None:
    """The line by which a certificate (sha256 in hex) signs for `role` on that day: its name and title count.

    Who both holds the post and stands in for it signs as its holder.
    """
    everybody = post_of(role, day, signers).everybody
    return next(
        (line for line in everybody if certificate and line.certificate == certificate), None
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
    SIGNER_UNBOUND = "signer-unbound"  # the name is registered, this certificate is not
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
