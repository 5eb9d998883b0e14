"""Every path the appliance uses; nothing else joins paths."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parent


@dataclass(frozen=True)
class Workspace:
    """The state folder of one appliance (systemd's StateDirectory, or build/ in the demo)."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "kiosk.db"

    @property
    def database_key(self) -> Path:
        """Raw 32-byte key in hex; systemd hands it over as a credential, else a 0600 file."""
        return self._credential("database.key")

    @property
    def device_key(self) -> Path:
        """Ed25519 seed in hex, the machine's name at the centre; as `database_key`, for kiosk-sync alone."""
        return self._credential("device.key")

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def trust(self) -> Path:
        """Certificates of the countries whose cards are believed; may be absent."""
        return self.root / "trust"

    @property
    def signing_trust(self) -> Path:
        """Certificates of the authorities whose signers and time stamps are believed; may be absent."""
        return self.root / "signing-trust"

    @property
    def revocations(self) -> Path:
        """What authorities said of signers' certificates, and of whom to ask; may be absent."""
        return self.root / "revocations"

    @property
    def import_lock(self) -> Path:
        """Held by whoever brings old cases in."""
        return self.root / "import.lock"

    @property
    def devices_socket(self) -> Path:
        return self.root / "devices.sock"

    @property
    def signature_pictures(self) -> Path:
        """PNGs the office gave: seal.png, and {first 8 digits of a signer's id}.png; may be absent."""
        return self.root / "signatures"

    @property
    def signing_socket(self) -> Path:
        """Where the desk asks for signatures."""
        return self.root / "signing.sock"

    def _credential(self, name: str) -> Path:
        credentials = os.environ.get("CREDENTIALS_DIRECTORY")
        return (Path(credentials) if credentials else self.root) / name

    def prepare(self) -> None:
        """Make the folders; safe to call again."""
        for folder in (self.root, self.vault):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


CATALOGUE = PACKAGE / "rules" / "catalogue.toml"
WORDS = PACKAGE / "ui" / "words"
FONTS = PACKAGE / "fonts"
ICC = PACKAGE / "dossier" / "srgb.icc"
PAGE_PROFILES = PACKAGE / "dossier" / "profiles.toml"
STAMPS = PACKAGE / "dossier" / "signing" / "stamps.toml"
ATTESTATIONS = PACKAGE / "dossier" / "signing" / "attestation.toml"
