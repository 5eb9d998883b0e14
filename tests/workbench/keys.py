"""The keys of the invented world: each machine's is drawn from its name, so that everybody can know it."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.store.disk import write_safely
from kiosk.workspace import Workspace


def seed_of(name: str) -> bytes:
    """32 bytes: the Ed25519 seed of "centre", "kiosk-1" ..."""
    return hashlib.sha256(f"seed of {name}".encode()).digest()


def public_of(name: str) -> str:
    """What others know of it, in hex."""
    return _key(name).public_key().public_bytes_raw().hex()


def signed_by(name: str, said: bytes) -> str:
    return _key(name).sign(said).hex()


def make_known(workspace: Workspace, device: str) -> None:
    """From now on the kiosk in `workspace` is `device`, as a CentreHouse knows it."""
    workspace.prepare()
    write_safely(workspace.device_key, seed_of(device).hex().encode())


def _key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed_of(name))
