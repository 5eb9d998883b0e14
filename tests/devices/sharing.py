"""An office with two network scanners and one devices service: what counters do there, by command."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image

from kiosk.workspace import Workspace
from tests.workbench.appliance import Appliance
from tests.workbench.sane import SaneHouse

SETTINGS = """\
[scanner]
device = "airscan:e0:Kiosk"
dpi = 75
page_budget = {budget}
[[scanners]]
name = "hall"
device = "airscan:e1:Hall"
dpi = 75
page_budget = {budget}
[card]
reader = "none"
"""


class TwoScanners:
    """`with TwoScanners(folder) as office`: `office.kiosk` and `office.hall` are the scanners.

    `budget`: seconds a scanner may take for a page. The service is started with `office.start()`.
    """

    def __init__(self, folder: Path, budget: float = 60.0) -> None:
        self.folder = folder
        self.workspace = Workspace(folder / "state")
        self.settings = folder / "kiosk.toml"
        self._budget = budget
        self._things = contextlib.ExitStack()
        self._counters: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as things:
            self.kiosk = things.enter_context(SaneHouse(self.folder / "kiosk"))
            self.hall = things.enter_context(SaneHouse(self.folder / "hall"))
            self._write()
            self.appliance = things.enter_context(
                Appliance(self.settings, self.workspace.root, self.folder / "logs", self.env)
            )
            things.callback(self._send_home)
            self._things = things.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._things.close()

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "SANE_CONFIG_DIR": str(self.folder / "sane.d")}

    def start(self) -> None:
        self.appliance.start("devices")

    def sheets(self, count: int, name: str = "sheet") -> list[Path]:
        """Pictures of so many sheets, each of its own look."""
        paths = []
        for n in range(count):
            path = self.folder / f"{name}-{n}.png"
            if not path.exists():
                noise = Image.effect_noise((620, 877), 60)
                Image.blend(noise, Image.new("L", noise.size, 60 + 30 * (n % 6)), 0.5).save(path)
            paths.append(path)
        return paths

    def ask(self, counter: int, *more: str) -> subprocess.Popen[str]:
        """A counter asks for a batch by command; what it is told comes on standard output."""
        command = [sys.executable, "-m", "kiosk.desk", "scan", "--counter", str(counter), *more]
        command += ["--settings", str(self.settings), "--state", str(self.workspace.root)]
        asking = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *command, "--language", "en"],
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._counters.append(asking)
        return asking

    def _send_home(self) -> None:
        for asking in self._counters:
            asking.kill()
            asking.wait()
            assert asking.stdout is not None
            asking.stdout.close()

    def _write(self) -> None:
        config = self.folder / "sane.d"
        config.mkdir()
        (config / "dll.conf").write_text("airscan\n")
        lines = [
            f'"{name}" = {_address(house)}, eSCL'
            for name, house in (("Kiosk", self.kiosk), ("Hall", self.hall))
        ]
        text = "\n".join(["[devices]", *lines, "", "[options]", "discovery = disable", ""])
        (config / "airscan.conf").write_text(text)
        self.settings.write_text(SETTINGS.format(budget=self._budget), encoding="utf-8")


def _address(house: SaneHouse) -> str:
    text = (house.config / "airscan.conf").read_text()
    found = re.search(r"= (http://\S+),", text)
    assert found is not None, text
    return found[1]
