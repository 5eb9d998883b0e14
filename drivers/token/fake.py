"""A token without a token: a key in memory, mishandled as a real one is."""

from __future__ import annotations

import contextlib
import hmac
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from drivers.token import (
    Digest,
    HeldCertificate,
    Pin,
    Session,
    TokenError,
    TokenFault,
    TokenInfo,
    TokenState,
    signatures,
)
from drivers.token.tries import Tries

TRIES = 3  # wrong PINs until it locks; makers give 3 to 15
KEY_ID = b"\x01"

_MODULE = {
    TokenState.MODULE_MISSING: TokenFault.MODULE_MISSING,
    TokenState.MODULE_FAILED: TokenFault.MODULE_FAILED,
}


class FakeToken:
    """Implements Token with a key of its own; locks after TRIES wrong PINs.

    `key` None: a token with certificates only. `chain`: the certificates above, DER, without keys.
    """

    def __init__(
        self,
        label: str,
        pin: str,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None,
        certificate: bytes,
        chain: tuple[bytes, ...] = (),
    ) -> None:
        self.label = label
        self.key = key
        self.tries = TRIES  # wrong PINs that are left; 0 is locked
        self.to_change = False  # it wants a new PIN first
        self.module = TokenState.READY  # or MODULE_MISSING, MODULE_FAILED
        self.logins = 0  # PINs that came as far as the token
        self.pull_after: int | None = None  # signatures until somebody pulls it
        self.crash_after: int | None = None  # signatures until its library crashes, once
        self._pin = Pin(pin)
        self._plugged = True
        self._pulls = 0
        self._tries = Tries()
        self._held = (
            HeldCertificate(certificate, KEY_ID if key else b"", label),
            *(HeldCertificate(der, b"", "") for der in chain),
        )

    def pull(self) -> None:
        """Take it out: what is open is lost."""
        self._plugged = False
        self._pulls += 1

    def replug(self) -> None:
        """Put it back: a new login works, an old session does not."""
        self._plugged = True

    def info(self) -> TokenInfo | None:
        """See Token.info."""
        if fault := _MODULE.get(self.module):
            raise TokenError(fault)
        if not self._plugged:
            return None
        return TokenInfo(self.label, "0000000000000001", "none", 0, self._pin_state())

    def state(self) -> TokenState:
        """See Token.state."""
        if self.module is not TokenState.READY:
            return self.module
        return self._pin_state() if self._plugged else TokenState.ABSENT

    def certificates(self) -> tuple[HeldCertificate, ...]:
        """See Token.certificates."""
        if self.info() is None:
            raise TokenError(TokenFault.ABSENT, self.label)
        return self._held

    @contextlib.contextmanager
    def open(self, pin: Pin, last_try: bool = False) -> Iterator[Session]:
        """See Token.open."""
        found = self.info()
        if found is None:
            raise TokenError(TokenFault.ABSENT, self.label)
        self._tries.must_be_allowed(found, pin, last_try)
        self.logins += 1
        if not hmac.compare_digest(pin.reveal().encode(), self._pin.reveal().encode()):
            self.tries -= 1
            self._tries.was_wrong(found, pin)
            raise TokenError(TokenFault.PIN_WRONG)
        self.tries = TRIES
        session = _Session(self, self._held, self._pulls)
        try:
            yield session
        finally:
            session.pulls = -1

    def signed(self, data: bytes, digest: Digest, pulls: int) -> bytes:
        """What a session that saw so many pulls gets; raises TokenError."""
        if self.crash_after == 0:
            self.crash_after = None
            self._pulls += 1  # the session went with its library
            raise TokenError(TokenFault.MODULE_FAILED)
        if self.pull_after == 0:
            self.pull_after = None
            self.pull()
        if pulls != self._pulls:
            raise TokenError(TokenFault.REMOVED)
        self.crash_after = self.crash_after and self.crash_after - 1
        self.pull_after = self.pull_after and self.pull_after - 1
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), signatures.HASHES[digest])
        if self.key is None:
            raise TokenError(TokenFault.KEY_MISSING)
        return self.key.sign(data, ec.ECDSA(signatures.HASHES[digest]))

    def _pin_state(self) -> TokenState:
        if self.tries == 0:
            return TokenState.PIN_LOCKED
        if self.to_change:
            return TokenState.PIN_TO_CHANGE
        if self.tries == 1:
            return TokenState.PIN_LAST
        return TokenState.READY if self.tries == TRIES else TokenState.PIN_LOW


class _Session:
    """One login with a FakeToken."""

    def __init__(
        self, token: FakeToken, certificates: tuple[HeldCertificate, ...], pulls: int
    ) -> None:
        self.certificates = certificates
        self.pulls = pulls  # the token's at login; another number is another token to this session
        self._token = token

    def sign(self, certificate: HeldCertificate, data: bytes, digest: Digest) -> bytes:
        """See Session.sign."""
        if not certificate.key:
            raise TokenError(TokenFault.KEY_MISSING, certificate.label)
        return self._token.signed(data, digest, self.pulls)
