"""Signature tokens without a token: SoftHSM2 in a folder of its own, filled with invented people's keys."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

KEY_ID = "01"  # CKA_ID, in hex, of the one key on each token and of its certificate


class SoftTokens:
    """Tokens that programs run with `env` find through `module`.

    Lies wholly in `folder`; a second SoftTokens over the same folder has the same tokens. SoftHSM2 never locks
    a token: for that see pkcs11_mishap.py.
    """

    def __init__(self, folder: Path) -> None:
        self._tokens = folder / "tokens"
        self._away = folder / "away"
        for place in (self._tokens, self._away):
            place.mkdir(parents=True, exist_ok=True)
        conf = folder / "softhsm2.conf"
        conf.write_text(
            f"directories.tokendir = {self._tokens}\nobjectstore.backend = file\nlog.level = ERROR\n"
        )
        self.conf = str(conf)
        self.module = _module()
        self._folder = folder

    @property
    def env(self) -> dict[str, str]:
        """This process's environment, and where the tokens are."""
        return {**os.environ, "SOFTHSM2_CONF": self.conf}

    def add(
        self,
        label: str,
        pin: str,
        key: PrivateKeyTypes | None,
        certificate_der: bytes,
        chain: Sequence[bytes] = (),
    ) -> None:
        """A token with a key, its certificate, and the certificates above it; without `key` only with those."""
        self._run(
            *("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", pin),
            *("--so-pin", secrets.token_hex(8)),
        )
        if key is not None:
            self._put_key(label, pin, key)
        self.put_certificate(label, pin, certificate_der, KEY_ID)
        for place, above in enumerate(chain, start=2):
            self.put_certificate(label, pin, above, f"{place:02x}")

    def put_certificate(self, label: str, pin: str, der: bytes, key_id: str) -> None:
        """One more certificate on a token, for all to see; `key_id` in hex."""
        path = self._folder / f"{secrets.token_hex(8)}.der"
        path.write_bytes(der)
        try:
            self._run(
                *("pkcs11-tool", "--module", self.module, "--token-label", label),
                *("--login", "--pin", pin, "--write-object", str(path), "--type", "cert"),
                *("--id", key_id, "--label", f"certificate {key_id}"),
            )
        finally:
            path.unlink()

    def labels(self) -> tuple[str, ...]:
        """The tokens that are plugged in."""
        return tuple(sorted(self._plugged()))

    def pull(self, label: str) -> None:
        """Take a token out; a process that had it open never finds it again."""
        name = self._plugged()[label]
        drawer = self._away / label
        drawer.mkdir()
        (self._tokens / name).rename(drawer / name)

    def replug(self, label: str) -> None:
        """Put a pulled token back."""
        drawer = self._away / label
        for token in drawer.iterdir():
            token.rename(self._tokens / token.name)
        drawer.rmdir()

    def _put_key(self, label: str, pin: str, key: PrivateKeyTypes) -> None:
        path = self._folder / f"{secrets.token_hex(8)}.pem"
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        try:
            self._run(
                *("softhsm2-util", "--import", str(path), "--token", label, "--pin", pin),
                *("--label", label, "--id", KEY_ID),
            )
        finally:
            path.unlink()

    def _plugged(self) -> dict[str, str]:
        """label -> folder; SoftHSM2 names a token's folder after its serial number."""
        serial, found = "", {}
        folders = [folder.name for folder in self._tokens.iterdir()]
        for line in self._run("softhsm2-util", "--show-slots").splitlines():
            name, _, value = (part.strip() for part in line.partition(":"))
            if name == "Serial number":
                serial = value
            elif name == "Label" and value:
                (found[value],) = (f for f in folders if f.replace("-", "").endswith(serial))
        return found

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout


def _module() -> str:
    """SoftHSM2's library; Debian puts it below the machine's own folder too."""
    found = sorted(Path("/usr/lib").glob("**/softhsm/libsofthsm2.so"), key=lambda p: len(p.parts))
    if not found:
        raise RuntimeError("libsofthsm2.so is missing: install softhsm2")
    return str(found[0])
