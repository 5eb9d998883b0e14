"""A touchscreen where there is none: a real X server whose fingers are told it over a socket (inputtest(4))."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image, ImageGrab

_CONFIGURATION = """
Section "ServerFlags"
    Option "AutoAddDevices" "false"
    Option "DontZap" "true"
    Option "DontVTSwitch" "true"
EndSection
Section "Device"
    Identifier "nothing"
    Driver "dummy"
    VideoRam 65536
EndSection
Section "Monitor"
    Identifier "glass"
    HorizSync 5-1000
    VertRefresh 5-200
    Modeline "whole" 60 {width} {w1} {w2} {w3} {height} {h1} {h2} {h3}
EndSection
Section "Screen"
    Identifier "screen"
    Device "nothing"
    Monitor "glass"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Modes "whole"
        Virtual {width} {height}
    EndSubSection
EndSection
Section "InputDevice"
    Identifier "fingers"
    Driver "inputtest"
    Option "SocketPath" "{socket}"
    Option "DeviceType" "Touch"
    Option "TouchCount" "5"
EndSection
Section "ServerLayout"
    Identifier "all"
    Screen "screen"
    InputDevice "fingers"
EndSection
"""
_VERSION, _SYNC, _TOUCH = 0, 1, 6  # events of its protocol, 1.1
_AXES = 64  # its valuators; the first two are where the finger is
_FULL = 65535.0  # of either axis
_BEGIN, _UPDATE, _END = 18, 19, 20  # XI_TouchBegin and its like


class Touchscreen:
    """`with Touchscreen(folder, 1280, 800) as glass`: windows opened with `glass.env` appear there, and are touched."""

    def __init__(self, folder: Path, width: int, height: int) -> None:
        self._size = (width, height)
        self._socket = folder / "fingers"
        self._log = folder / "xorg.log"
        self._configuration = folder / "xorg.conf"
        self._configuration.write_text(
            _CONFIGURATION.format(
                socket=self._socket,
                width=width,
                height=height,
                **{f"w{step}": width + 8 * step for step in (1, 2, 3)},
                **{f"h{step}": height + step for step in (1, 2, 3)},
            )
        )
        self.env: dict[str, str] = {}

    def __enter__(self) -> Self:
        ours, theirs = os.pipe()
        self._process = subprocess.Popen(
            [
                *("/usr/lib/xorg/Xorg", "-displayfd", str(theirs), "-config", self._configuration),
                *(
                    "-logfile",
                    self._log,
                    "-noreset",
                    "-nolisten",
                    "tcp",
                    "-novtswitch",
                    "-sharevts",
                ),
                *("-keeptty", "vt1"),
            ],
            pass_fds=(theirs,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        with os.fdopen(ours) as answer:
            display = answer.readline().strip()
        if not display:
            raise RuntimeError(f"Xorg did not start: {self._log}")
        self.env = {"DISPLAY": f":{display}", "SDL_VIDEODRIVER": "x11"}
        self._fingers = self._reach()
        self._tell(_VERSION, struct.pack("=HH", 1, 1))
        self._fingers.recv(64)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._fingers.close()
        self._process.terminate()
        self._process.wait()

    def picture(self) -> Image.Image:
        """What the panel shows."""
        return ImageGrab.grab(xdisplay=self.env["DISPLAY"]).convert("RGB")

    def comes_to_show(self, what: Callable[[Image.Image], bool]) -> bool:
        """Whether it shows that within a quarter of a minute."""
        for _ in range(150):
            if what(self.picture()):
                return True
            time.sleep(0.1)
        return False

    def keys(self, *chords: str) -> None:
        """A keyboard is plugged in, and these are pressed: "ctrl+alt+F2"."""
        subprocess.run(("xdotool", "key", *chords), env={**os.environ, **self.env}, check=True)

    def touch(self, x: float, y: float, finger: int = 1) -> None:
        """A finger down and off again at these pixels from the panel's upper left corner."""
        self.down(x, y, finger)
        self.up(x, y, finger)

    def down(self, x: float, y: float, finger: int = 1) -> None:
        self._finger(_BEGIN, x, y, finger)

    def up(self, x: float, y: float, finger: int = 1) -> None:
        self._finger(_END, x, y, finger)

    def _finger(self, what: int, x: float, y: float, finger: int) -> None:
        at = (x / self._size[0] * _FULL, y / self._size[1] * _FULL, *[0.0] * (_AXES - 2))
        mask = bytes([0b11, *[0] * 7])
        touch = struct.pack("=III8s4x", finger, what, 0, mask)
        body = touch + struct.pack(f"={_AXES}d", *at) + bytes(8 * _AXES)
        self._tell(_TOUCH, body)
        self._tell(_SYNC, b"")
        self._fingers.recv(64)

    def _tell(self, kind: int, body: bytes) -> None:
        self._fingers.sendall(struct.pack("=II", 8 + len(body), kind) + body)

    def _reach(self) -> socket.socket:
        for _ in range(100):
            reached = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                reached.connect(str(self._socket))
            except OSError:
                reached.close()
                time.sleep(0.05)
            else:
                return reached
        raise RuntimeError(f"nobody listens for fingers: {self._log}")
