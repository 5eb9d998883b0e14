"""Who this machine is: an Ed25519 key (RFC 8032) that signs whatever it tells the centre."""

from __future__ import annotations

import os
import re
import secrets

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import NameOID

from kiosk.contract import Announcement, Receipt, digest
from kiosk.rights import opened_alone
from kiosk.settings import SettingsError
from kiosk.store.disk import write_safely
from kiosk.store.errors import storing
from kiosk.workspace import Workspace

_KEY = re.compile(r"[0-9a-f]{64}")


class Identity:
    """The device's key; it never leaves this process."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @classmethod
    def of(cls, workspace: Workspace) -> Identity:
        """The machine's own, made where there is none; raises StoreError, SettingsError for no key."""
        path = workspace.device_key
        with storing():
            workspace.prepare()
            if not path.exists() and not os.environ.get("CREDENTIALS_DIRECTORY"):
                write_safely(path, secrets.token_hex(32).encode("ascii"), opened_alone)
            text = path.read_text(encoding="ascii", errors="replace").strip()
        if not _KEY.fullmatch(text):
            raise SettingsError("device.key is not 32 bytes in hex")
        return cls(bytes.fromhex(text))

    @classmethod
    def renew(cls, workspace: Workspace) -> Identity:
        """A new one in its place; raises StoreError, SettingsError where it is handed over as a credential."""
        if os.environ.get("CREDENTIALS_DIRECTORY"):
            raise SettingsError("device.key is a credential here: make it anew where it is kept")
        with storing():
            workspace.prepare()
            write_safely(workspace.device_key, secrets.token_hex(32).encode("ascii"), opened_alone)
        return cls.of(workspace)

    @property
    def public(self) -> str:
        """What the centre must know of it: 64 hex digits."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, said: bytes) -> str:
        return self._key.sign(said).hex()

    @property
    def pem(self) -> bytes:
        """The key itself (PKCS 8), for TLS."""
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def request(self, device: str) -> bytes:
        """A request to certify the key as that of `device` (RFC 2986), in DER."""
        return self._request(device, serialization.Encoding.DER)

    def request_pem(self, device: str) -> bytes:
        return self._request(device, serialization.Encoding.PEM)

    def _request(self, device: str, encoding: serialization.Encoding) -> bytes:
        names = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, device)])
        building = x509.CertificateSigningRequestBuilder().subject_name(names)
        return building.sign(self._key, None).public_bytes(encoding)


class CentreKey:
    """The centre's public key, as [centre] key names it."""

    def __init__(self, text: str) -> None:
        """Raises SettingsError for what is no key."""
        try:
            if not _KEY.fullmatch(text):
                raise ValueError
            self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
        except ValueError:
            raise SettingsError(
                "centre.key must be the 64 digits that `python -m central key` prints"
            ) from None

    def gave(self, receipt: Receipt, announcement: Announcement, body: bytes) -> bool:
        """Whether this is the centre's word for exactly what was announced with `body`, whoever brings it."""
        named = (receipt.device, receipt.envelope, receipt.files, receipt.announcement)
        wanted = (announcement.device, announcement.envelope, announcement.files, digest(body))
        return named == wanted and self.signed(receipt.said(), receipt.signature)

    def signed(self, said: bytes, signature: str) -> bool:
        """Whether the centre signed it; `signature` as the contract has it."""
        try:
            self._key.verify(bytes.fromhex(signature), said)
        except (InvalidSignature, ValueError):
            return False
        return True
