"""What is proven of a chip, link by link, and what is not; never more than that.

The links are those of ICAO 9303-11 and -12: the data groups match the hashes in EF.SOD, EF.SOD is signed,
its signer stands under a trusted country, and the chip is no copy.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """What became of one link."""

    PROVEN = "proven"
    FAILED = "failed"
    NOT_CHECKED = "not-checked"


class Reason(StrEnum):
    """Why a link failed or was not checked."""

    # not checked
    NOT_ASKED = "not-asked"
    NO_SOD = "no-sod"  # the chip gave no EF.SOD
    NO_TRUST = "no-trust"  # no country certificate is provisioned here
    NO_KEY = "no-key"  # the chip has no key to prove itself with
    ONLY_REPORTED = "only-reported"  # a reader says so, and nothing kept lets anyone see it again
    EARLIER_LINK = "earlier-link"  # what it rests on is not proven
    # hashes
    HASH_DIFFERS = "hash-differs"
    HASH_MISSING = "hash-missing"  # a data group that EF.SOD does not list
    WEAK_DIGEST = "weak-digest"  # SHA-1 and older
    # signature
    MALFORMED = "malformed"
    UNKNOWN_ALGORITHM = "unknown-algorithm"
    UNKNOWN_CURVE = "unknown-curve"
    WEAK_KEY = "weak-key"
    NO_CERTIFICATE = "no-certificate"  # EF.SOD names a signer whose certificate is not there
    NOT_ONE_SIGNER = "not-one-signer"
    ATTRIBUTES = "attributes"  # the signed attributes do not cover the hashes
    WRONG_SIGNATURE = "wrong-signature"
    # anchored
    UNKNOWN_ISSUER = (
        "unknown-issuer"  # no trusted country has the name or key of the signer's issuer
    )
    WRONG_ISSUER_SIGNATURE = (
        "wrong-issuer-signature"  # it says a trusted country, which did not sign it
    )
    SIGNER_EXPIRED = "signer-expired"  # when it signed
    SIGNER_NOT_YET = "signer-not-yet"
    ISSUER_EXPIRED = "issuer-expired"  # when it issued the signer
    ISSUER_NOT_YET = "issuer-not-yet"
    NOT_FOR_SIGNING = "not-for-signing"  # key usage
    REVOKED = "revoked"
    # genuine
    WRONG_ANSWER = "wrong-answer"
    REFUSED = "refused"
    KEY_WITHHELD = (
        "key-withheld"  # EF.SOD lists the key's data group, and the chip does not give it
    )


class NotProven(Exception):
    """A link does not hold; stays inside this package."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Link:
    """One link of the proof; `reason` is None exactly when it is proven."""

    state: State
    reason: Reason | None = None

    @property
    def holds(self) -> bool:
        return self.state is State.PROVEN


PROVEN = Link(State.PROVEN)


def failed(reason: Reason) -> Link:
    return Link(State.FAILED, reason)


def not_checked(reason: Reason) -> Link:
    return Link(State.NOT_CHECKED, reason)


class Revocation(StrEnum):
    """What the country's list of revoked signers said."""

    NOT_REVOKED = "not-revoked"
    STALE = "stale"  # not on the list, but a newer list is overdue
    NO_LIST = "no-list"


class Summary(StrEnum):
    """The one word for all four links; the worst news wins."""

    TAMPERED = "tampered"
    FORGED = "forged"
    REVOKED = "revoked"
    EXPIRED_SIGNER = "expired-signer"
    CLONED = "cloned"
    WEAK = "weak"
    UNANCHORED = "unanchored"  # consistent, but nobody we trust vouches for the signer
    MAY_BE_A_COPY = "may-be-a-copy"  # vouched for, but the chip did not prove that it is no copy
    PROVEN = "proven"
    DECLARED = "declared"  # nothing of a chip at all: a QR code, or what somebody typed


@dataclass(frozen=True)
class Verdict:
    """The four links, and what stands behind them.

    `signed_at` is when the issuer says he signed; None where he does not. `signer` and `country` are names
    out of certificates, for people; `fingerprint` is SHA-256 of the country certificate relied on.
    """

    hashes: Link = not_checked(Reason.NOT_ASKED)
    signature: Link = not_checked(Reason.NOT_ASKED)
    anchored: Link = not_checked(Reason.NOT_ASKED)
    genuine: Link = not_checked(Reason.NOT_ASKED)
    revocation: Revocation = Revocation.NO_LIST
    signed_at: dt.datetime | None = None
    signer_expired_since: bool = False  # valid when it signed, expired when the card was read
    signer: str = ""
    country: str = ""
    fingerprint: str = ""

    @property
    def summary(self) -> Summary:
        links = (self.hashes, self.signature, self.anchored, self.genuine)
        for reasons, summary in WORST_FIRST:
            if any(link.state is State.FAILED and link.reason in reasons for link in links):
                return summary
        if all(link.state is State.NOT_CHECKED for link in links):
            return Summary.DECLARED
        if any(link.state is State.FAILED for link in links[:2]):
            return Summary.FORGED
        if not all(link.holds for link in links[:3]):
            return Summary.UNANCHORED
        return Summary.PROVEN if self.genuine.holds else Summary.MAY_BE_A_COPY


WORST_FIRST = (
    ({Reason.HASH_DIFFERS, Reason.HASH_MISSING}, Summary.TAMPERED),
    (
        {
            Reason.WRONG_SIGNATURE,
            Reason.ATTRIBUTES,
            Reason.WRONG_ISSUER_SIGNATURE,
            Reason.NOT_FOR_SIGNING,
        },
        Summary.FORGED,
    ),
    ({Reason.REVOKED}, Summary.REVOKED),
    (
        {
            Reason.SIGNER_EXPIRED,
            Reason.SIGNER_NOT_YET,
            Reason.ISSUER_EXPIRED,
            Reason.ISSUER_NOT_YET,
        },
        Summary.EXPIRED_SIGNER,
    ),
    ({Reason.WRONG_ANSWER, Reason.REFUSED, Reason.KEY_WITHHELD}, Summary.CLONED),
    ({Reason.WEAK_DIGEST, Reason.WEAK_KEY}, Summary.WEAK),
)

LINKS = ("hashes", "signature", "anchored", "genuine")


def to_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain values."""
    row: dict[str, Any] = {
        name: {"state": link.state.value, "reason": link.reason and link.reason.value}
        for name in LINKS
        for link in [getattr(verdict, name)]
    }
    return row | {
        "summary": verdict.summary.value,
        "revocation": verdict.revocation.value,
        "signed_at": verdict.signed_at.isoformat() if verdict.signed_at else None,
        "signer_expired_since": verdict.signer_expired_since,
        "signer": verdict.signer,
        "country": verdict.country,
        "fingerprint": verdict.fingerprint,
    }


def from_json(row: dict[str, Any]) -> Verdict:
    """The verdict in such plain values; raises ValueError, KeyError, TypeError."""
    links = {name: _link(row[name]) for name in LINKS}
    return Verdict(
        **links,
        revocation=Revocation(row["revocation"]),
        signed_at=dt.datetime.fromisoformat(row["signed_at"]) if row["signed_at"] else None,
        signer_expired_since=bool(row["signer_expired_since"]),
        signer=str(row["signer"]),
        country=str(row["country"]),
        fingerprint=str(row["fingerprint"]),
    )


def _link(row: dict[str, Any]) -> Link:
    return Link(State(row["state"]), Reason(row["reason"]) if row["reason"] else None)
