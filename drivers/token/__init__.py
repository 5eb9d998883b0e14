"""Signature tokens: what the kiosk asks of one, and how it can fail; a remote signing service would fit the same."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class TokenState(StrEnum):
    """What stands in the way of signing, as far as it is known without a PIN (PKCS #11, CK_TOKEN_INFO)."""

    READY = "ready"
    PIN_LOW = "pin-low"  # a wrong PIN was given since the last right one
    PIN_LAST = "pin-last"  # one more wrong PIN locks it
    PIN_LOCKED = "pin-locked"
    PIN_TO_CHANGE = "pin-to-change"  # it wants a new PIN before it signs
    ABSENT = "absent"  # no token of that label in any slot
    MODULE_MISSING = "module-missing"  # the maker's library is not on this machine
    MODULE_FAILED = "module-failed"  # the library crashed, hung, or refused to start


class TokenFault(StrEnum):
    """Why nothing was signed."""

    ABSENT = "absent"
    REMOVED = "removed"  # it was there when the session was opened
    MODULE_MISSING = "module-missing"
    MODULE_FAILED = "module-failed"
    PIN_WRONG = "pin-wrong"
    PIN_REFUSED = "pin-refused"  # the same PIN was wrong before: it was not sent again
    PIN_LAST = "pin-last"  # the last try is left, and nobody said to use it
    PIN_LOCKED = "pin-locked"
    PIN_TO_CHANGE = "pin-to-change"
    KEY_MISSING = "key-missing"  # no private key for that certificate
    REJECTED = "rejected"  # the token knows the key and would not sign


class TokenError(Exception):
    """Nothing was signed; `detail` never carries a PIN."""

    def __init__(self, fault: TokenFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault.value)
        self.fault = fault


class Pin:
    """A PIN that never shows itself; `reveal` only where it goes to the token."""

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "****"


class Digest(StrEnum):
    SHA256 = "sha256"
    SHA384 = "sha384"
    SHA512 = "sha512"


@dataclass(frozen=True)
class TokenInfo:
    """One slot with a token in it, as PKCS #11 tells it."""

    label: str
    serial: str
    maker: str
    slot: int
    state: TokenState


@dataclass(frozen=True)
class HeldCertificate:
    """A certificate on a token; `key` names its private key (CKA_ID), empty where the token has none."""

    der: bytes
    key: bytes
    label: str


class Session(Protocol):
    """One login. Nothing of it outlives `close`."""

    certificates: tuple[HeldCertificate, ...]  # all of them, chain certificates too

    def sign(self, certificate: HeldCertificate, data: bytes, digest: Digest) -> bytes:
        """The signature over `data` with the key of `certificate`, as CMS carries it.

        RSA: PKCS #1 v1.5 (RFC 8017, 8.2). EC: a DER ECDSA-Sig-Value (RFC 3279, 2.2.3). Raises TokenError.
        """
        ...


class Token(Protocol):
    """One token by its label (or whichever is there, where none is given)."""

    def info(self) -> TokenInfo | None:
        """The token, None while it is away; raises TokenError for a module that is missing or failed."""
        ...

    def state(self) -> TokenState:
        """Never raises."""
        ...

    def certificates(self) -> tuple[HeldCertificate, ...]:
        """What stands on it for all to see, without a PIN; raises TokenError."""
        ...

    def open(self, pin: Pin, last_try: bool = False) -> AbstractContextManager[Session]:
        """Log in, once; the PIN that was wrong before is never sent again while this Token lives.

        Where one try is left (PIN_LAST) nothing is sent unless `last_try` says so. Raises TokenError.
        """
        ...
