"""Everything that keeps somebody from signing, said at once and before anything is signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from drivers.token import TokenState
from kiosk.dossier.signing.certificates import Certificate
from kiosk.dossier.signing.facts import Facts, Held
from kiosk.dossier.signing.names import Likeness
from kiosk.signing import Finding, Signer, SigningFault, SignRole, line_of, post_of
from kiosk.store.moments import OFFICE_ZONE, office_day

SLACK = dt.timedelta(minutes=5)  # a clock that is set right by the network may step back so far

_TOKEN: dict[TokenState, SigningFault] = {
    TokenState.ABSENT: SigningFault.TOKEN_ABSENT,
    TokenState.MODULE_MISSING: SigningFault.MODULE_MISSING,
    TokenState.MODULE_FAILED: SigningFault.MODULE_FAILED,
    TokenState.PIN_LOW: SigningFault.PIN_LOW,
    TokenState.PIN_LAST: SigningFault.PIN_LAST,
    TokenState.PIN_LOCKED: SigningFault.PIN_LOCKED,
    TokenState.PIN_TO_CHANGE: SigningFault.PIN_TO_CHANGE,
}
_AWAY = (TokenState.ABSENT, TokenState.MODULE_MISSING, TokenState.MODULE_FAILED)


def preflight(
    role: SignRole,
    facts: Facts,
    signers: Sequence[Signer],
    now: dt.datetime,
    last_try: bool = False,
) -> tuple[Finding, ...]:
    """Whatever speaks against signing for `role` now, what blocks first; nothing that blocks: it may be signed.

    `signers` is the whole registry. With `last_try` somebody has said to use the last try of the PIN. Whatever
    the clock shows, no certificate counts as valid that was over at a moment which is past for certain.
    """
    found = [
        *_of_token(facts, last_try),
        *_of_clock(facts, now),
        *(_of_certificate(facts.held, max(now, facts.past)) if facts.held else ()),
        *_of_registry(role, facts.held, signers, office_day(now)),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def may_sign(findings: Sequence[Finding]) -> bool:
    """Whether none of them blocks."""
    return not any(finding.blocks for finding in findings)


def _of_token(facts: Facts, last_try: bool) -> Iterator[Finding]:
    fault = _TOKEN.get(facts.token)
    if fault is not None and not (last_try and fault is SigningFault.PIN_LAST):
        yield Finding(fault)
    if facts.held is None and facts.token not in _AWAY:
        yield Finding(SigningFault.KEY_MISSING)


def _of_clock(facts: Facts, now: dt.datetime) -> Iterator[Finding]:
    if now < facts.past - SLACK:
        yield Finding(SigningFault.CLOCK_WRONG, f"{_moment(now)} < {_moment(facts.past)}")


def _of_certificate(held: Held, at: dt.datetime) -> Iterator[Finding]:
    certificate = held.certificate
    who = certificate.holder(SignRole.OFFICIAL)
    if at > certificate.not_after:
        yield Finding(SigningFault.CERTIFICATE_EXPIRED, f"{who}, {_moment(certificate.not_after)}")
    if at < certificate.not_before:
        yield Finding(SigningFault.CERTIFICATE_EARLY, f"{who}, {_moment(certificate.not_before)}")
    if held.revocation == "revoked":
        yield Finding(SigningFault.CERTIFICATE_REVOKED, who)
    elif held.revocation != "good":
        yield Finding(SigningFault.REVOCATION_UNKNOWN, who)
    if not held.trusted:
        yield Finding(SigningFault.CERTIFICATE_UNTRUSTED, who)
    if not certificate.signs:
        yield Finding(SigningFault.CERTIFICATE_PURPOSE, who)


def _of_registry(
    role: SignRole, held: Held | None, signers: Sequence[Signer], day: dt.date
) -> Iterator[Finding]:
    post = post_of(role, day, signers)
    if post.vacant:
        since = post.vacant_since
        yield Finding(SigningFault.POST_VACANT, f"{since:%d/%m/%Y}" if since else "")
    if held is None:
        return
    certificate = held.certificate
    # A line that was taken back never let anybody sign: it is as if the archivist had not written it.
    signers = [line for line in signers if not line.valid_to or line.valid_to >= line.valid_from]
    bound = [line for line in signers if line.certificate == certificate.sha256]
    if bound:
        yield from _bound(role, certificate, bound, day)
    else:
        yield from _unbound(role, certificate, signers, day)


def _bound(
    role: SignRole, certificate: Certificate, lines: Sequence[Signer], day: dt.date
) -> Iterator[Finding]:
    """Of the lines that this certificate is bound to, the one it would sign by, else the nearest to it."""
    for_role = [line for line in lines if line.role is role]
    signing = line_of(role, day, certificate.sha256, lines)
    line = signing or (for_role or list(lines))[-1]
    if not for_role:
        yield Finding(SigningFault.SIGNER_OTHER_ROLE, line.name)
    elif signing is None:
        yield Finding(SigningFault.SIGNER_OTHER_DATE, f"{line.name}, {_days(line)}")
    if not certificate.likeness(line.name, line.role).agrees:
        yield _other_name(certificate, line)


def _unbound(
    role: SignRole, certificate: Certificate, signers: Sequence[Signer], day: dt.date
) -> Iterator[Finding]:
    """Namesakes are many: a name alone registers nobody, but it tells what is missing."""

    def fits(line: Signer) -> tuple[bool, bool]:
        return line.role is role, line.on(day)

    likeness = {line.id: certificate.likeness(line.name, line.role) for line in signers}
    same = [line for line in signers if likeness[line.id].agrees]
    alike = [line for line in signers if likeness[line.id] is Likeness.DIACRITICS]
    if same:
        line = max(same, key=fits)
        yield Finding(SigningFault.SIGNER_UNBOUND, line.name)
        if line.role is not role:
            yield Finding(SigningFault.SIGNER_OTHER_ROLE, line.name)
        elif not line.on(day):
            yield Finding(SigningFault.SIGNER_OTHER_DATE, f"{line.name}, {_days(line)}")
    elif alike:
        yield _other_name(certificate, max(alike, key=fits))
    else:
        yield Finding(SigningFault.SIGNER_UNKNOWN, certificate.holder(role))


def _other_name(certificate: Certificate, line: Signer) -> Finding:
    return Finding(SigningFault.SIGNER_OTHER_NAME, f"{certificate.holder(line.role)} ≠ {line.name}")


def _days(line: Signer) -> str:
    until = f"{line.valid_to:%d/%m/%Y}" if line.valid_to else "…"
    return f"{line.valid_from:%d/%m/%Y}–{until}"


def _moment(moment: dt.datetime) -> str:
    # A certificate for ever ends in the year 9999, whose last hours are none at the office.
    local = moment if moment.year == dt.MAXYEAR else moment.astimezone(OFFICE_ZONE)
    return f"{local:%d/%m/%Y %H:%M}"
