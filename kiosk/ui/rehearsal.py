"""`python -m kiosk.ui.rehearsal --settings FILE --state DIR`: draws screens without a display, each once.

Takes a line `{"type": "Welcome", ...}` for each, as `stated` writes it. Says `window` once there is one, `drawn NAME`
for each that is more than one colour, and ends with 0; with 1 at the first that is not. To be run with
SDL_VIDEODRIVER=offscreen.
"""

from __future__ import annotations

import argparse
import json
import sys
import typing
from pathlib import Path
from typing import Any

from kiosk.journey.states import State, name_of
from kiosk.plain import built
from kiosk.ui.__main__ import make_app

TURNS = 3  # of Kivy's loop, until everything of a screen is on it
KINDS: dict[str, type] = {kind.__name__: kind for kind in typing.get_args(State)}


def main() -> int:
    parser = argparse.ArgumentParser(prog="kiosk-ui-rehearsal", description=__doc__)
    for option in ("--settings", "--state"):
        parser.add_argument(option, type=Path, required=True)
    arguments = parser.parse_args()
    states = [_state(line) for line in sys.stdin]
    app = make_app(arguments.settings, arguments.state)
    from kivy.base import EventLoop, runTouchApp
    from kivy.core.window import Window

    if Window is None:
        return 1
    _say("window")
    Window.add_widget(app.build())
    runTouchApp(embedded=True)
    for state in states:
        app.stage.show(state)
        for _ in range(TURNS):
            EventLoop.idle()
        if _is_empty(Window):
            sys.stderr.write(f"kiosk-ui: nothing drawn of {name_of(state)}\n")
            return 1
        _say(f"drawn {name_of(state)}")
    return 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _state(line: str) -> State:
    row = json.loads(line)
    state: State = built(KINDS[row.pop("type")], row)
    return state


def _is_empty(window: Any) -> bool:  # noqa: ANN401 - Kivy is untyped
    """Whether all of it has one colour."""
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

    width, height = window.system_size
    pixels = bytes(glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE))
    return bool(pixels == pixels[:4] * (width * height))


if __name__ == "__main__":
    sys.exit(main())
