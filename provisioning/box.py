"""The machine under the technician's hands. Whatever needs root goes through the few functions of this class."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kiosk.model import Words
from kiosk.settings import Secret

PATIENCE = 1800.0  # seconds for the longest command: apt on a slow card


class BoxError(Exception):
    """Something cannot be done to this box: `said` is one sentence for the technician, with what to do."""

    def __init__(self, said: Words) -> None:
        super().__init__(said.en)
        self.said = said


@dataclass(frozen=True)
class Ran:
    """What a command said; `code` 0: it did what it was told."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Box:
    """`root`: where its disk is mounted, "/" for this machine; commands run on this machine only."""

    root: Path = Path("/")

    def path(self, at: PurePosixPath) -> Path:
        """Where `at` (absolute) lies as seen from here."""
        return self.root / at.relative_to("/")

    @property
    def is_running(self) -> bool:
        """Whether systemd runs here: in a tree that was only unpacked units are enabled and not started."""
        return self.path(PurePosixPath("/run/systemd/system")).is_dir()

    def read(self, at: PurePosixPath) -> str | None:
        """A text file; None where there is none."""
        try:
            return self.path(at).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def write(
        self,
        at: PurePosixPath,
        text: str,
        *,
        mode: int = 0o644,
        owner: str = "root",
        group: str = "root",
    ) -> None:
        """The file holds `text`, also through a power cut, or is as it was."""
        path = self.path(at)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.part")
        with open(aside, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(text.encode())
            file.flush()
            os.fchmod(file.fileno(), mode)
            shutil.chown(aside, owner, group)
            os.fsync(file.fileno())
        aside.rename(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def remove(self, at: PurePosixPath) -> None:
        """The file is not there."""
        self.path(at).unlink(missing_ok=True)

    def run(self, command: Sequence[str], *, given: str = "", patience: float = PATIENCE) -> Ran:
        """A program of this machine, in English, without a terminal; `given` on its input. Never a shell."""
        clean = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
        }
        try:
            ended = subprocess.run(
                list(command),
                input=given,
                capture_output=True,
                text=True,
                timeout=patience,
                env=clean,
                check=False,
            )
        except FileNotFoundError:
            return Ran(127, "", f"{command[0]}: not there")
        except subprocess.TimeoutExpired:
            return Ran(124, "", f"{command[0]}: no answer within {patience:.0f} s")
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    def run_with_keys(
        self,
        keys: Mapping[str, Secret],
        user: str,
        command: Sequence[str],
        *,
        seen: bool = False,
        patience: float | None = None,
    ) -> Ran:
        """A program of the kiosk's as `user` ("": as we are), which finds `keys` where a unit finds its credentials.

        They lie in memory that only it sees and that ends with it. `seen`: it speaks to the terminal itself, and
        nothing is caught. Of the environment it has the search paths alone.
        """
        inside = ["unshare", "--mount", "--propagation", "private"]
        inside += [sys.executable, "-m", "provisioning.keys.inside"]
        clean = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "RUNTIME_DIRECTORY": str(self.path(PurePosixPath("/run/kiosk"))),
        }
        handed = os.memfd_create("keys")
        try:
            os.write(handed, json.dumps({n: key.reveal() for n, key in keys.items()}).encode())
            ended = subprocess.run(
                [*inside, str(handed), user, *command],
                stdin=None if seen else subprocess.DEVNULL,
                capture_output=not seen,
                text=True,
                timeout=patience,
                env=clean,
                pass_fds=(handed,),
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Ran(124, "", f"{command[0]}: no answer within {patience:.0f} s")
        finally:
            os.close(handed)
        return Ran(ended.returncode, ended.stdout or "", ended.stderr or "")
