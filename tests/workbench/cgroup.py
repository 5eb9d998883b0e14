"""A small board inside this machine: a share of one core and a bound on memory, by the kernel's cgroups."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path("/sys/fs/cgroup")
PERIOD = 100_000  # microseconds


class NoCgroup(Exception):
    """This machine lets nobody make a cgroup: not root, or no controller."""


class Board:
    """`with Board(0.4, 400) as board`: start a process through `board.command(...)`."""

    def __init__(self, cores: float, mebibytes: int) -> None:
        self._quota = int(cores * PERIOD)
        self._bytes = mebibytes << 20
        self._name = f"kiosk-bench-{os.getpid()}"
        self._folders: list[Path] = []

    def __enter__(self) -> Self:
        try:
            if (ROOT / "cgroup.controllers").exists():
                self._make(ROOT, {"cpu.max": f"{self._quota} {PERIOD}", "memory.max": self._bytes})
            else:
                quota = {"cpu.cfs_period_us": PERIOD, "cpu.cfs_quota_us": self._quota}
                self._make(ROOT / "cpu", quota)
                self._make(ROOT / "memory", {"memory.limit_in_bytes": self._bytes})
        except OSError as error:
            self.__exit__(None, None, None)
            raise NoCgroup(f"cannot make a cgroup here: {error}") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for folder in self._folders:
            with contextlib.suppress(OSError):
                folder.rmdir()

    def command(self, *command: str) -> list[str]:
        """The same command, run on this board."""
        enter = "".join(f"echo $$ > {folder}/cgroup.procs; " for folder in self._folders)
        return ["sh", "-c", f'{enter}exec "$@"', "board", *command]

    def _make(self, parent: Path, limits: dict[str, object]) -> None:
        folder = parent / self._name
        folder.mkdir()
        self._folders.append(folder)
        for name, value in limits.items():
            (folder / name).write_text(str(value))
