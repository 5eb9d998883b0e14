"""A citizen inside the screen's own process: touches the real widgets, and goes by what is shown.

`python -m tests.workbench.walker --settings F --state DIR --bench DIR SCRIPT` runs the kiosk's screen with
such a citizen in front of it. SCRIPT is `visit` (one whole visit with its mishaps, pictures taken) or
`wander` (visit after visit, from whatever state the screen is in).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.ui.__main__ import make_app
from tests.workbench.bench import ask

ON_SCREEN = "on-screen"  # this file in the bench's folder names what is shown
LOOK = 0.05  # seconds between looks at the screen
PATIENCE = 30.0  # seconds for any one thing to happen, on a machine busy with other things


@dataclass(frozen=True)
class Until:
    """What the citizen waits for."""

    words: str
    holds: Callable[[], bool]


Script = Callable[["Walker"], Iterator[Until]]


class Walker:
    """Runs a script over an app; keeps when each state was first shown, and pictures of them."""

    def __init__(self, app: Any, folder: Path, script: Script) -> None:
        self.app, self._folder = app, folder
        self._script = script(self)
        self._waiting: Until | None = None
        self._since = time.monotonic()
        self._began = time.monotonic()
        self._shown: list[tuple[str, float]] = []
        self._shots = 0
        self.failure: str | None = None

    @property
    def state(self) -> Any:
        return self.app.journey.state

    def start(self) -> None:
        from kivy.clock import Clock

        Clock.schedule_interval(self._look, LOOK)

    # --- what a script can do ------------------------------------------------------------------

    def until(self, kind: type, holds: Callable[[Any], bool] = lambda state: True) -> Until:
        """Wait for a state of this kind of which `holds` is true."""
        return Until(
            kind.__name__, lambda: isinstance(self.state, kind) and bool(holds(self.state))
        )

    def key(self, key: str) -> Until:
        """Wait until something with this key can be touched."""
        return Until(f"key {key}", lambda: self.touchable(key))

    def touchable(self, key: str) -> bool:
        keys: tuple[str, ...] = self.app.stage.keys()
        return key in keys

    def seconds(self, seconds: float) -> Until:
        end = time.monotonic() + seconds
        return Until(f"{seconds} s", lambda: time.monotonic() >= end)

    def touch(self, key: str) -> None:
        """One finger, down and up, in the middle of the touchable of that key."""
        from kivy.tests.common import UnitTestTouch

        widget = self.app.stage.find(key)
        finger = UnitTestTouch(*widget.to_window(*widget.center))
        finger.touch_down()
        finger.touch_up()

    def act(self, name: str, **what: object) -> object:
        """Ask the bench for what hands do outside the screen."""
        return ask(self._folder / "bench.sock", name, **what)

    def shot(self, name: str) -> None:
        """Keep a picture of the screen as it is; wait half a second after a change for its pages."""
        self._shots += 1
        picture = screen_picture()
        path = self._folder / "screens" / f"{self._shots:02d}-{name}.png"
        path.parent.mkdir(exist_ok=True)
        picture.save(path, optimize=True)

    def note(self, words: str) -> None:
        """Write down what the citizen saw; it outlives this process."""
        with (self._folder / "seen.txt").open("a") as seen:
            seen.write(f"{words}\n")

    def watch_turns(
        self,
        turns: list[float],
        busy: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """From now on `turns` gets the seconds between turns of the Clock, by `clock`, whenever `busy`."""
        from kivy.clock import Clock

        last = [clock()]

        def turn(_: float) -> None:
            now = clock()
            if busy():
                turns.append(now - last[0])
            last[0] = now

        Clock.schedule_interval(turn, 0)

    def keep(self, name: str, values: object) -> None:
        (self._folder / name).write_text(json.dumps(values))

    # --- the clockwork -------------------------------------------------------------------------

    def _look(self, passed: float) -> None:
        name = type(self.state).__name__
        if not self._shown or self._shown[-1][0] != name:
            self._shown.append((name, time.monotonic() - self._began))
            (self._folder / ON_SCREEN).write_text(name)
        if self._waiting is not None and not self._waiting.holds():
            if time.monotonic() - self._since > PATIENCE:
                self._end(f"waited in vain for {self._waiting.words}, in {name}")
            return
        try:
            self._waiting = next(self._script)
        except StopIteration:
            self._end(None)
        except (KeyError, OSError, AssertionError) as error:
            self._end(f"{type(error).__name__}: {error}, in {name}")
        self._since = time.monotonic()

    def _end(self, failure: str | None) -> None:
        from kivy.clock import Clock

        Clock.unschedule(self._look)
        self.failure = failure
        report = {"failure": failure, "shown": self._shown}
        (self._folder / "walk.json").write_text(json.dumps(report))
        self.app.stop()


def screen_picture() -> Any:
    """What stands on the screen now, drawn afresh, as an RGB picture."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    Window.dispatch("on_draw")
    width, height = Window.system_size
    pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    picture = Image.frombytes("RGB", (width, height), bytes(pixels))
    return picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)


def main() -> int:
    from tests.workbench import helped, scripts

    known = {**scripts.SCRIPTS, **helped.SCRIPTS}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("script", choices=sorted(known))
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--bench", type=Path, required=True)
    arguments = parser.parse_args()
    app = make_app(arguments.settings, arguments.state)
    walker = Walker(app, arguments.bench, known[arguments.script])
    app.bind(on_start=lambda _: walker.start())
    app.run()
    if walker.failure:
        sys.stderr.write(f"{walker.failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
