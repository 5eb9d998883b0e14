"""The keys that lie outside the database: the one that opens it, and the one every case's key is wrapped by."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from kiosk.settings import Secret
from kiosk.store.disk import write_safely
from kiosk.store.errors import WrongKey

KEY = 32  # bytes
WRAPPED = KEY + 8  # RFC 3394, 2.2.1
_HEX = re.compile(rf"[0-9a-f]{{{KEY * 2}}}")


class Keyring:
    """The vault's key. What it wraps is of use to nobody who has the database alone."""

    def __init__(self, key: Secret) -> None:
        """`key`: 32 bytes in hex."""
        self._key = key

    def wrap(self, key: bytes) -> bytes:
        """A case's key as it may lie in the database: 40 bytes (AES Key Wrap, RFC 3394)."""
        return aes_key_wrap(bytes.fromhex(self._key.reveal()), key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """What was wrapped; raises WrongKey where it was by another key, or was altered."""
        try:
            return aes_key_unwrap(bytes.fromhex(self._key.reveal()), wrapped)
        except (InvalidUnwrap, ValueError):
            raise WrongKey("vault.key is not the one that a key was wrapped by") from None

    def mark(self, what: str, text: str) -> str:
        """The same for the same, and of no use to whoever has not the key; `what` keeps kinds of texts apart."""
        said = f"{what}\0{text}".encode()
        return hmac.digest(bytes.fromhex(self._key.reveal()), said, "sha256").hex()

    def prove(self, proof: bytes) -> None:
        """Raises WrongKey unless `proof` was wrapped by this very key."""
        try:
            self.unwrap(proof)
        except WrongKey:
            raise WrongKey(
                "vault.key is another kiosk's: put back the one this kiosk began with, and nothing is lost"
            ) from None


def read_key(path: Path, *, old: bool) -> Secret:
    """The key in a file, 32 bytes in hex; made, for this user alone, where nothing needs it yet.

    `old`: something is kept already that no other key opens. Raises WrongKey, OSError.
    """
    try:
        key = path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        key = ""
    except FileNotFoundError:
        if os.environ.get("CREDENTIALS_DIRECTORY"):
            raise WrongKey(
                f"the credential {path.name} is not there: name it in the unit of every service"
            ) from None
        if old:
            raise WrongKey(
                f"{path.name} is gone, and a new one would open nothing that is kept: put it back from its copy"
            ) from None
        key = secrets.token_hex(KEY)
        write_safely(path, key.encode("ascii"))
    if not _HEX.fullmatch(key):
        raise WrongKey(
            f"{path.name} is not 32 bytes in hex: put back the one this kiosk began with"
        )
    return Secret(key)
