"""The screens of a visit drawn without a display, in a process of their own: what draws may crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.doctor.steps import NotAsItShould
from kiosk.journey.states import State, name_of
from kiosk.plain import plain
from kiosk.workspace import PACKAGE

BUDGET = 120.0  # seconds for all of them; a slow board needs a tenth of it
GRAPHICS = Path("/dev/dri")


def draw(states: Sequence[State], settings: Path, state: Path, place: Path) -> str:
    """Draw each; `place` is a folder for what Kivy wants to keep. "" if all were, else why none could be.

    That none can be drawn is no fault on a machine without a graphics device, such as a tree that was only unpacked;
    on any other it is. Raises NotAsItShould.
    """
    lines = [json.dumps({"type": type(each).__name__, **plain(each)}) for each in states]
    command = [sys.executable, "-m", "kiosk.ui.rehearsal", "--settings", str(settings)]
    try:
        ended = subprocess.run(
            [*command, "--state", str(state)],
            input="\n".join(lines),
            capture_output=True,
            text=True,
            timeout=BUDGET,
            check=False,
            env=os.environ
            | {
                "PYTHONPATH": str(PACKAGE.parent),
                "SDL_VIDEODRIVER": "offscreen",
                "KIVY_HOME": str(place / "kivy"),
                "KIVY_NO_CONSOLELOG": "1",
            },
        )
    except subprocess.TimeoutExpired:
        raise NotAsItShould("too-slow") from None
    said = ended.stdout.splitlines()
    if "window" not in said and not GRAPHICS.exists():
        return "no-window"
    drawn = [line.removeprefix("drawn ") for line in said if line.startswith("drawn ")]
    missing = [name_of(each) for each in states if name_of(each) not in drawn]
    if missing or ended.returncode:
        raise NotAsItShould(missing[0] if missing else f"ended-{ended.returncode}")
    return ""
