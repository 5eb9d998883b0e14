"""A checkout of its own for ./dev, with nothing on the PATH but what a bare Debian has, and stand-ins."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements-build.lock", "requirements-py311.lock", "requirements-py313.lock")
PLAIN = (
    "awk",
    "bash",
    "cat",
    "cut",
    "dirname",
    "env",
    "mkdir",
    "rm",
    "sha256sum",
    "sleep",
    "tail",
    "true",
)
LONG = 120  # seconds; a loaded machine may need many of them


class Checkout:
    """`dev` and its lock files in a folder; `calls` is what the stand-ins were asked."""

    def __init__(self, folder: Path) -> None:
        self.root, self.bin, self._calls = folder / "kiosk", folder / "bin", folder / "calls"
        self.root.mkdir()
        self.bin.mkdir()
        shutil.copy(ROOT / "dev", self.root)
        for name in LOCKS:
            (self.root / name).write_text("# nothing to install\n")
        for name in PLAIN:
            found = shutil.which(name)
            assert found, f"this system has no {name}"
            (self.bin / name).symlink_to(found)
        self.stand_in("id", "echo 0")
        self.stand_in("df", "printf 'Avail\\n9000000\\n'")
        self.stand_in("dpkg", "true")
        self.stand_in("apt-get", "true")
        self.debian_has_everything()

    @property
    def calls(self) -> list[str]:
        return self._calls.read_text().splitlines() if self._calls.exists() else []

    @property
    def stamp(self) -> Path:
        return self.root / ".venv" / "installed"

    def stand_in(self, name: str, does: str) -> None:
        """From now on `name` notes that it was called, and does this."""
        path = self.bin / name
        path.write_text(f'#!/bin/bash\necho "{name} $*" >> {self._calls}\n{does}\n')
        path.chmod(0o755)

    def debian_has_everything(self) -> None:
        self.stand_in("dpkg-query", 'for name; do [[ $name == -* ]] || echo "ii  $name"; done')

    def debian_lacks_everything(self) -> None:
        self.stand_in("dpkg-query", "exit 1")

    def python_is_installed(self) -> None:
        """As a first run leaves it: a .venv, and the stamp of these lock files."""
        folder = self.root / ".venv" / "bin"
        folder.mkdir(parents=True)
        (folder / "python").write_text(f'#!/bin/bash\necho "python $*" >> {self._calls}\n')
        (folder / "python").chmod(0o755)
        version = subprocess.run(
            ["/usr/bin/python3", "-c", "import sys; print('%d%d' % sys.version_info[:2])"],
            capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
        locks = [self.root / f"requirements-py{version}.lock", self.root / LOCKS[0]]
        both = b"".join(lock.read_bytes() for lock in locks)
        self.stamp.write_text(hashlib.sha256(both).hexdigest() + "\n")

    def command(self, *arguments: str) -> dict[str, object]:
        """For subprocess: ./dev ARGUMENTS with nothing of this machine's Python around it."""
        env = {"PATH": str(self.bin), "HOME": str(self.root), "PIP_CONFIG_FILE": os.devnull}
        env |= {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_TIMEOUT": "1"}
        return {"args": [str(self.root / "dev"), *arguments], "env": env, "text": True}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            **self.command(*arguments), capture_output=True, timeout=LONG, check=False
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)
