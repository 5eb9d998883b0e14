"""The page of the kiosk's checks: what was found last, and a round made anew."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from starlette.responses import Response

from kiosk.contract.checks import TITLES
from kiosk.desk.checks.words import TEXT
from kiosk.desk.console.page import Door, Page, door
from kiosk.model import Words
from kiosk.rules.roster import Right
from kiosk.store.checkups import Checkups
from kiosk.store.moments import OFFICE_ZONE
from kiosk.workspace import PACKAGE

HOME = "/checks"
PATIENCE = 180.0  # seconds for a round; a slow board needs a fifth of it
ORDER = ("bad", "poor", "ok", "absent")
# The desk has no line to the centre, and leaves token and disk alone while people work.
LEFT_OUT = ("line", "token", "wear", "chip", "visit")
MARKS = {"bad": "stop", "poor": "wait", "ok": "good", "absent": "gone"}  # classes of console.css

_one_at_a_time = threading.Lock()


def doors() -> tuple[Door, ...]:
    return (
        door(HOME, _page, Right.MEND),
        door("/checks/run", _run, Right.MEND, method="POST"),
    )


def _page(page: Page) -> Response:
    return _shown(page)


def _shown(page: Page, failed: bool = False) -> Response:
    last = Checkups(page.db).last()
    rows = sorted(last, key=lambda one: ORDER.index(one.verdict))
    at = max((one.at for one in last), default=None)
    return page.show(
        "checks/checks.html",
        TEXT,
        503 if failed else 200,
        rows=rows,
        at=f"{at.astimezone(OFFICE_ZONE):%H:%M, %d/%m/%Y}" if at else "",
        title=lambda name: page.words(TITLES.get(name, Words(name, name))),
        marks=MARKS,
        failed=failed,
    )


def _run(page: Page) -> Response:
    """In a process of its own: what asks devices and drivers may hang or crash. Asked twice, it is done once."""
    if not _one_at_a_time.acquire(blocking=False):
        return page.to(HOME)
    try:
        done = _round(page.console.settings_file, page.console.workspace.root)
    finally:
        _one_at_a_time.release()
    return page.to(HOME) if done else _shown(page, failed=True)


def _round(settings: Path | None, state: Path) -> bool:
    """Whether it was made, whatever it found."""
    only = [name for name in TITLES if name not in LEFT_OUT]
    where = ["--state", str(state), *(("--settings", str(settings)) if settings else ())]
    command = [sys.executable, "-m", "kiosk.doctor", "--nightly", "--json", *where, "--only", *only]
    env = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    try:
        ended = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, env=env)
    except subprocess.TimeoutExpired:
        return False
    return bool(ended.stdout)
