"""A bare box in a throw-away tree, a stick in it, and what changed on its disk since."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.workbench.tree import PROJECT, Tree, tree

STICK = "/mnt/stick"
DEVICE = "kiosk-7"
# What two runs may differ in: when something was done, copies of before, and keys, which are chance itself.
_APART = (
    "/var/log/",
    "/var/cache/",
    "/tmp/",
    f"/{PROJECT.parts[1]}/",  # as it is seen in there
    "/mnt/",
    "/root/",
    "/var/lib/apt/",
    "/var/tmp/",
)
_TIMES = ("journal.jsonl", "timestamp.json", "ld.so.cache")
_CHANCE = (".cred", "credential.secret", "recovery.sealed")


@dataclass(frozen=True)
class House:
    """`lower`: the disk that the tree is a copy of; `changes`: what differs from it, as overlayfs keeps it."""

    tree: Tree
    lower: Path
    changes: Path

    def start(self, *more: str, device: str = DEVICE) -> subprocess.CompletedProcess[str]:
        """The technician's one command, with the fingerprint of the stick that is in."""
        return self.tree.run(*self.starting(*more, device=device))

    def starting(self, *more: str, device: str = DEVICE) -> tuple[str, ...]:
        told = (self.tree.root / STICK[1:] / "start.sums").read_bytes()
        fingerprint = hashlib.sha256(told).hexdigest()[:32]
        given = ("--fingerprint", fingerprint, "--device", device, *more)
        return ("sh", f"{STICK}/start", *given)

    def provisioning(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.tree.run("/usr/sbin/kiosk-provisioning", *words)

    def cut(self, when: Callable[[], bool], *command: str) -> bool:
        """Everything in the box is killed once `when` is true while `command` runs; False: it ended before."""
        enter = ["nsenter", f"--target={self.tree.pid}", "--mount", "--pid", "--root", "--wdns=/"]
        nothing = subprocess.DEVNULL
        run = subprocess.Popen(
            [*enter, *command],
            env={"PATH": os.defpath},
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
        )
        while run.poll() is None and not when():
            time.sleep(0.005)
        self._kill_all()
        return run.wait() != 0

    def listing(self) -> dict[str, str]:
        """Every path that differs from the disk of before -> its mode, owner and sum, "gone" where it is not there."""
        found = dict(self._changed())
        return {path: said for path, said in found.items() if not path.startswith(_APART)}

    def _changed(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.changes.rglob("*")):
            name = f"/{path.relative_to(self.changes)}"
            if name.endswith(("-", "-old", ".lock", "/lock")) or path.name in _TIMES:
                continue
            said, before = _told(path), _told(self.lower / name[1:])
            if said != before:
                yield name, said

    def _kill_all(self) -> None:
        """Again and again: who is killed last may have started another."""
        inside = Path(f"/proc/{self.tree.pid}/ns/pid").readlink()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            living = [pid for pid in _processes(inside) if pid != self.tree.pid]
            if not living:
                return
            for pid in living:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)
        raise AssertionError("something in the tree cannot be killed")


@contextmanager
def house(at: Path, stick: Path, lower: Path = Path("/"), room: str = "2g") -> Iterator[House]:
    """`stick` is copied to STICK; `room`: on the disk, in memory."""
    at.mkdir()
    with tree(at, lower, room=room) as made:
        holder = int(Path(f"/proc/{made.pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
        shutil.copytree(stick, made.root / STICK[1:])
        yield House(made, lower, Path(f"/proc/{holder}/root{at.resolve()}/new"))


def _told(path: Path) -> str:
    try:
        info = path.lstat()
    except OSError:
        return "gone"
    if (
        stat.S_ISCHR(info.st_mode) and info.st_rdev == 0
    ):  # how overlayfs writes down what was removed
        return "gone"
    who = f"{stat.filemode(info.st_mode)} {info.st_uid}:{info.st_gid}"
    if stat.S_ISLNK(info.st_mode):
        return f"{who} -> {path.readlink()}"
    if not stat.S_ISREG(info.st_mode) or path.name.endswith(_CHANCE):
        return who
    with path.open("rb") as file:
        return f"{who} {hashlib.file_digest(file, 'sha256').hexdigest()[:16]}"


def _processes(inside: Path) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if (entry / "ns" / "pid").readlink() == inside and "\nState:\tZ" not in (
                    entry / "status"
                ).read_text():
                    yield int(entry.name)
