"""./dev demo with a person at it: two windows under Xvfb, fingers by xdotool."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from PIL import Image, ImageChops, ImageGrab

from tests.workbench.bench import ask
from tests.workbench.xvfb import Xvfb

pytestmark = pytest.mark.device
PATIENCE = 90  # seconds for any one thing, on a machine busy with other things
LAY_MAI = (78, 142)  # pixels in the workbench's window: the first button of the card
START = (270, 782)  # in the kiosk's: the one thing to do on the welcome screen


class Office:
    """A running demo and a display it runs on."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.env = {**os.environ, **env}
        self.folder = folder / "build" / "demo"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.workbench.demo"],
            cwd=folder,
            env=self.env,
            start_new_session=True,
        )
        self.children: list[psutil.Process] = []

    def xdotool(self, *words: object) -> list[str]:
        asked = ["xdotool", *(str(word) for word in words)]
        told = subprocess.run(asked, env=self.env, capture_output=True, text=True, check=False)
        return told.stdout.split()

    def window(self, module: str) -> int | None:
        """The window of the process that runs this module, once it is on the screen."""
        self.children = psutil.Process(self.process.pid).children(recursive=True)
        for child in self.children:
            with contextlib.suppress(psutil.NoSuchProcess):  # gone, or as good as
                if module in child.cmdline():
                    shown = self.xdotool("search", "--onlyvisible", "--pid", child.pid)
                    return int(shown[0]) if shown else None
        return None

    def touch(self, window: int, at: tuple[int, int]) -> None:
        self.xdotool("mousemove", "--window", window, *at, "click", 1)

    def picture(self, window: int) -> Image.Image | None:
        """How the window looks; None before anything is drawn in it."""
        x, y, width, height = self.place(window)
        screen = ImageGrab.grab(xdisplay=self.env["DISPLAY"]).convert("L")
        shown = screen.crop((x, y, x + width, y + height))
        return shown if shown.getextrema()[1] else None

    def place(self, window: int) -> tuple[int, ...]:
        """Left, top, width and height in pixels."""
        lines = self.xdotool("getwindowgeometry", "--shell", window)
        told = dict(line.split("=") for line in lines)
        return tuple(int(told[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def look(self) -> dict:
        return ask(self.folder / "bench.sock", "look")

    def left_over(self) -> list[psutil.Process]:
        return [
            child
            for child in self.children
            if child.is_running() and child.status() != psutil.STATUS_ZOMBIE
        ]


@pytest.fixture
def office():
    # Not tmp_path: sockets lie in the folder, and their paths must be short.
    with tempfile.TemporaryDirectory(prefix="demo-") as folder, Xvfb(1400, 1080) as screen:
        office = Office(Path(folder), screen.env)
        try:
            yield office
        finally:
            if office.process.poll() is None:
                office.process.send_signal(signal.SIGINT)
                office.process.wait(PATIENCE)


def until(holds):
    """What `holds` says once it says something; tried again and again."""
    end = time.monotonic() + PATIENCE
    while not (answer := holds()):
        assert time.monotonic() < end
        time.sleep(0.2)
    return answer


def close(office: Office, window: int) -> None:
    """As the cross in a title bar does; xdotool of Debian 12 cannot."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype, x.XInternAtom.restype = ctypes.c_void_p, ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(office.env["DISPLAY"].encode()))
    words = [x.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")]
    client_message = 33
    event = (ctypes.c_long * 24)(client_message, 0, 0, 0, window, words[0], 32, words[1])
    x.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(event))
    x.XCloseDisplay(display)


def changed(before: Image.Image, after: Image.Image | None) -> float:
    """The share of a picture that is not as it was."""
    if after is None:
        return 0.0
    differs = ImageChops.difference(before, after).point(lambda value: 255 if value > 16 else 0)
    return differs.histogram()[255] / (before.width * before.height)


def test_both_windows_open_take_a_finger_and_go_with_the_kiosk(office):
    kiosk = until(lambda: office.window("kiosk.ui"))
    workbench = until(lambda: office.window("tests.workbench.window"))
    assert office.place(kiosk)[2:] == (540, 960)

    def card_lies_there() -> bool:
        office.touch(workbench, LAY_MAI)
        return office.look()["card"] == "MAI"

    until(card_lies_there)
    welcome = until(lambda: office.picture(kiosk))

    def another_screen() -> bool:
        office.touch(kiosk, START)
        return changed(welcome, office.picture(kiosk)) > 0.1

    until(another_screen)

    close(office, kiosk)
    assert office.process.wait(PATIENCE) == 0
    until(lambda: not office.left_over())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ending_it_from_the_terminal_leaves_nothing_running(office, number):
    until(lambda: office.window("kiosk.ui"))
    office.process.send_signal(number)
    assert office.process.wait(PATIENCE) == 130
    until(lambda: not office.left_over())


def test_a_closed_workbench_leaves_the_kiosk_to_its_citizen(office):
    workbench = until(lambda: office.window("tests.workbench.window"))
    until(lambda: office.window("kiosk.ui"))
    close(office, workbench)
    until(lambda: office.window("tests.workbench.window") is None)
    assert office.window("kiosk.ui")
    assert office.process.poll() is None
