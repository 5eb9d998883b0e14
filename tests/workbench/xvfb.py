"""A screen where there is none: Xvfb on a display of its own."""

from __future__ import annotations

import os
import subprocess
from types import TracebackType
from typing import Self


class Xvfb:
    """`with Xvfb(1080, 1920) as screen`: windows opened with `screen.env` appear there."""

    def __init__(self, width: int, height: int) -> None:
        self._size = f"{width}x{height}x24"
        self.env: dict[str, str] = {}

    def __enter__(self) -> Self:
        ours, theirs = os.pipe()
        self._process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(theirs), "-screen", "0", self._size, "-nolisten", "tcp"],
            pass_fds=(theirs,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        with os.fdopen(ours) as answer:
            display = answer.readline().strip()  # empty if it died
        if not display:
            raise RuntimeError("Xvfb did not start")
        self.env = {"DISPLAY": f":{display}", "SDL_VIDEODRIVER": "x11"}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()
