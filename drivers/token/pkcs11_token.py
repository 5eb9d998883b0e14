"""A PKCS #11 token: every call of the maker's library in a short-lived child (worker.py), one per login or look."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

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
from drivers.token.child import Child
from drivers.token.tries import Tries

BUDGET = 20.0  # seconds for one call; SoftHSM2 takes one millisecond, real tokens were not at hand

_STATES = {
    TokenFault.MODULE_MISSING: TokenState.MODULE_MISSING,
    TokenFault.MODULE_FAILED: TokenState.MODULE_FAILED,
    TokenFault.REMOVED: TokenState.ABSENT,
}


class Pkcs11Token:
    """The token of that label behind the maker's library `module`; implements Token.

    `label` may be its serial number, since some makers give all their tokens one label; empty takes the token in
    the lowest slot; one of more than 32 bytes is compared as far as a token can hold it. `env` stands in for this
    process's environment, where some libraries look for their configuration. `budget`: seconds for one call of
    the library; a signature may take two of them, where it failed and the token is looked for again.

    A session belongs to the thread that opened it: its child dies with that thread.
    Without a PIN no private key can be seen: `certificates` then names for each the key it should have.
    Keys that want the PIN for each signature (CKA_ALWAYS_AUTHENTICATE) and tokens with a PIN pad of their own
    are not served: REJECTED, or PIN_WRONG.
    """

    def __init__(
        self,
        module: str,
        label: str = "",
        budget: float = BUDGET,
        *,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._module = module
        self._label = label
        self._budget = budget
        self._env = env
        self._tries = Tries()

    def info(self) -> TokenInfo | None:
        """See Token.info."""
        with self._child() as child:
            return self._found(child)

    def state(self) -> TokenState:
        """See Token.state; a library that refuses to start or to look has failed."""
        try:
            found = self.info()
        except TokenError as error:
            return _STATES.get(error.fault, TokenState.MODULE_FAILED)
        return found.state if found else TokenState.ABSENT

    def certificates(self) -> tuple[HeldCertificate, ...]:
        """See Token.certificates."""
        with self._child() as child:
            if self._found(child) is None:
                raise TokenError(TokenFault.ABSENT, self._label)
            return _certificates(child.ask("certificates"))

    @contextlib.contextmanager
    def open(self, pin: Pin, last_try: bool = False) -> Iterator[Session]:
        """See Token.open; an empty PIN is wrong without being sent."""
        with self._child() as child:
            found = self._found(child)
            if found is None:
                raise TokenError(TokenFault.ABSENT, self._label)
            self._tries.must_be_allowed(found, pin, last_try)
            try:
                certificates = _certificates(child.ask("login", pin=pin.reveal()))
            except TokenError as error:
                if error.fault is TokenFault.PIN_WRONG:
                    self._tries.was_wrong(found, pin)
                elif error.fault is TokenFault.REMOVED:  # before there was a session
                    raise TokenError(TokenFault.ABSENT, str(error)) from None
                raise
            session = _Session(child, certificates, self, found)
            try:
                yield session
            finally:
                session.over = TokenError(TokenFault.REMOVED, "the session was closed")

    def still_there(self, found: TokenInfo) -> bool:
        """Whether that very token is in a slot, as a new process sees it; a library that fails says nothing of it."""
        try:
            now = tokens(self._module, self._budget, env=self._env)
        except TokenError:
            return True
        return any((token.label, token.serial) == (found.label, found.serial) for token in now)

    def _child(self) -> Child:
        return Child(self._module, self._budget, self._env)

    def _found(self, child: Child) -> TokenInfo | None:
        found = child.ask("find", label=self._label)["token"]
        return _info(found) if found else None


class _Session:
    """One login, as long as its child lives."""

    def __init__(
        self,
        child: Child,
        certificates: tuple[HeldCertificate, ...],
        token: Pkcs11Token,
        found: TokenInfo,
    ) -> None:
        self.certificates = certificates
        self.over: TokenError | None = None  # why nothing more can be signed in it
        self._child = child
        self._token = token
        self._found = found

    def sign(self, certificate: HeldCertificate, data: bytes, digest: Digest) -> bytes:
        """See Session.sign; what the certificate does not vouch for is never handed out (REJECTED)."""
        if self.over is not None:
            raise TokenError(self.over.fault, str(self.over))
        if not certificate.key:
            raise TokenError(TokenFault.KEY_MISSING, certificate.label)
        try:
            answer = self._child.ask(
                "sign", key=certificate.key.hex(), data=data.hex(), digest=digest.value
            )
        except TokenError as error:
            raise self._judged(error) from None
        signature = signatures.encoded(certificate.der, bytes.fromhex(answer["signature"]))
        if not signatures.verifies(certificate.der, signature, data, digest):
            raise TokenError(TokenFault.REJECTED, "not a signature by this certificate's key")
        return signature

    def _judged(self, error: TokenError) -> TokenError:
        """A second opinion: libraries have many words for a token that was pulled, and some crash of it."""
        doubtful = error.fault in (TokenFault.REJECTED, TokenFault.MODULE_FAILED)
        if doubtful and not self._token.still_there(self._found):
            error = TokenError(TokenFault.REMOVED, str(error))
        if error.fault in (TokenFault.REMOVED, TokenFault.MODULE_FAILED):
            self.over = error
        return error


def tokens(
    module: str, budget: float = BUDGET, *, env: Mapping[str, str] | None = None
) -> tuple[TokenInfo, ...]:
    """Every token in every slot; raises TokenError for a module that is missing or failed."""
    with Child(module, budget, env) as child:
        return tuple(_info(found) for found in child.ask("look")["tokens"])


def _info(found: dict[str, Any]) -> TokenInfo:
    return TokenInfo(**{**found, "state": TokenState(found["state"])})


def _certificates(answer: dict[str, Any]) -> tuple[HeldCertificate, ...]:
    return tuple(
        HeldCertificate(bytes.fromhex(held["der"]), bytes.fromhex(held["key"]), held["label"])
        for held in answer["certificates"]
    )
