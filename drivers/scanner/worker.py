"""The scan child: it alone calls SANE, so that a call stuck in C is ended by ending this process.

    python -m drivers.scanner.worker scan DEVICE PROFILE [FOLDER]   a page for each line "next" on standard input
    python -m drivers.scanner.worker state DEVICE      whether the device opens, and what it says of itself
    python -m drivers.scanner.worker list              the devices SANE finds

It answers in frames (frames.py) on standard output and dies with the thread that started it. An empty DEVICE
is the first one found; PROFILE is a ScanProfile as JSON; FOLDER, of the caller's and empty, takes SANE's
configuration for a network scanner whose sheets are held back (relay.py). SANE_CONFIG_DIR is SANE's own variable
and works as ever.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sane
from _sane import error as SaneError

from drivers.scanner import ScanProfile, frames, options, status
from drivers.scanner.orders import Orders, profile_of
from drivers.scanner.relay import Relay
from drivers.scanner.supply import Supply

MOST_MEMORY = (
    1 << 30
)  # bytes: A3 in colour at 600 dpi, three times over; a scanner may send without end
_SANE_FAULTS = (SaneError, RuntimeError, AttributeError, TypeError, ValueError, MemoryError)
_PR_SET_PDEATHSIG = 1

Say = Callable[[dict[str, Any], bytes], None]


def main(arguments: list[str]) -> int:
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a citizen's paper would be in it
    say = _private_stdout()
    if arguments == ["list"]:
        sane.init()
        found = [[name, f"{vendor} {model}"] for name, vendor, model, _ in sane.get_devices()]
        say({"kind": "devices", "devices": found}, b"")
        return 0
    command, name, *rest = arguments
    if command == "state":
        sane.init()
        _state(name, say)
    else:
        _scan(name, profile_of(rest[0]), Path(rest[1]) if len(rest) > 1 else None, say)
    return 0


def _state(name: str, say: Say) -> None:
    try:
        name = name or _first_device()
        device = sane.open(name)
        say({"kind": "state", "state": status.of_device(name), **_abilities(device)}, b"")
        device.close()
    except _SANE_FAULTS as error:
        say({"kind": "fault", "phase": "open", "message": str(error)}, b"")


def _abilities(device: Any) -> dict[str, bool]:  # noqa: ANN401 - SaneDev
    return {
        "feeder": options.has_feeder(device),
        "glass": options.has_glass(device),
        "both": options.sees_both_sides(device),
    }


def _scan(name: str, profile: ScanProfile, folder: Path | None, say: Say) -> None:
    """Answer each "next" with one whole page, the end of the batch, or one fault."""
    orders = Orders(sys.stdin.fileno())
    try:
        if not name:
            sane.init()
            name = _first_device()
            sane.exit()
        address = status.address_of(name)
        if not (address and folder):
            sane.init()
            device = sane.open(name)
            _batch(Supply(device, address, profile, lambda: None, orders), orders, say)
            device.cancel()
            device.close()
            return
        with Relay(address) as relay:
            held_back = relay.configure(folder)
            os.environ["SANE_CONFIG_DIR"] = str(folder)
            sane.init()
            device = sane.open(held_back)
            _batch(Supply(device, address, profile, relay.want, orders), orders, say)
    except _SANE_FAULTS as error:
        say({"kind": "fault", "phase": "open", "message": str(error)}, b"")
    # Without closing the device: python-sane holds the interpreter while it waits for the backend, which waits
    # for the relay, which is of this interpreter. The relay has ended the scanner's job.
    os._exit(0)


def _batch(supply: Supply, orders: Orders, say: Say) -> None:
    number = 0
    try:
        while orders.wants_page():
            page = supply.next_page()
            if page is None:
                say({"kind": "end"}, b"")
                return
            number += 1
            header, jpeg = page
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
