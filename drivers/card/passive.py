"""Passive authentication: from the data groups over EF.SOD and its signer to a trusted country.

ICAO 9303-11, 5.1 and 9303-12, 7: runs in the limited child, since every byte of it may be hostile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from drivers.card import certificates, signed_data
from drivers.card.certificates import SIGNS_CERTIFICATES, SIGNS_DATA, Certificate, RevocationList
from drivers.card.signed_data import SignedData
from drivers.card.sod import SecurityObject
from drivers.card.tlv import Malformed
from drivers.card.verdict import (
    PROVEN,
    Link,
    NotProven,
    Reason,
    Revocation,
    Verdict,
    failed,
    not_checked,
)

MOST_LINKS = 4  # from one country key to the next: one every few years
MOST_TRIED = 24  # signatures tried on the way to a country; each costs milliseconds


@dataclass(frozen=True)
class Anchors:
    """Country certificates that may matter for one chip, and lists of revoked signers; all in DER."""

    countries: Sequence[bytes] = field(default=(), repr=False)
    revocations: Sequence[bytes] = field(default=(), repr=False)
    provisioned: bool = False  # whether any country is trusted here at all


@dataclass
class _Tries:
    """How many signatures may still be tried."""

    left: int = MOST_TRIED


def judge(
    ef_sod: bytes | None,
    security: SecurityObject | None,
    hashes: Mapping[int, bytes],
    anchors: Anchors,
    now: dt.datetime,
    issued: dt.date | None = None,
) -> Verdict:
    """The first three links of the verdict.

    `security` is what EF.SOD says, None where it says nothing sensible; `hashes` are those of the data
    groups under its digest. `issued` is the day of issue that the card tells: it stands for the moment of
    signing where the signer does not say.
    """
    if security is None:
        link = not_checked(Reason.NO_SOD) if ef_sod is None else failed(Reason.MALFORMED)
        nothing = Reason.NO_SOD if ef_sod is None else Reason.EARLIER_LINK
        return Verdict(link, link, not_checked(nothing))
    verdict = Verdict(hashes=security.covers(hashes))
    return _signed(verdict, security.signed, anchors, now, issued)


def vouched(
    signed: SignedData,
    of_sod: Verdict,
    anchors: Anchors,
    now: dt.datetime,
    issued: dt.date | None = None,
) -> Link:
    """Whether what else the chip has signed, its EF.CardSecurity, is believed as much as its EF.SOD.

    A wrong signature is that link; a signer whom nobody trusts, where that of EF.SOD is, is not checked.
    """
    found = _signed(Verdict(), signed, anchors, now, issued)
    if not found.signature.holds:
        return found.signature
    less = of_sod.anchored.holds and not found.anchored.holds
    return not_checked(Reason.EARLIER_LINK) if less or not of_sod.signature.holds else PROVEN


def _signed(
    verdict: Verdict,
    signed: SignedData,
    anchors: Anchors,
    now: dt.datetime,
    issued: dt.date | None,
) -> Verdict:
    try:
        signature = signed_data.verify(signed)
    except NotProven as failure:
        return replace(
            verdict,
            signature=failed(failure.reason),
            anchored=not_checked(Reason.EARLIER_LINK),
        )
    except Malformed:
        return replace(
            verdict,
            signature=failed(Reason.MALFORMED),
            anchored=not_checked(Reason.EARLIER_LINK),
        )
    signer = signature.certificate
    verdict = replace(
        verdict, signature=PROVEN, signer=str(signer.subject), signed_at=signature.signed_at
    )
    if not anchors.provisioned:
        return replace(verdict, anchored=not_checked(Reason.NO_TRUST))
    when = signature.signed_at or _noon(issued) or now
    try:
        return _anchored(verdict, signer, anchors, when, now)
    except NotProven as failure:
        return replace(verdict, anchored=failed(failure.reason))
    except Malformed:
        return replace(verdict, anchored=failed(Reason.MALFORMED))


def _anchored(
    verdict: Verdict, signer: Certificate, anchors: Anchors, when: dt.datetime, now: dt.datetime
) -> Verdict:
    """Raises Malformed, NotProven."""
    country = issuer_of(signer, list(_readable(anchors.countries)))
    if not signer.may(SIGNS_DATA) or signer.authority:
        raise NotProven(Reason.NOT_FOR_SIGNING)
    certificates.check_validity(signer, when, Reason.SIGNER_NOT_YET, Reason.SIGNER_EXPIRED)
    certificates.check_validity(
        country, signer.begins, Reason.ISSUER_NOT_YET, Reason.ISSUER_EXPIRED
    )
    return replace(
        verdict,
        anchored=PROVEN,
        revocation=_revocation(signer, country, anchors.revocations, now),
        signer_expired_since=now > signer.ends,
        country=str(country.subject),
        fingerprint=country.fingerprint,
    )


def issuer_of(signer: Certificate, countries: Sequence[Certificate]) -> Certificate:
    """The trusted country certificate whose key signed `signer`.

    Trusted are those signed with their own key, since they were provisioned, and those that a trusted one
    signed (link certificates, 9303-12, 4.2). Raises NotProven: UNKNOWN_ISSUER, WRONG_ISSUER_SIGNATURE,
    NOT_FOR_SIGNING, or what is wrong with the only one that fits.
    """
    tries = _Tries()
    worst = NotProven(Reason.UNKNOWN_ISSUER)
    for country in _issuers(signer, countries):
        try:
            _tried(signer, country, tries)
            if not country.may(SIGNS_CERTIFICATES) or country.authority is False:
                raise NotProven(Reason.NOT_FOR_SIGNING)
            if _trusted(country, countries, tries, MOST_LINKS):
                return country
        except NotProven as failure:
            worst = failure
    if worst.reason is Reason.WRONG_SIGNATURE:
        raise NotProven(Reason.WRONG_ISSUER_SIGNATURE)
    raise worst


def _trusted(
    country: Certificate, countries: Sequence[Certificate], tries: _Tries, links: int
) -> bool:
    """Raises NotProven when its own signature is wrong."""
    if country.own:
        _tried(country, country, tries)
        return True
    for older in _issuers(country, countries):
        if links and older.may(SIGNS_CERTIFICATES) and older.authority is not False:
            try:
                _tried(country, older, tries)
            except NotProven:
                continue
            if _trusted(older, countries, tries, links - 1):
                return True
    return False


def _issuers(signed: Certificate, countries: Sequence[Certificate]) -> Iterator[Certificate]:
    """Those whose name or key id `signed` gives, best first."""
    by_key = [
        held
        for held in countries
        if signed.issuer_key_id and held.key_id == signed.issuer_key_id and held.raw != signed.raw
    ]
    yield from (held for held in by_key if held.subject == signed.issuer)
    yield from (held for held in by_key if held.subject != signed.issuer)
    yield from (
        held
        for held in countries
        if held.subject == signed.issuer and held not in by_key and held.raw != signed.raw
    )


def _tried(signed: Certificate | RevocationList, issuer: Certificate, tries: _Tries) -> None:
    if tries.left <= 0:
        raise NotProven(Reason.UNKNOWN_ISSUER)
    tries.left -= 1
    certificates.verify(signed, issuer)


def _revocation(
    signer: Certificate, country: Certificate, given: Sequence[bytes], now: dt.datetime
) -> Revocation:
    """Raises NotProven(REVOKED). Of the country's lists the newest that it signed counts."""
    held = []
    for data in given:
        try:
            listed = certificates.revocation_list(data)
            if listed.issuer == country.subject:
                certificates.verify(listed, country)
                held.append(listed)
        except (NotProven, Malformed):
            continue
    if not held:
        return Revocation.NO_LIST
    newest = max(held, key=lambda listed: listed.made)
    if signer.serial in newest.revoked:
        raise NotProven(Reason.REVOKED)
    late = newest.due is not None and now > newest.due
    return Revocation.STALE if late else Revocation.NOT_REVOKED


def _readable(given: Sequence[bytes]) -> Iterator[Certificate]:
    for data in given:
        try:
            yield certificates.certificate(data)
        except Malformed:
            continue


def _noon(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC) if day else None
