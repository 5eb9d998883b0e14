"""What is so before anything is signed: the token, the certificate that would sign, and what the clock must know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.token import HeldCertificate, Token, TokenError, TokenFault, TokenState
from kiosk.dossier.signing import certificates
from kiosk.dossier.signing.certificates import Certificate, UnreadableCertificate
from kiosk.signing import Signer, SignRole

# No clock can be right that shows a time before this was written.
EARLIEST = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)

# What kiosk.dossier.signing.revocation knows of (certificate, chain up to whoever is trusted, now).
StatusOf = Callable[[bytes, tuple[bytes, ...], dt.datetime], str]

_STATES = {
    TokenFault.ABSENT: TokenState.ABSENT,
    TokenFault.REMOVED: TokenState.ABSENT,
    TokenFault.MODULE_MISSING: TokenState.MODULE_MISSING,
}


@dataclass(frozen=True)
class Held:
    """The certificate that would sign, and how it stands at the moment of looking."""

    certificate: Certificate
    on_token: HeldCertificate  # what drivers.token signs with
    path: tuple[bytes, ...]  # who issued it, up to whoever is trusted, included
    trusted: bool
    revocation: str  # "good", "revoked", "unknown"

    @property
    def chain(self) -> tuple[bytes, ...]:
        """What goes into a signature beside it: `path` without where belief begins."""
        return self.path[:-1] if self.trusted else self.path


@dataclass(frozen=True)
class Facts:
    """All that preflight asks, of one token at one moment."""

    token: TokenState
    held: Held | None  # None: nothing could be read of the token, or no certificate on it has a key
    past: dt.datetime  # a moment that is over for certain: no right clock shows one before it


@dataclass(frozen=True)
class Belief:
    """Whom this office believes: `trust` certificates in DER, `status` of revocation, as cached here."""

    trust: tuple[bytes, ...]
    status: StatusOf


def facts_of(
    token: Token,
    role: SignRole,
    signers: Sequence[Signer],
    belief: Belief,
    now: dt.datetime,
    latest: dt.datetime | None = None,
) -> Facts:
    """Look at a token without a PIN; a fault of it is a fact, nothing is raised.

    `latest` is what Journal.latest() says. `signers` only help to find the right one of several certificates.
    """
    state = token.state()
    held: tuple[HeldCertificate, ...] = ()
    try:
        held = token.certificates()
    except TokenError as error:
        if state not in _STATES.values():
            state = _STATES.get(error.fault, TokenState.MODULE_FAILED)
    return facts_from(state, held, role, signers, belief, now, latest)


def facts_from(
    state: TokenState,
    held: Sequence[HeldCertificate],
    role: SignRole,
    signers: Sequence[Signer],
    belief: Belief,
    now: dt.datetime,
    latest: dt.datetime | None = None,
) -> Facts:
    """The same of what a session holds that is open already."""
    past = max(EARLIEST, latest or EARLIEST)
    moment = max(now, past)
    found = _chosen(held, {line.certificate for line in signers if line.role is role}, moment)
    if found is None:
        return Facts(state, None, past)
    on_token, certificate = found
    others = [other.der for other in held if other is not on_token]
    path = certificates.chain_of(certificate.der, others, belief.trust)
    return Facts(
        state,
        Held(
            certificate,
            on_token,
            path,
            certificates.trusted(certificate.der, path, belief.trust, moment),
            belief.status(certificate.der, path, moment),
        ),
        past,
    )


def _chosen(
    held: Sequence[HeldCertificate], bound: set[str], at: dt.datetime
) -> tuple[HeldCertificate, Certificate] | None:
    """Of those with a key the one that may sign; first those valid now, and of them a registered one."""
    readable = []
    for one in held:
        try:
            certificate = certificates.read(one.der)
        except UnreadableCertificate:
            continue
        if one.key:
            readable.append((one, certificate))

    def worth(pair: tuple[HeldCertificate, Certificate]) -> tuple[bool, bool, bool, dt.datetime]:
        certificate = pair[1]
        valid = certificate.not_before <= at <= certificate.not_after
        return (certificate.signs, valid, certificate.sha256 in bound, certificate.not_before)

    return max(readable, key=worth, default=None)
