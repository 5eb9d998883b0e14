"""The kiosk's own compositor where there is no panel: cage in a window, and X programs in its XWayland."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

SIZE = (1024, 768)  # of that window, as wlroots opens it
# cage refuses to run as root: in a user namespace of its own it is nobody, and reads what we read.
_NOBODY = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


class Cage:
    """`with Cage(folder, command, display)`: as kiosk-ui.service starts it, the command in XWayland.

    `folder` (its own) is the XDG_RUNTIME_DIR; `display`: the X server, SIZE large, that is its panel, its keyboard and
    its fingers.
    """

    def __init__(self, folder: Path, command: Sequence[str], display: str) -> None:
        folder.chmod(0o700)
        self._command = ("cage", "-d", "--", *command)
        self._env = {
            **os.environ,
            "DISPLAY": display,
            "XDG_RUNTIME_DIR": str(folder),
            "WLR_BACKENDS": "x11",
            "WLR_RENDERER": "pixman",
            "SDL_VIDEODRIVER": "x11",
        }

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            (*_NOBODY, *self._command),
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def line(self) -> str:
        """The next line that the command says; "" when it ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()
