"""Secrets that only this machine knows, each for one purpose, made of what it keeps anyhow."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from kiosk.store.database import open_database
from kiosk.store.errors import StoreError
from kiosk.store.keyring import read_key
from kiosk.workspace import Workspace


def own_secret(workspace: Workspace, what_for: bytes) -> bytes:
    """32 bytes that only this machine knows, the same after a restart as long as its keys are there."""
    try:
        open_database(workspace).close()  # makes the keys, where nothing is kept yet
        key = read_key(workspace.vault_key, old=True).reveal().encode()
    except (StoreError, OSError):
        return secrets.token_bytes(32)
    return hmac.new(key, what_for, hashlib.sha256).digest()
