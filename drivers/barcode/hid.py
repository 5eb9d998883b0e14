"""A scanner that acts as a keyboard: read as the kernel's input events, grabbed so that no key reaches the screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
from collections.abc import Callable
from pathlib import Path

from drivers.barcode.assembled import Typed
from drivers.barcode.keys import EVENT, Keys
from drivers.barcode.lines import LineScanner

EVIOCGRAB = 0x40044590  # _IOW('E', 0x90, int)
AT_ONCE = 64 * EVENT.size
INPUTS = Path("/dev/input")
NAMES = Path("/sys/class/input")  # NAMES/event3/device/name

Grab = Callable[[int], None]  # takes the device with this descriptor for us alone; raises OSError


def grab(descriptor: int) -> None:
    """EVIOCGRAB: nobody else gets its keys until the descriptor is closed."""
    fcntl.ioctl(descriptor, EVIOCGRAB, 1)


class KeyLine:
    """An open input device; what is typed on it comes as the bytes of a line."""

    def __init__(self, device: Path, grab: Grab = grab) -> None:
        """Raises OSError when it is not there, may not be read, or another has grabbed it."""
        self._descriptor = os.open(device, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self._keys = Keys()
        try:
            grab(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            raise

    def read(self, wait: float) -> bytes:
        # poll, not select: it takes descriptors above 1023.
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        if not poll.poll(wait * 1000):
            return b""
        try:
            events = os.read(self._descriptor, AT_ONCE)  # ENODEV once it is unplugged
        except BlockingIOError:
            return b""
        if not events:
            raise OSError
        return self._keys.typed(events)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._descriptor)


def keyboard_scanner(device: str, grab: Grab = grab) -> LineScanner:
    """`device` is a file (/dev/input/by-id/... stays the same over replugging), or part of its name."""
    if device.startswith("/"):
        path = Path(device)
        return LineScanner(lambda: path, lambda found: KeyLine(found, grab), Typed(ascii_only=True))
    return LineScanner(
        lambda: by_name(device), lambda found: KeyLine(found, grab), Typed(ascii_only=True)
    )


def by_name(wanted: str, names: Path = NAMES, inputs: Path = INPUTS) -> Path | None:
    """The first input device with this in its name, in letters of any size; None when there is none."""
    for device, name in input_devices(names, inputs):
        if wanted.casefold() in name.casefold():
            return device
    return None


def input_devices(names: Path = NAMES, inputs: Path = INPUTS) -> list[tuple[Path, str]]:
    """All input devices and what they call themselves; keyboards and the touchscreen among them."""
    found = []
    for entry in sorted(names.glob("event*"), key=lambda entry: (len(entry.name), entry.name)):
        with contextlib.suppress(OSError):
            name = (entry / "device" / "name").read_text("utf-8", "replace").strip()
            found.append((inputs / entry.name, name))
    return found
