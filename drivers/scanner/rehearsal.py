"""Every mishap once, played on a simulated network scanner over this machine's own SANE."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from drivers.scanner import ScannerError, ScannerState, ScanProfile, Sides
from drivers.scanner.escl import EsclSimulator
from drivers.scanner.sane import SaneScanner

NAME = "airscan:e0:Rehearsed"
SHEETS = 2
PAGE_BUDGET = 20.0  # seconds: a backend tries a busy scanner again for ten of them
HANG = 3600.0

Mishap = Callable[[EsclSimulator], None]


@dataclass(frozen=True)
class Played:
    """A mishap, the state it must be told as, and the state that came."""

    mishap: str
    expected: ScannerState
    came: ScannerState

    @property
    def as_expected(self) -> bool:
        return self.came is self.expected


def play_all() -> Iterator[Played]:
    """One after the other, each with a scanner of its own."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        sheet = Path(folder) / "sheet.png"
        Image.effect_noise((620, 877), 60).save(sheet)
        for mishap, (expected, happen, profile, budget) in _MISHAPS.items():
            came = _play(Path(folder), sheet, happen, profile, budget)
            yield Played(mishap, expected, came)


def _play(
    folder: Path, sheet: Path, happen: Mishap, profile: ScanProfile, budget: float
) -> ScannerState:
    with EsclSimulator() as simulator:
        (folder / "dll.conf").write_text("airscan\n")
        (folder / "airscan.conf").write_text(
            f'[devices]\n"Rehearsed" = http://127.0.0.1:{simulator.port}/eSCL, eSCL\n'
            "[options]\ndiscovery = disable\n"
        )
        simulator.feeder.load([sheet] * SHEETS)
        happen(simulator)
        scanner = SaneScanner(NAME, page_budget=budget, config=folder)
        try:
            for _ in scanner.scan_batch(profile):
                pass
        except ScannerError as error:
            return error.state
    return ScannerState.READY


def _nothing(_: EsclSimulator) -> None:
    pass


def _empty(simulator: EsclSimulator) -> None:
    simulator.feeder.take_out()


def _jam(simulator: EsclSimulator) -> None:
    simulator.feeder.jam_after = 1


def _cover(simulator: EsclSimulator) -> None:
    simulator.feeder.cover_open = True


def _busy(simulator: EsclSimulator) -> None:
    simulator.feeder.busy = True


def _unplugged(simulator: EsclSimulator) -> None:
    simulator.be_gone(True)


def _hangs(simulator: EsclSimulator) -> None:
    simulator.slow = HANG


def _cut(simulator: EsclSimulator) -> None:
    simulator.truncate_after = 1


_ONE = ScanProfile(75)
_TURNED = ScanProfile(75, sides=Sides.BY_HAND, fronts=SHEETS + 1)
_MISHAPS: dict[str, tuple[ScannerState, Mishap, ScanProfile, float]] = {
    "all is well": (ScannerState.READY, _nothing, _ONE, PAGE_BUDGET),
    "no paper": (ScannerState.EMPTY, _empty, _ONE, PAGE_BUDGET),
    "a sheet sticks": (ScannerState.JAMMED, _jam, _ONE, PAGE_BUDGET),
    "cover open": (ScannerState.COVER_OPEN, _cover, _ONE, PAGE_BUDGET),
    "another computer scans": (ScannerState.BUSY, _busy, _ONE, PAGE_BUDGET),
    "unplugged": (ScannerState.GONE, _unplugged, _ONE, PAGE_BUDGET),
    "the scanner hangs": (ScannerState.FAILED, _hangs, _ONE, 3.0),
    "half a page": (ScannerState.FAILED, _cut, _ONE, PAGE_BUDGET),
    "a sheet missing in the turned stack": (ScannerState.UNEVEN, _nothing, _TURNED, PAGE_BUDGET),
}
