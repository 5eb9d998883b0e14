"""The machine under the technician's hands. Whatever needs root goes through the few functions of this class:
read, write, copy, append, folder, link, remove, prune, alone, run, run_with_keys."""

from __future__ import annotations

import fcntl
import filecmp
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from kiosk.model import Words
from kiosk.settings import Secret

PATIENCE = 1800.0  # seconds for the longest command: apt on a slow card


class BoxError(Exception):
    """Something cannot be done to this box: `said` is one sentence for the technician, with what to do."""

    def __init__(self, said: Words) -> None:
        super().__init__(said.en)
        self.said = said


BUSY = Words(
    "Máy này đang được cài đặt ở một cửa sổ khác: hãy chờ việc đó xong rồi chạy lại.",
    "Somebody else is provisioning this box just now: wait for that to end, then run this again.",
)


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
        text: str | bytes,
        *,
        mode: int = 0o644,
        owner: str = "root",
        group: str = "root",
    ) -> None:
        """The file holds `text`, also through a power cut, or is as it was."""
        data = text.encode() if isinstance(text, str) else text
        self._put(at, io.BytesIO(data), mode, owner, group)

    def _put(self, at: PurePosixPath, source: BinaryIO, mode: int, owner: str, group: str) -> None:
        path = self.path(at)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.part")
        aside.unlink(missing_ok=True)
        # "x": in a folder of a service's a link may lie there in an instant, and root would write where it leads.
        with open(aside, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            shutil.copyfileobj(source, file)
            file.flush()
            os.fchmod(file.fileno(), mode)
            shutil.chown(file.fileno(), owner, group)
            os.fsync(file.fileno())
        aside.rename(path)
        _settle(path.parent)

    def copy(
        self,
        source: PurePosixPath,
        at: PurePosixPath,
        *,
        mode: int = 0o644,
        owner: str = "root",
        group: str = "root",
    ) -> None:
        """`at` holds what the file `source` of this box holds; as `write` does it, of any size."""
        with self.path(source).open("rb") as file:
            self._put(at, file, mode, owner, group)

    def bring(
        self,
        source: Path,
        at: PurePosixPath,
        *,
        mode: int = 0o644,
        owner: str = "root",
        group: str = "root",
    ) -> None:
        """As `copy`, of a file of another disk; a link there is not followed. Raises OSError."""
        with os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            self._put(at, file, mode, owner, group)

    def same(self, one: PurePosixPath, other: PurePosixPath) -> bool:
        """Whether both are files and hold the same."""
        paths = self.path(one), self.path(other)
        return all(path.is_file() for path in paths) and filecmp.cmp(*paths, shallow=False)

    def append(self, at: PurePosixPath, line: str) -> None:
        """One more line in a file for root alone."""
        path = self.path(at)
        with open(
            path, "a", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)
        ) as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def folder(
        self,
        at: PurePosixPath,
        *,
        mode: int = 0o755,
        owner: str = "root",
        group: str = "root",
    ) -> None:
        """The folder is there, with this mode and owner; what lies in it is left alone."""
        path = self.path(at)
        if path.is_symlink() and path.lstat().st_uid != os.geteuid():
            path.unlink()  # a service laid it in its own folder: where it leads is not to be given away
        path.mkdir(parents=True, exist_ok=True)
        own = path.resolve() if path.is_symlink() else path
        number = os.open(own, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            shutil.chown(number, owner, group)
            os.fchmod(number, mode)
        finally:
            os.close(number)

    def link(self, at: PurePosixPath, to: PurePosixPath) -> None:
        """A symbolic link to `to`, in place of whatever file or link was there."""
        aside = self.path(at).with_name(f".{at.name}.part")
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
        aside.symlink_to(to)
        aside.rename(self.path(at))
        _settle(aside.parent)

    def rename(self, at: PurePosixPath, to: PurePosixPath) -> None:
        """What lies at `at` lies at `to`, also through a power cut; file, link or folder that lay there is gone."""
        if self.path(to).is_dir() and not self.path(to).is_symlink():
            self.remove(to)
        self.path(at).rename(self.path(to))
        _settle(self.path(to).parent)

    def leads_to(self, at: PurePosixPath) -> str | None:
        """What a symbolic link names; None where there is no link."""
        try:
            return str(self.path(at).readlink())
        except OSError:
            return None

    def remove(self, at: PurePosixPath) -> None:
        """Neither file nor link nor folder, with all that is in it, is there."""
        path = self.path(at)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def prune(self, at: PurePosixPath) -> None:
        """The folder is not there if nothing is in it."""
        with suppress(OSError):
            self.path(at).rmdir()

    @contextmanager
    def alone(self, at: PurePosixPath) -> Iterator[None]:
        """Nobody else who asks for this file works on the box meanwhile; raises BoxError where somebody does."""
        with open(
            self.path(at), "ab", opener=lambda name, flags: os.open(name, flags, 0o600)
        ) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BoxError(BUSY) from None
            yield

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
                process_group=0,  # Ctrl-C at the terminal ends the tool between two steps, not dpkg in the middle
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
        given: str = "",
        seen: bool = False,
        patience: float | None = None,
    ) -> Ran:
        """A program of the kiosk's as `user` ("": as we are), which finds `keys` where a unit finds its credentials.

        They lie in memory that only it sees and that ends with it. `seen`: it speaks to the terminal itself, and
        nothing is caught, nor `given` on its input. Of the environment it has the search paths alone.
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
                input=None if seen else given,
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


def _settle(folder: Path) -> None:
    """What was named in it stays so through a power cut."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
