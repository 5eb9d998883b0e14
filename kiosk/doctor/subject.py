"""The kiosk that is looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.settings import Settings
from kiosk.store.database import Database
from kiosk.workspace import Workspace


@dataclass(frozen=True)
class Subject:
    """`db` None: it cannot be opened, `trouble` says why; `now` is aware; under `root` lie /sys, /proc and /run."""

    settings: Settings
    workspace: Workspace
    db: Database | None
    now: Callable[[], dt.datetime]
    trouble: str = ""
    root: Path = Path("/")

    def text(self, at: str) -> str:
        """Of a file of the system, without the space around it; "" where there is none."""
        try:
            return (self.root / at).read_text(encoding="utf-8", errors="replace").strip("\0\n ")
        except OSError:
            return ""

    def found(self, pattern: str) -> list[Path]:
        """Files of the system whose path fits, in order."""
        return sorted(self.root.glob(pattern))
