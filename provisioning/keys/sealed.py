"""Keys as they lie on this box: systemd credentials that its TPM, or where it has none its own secret, opens."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from kiosk.model import Words
from kiosk.settings import Secret
from provisioning import layout
from provisioning.box import Box, BoxError, Ran

DATABASE, VAULT, DEVICE = "database.key", "vault.key", "device.key"  # as kiosk.workspace names them
DATA = (DATABASE, VAULT)  # without these two no case opens; what a copy for recovery holds
NAMES = (*DATA, DEVICE)
TPM = PurePosixPath("/dev/tpmrm0")
HOST_SECRET = PurePosixPath("/var/lib/systemd/credential.secret")
# A register that no firmware and no update ever writes: systemd 252 cannot open what is bound to none at all.
PCR = "23"

_KEY = re.compile(r"[0-9a-f]{64}")
_GONE = Words(
    "Máy này không mở được khóa {name}: chip TPM đã bị tắt, bị xóa hoặc bo mạch đã thay. Hãy bật lại TPM trong "
    "BIOS; nếu không được, gửi recovery.sealed về tỉnh rồi chạy: kiosk-provisioning recovery --from TỆP.",
    "{name} does not open on this box: its TPM was switched off or cleared, or the board was replaced. Switch the TPM "
    "on in the BIOS; if that does not help, send recovery.sealed to the province, then: "
    "kiosk-provisioning recovery --from FILE.",
)
_NOT_OURS = Words(
    "Tệp khóa {name} hỏng hoặc không phải của máy này. Hãy gửi recovery.sealed về tỉnh rồi chạy: "
    "kiosk-provisioning recovery --from TỆP.",
    "{name} is damaged, or not of this box. Send recovery.sealed to the province, then: "
    "kiosk-provisioning recovery --from FILE.",
)
_NOT_THERE = Words(
    "Máy này chưa có khóa {name}. Hãy chạy: kiosk-provisioning apply.",
    "This box has no {name} yet. Run: kiosk-provisioning apply.",
)
_NOT_SEALED = Words(
    "Không niêm phong được khóa {name} ({why}). Hãy kiểm tra đĩa; nếu chip TPM hỏng, hãy tắt TPM trong BIOS; rồi "
    "chạy lại.",
    "{name} could not be sealed ({why}). Look at the disk, switch a broken TPM off in the BIOS; then run it again.",
)
_NO_KEY = Words(
    "{name} không phải là khóa: cần 64 chữ số hệ 16. Hãy đặt lại tệp ban đầu.",
    "{name} is no key, which is 64 hex digits: put back the file this kiosk began with.",
)


class Lock(StrEnum):
    """What opens a credential, by the first 16 bytes of its file; systemd knows more, and one that locks nothing."""

    HOST = "5a1c6a86df9d4096b1d5a65e0862f19a"
    TPM = "93a894094874449090caf2fc93cab553"  # and the secret of this disk


def checked(name: str, text: str) -> Secret:
    """A key as the services take it; raises BoxError for what is none."""
    key = text.strip()
    if not _KEY.fullmatch(key):
        raise BoxError(_filled(_NO_KEY, name=name))
    return Secret(key)


@dataclass(frozen=True)
class Sealed:
    """The credentials in `folder`. `tpm`: as systemd calls the box's, "" for none. Plain keys are in memory alone."""

    box: Box
    tpm: str
    folder: PurePosixPath = layout.CREDENTIALS

    @classmethod
    def of(cls, box: Box, folder: PurePosixPath = layout.CREDENTIALS) -> Sealed:
        return cls(box, str(TPM) if box.path(TPM).exists() else "", folder)

    @property
    def best(self) -> Lock:
        """What a key is sealed with here."""
        return Lock.TPM if self.tpm else Lock.HOST

    def at(self, name: str) -> PurePosixPath:
        return self.folder / f"{name}.cred"

    def lock(self, name: str) -> Lock | None:
        """What opens it; None: it is not there. Raises BoxError for another file, and for one that opens for all."""
        text = self.box.read(self.at(name))
        if text is None:
            return None
        if (lock := _lock_of(text)) is None:
            raise BoxError(_filled(_NOT_OURS, name=name))
        return lock

    def open(self, name: str) -> Secret:
        """The key; raises BoxError where this box cannot open it, or has none."""
        if self.lock(name) is None:
            raise BoxError(_filled(_NOT_THERE, name=name))
        text = self.box.read(self.at(name)) or ""
        ran = self._decrypt(name, text)
        if ran.code:
            raise BoxError(_filled(_GONE if _lock_of(text) is Lock.TPM else _NOT_OURS, name=name))
        return checked(name, ran.out)

    def seal(self, name: str, key: Secret) -> None:
        """On return it lies in its file, opens again, and survives a power cut; raises BoxError: it is as it was."""
        self.box.run(self._command("setup"))  # the secret of this disk; one that is there stays
        how = ("--with-key=host+tpm2", f"--tpm2-pcrs={PCR}") if self.tpm else ("--with-key=host",)
        ran = self.box.run([*self._command("encrypt", name, *how), "-", "-"], given=key.reveal())
        opens = not ran.code and _lock_of(ran.out) is self.best
        if not opens or self._decrypt(name, ran.out).out != key.reveal():
            raise BoxError(_filled(_NOT_SEALED, name=name, why=ran.err.strip()[-200:]))
        self.box.path(self.folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.box.write(self.at(name), ran.out, mode=0o600)

    def remove(self, name: str) -> None:
        self.box.remove(self.at(name))

    def _decrypt(self, name: str, text: str) -> Ran:
        return self.box.run([*self._command("decrypt", name), "-", "-"], given=text)

    def _command(self, what: str, name: str = "", *options: str) -> list[str]:
        secret = self.box.path(HOST_SECRET)
        command = ["env", f"SYSTEMD_CREDENTIAL_SECRET={secret}", "systemd-creds", what]
        if name:
            command.append(f"--name={name}")
            command += [f"--tpm2-device={self.tpm}"] if self.tpm else []
        return [*command, *options]


def _lock_of(text: str) -> Lock | None:
    try:
        return Lock(base64.b64decode(text)[:16].hex())
    except ValueError:  # binascii's is one
        return None


def _filled(words: Words, **what: str) -> Words:
    return Words(words.vi.format(**what), words.en.format(**what))
