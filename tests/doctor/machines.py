"""Boards that are not there: the few files of /sys and /proc by which one tells of itself."""

from __future__ import annotations

import datetime as dt
import os

from kiosk.doctor.subject import Subject
from kiosk.settings import Settings
from kiosk.store.database import open_database
from kiosk.workspace import Workspace

NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
WELL = "MemTotal: 1900000 kB\nMemAvailable: 900000 kB\n"


class Board:
    """A kiosk's state in a folder, and beside it the system's files as this board has them."""

    def __init__(self, folder, settings: Settings | None = None) -> None:
        self.root = folder / "board"
        self.workspace = Workspace(folder / "state")
        self.workspace.prepare()
        self.db = open_database(self.workspace)
        self.says("proc/meminfo", WELL)
        self.settings = settings or Settings()

    @property
    def subject(self) -> Subject:
        return Subject(self.settings, self.workspace, self.db, lambda: NOW, root=self.root)

    def says(self, at: str, text: str) -> None:
        path = self.root / at
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")

    def disk(self, **files: str) -> None:
        """The state folder lies on the first part of a disk that says this of its device."""
        device = self.workspace.root.stat().st_dev
        part = self.root / "sys/devices/mmcblk0/mmcblk0p1"
        part.mkdir(parents=True, exist_ok=True)
        (part / "partition").write_text("1")
        for name, text in files.items():
            self.says(f"sys/devices/mmcblk0/device/{name}", text)
        known = self.root / f"sys/dev/block/{os.major(device)}:{os.minor(device)}"
        known.parent.mkdir(parents=True, exist_ok=True)
        known.symlink_to(part)
