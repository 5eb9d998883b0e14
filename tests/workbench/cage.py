"""The kiosk's own compositor where there is no panel: cage draws into memory, and X programs run in its XWayland."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

SIZE = (1280, 720)  # of a panel that is not there, as wlroots has it
# cage runs as nobody's root: in a user namespace of its own this process is nobody, and reads what we read.
_NOBODY = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


class Cage:
    """`with Cage(folder, command) as cage`: as kiosk-ui.service starts it, the command in XWayland.

    `folder` (empty, short) is its XDG_RUNTIME_DIR. `env`: over our own, for the command too.
    """

    def __init__(self, folder: Path, command: Sequence[str], env: dict[str, str]) -> None:
        folder.chmod(0o700)
        self._command = ("cage", "-d", "--", *command)
        self._env = {
            **{name: value for name, value in os.environ.items() if name != "DISPLAY"},
            "XDG_RUNTIME_DIR": str(folder),
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
            "SDL_VIDEODRIVER": "x11",
            **env,
        }
        self._folder = folder

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

    def ran(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A Wayland program beside it, as the same nobody."""
        (socket,) = (path.name for path in self._folder.glob("wayland-?"))
        return subprocess.run(
            (*_NOBODY, *command),
            env={**self._env, "WAYLAND_DISPLAY": socket},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
