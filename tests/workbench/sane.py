"""A house with scanners in it: a private SANE configuration and a simulated network scanner as a process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from drivers.scanner import ScannerError, ScannerState, ScanProfile
from drivers.scanner.sane import SaneScanner

# SANE's own test device: a second, quite different scanner; 10 sheets of colour pattern at a time.
TEST_CONF = """\
number_of_devices 1
mode Color
depth 8
hand-scanner false
three-pass false
resolution_min 1.0
resolution_max 1200.0
resolution_quant 1.0
resolution 300.0
test-picture "Color pattern"
read-limit false
read-delay false
read-status-code "Default"
fuzzy-parameters false
ppl-loss 0
geometry_min 0.0
geometry_max 300.0
geometry_quant 1.0
tl_x 0.0
tl_y 0.0
br_x 210.0
br_y 297.0
"""


class SaneHouse:
    """`with SaneHouse(folder) as house`: a scanner at `house.device` for programs run with `house.env`.

    `folder` takes the configuration. Without `has_duplex` its feeder sees fronts only.
    With `test_backend` SANE's own test scanner stands there too, at `test_device`. Nothing outlives the `with`,
    nor the thread that entered it.
    """

    test_device = "test:0"

    def __init__(
        self,
        folder: Path,
        *,
        has_feeder: bool = True,
        has_duplex: bool = True,
        test_backend: bool = False,
    ) -> None:
        self.folder = folder
        self.device = "airscan:e0:Simulated"
        self._has_feeder = has_feeder
        self._has_duplex = has_duplex
        self._test_backend = test_backend
        self._process: subprocess.Popen[str] | None = None
        self._sockets = tempfile.TemporaryDirectory(prefix="scanner-")  # short: AF_UNIX paths are

    def __enter__(self) -> SaneHouse:
        self.config.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "drivers.scanner", "simulate", "--control", self._control]
        if not self._has_feeder:
            command.append("--glass-only")
        if not self._has_duplex:
            command.append("--fronts-only")
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *command], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        port = int(self._process.stdout.readline())
        (self.config / "dll.conf").write_text(
            "airscan\ntest\n" if self._test_backend else "airscan\n"
        )
        (self.config / "test.conf").write_text(TEST_CONF)
        (self.config / "airscan.conf").write_text(
            f'[devices]\n"Simulated" = http://127.0.0.1:{port}/eSCL, eSCL\n\n'
            "[options]\ndiscovery = disable\n"
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()
        self._sockets.cleanup()

    @property
    def config(self) -> Path:
        """The SANE_CONFIG_DIR."""
        return self.folder / "sane.d"

    @property
    def env(self) -> Mapping[str, str]:
        """The environment for a program that is to find these scanners and no others."""
        return {**os.environ, "SANE_CONFIG_DIR": str(self.config)}

    def load(self, pictures: Sequence[Path], backs: Sequence[Path] = ()) -> None:
        """Lay pictures into the feeder, under what is there; `backs` are as many, or blank."""
        self._order(
            do="load",
            files=[str(picture) for picture in pictures],
            backs=[str(picture) for picture in backs],
        )

    def lie(self, units: int) -> None:
        """Pages come so many 1/300 inch longer than asked for, or shorter."""
        self._order(do="lie", units=units)

    def take_out(self) -> None:
        self._order(do="take-out")

    def glass(self, picture: Path) -> None:
        self._order(do="glass", file=str(picture))

    def jam(self, after: int) -> None:
        """So many more sheets come through, then one sticks; `clear` lays it back."""
        self._order(do="jam", after=after)

    def cover(self, open: bool) -> None:
        self._order(do="cover", open=open)

    def busy(self, on: bool) -> None:
        self._order(do="busy", on=on)

    def gone(self, on: bool) -> None:
        """The scanner refuses connections; or is back at the same address."""
        self._order(do="gone", on=on)

    def slow(self, seconds: float) -> None:
        """Every page takes so long."""
        self._order(do="slow", seconds=seconds)

    def truncate(self, after: int, *, inside: bool = False) -> None:
        """After so many whole pages one ends half way: on the line, or `inside` its JPEG."""
        self._order(do="truncate", after=after, inside=inside)

    def clear(self) -> None:
        """A person puts everything right; the sheets stay where they are."""
        self._order(do="clear")

    def status(self) -> dict[str, Any]:
        """`state`, `sheets` in the feeder, and what else the simulator says of itself (control.status)."""
        return self._order(do="status")

    def kill(self) -> None:
        """The scanner's plug is pulled, whatever it is doing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    @property
    def _control(self) -> str:
        return str(Path(self._sockets.name) / "control.sock")

    def _order(self, **order: object) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(self._control)
            line.sendall(json.dumps(order).encode() + b"\n")
            with line.makefile() as answers:
                answer: dict[str, Any] = json.loads(answers.readline())
        if not answer.pop("ok"):
            raise ValueError(answer["why"])
        return answer


def fault_told(house: SaneHouse, sane_status: str, dpi: int = 75, tries: int = 6) -> ScannerState:
    """What the scanner says when SANE's test device ends every read with `sane_status`.

    That device cancels its reading thread wherever this stands; met inside malloc, the thread never ends and the
    process hangs (one run in fifty on a busy machine). The watchdog then says that no page came in time, rightly,
    and the next try is a fresh process.
    """
    conf = house.config / "test.conf"
    conf.write_text(conf.read_text().replace('code "Default"', f'code "{sane_status}"'))
    scanner = SaneScanner(house.test_device, page_budget=15, config=house.config)
    for last in (False,) * (tries - 1) + (True,):
        try:
            next(scanner.scan_batch(ScanProfile(dpi)))
        except ScannerError as told:
            if last or "no page in time" not in str(told):
                return told.state
    raise AssertionError("a page came in spite of the fault")
