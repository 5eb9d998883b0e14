"""A throw-away copy of this machine: whatever is installed, removed or broken in it is gone with the test."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
CLEAN = {"PATH": _PATH, "HOME": "/root", "LANG": "C.UTF-8"}
# Changes go to memory, or to the disk where there are many. The project and its Python may lie on disks of their own,
# so they are bound in.
_MADE = """
mount --make-rprivate /
[ -z "$3" ] || mount -t tmpfs -o "size=$3" tree "$1"
mkdir "$1/new" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=$2,upperdir=$1/new,workdir=$1/work" tree "$1/root"
root=$1/root; shift 3
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys" && mount --make-rslave "$root/sys"
mount --rbind /dev "$root/dev" && mount --make-rslave "$root/dev"
mount -t tmpfs run "$root/run"
for bind in "$@"; do mkdir -p "$root$bind"; mount --bind "$bind" "$root$bind"; done
exec chroot "$root" sh -c 'echo ready; exec cat'
"""


@dataclass(frozen=True)
class Tree:
    """A root file system, mounts and processes of its own; no systemd runs in it."""

    pid: int  # whoever holds it open, as seen from outside

    @property
    def root(self) -> Path:
        """Its "/", as the test sees it. A link in it that begins with "/" points out of it: read that inside."""
        return Path(f"/proc/{self.pid}/root")

    @property
    def _enter(self) -> list[str]:
        return ["nsenter", f"--target={self.pid}", "--mount", "--pid", "--root", "--wdns=/"]

    def run(
        self, *command: str | Path, given: Mapping[str, str] | None = None, patience: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """A program of the tree, run there as root in its "/"; what it said, and its exit code as it is."""
        return subprocess.run(
            [*self._enter, *map(str, command)],
            env={**CLEAN, "DEBIAN_FRONTEND": "noninteractive", **(given or {})},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )

    def start(self, *command: str | Path, given: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """As `run`, and it is not waited for."""
        return subprocess.Popen(
            [*self._enter, *map(str, command)],
            env={**CLEAN, **given},
            stdin=subprocess.DEVNULL,
        )

    def must(
        self, *command: str | Path, given: Mapping[str, str] | None = None, patience: float = 300
    ) -> str:
        """What a program of the tree prints; the test fails with its last words where it fails."""
        ended = self.run(*command, given=given, patience=patience)
        assert ended.returncode == 0, (ended.stdout + ended.stderr)[-3000:]
        return ended.stdout


@contextmanager
def tree(
    at: Path, lower: Path = Path("/"), binds: tuple[Path, ...] = (), room: str = "2g"
) -> Iterator[Tree]:
    """A copy of `lower`, this machine or another unpacked Debian, with its changes at `at`, an empty folder.

    `binds`: folders of this machine to be seen (and written) in it under the same name. `room`: for its changes, in
    memory; "": on the disk of `at`. Needs root.
    """
    seen = [*binds, *(place for place in (PROJECT, Path(sys.prefix).resolve()) if place.exists())]
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", _MADE, "sh"]
    holder = subprocess.Popen(
        [*command, str(at), str(lower), room, *map(str, dict.fromkeys(seen))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "ready\n", "no tree: needs root, overlayfs and tmpfs"
        children = Path(f"/proc/{holder.pid}/task/{holder.pid}/children").read_text().split()
        yield Tree(int(children[0]))
    finally:
        holder.kill()
        holder.wait()
