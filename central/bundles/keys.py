"""The keys of the four roles: a folder for those that stay offline, one for the key that signs by itself."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner

from central.objects import sync

PUBLIC_ONLY = 0o077  # what nobody but the owner may have
ONLINE = "online"  # snapshot and timestamp


class KeysError(ValueError):
    """A folder of keys cannot be used; the text says why in one sentence."""


class Keys:
    """A folder of private keys, `{role}-{n}.pem` (PKCS 8, ed25519), each readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, role: str) -> tuple[CryptoSigner, ...]:
        """Every key of the role in the order of its numbers; raises KeysError where there is none."""
        signers = tuple(_read(path) for _, path in self._numbered(role))
        if not signers:
            raise KeysError(f"{self._folder} has no key of {role}")
        return signers

    def make(self, role: str, count: int) -> tuple[CryptoSigner, ...]:
        """New keys beside those of the role, with the numbers that follow; raises KeysError."""
        first = 1 + max((number for number, _ in self._numbered(role)), default=0)
        signers = []
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for number in range(first, first + count):
                signer = CryptoSigner.generate_ed25519()
                _write(self._folder / f"{role}-{number}.pem", signer.private_bytes)
                signers.append(signer)
            sync(self._folder)  # before anything that they sign makes the old ones worthless
        except OSError as error:
            raise KeysError(f"{self._folder} cannot be written: {error.strerror}") from None
        return tuple(signers)

    def drop(self, role: str, but: int) -> None:
        """All but the last `but` keys of the role are no more."""
        for _, path in self._numbered(role)[:-but]:
            path.unlink()

    def _numbered(self, role: str) -> list[tuple[int, Path]]:
        found = []
        for path in self._folder.glob(f"{role}-*.pem"):
            number = path.stem.removeprefix(f"{role}-")
            if number.isdecimal():
                found.append((int(number), path))
        return sorted(found)


def _read(path: Path) -> CryptoSigner:
    try:
        mode, pem = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise KeysError(f"{path} cannot be read: {error.strerror}") from None
    if mode & PUBLIC_ONLY:
        raise KeysError(f"{path} may be read by others: chmod 600 it, and ask who has")
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        raise KeysError(f"{path} is no key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeysError(f"{path} is no ed25519 key")
    return CryptoSigner(key)


def _write(path: Path, pem: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
