"""Every path the appliance uses; nothing else joins paths."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from kiosk.rights import make_folders

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
        return self._keys / "database.key"

    @property
    def vault_key(self) -> Path:
        """The key that wraps the cases' keys; in hex, and handed over in the same way."""
        return self._keys / "vault.key"

    @property
    def device_key(self) -> Path:
        """Ed25519 seed in hex, the machine's name at the centre; as `database_key`, for kiosk-sync alone."""
        return self._keys / "device.key"

    @property
    def certificate_key(self) -> Path:
        """Key of [centre] certificate, PEM, where it is not in that file; as `device_key`."""
        return self._keys / "certificate.key"

    @property
    def certificate(self) -> Path:
        """PEM of this machine's certificate, over `device_key`, from the province; may be absent."""
        return self.root / "certificate.pem"

    @property
    def office_authority(self) -> Path:
        """PEM of the office's own authority, which its PCs trust; may be absent."""
        return self.root / "office-authority.crt"

    @property
    def office_authority_key(self) -> Path:
        """Its key, on the one machine that issues; PEM, for its owner alone."""
        return self.root / "office-authority.key"

    @property
    def desk_certificate(self) -> Path:
        """Key and certificate by which the desk and the hall of this machine are known; PEM."""
        return self.root / "desk.pem"

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def ballast(self) -> Path:
        """Room that is let go on the day the disk has none; there only while it has."""
        return self.root / "ballast"

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
    def rules_root(self) -> Path:
        """Whose signatures on rules count first of all, laid here by the technician; may be absent."""
        return self.root / "rules-root.json"

    @property
    def rules(self) -> Path:
        """Rules from the province, and what is known of them."""
        return self.root / "rules"

    @property
    def rules_versions(self) -> Path:
        return self.rules / "versions"

    @property
    def rules_current(self) -> Path:
        """A link to the version in use; not there: as shipped."""
        return self.rules / "current"

    @property
    def rules_metadata(self) -> Path:
        """What The Update Framework has heard and believed."""
        return self.rules / "metadata"

    @property
    def rules_fetched(self) -> Path:
        """Files on their way into a version, each named by its sha256."""
        return self.rules / "fetched"

    @property
    def own_holidays(self) -> Path:
        """Days off and days worked of this office alone, laid here by the technician; may be absent."""
        return self.root / "holidays.toml"

    @property
    def rules_lock(self) -> Path:
        """Held by whoever brings new rules in."""
        return self.rules / "lock"

    @property
    def rules_trust(self) -> Path:
        """As `trust`, but from the province with the rules in use."""
        return self.rules_current / "trust"

    @property
    def rules_signing_trust(self) -> Path:
        """As `signing_trust`, but from the province with the rules in use."""
        return self.rules_current / "signing-trust"

    @property
    def import_lock(self) -> Path:
        """Held by whoever brings old cases in."""
        return self.root / "import.lock"

    @property
    def touched(self) -> Path:
        """Empty; its time is when the screen was last touched, by whom nobody knows. Not there: never."""
        return self.root / "touched"

    @property
    def devices_socket(self) -> Path:
        return self._runtime / "devices.sock"

    @property
    def signature_pictures(self) -> Path:
        """PNGs the office gave: seal.png, and {first 8 digits of a signer's id}.png; may be absent."""
        return self.root / "signatures"

    @property
    def signing_socket(self) -> Path:
        """Where the desk asks for signatures."""
        return self._runtime / "signing.sock"

    @property
    def _keys(self) -> Path:
        credentials = os.environ.get("CREDENTIALS_DIRECTORY")
        return Path(credentials) if credentials else self.root

    @property
    def _runtime(self) -> Path:
        """Where sockets lie: systemd's RuntimeDirectory, in memory, for a disk may take nothing in."""
        return Path(os.environ.get("RUNTIME_DIRECTORY") or self.root)

    def prepare(self) -> None:
        """Make the folders, private ones where none is above that is shared (kiosk.rights); safe to call again."""
        for folder in (self.root, self.vault):
            make_folders(folder)


CATALOGUE = PACKAGE / "rules" / "catalogue.toml"
FEES = PACKAGE / "rules" / "fees.toml"
FORMS = PACKAGE / "rules" / "forms.toml"
PROCESSES = PACKAGE / "rules" / "processes.toml"
WORDS = PACKAGE / "ui" / "words"
FONTS = PACKAGE / "fonts"
ICC = PACKAGE / "dossier" / "srgb.icc"
PAGE_PROFILES = PACKAGE / "dossier" / "profiles.toml"
STAMPS = PACKAGE / "dossier" / "signing" / "stamps.toml"
ATTESTATIONS = PACKAGE / "dossier" / "signing" / "attestation.toml"
