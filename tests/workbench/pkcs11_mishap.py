"""Tokens that lock, leave, crash and hang: our PKCS #11 library in front of SoftHSM2's."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.workbench.tokens import SoftTokens

SOURCE = Path(__file__).with_suffix(".c")


def compiled(folder: Path) -> str:
    """The library, made by the C compiler; its path."""
    library = folder / "pkcs11_mishap.so"
    command = ["gcc", "-std=gnu11", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return str(library)


class Mishaps:
    """The tokens of `tokens` as programs with `env` find them through `module`; the switches stand in the C file."""

    def __init__(self, folder: Path, module: str, tokens: SoftTokens) -> None:
        folder.mkdir()
        self._folder = folder
        self._tokens = tokens
        self.module = module

    @property
    def env(self) -> dict[str, str]:
        return {
            **self._tokens.env,
            "PKCS11_BEHIND": self._tokens.module,
            "PKCS11_MISHAPS": str(self._folder),
        }

    def on(self, switch: str) -> None:
        (self._folder / switch).touch()

    def off(self, switch: str) -> None:
        (self._folder / switch).unlink()

    def tries(self, left: int) -> None:
        """How many wrong PINs are left; three again after a right one, none is locked."""
        (self._folder / "tries").write_text(str(left))

    def logins(self) -> int:
        """How many PINs came as far as the library."""
        calls = self._folder / "calls"
        return len(calls.read_text().splitlines()) if calls.exists() else 0
