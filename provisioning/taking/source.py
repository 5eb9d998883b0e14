"""What a broken box left: its disk or a copy of its folders, read and never written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.model import Words
from kiosk.settings import Secret
from provisioning import layout
from provisioning.box import Box, BoxError
from provisioning.keys.sealed import DATA, Lock, Sealed, checked

_NOTHING = Words(
    "{folder} không có dữ liệu của kiosk nào. Hãy gắn ổ đĩa của máy hỏng, chỉ để đọc, rồi chỉ đến thư mục gốc của nó.",
    "{folder} holds no kiosk's data. Mount the broken box's disk, read-only, and name the root of it.",
)
_IN_ITS_TPM = Words(
    "Khóa của ổ đĩa này nằm trong chip TPM của máy hỏng. Hãy gửi tệp {recovery} về tỉnh (python -m central recover), "
    "rồi chạy lại với --keys TỆP.",
    "The keys of this disk are in the TPM of the broken box. Send {recovery} to the province (python -m central "
    "recover), then run this again with --keys FILE.",
)
_NO_KEYS = Words(
    "Ổ đĩa này không có khóa {name}. Hãy gửi tệp {recovery} về tỉnh (python -m central recover), rồi chạy lại với "
    "--keys TỆP.",
    "This disk has no {name}. Send {recovery} to the province (python -m central recover), then run this again with "
    "--keys FILE.",
)


@dataclass(frozen=True)
class Source:
    """`disk`: the root of it; `state`: the kiosk's folder on it, or a copy of that alone."""

    disk: Path
    state: Path

    @classmethod
    def of(cls, folder: Path) -> Source:
        """Raises BoxError where no kiosk's data lie."""
        for state in (Box(folder).path(layout.STATE), folder):
            if (state / "kiosk.db").is_file():
                return cls(folder, state)
        raise BoxError(_filled(_NOTHING, folder=str(folder)))

    def name(self) -> str:
        """Which database it is, by the salt at its beginning: no two have the same."""
        with (self.state / "kiosk.db").open("rb") as file:
            return file.read(16).hex()

    def keys(self) -> dict[str, Secret]:
        """The keys of its cases, as far as the disk tells them. Raises BoxError with the way to the others."""
        return {name: self._key(name) for name in DATA}

    def _key(self, name: str) -> Secret:
        plain = self.state / name  # of an install by hand
        if plain.is_file():
            return checked(name, plain.read_text(encoding="ascii", errors="replace"))
        sealed, where = Sealed(Box(self.disk), ""), str(self.state / "recovery.sealed")
        match sealed.lock(name):
            case None:
                raise BoxError(_filled(_NO_KEYS, name=name, recovery=where))
            case Lock.TPM:
                raise BoxError(_filled(_IN_ITS_TPM, recovery=where))
        try:
            return sealed.open(name)
        except BoxError:
            raise BoxError(_filled(_NO_KEYS, name=name, recovery=where)) from None


def _filled(words: Words, **what: str) -> Words:
    return Words(words.vi.format(**what), words.en.format(**what))
