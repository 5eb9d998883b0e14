"""An office on a table whose kiosk is kept by its own units: a bench, and what a box would have of it."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from tests.workbench.bench import LANDSCAPE, Bench
from tests.workbench.unit.house import UnitHouse, hand_over

# A compositor draws into memory where there is neither a graphics card nor a seat.
HEADLESS = "Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1\n"
PYTHON = "/opt/kiosk/runtime/bin/python -P -m"


def kept_by_units(folder: Path, script: str) -> Bench:
    """Its `ui`, once started, is the unit's screen with a citizen before it, who walks the script once and ends it."""
    return Bench(folder, LANDSCAPE, signing=True, keeper=partial(_house, script=script))


def _house(bench: Bench, script: str) -> UnitHouse:
    walk = bench.folder / "walk"
    walk.mkdir()
    (walk / "bench.sock").symlink_to(bench.door)
    tokens = bench.folder / "tokens"
    for folder, user in ((bench.workspace.root, "root"), (walk, "root"), (tokens, "kiosk-devices")):
        hand_over(folder, user)
    reader = bench.pcsc.socket
    # What udev's rules and Debian's own settings do on a box.
    for path in (bench.folder, reader.parent):
        path.chmod(0o755)
    for door in (bench.serial.device, bench.barcode.device, reader, bench.door):
        Path(door).chmod(0o666)
    given = f"--settings /etc/kiosk/kiosk.toml --state /var/lib/kiosk --bench {walk}"
    citizen = f"/usr/bin/cage -d -- {PYTHON} tests.workbench.walker {script} {given}"
    return UnitHouse(
        *(bench.settings, bench.workspace.root, bench.folder / "logs", bench.env),
        drop_ins={
            "ui": f"[Service]\n{HEADLESS}Restart=no\nExecStart=\nExecStart={citizen}\n",
        },
        lent=(bench.folder, reader.parent),
        lent_writable=(walk, tokens),
    )


def may_keep_units() -> str:
    """Why no unit can be taken on here; "" where it can."""
    return "" if os.geteuid() == 0 else "only root may give up so many rights"
