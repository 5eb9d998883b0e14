"""The workbench beside the kiosk: a window of buttons for everything that hands do outside the screen.

`python -m tests.workbench.window --bench DIR` opens it for the demo whose folder DIR is. Its buttons ask the
bench and show what the bench says; it stays calm while the bench is slow, and goes when the bench is gone.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

from tests.workbench.hands import Hand, Look

WIDTH, HEIGHT = 420, 900
GONE = 15.0  # seconds without a bench before the window closes itself


def configure(height: int) -> None:
    """Set up Kivy for a plain window; before anything else of Kivy is imported."""
    os.environ.setdefault("KIVY_NO_ARGS", "1")
    from kivy.config import Config

    options: dict[str, dict[str, object]] = {
        "kivy": {"exit_on_escape": 0, "keyboard_mode": ""},
        "graphics": {
            "width": WIDTH,
            "height": height,
            "resizable": 1,
            "fullscreen": 0,
            "maxfps": 30,
            "position": "custom",
            "left": 8,
            "top": 32,
        },
        "input": {"mouse": "mouse,disable_multitouch"},
    }
    for section, table in options.items():
        for name, value in table.items():
            Config.set(section, name, str(value))


def make_window(door: Path, height: int) -> Any:
    """The app, ready to run, for the bench behind `door`."""
    configure(height)
    from kivy.app import App
    from kivy.clock import Clock

    from tests.workbench.table import Table

    class Window(App):
        title = "Bàn thử – Workbench"
        use_kivy_settings = False

        def build(self) -> Any:
            self._seen = time.monotonic()
            self._hand = Hand(door, self._told)
            self.table = Table(self._hand.do)
            return self.table

        def on_start(self) -> None:
            self._hand.start()

        def open_settings(self, *largs: object) -> bool:
            """Kivy's own settings panel has no place here."""
            return False

        def _told(self, look: Look | None, busy: bool) -> None:
            """From the hand's thread."""
            Clock.schedule_once(lambda _: self._show(look, busy))

        def _show(self, look: Look | None, busy: bool) -> None:
            now = time.monotonic()
            if look is not None:
                self._seen = now
            elif now - self._seen > GONE:
                self.stop()
            self.table.show(look, busy)

    return Window()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.workbench.window", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, help="the demo's folder, build/demo")
    parser.add_argument("--height", type=int, default=HEIGHT, help="pixels; what is lower scrolls")
    arguments = parser.parse_args()
    make_window(arguments.bench / "bench.sock", arguments.height).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
