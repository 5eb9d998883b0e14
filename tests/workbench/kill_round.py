"""One round of kills: an appliance and its centre at work, any process of theirs killed -9, the line cut meanwhile.

`python -m tests.workbench.kill_round FOLDER --seed S --kills N` leaves FOLDER/outcome.json, and says how far it is.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil

from kiosk.store.database import open_database
from kiosk.store.outbox import Outbox
from tests.workbench import reckoning
from tests.workbench.bench import LANDSCAPE, Bench
from tests.workbench.children import running
from tests.workbench.killing import holds_write_lock, kill_looking, kill_while, writes_file
from tests.workbench.line import Cut
from tests.workbench.outside import OutsideLog, Told
from tests.workbench.reckoning import Reckoning
from tests.workbench.walker import ON_SCREEN

LOOKING = "looking"  # the child of devices that looks at pages
LOOKS = "kiosk.dossier.looking"
COUNTER = "counter"  # tests.workbench.handing_in, which writes as kiosk-devices does
# Of all kills: how many meet this process, and how many of those wait until it has a write open.
SHARES = {
    "ui": (0.10, 0.0),
    "devices": (0.26, 0.6),
    LOOKING: (0.06, 0.0),
    "sync": (0.22, 0.5),
    "central": (0.20, 0.5),
    "desk": (0.06, 0.0),
    COUNTER: (0.10, 0.8),
}
BETWEEN = (0.1, 1.6)  # seconds between two kills
CALM = (1.0, 9.0)  # seconds between two cuts of the line
CUT = (0.3, 4.0)  # seconds that a cut lasts
BYTES_A_SECOND = 400_000  # of the line, so that there is always something on its way
WRITES_WITHIN = 20.0  # seconds in which a process comes to write something
BACK_WITHIN = 60.0  # seconds for a killed process to be there again
SETTLES = 240.0  # seconds for everything to arrive once the killing is over
OUTCOME = "outcome.json"


@dataclass
class Outcome:
    """What a round did, and what it found."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    writing: Counter[str] = field(default_factory=Counter)  # those with a write open
    screens: Counter[str] = field(default_factory=Counter)  # what stood on the screen
    cuts: int = 0
    seconds: float = 0.0
    failure: str = ""
    found: Reckoning = field(default_factory=Reckoning)

    @property
    def holds(self) -> bool:
        return self.found.holds and not self.failure

    def to_json(self) -> str:
        # Not by asdict: of Python 3.11 and a Counter it makes nonsense.
        return json.dumps({**vars(self), "found": vars(self.found)}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        row = json.loads(text)
        counts = {name: Counter(row.pop(name)) for name in ("kills", "writing", "screens")}
        return cls(**{**row, **counts, "found": Reckoning(**row["found"])})


def kill_round(
    folder: Path, seed: int, kills: int, tell: Callable[[str], None] = lambda _: None
) -> Outcome:
    """Kill so often, then let all settle and reckon; `folder` is new and its path short, for sockets lie in it."""
    began = time.monotonic()
    with Bench(folder.resolve(), LANDSCAPE) as bench:
        outcome = _Round(bench, seed, kills, tell).run()
    outcome.seconds = time.monotonic() - began
    (folder / OUTCOME).write_text(outcome.to_json(), encoding="utf-8")
    return outcome


class _Round:
    def __init__(self, bench: Bench, seed: int, kills: int, tell: Callable[[str], None]) -> None:
        self._bench, self._tell, self._wanted = bench, tell, kills
        self._chance, self._weather = random.Random(seed), random.Random(seed + 1)
        self._outside = OutsideLog(bench.folder / "outside.jsonl")
        self._outcome = Outcome(seed)
        self._over = threading.Event()

    def run(self) -> Outcome:
        self._open_the_office()
        weather = threading.Thread(target=self._cut_and_mend)
        weather.start()
        try:
            self._kill_all()
        finally:
            self._over.set()
            weather.join()
        self._outcome.failure = self._settle()
        self._outcome.found = reckoning.reckon(self._bench, self._outside)
        return self._outcome

    def _open_the_office(self) -> None:
        bench = self._bench
        bench.picture("to-khai-khai-sinh")
        bench.lay_card()
        bench.line.bytes_a_second = BYTES_A_SECOND
        bench.line.overhear = self._outside.overhear
        bench.start_services()
        where = ["--settings", str(bench.settings), "--state", str(bench.workspace.root)]
        module = [sys.executable, "-m"]
        wander = [*module, "tests.workbench.walker", "wander", *where, "--bench", str(bench.folder)]
        bench.appliance.start("ui", wander)
        hands = [*module, "tests.workbench.handing_in", *where]
        outside = ["--outside", str(bench.folder / "outside.jsonl")]
        bench.appliance.start(COUNTER, [*hands, *outside])
        self._wait(lambda: self._cases() > 0, "nobody handed in anything")

    def _kill_all(self) -> None:
        while (done := self._outcome.kills.total()) < self._wanted:
            for name, in_write in self._plan():
                time.sleep(self._chance.uniform(*BETWEEN))
                self._kill(name, in_write)
                reckoning.note(self._bench, self._outside)
                done = self._outcome.kills.total()
                if done % 10 == 0:
                    self._tell(f"{done} of {self._wanted} kills, {self._cases()} cases sealed")
                if done >= self._wanted:
                    return

    def _plan(self) -> list[tuple[str, bool]]:
        """Who is to be killed, and whether within a write, in an order drawn by chance."""
        plan = []
        for name, (share, writing) in SHARES.items():
            count = max(3, math.ceil(share * self._wanted))
            plan += [(name, number < writing * count) for number in range(count)]
        self._chance.shuffle(plan)
        return plan[: self._wanted + len(SHARES)]

    def _kill(self, name: str, in_write: bool) -> None:
        screen = self._bench.folder / ON_SCREEN
        pid = self._pid(name)
        if pid is None:
            return
        is_open = self._is_open(name)
        writing = in_write and kill_while(pid, is_open, WRITES_WITHIN)
        if not writing:
            writing = kill_looking(pid, is_open)
        if name == "central":
            self._bench.centre.restart()
        self._outcome.kills[name] += 1
        self._outcome.writing[name] += writing
        self._outcome.screens[screen.read_text() if screen.exists() else ""] += 1

    def _pid(self, name: str) -> int | None:
        """Of the process as soon as it is there; None for a child that nobody needs now."""
        if name == "central":
            return self._bench.centre.pid
        of = "devices" if name == LOOKING else name
        end = time.monotonic() + (WRITES_WITHIN if name == LOOKING else BACK_WITHIN)
        while time.monotonic() < end:
            pid = self._bench.appliance.pid(of)
            if pid is not None and name != LOOKING:
                return pid
            with contextlib.suppress(psutil.Error):
                for child in running(LOOKS, pid) if pid else ():
                    return child.pid
            time.sleep(0.05)
        assert name == LOOKING, f"{name} did not come back"
        return None

    def _is_open(self, name: str) -> Callable[[int], bool]:
        if name == "central":
            folder, database = self._bench.centre.data, self._bench.centre.data / "intake.db"
        else:
            folder, database = self._bench.workspace.vault, self._bench.workspace.database
        return lambda pid: holds_write_lock(pid, database) or writes_file(pid, folder)

    def _cut_and_mend(self) -> None:
        line = self._bench.line
        while not self._over.wait(self._weather.uniform(*CALM)):
            line.cut(self._weather.choice(list(Cut)))
            self._over.wait(self._weather.uniform(*CUT))
            line.mend()
            self._outcome.cuts += 1

    def _settle(self) -> str:
        """Let everybody come back, serve one citizen more and send all; what did not happen, in words."""
        shown = len(list(self._outside.told(Told.SHOWN)))
        served = self._wait(
            lambda: len(list(self._outside.told(Told.SHOWN))) > shown,
            "after the last kill no citizen was served any more",
        )
        for name in ("ui", COUNTER):
            self._bench.appliance.stop(name)
        return served or self._wait(lambda: not self._waiting(), "not everything arrived")

    def _wait(self, holds: Callable[[], bool], else_: str) -> str:
        end = time.monotonic() + SETTLES
        while time.monotonic() < end:
            self._cases()
            if holds():
                return ""
            time.sleep(0.5)
        return else_

    def _cases(self) -> int:
        return reckoning.note(self._bench, self._outside)

    def _waiting(self) -> int:
        with contextlib.closing(open_database(self._bench.workspace)) as db:
            return len(Outbox(db).rows(most=0))


@contextlib.contextmanager
def ending_in_order() -> Iterator[None]:
    """Told to end, the round takes down everything that it has built."""

    def leave(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--kills", type=int, required=True)
    given = parser.parse_args()
    with ending_in_order():
        outcome = kill_round(given.folder, given.seed, given.kills, _say)
    return 0 if outcome.holds else 1


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
