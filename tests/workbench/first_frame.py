"""Says when its first frame is on the screen, and its memory a second later: the kiosk, or one button.

`python -m tests.workbench.first_frame ours --settings F --state DIR` or `... peer WIDTH HEIGHT`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import psutil


def main() -> None:
    app = _ours(sys.argv[3], sys.argv[5]) if sys.argv[1] == "ours" else _peer(*sys.argv[2:4])
    app.bind(on_start=lambda _: _watch(app))
    app.run()


def _ours(settings: str, state: str) -> Any:
    from kiosk.ui.__main__ import make_app

    return make_app(Path(settings), Path(state))


def _peer(width: str, height: str) -> Any:
    """The smallest Kivy app there is: one button, Kivy's own defaults."""
    from kivy.config import Config

    Config.set("graphics", "width", width)
    Config.set("graphics", "height", height)
    from kivy.app import App
    from kivy.uix.button import Button

    class OneButton(App):
        def build(self) -> Button:
            return Button(text="Start")

    return OneButton()


def _watch(app: Any) -> None:
    from kivy.clock import Clock
    from kivy.core.window import Window

    def shown(*_: object) -> None:
        Window.unbind(on_flip=shown)
        _say("frame")
        Clock.schedule_once(measured, 1)

    def measured(_: float) -> None:
        _say("memory", mebibytes=psutil.Process().memory_info().rss / 2**20)
        app.stop()

    Window.bind(on_flip=shown)


def _say(what: str, **more: float) -> None:
    sys.stdout.write(json.dumps({"what": what, **more}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
