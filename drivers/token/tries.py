"""Which PIN may be sent to a token: none that was wrong before, and not the last one unasked."""

from __future__ import annotations

import hashlib
import secrets

from drivers.token import Pin, TokenError, TokenFault, TokenInfo, TokenState

_IN_THE_WAY = {
    TokenState.PIN_LOCKED: TokenFault.PIN_LOCKED,
    TokenState.PIN_TO_CHANGE: TokenFault.PIN_TO_CHANGE,
}


class Tries:
    """Remembers wrong PINs by a hash under a key of its own: known again, not read back."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._wrong: set[bytes] = set()

    def must_be_allowed(self, token: TokenInfo, pin: Pin, last_try: bool) -> None:
        """Raises TokenError where this PIN is not to be sent; an empty one is wrong without a try."""
        if fault := _IN_THE_WAY.get(token.state):
            raise TokenError(fault)
        if not pin.reveal():
            raise TokenError(TokenFault.PIN_WRONG, "empty")
        if self._hashed(token, pin) in self._wrong:
            raise TokenError(TokenFault.PIN_REFUSED)
        if token.state is TokenState.PIN_LAST and not last_try:
            raise TokenError(TokenFault.PIN_LAST)

    def was_wrong(self, token: TokenInfo, pin: Pin) -> None:
        self._wrong.add(self._hashed(token, pin))

    def _hashed(self, token: TokenInfo, pin: Pin) -> bytes:
        text = "\0".join((token.serial, token.label, pin.reveal()))
        return hashlib.blake2b(text.encode(), key=self._secret).digest()
