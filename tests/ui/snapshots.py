"""Draws every sight without a display: `python -m tests.ui.snapshots --update` keeps the pictures anew.

Each size needs a process of its own: a window keeps its size for life.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from kiosk.ui.aloud import Aloud
from tests.ui.sights import OFFICE, SCREENS, InventedPages, Sight, catalogues, sights
from tests.workbench.pictures import keepable

KEPT = Path(__file__).parents[1] / "snapshots"


def draw_all(size: str, folder: Path, only: str = "") -> None:
    """Draw every sight of a size into `folder`, in this process."""
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    from tests.ui.glass import Glass
    from tests.ui.looking import facts_of

    glass = Glass(SCREENS[size])
    facts = {}
    folder.mkdir(parents=True, exist_ok=True)
    for sight in sights(size):
        if only in sight.name:
            picture = _draw(glass, sight)
            if kept(size, sight.name):
                picture.save(folder / f"{sight.name}.png", optimize=True)
            facts[sight.name] = facts_of(glass.stage_shown)
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False))


def _draw(glass, sight: Sight) -> Image.Image:
    stage = glass.stage(
        OFFICE,
        catalogues()[sight.catalogue],
        InventedPages(),
        codes=sight.codes,
        hotline=sight.hotline,
        today=lambda: sight.today,
        aloud=Aloud(lambda effect: None) if sight.aloud else None,
    )
    if sight.large:
        stage.toggle("large")
    if sight.contrast:
        stage.toggle("contrast")
    stage.show(sight.state)
    for key in sight.touches:
        glass.touch(stage.find(key))
    for letter in sight.typed:
        glass.touch(stage.find(f"key-{letter}"))
    glass.turn(3)
    return glass.picture()


def kept(size: str, name: str) -> bool:
    """English is kept in one orientation; its texts are looked at in both."""
    return size == "1080x1920" or not name.startswith("en-")


def child(size: str, folder: Path, only: str = "") -> None:
    """Draw a size in a process of its own."""
    command = [sys.executable, "-m", "tests.ui.snapshots", "--size", size, "--into", str(folder)]
    subprocess.run([*command, "--only", only], check=True, timeout=500)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--update", action="store_true", help="keep what is drawn now")
    ask.add_argument("--size", choices=list(SCREENS))
    ask.add_argument("--into", type=Path)
    ask.add_argument("--only", default="", help="part of the names to draw")
    told = ask.parse_args()
    if bool(told.size) != bool(told.into):
        ask.error("--size and --into go together; --update keeps both sizes")
    if told.size:
        draw_all(told.size, told.into, told.only)
        return
    for size in SCREENS if told.update else ():
        folder = KEPT / size
        for old in folder.glob("*.png") if not told.only else ():
            old.unlink()
        child(size, folder, told.only)
        (folder / "facts.json").unlink()
        for path in folder.glob(f"*{told.only}*.png" if told.only else "*.png"):
            keepable(Image.open(path)).save(path, optimize=True)


if __name__ == "__main__":
    main()
