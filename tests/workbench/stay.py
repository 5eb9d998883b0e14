"""`./dev demo --stay`: a small office with a day's invented cases, kept running until Ctrl-C; to be tried by hand.

Console, pad and board are served from this machine, the kiosk's own processes run on simulated devices, and its screen
stands on a display that nobody sees (or in a window, where there is one). Everything lies in build/stay and is laid
anew at each start; the only centre it knows is an invented one on this machine.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from kiosk.settings import Screen, load
from kiosk.store.database import open_database
from tests.workbench import calling
from tests.workbench.bench import Bench
from tests.workbench.day import Day, SignIn, practice
from tests.workbench.xvfb import Xvfb

FOLDER = Path("build/stay")
SMALL = Screen(540, 960, 21.5)
READY = "ready"  # this file in the folder: everything runs; what it holds is what was printed

Say = Callable[[str], None]


def stay(say: Say) -> int:
    """Runs until SIGINT, SIGTERM or SIGHUP; 0."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())
    say("Laying out a small office with a day's invented cases")
    with Bench(FOLDER.resolve(), SMALL) as bench, _display() as display:
        _practise(bench.settings)
        told = practice(office_of(bench, day=True))
        bench.start_services()
        arguments = ["--settings", str(bench.settings), "--state", str(bench.workspace.root)]
        screen = [sys.executable, "-m", "kiosk.ui", *arguments]
        bench.appliance.start("ui", ["env", *(f"{k}={v}" for k, v in display.items()), *screen])
        text = _addresses(bench, told)
        say(text)
        (bench.folder / READY).write_text(text, encoding="utf-8")
        ended.wait()
        say("Closing the office")
    return 0


def _practise(settings: Path) -> None:
    """Every page says that it is practice."""
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[desk]\n", "[desk]\npractice = true\n"), encoding="utf-8")


def office_of(bench: Bench, day: bool = False) -> tuple[SignIn, ...]:
    """One of each role, who may sign in at its desk; with `day` also a day's cases. Before the services start."""
    with closing(open_database(bench.workspace)) as db:
        office = Day(db, bench.workspace, load(bench.settings))
        people = office.people()
        if day:
            office.cases()
        return people


def _addresses(bench: Bench, told: str) -> str:
    at = [f"127.0.0.1:{port}" for port in (bench.desk_port, bench.hall_port)]
    desk, hall = (f"http://{each}" for each in at)
    tunnels = " ".join(f"-L {each.rpartition(':')[2]}:{each}" for each in at)
    return f"""THỰC HÀNH - practice only: nothing here is real, and none of it leaves this machine.
Console  {desk}/
Pad      {hall}/pad   (counter {calling.COUNTER}, code {calling.CODE})
Board    {hall}/board
Sign in as (role, login, password):
{told}
From another computer: ssh {tunnels} ...
Logs in {FOLDER}/logs. Ctrl-C ends it."""


@contextlib.contextmanager
def _display() -> Iterator[dict[str, str]]:
    """Where the kiosk's screen stands: this computer's display, else one that nobody sees."""
    if os.environ.get("DISPLAY"):
        yield {}
        return
    with Xvfb(SMALL.width, SMALL.height) as screen:
        yield screen.env
