"""The scan child: it alone calls SANE, so that a call stuck in C is ended by ending this process.

    python -m drivers.scanner.worker scan DEVICE DPI    a page for each line "next" on standard input
    python -m drivers.scanner.worker state DEVICE       whether the device opens, and what it says of itself
    python -m drivers.scanner.worker list               the devices SANE finds

It answers in frames (frames.py) on standard output and dies with the thread that started it. An empty DEVICE
is the first one found. SANE_CONFIG_DIR is SANE's own variable and works as ever.
"""

from __future__ import annotations

import ctypes
import io
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import sane
from _sane import error as SaneError
from PIL import Image

from drivers.scanner import frames, status

A4 = (210.0, 297.0)  # millimetres
JPEG_QUALITY = 88  # 4:4:4: red seals and blue ink keep their edges
_SANE_FAULTS = (SaneError, RuntimeError, AttributeError, TypeError, ValueError)
_PR_SET_PDEATHSIG = 1

Say = Callable[[dict[str, Any], bytes], None]


def main(arguments: list[str]) -> int:
    die_with_parent()
    say = _private_stdout()
    sane.init()
    if arguments == ["list"]:
        found = [[name, f"{vendor} {model}"] for name, vendor, model, _ in sane.get_devices()]
        say({"kind": "devices", "devices": found}, b"")
        return 0
    command, name, *rest = arguments
    try:
        name = name or _first_device()
        device = sane.open(name)
    except _SANE_FAULTS as error:
        say({"kind": "fault", "phase": "open", "message": str(error)}, b"")
        return 0
    try:
        if command == "state":
            say({"kind": "state", "state": status.of_device(name)}, b"")
        else:
            scan(device, int(rest[0]), sys.stdin.readline, say)
    finally:
        device.cancel()
        device.close()
    return 0


def scan(device: Any, dpi: int, ask: Callable[[], str], say: Say) -> None:  # noqa: ANN401 - SaneDev
    """Answer each "next" with one whole page, the end of the batch, or one fault."""
    try:
        feeder = choose(device, dpi)
        number = 0
        while ask() == "next\n":
            number += 1
            if number > 1 and not feeder:
                say({"kind": "end"}, b"")  # a glass would give the same sheet for ever
                return
            header, jpeg = pull_page(device)
            say({"kind": "page", "number": number, **header}, jpeg)
    except _SANE_FAULTS as error:
        say({"kind": "fault", "phase": "scan", "message": str(error)}, b"")


def die_with_parent() -> None:
    """Have the kernel end this process when the thread that started it ends."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel was told
        os._exit(1)


def _private_stdout() -> Say:
    """Keep the pipe for frames alone: whatever a backend prints goes to standard error."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def say(header: dict[str, Any], body: bytes) -> None:
        pipe.write(frames.encode(header, body))
        pipe.flush()

    return say


def _first_device() -> str:
    devices = sane.get_devices()
    if not devices:
        raise RuntimeError("Invalid argument")  # what SANE says of a device that is not there
    return str(devices[0][0])


def choose(device: Any, dpi: int) -> bool:  # noqa: ANN401 - SaneDev
    """Feeder, colour, resolution, A4; true when sheets come from a feeder.

    The source comes first: with it the other options' ranges change.
    """
    source = _named(device, "source", "feeder", "adf")
    if source:
        device.source = source
    mode = _named(device, "mode", "color")
    if mode:
        device.mode = mode
    if _settable(device, "depth") and 8 in (device["depth"].constraint or ()):
        device.depth = 8
    if _settable(device, "resolution"):
        device.resolution = _nearest(device["resolution"].constraint, dpi)
    for corner, start in (("tl_x", 0.0), ("tl_y", 0.0), ("br_x", A4[0]), ("br_y", A4[1])):
        if _settable(device, corner) and device[corner].unit == sane._sane.UNIT_MM:
            setattr(device, corner, float(_nearest(device[corner].constraint, start)))
    return bool(source)


def _settable(device: Any, option: str) -> bool:  # noqa: ANN401 - SaneDev
    # python-sane takes any attribute, so a name the backend does not have would pass unseen.
    return option in device.opt and device[option].is_active() and device[option].is_settable()


def _named(device: Any, option: str, *words: str) -> str:  # noqa: ANN401 - SaneDev
    """The shortest choice holding one of the words: "ADF" before "ADF Duplex", "Color" before "Color 48 bit"."""
    if not _settable(device, option):
        return ""
    choices = [str(choice) for choice in device[option].constraint or ()]
    return min(
        (choice for choice in choices if any(word in choice.lower() for word in words)),
        key=len,
        default="",
    )


def _nearest(constraint: Any, wanted: float) -> float:  # noqa: ANN401 - as the backend says it
    """Inside a (low, high, step) range, or of a list the least value not below `wanted`, else the highest."""
    if isinstance(constraint, tuple):
        low, high, _ = constraint
        nearest: float = type(low)(min(max(wanted, low), high))
        return nearest
    if isinstance(constraint, list):
        choices: list[float] = constraint
        return min((value for value in choices if value >= wanted), default=max(choices))
    return wanted


def pull_page(device: Any) -> tuple[dict[str, int], bytes]:  # noqa: ANN401 - SaneDev
    """Pull one sheet and encode it; raises when a row is missing, for SANE may hide a cut page."""
    device.start()
    _, _, (_, rows), _, _ = device.get_parameters()
    picture = device.snap(no_cancel=True)
    if rows > 0 and picture.height != rows:  # -1: the backend cannot know a sheet's length before
        raise RuntimeError(f"{picture.height} of {rows} rows")
    dpi = round(float(device.resolution))
    if _flat_end(picture, dpi // 4):
        raise RuntimeError("the sheet's end never came")
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=JPEG_QUALITY, subsampling=0, dpi=(dpi, dpi))
    return {"width": picture.width, "height": picture.height, "dpi": dpi}, jpeg.getvalue()


def _flat_end(picture: Image.Image, rows: int) -> bool:
    """Whether the last rows are one single colour that no sensor gives.

    Backends decode a network scanner's JPEG; of one cut short libjpeg makes up the rest from its last colour
    and tells nobody. Pure white and black are spared: they are the ends of a sensor's range, and what backends
    lengthen a short sheet with; a page cut where it was just that white passes unseen.
    """
    end = picture.crop((0, picture.height - rows, picture.width, picture.height))
    extremes = end.getextrema()
    bands = extremes if isinstance(extremes[0], tuple) else (extremes,)
    if any(low != high for low, high in bands):
        return False
    darkest, lightest = min(low for low, _ in bands), max(low for low, _ in bands)
    return lightest - darkest > 2 or 5 < lightest < 250


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
