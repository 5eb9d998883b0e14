"""A kiosk at which a stick is plugged in, by the commands that a technician gives."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.workbench.centre import ROOT
from tests.workbench.keys import make_known, public_of, sealing_public_of


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    lines: list[str]  # of both outputs


class AtTheKiosk:
    """`python -m kiosk.sync export|import` of an office (tests/sync/conftest.py); its stick is a folder unless told."""

    def __init__(self, office, folder: Path, url: str = "http://127.0.0.1:9") -> None:
        make_known(office.workspace, office.device)
        self.office = office
        self.stick = folder / "stick"
        self.stick.mkdir(exist_ok=True)
        self.settings = folder / f"{office.device}.toml"
        self.settings.write_text(
            f'device = "{office.device}"\n[centre]\nurl = "{url}"\ntoken = "token-of-{office.device}"\n'
            f'key = "{public_of("centre")}"\nsealing_key = "{sealing_public_of("sealing")}"\n'
        )

    def command(self, name: str, stick: Path | None = None, *more: str) -> list[str]:
        return [
            *(sys.executable, "-m", "kiosk.sync", name, str(stick or self.stick)),
            *("--settings", str(self.settings), "--state", str(self.office.workspace.root)),
            *("--language", "en", *(more or ("--any-folder",))),
        ]

    def run(self, name: str, stick: Path | None = None, *more: str) -> Said:
        done = subprocess.run(
            self.command(name, stick, *more), cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Said(done.returncode, (done.stdout + done.stderr).splitlines())

    def export(self, stick: Path | None = None) -> Said:
        return self.run("export", stick)

    def bring(self, stick: Path | None = None) -> Said:
        return self.run("import", stick)

    def sealed(self, envelope, stick: Path | None = None) -> Path:
        folder = (stick or self.stick) / "kiosk-outbox" / self.office.device
        return folder / f"{envelope.id}.sealed"

    def receipt(self, envelope, stick: Path | None = None) -> Path:
        folder = (stick or self.stick) / "kiosk-receipts" / self.office.device
        return folder / f"{envelope.id}.json"


def files_of(stick: Path) -> list[str]:
    """Every file on a stick, by its path there."""
    return sorted(str(path.relative_to(stick)) for path in stick.rglob("*") if path.is_file())
