"""What no service may do, tried from where it stands: `python -m tests.workbench.unit.bites` says how each ended."""

from __future__ import annotations

import ctypes
import errno
import json
import mmap
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.workbench.unit import kernel

_PTRACE_ATTACH, _PERSONALITY = 16, 0x0040000
_FINIT_MODULE = {"x86_64": 313, "aarch64": 273}[os.uname().machine]
_libc = ctypes.CDLL(None, use_errno=True)


def _held(returned: int) -> None:
    if returned < 0:
        raise OSError(ctypes.get_errno(), "")


def _family(name: str, kind: int = socket.SOCK_STREAM) -> Callable[[], object]:
    return lambda: socket.socket(getattr(socket, name), kind)


def _reading(path: str) -> Callable[[], object]:
    return lambda: list(Path(path).iterdir()) if Path(path).is_dir() else Path(path).read_bytes()


def _writing(path: str) -> Callable[[], object]:
    return lambda: Path(path).write_text("x")


TRIED: dict[str, Callable[[], object]] = {
    "mount": lambda: kernel.mount("tmpfs", Path("/tmp"), "tmpfs"),
    "new namespace": lambda: kernel.unshare(kernel.NEWUSER),
    "ptrace": lambda: _held(_libc.ptrace(_PTRACE_ATTACH, os.getppid(), 0, 0)),
    "become root": lambda: os.setresuid(0, 0, 0),
    "give a file away": lambda: os.chown("/var/lib/kiosk/kiosk.db", 0, 0),
    "setuid file": lambda: os.close(os.open("/tmp/s", os.O_CREAT | os.O_WRONLY, 0o4755)),
    "set the clock": lambda: time.clock_settime(time.CLOCK_REALTIME, 0.0),
    "load a module": lambda: _held(_libc.syscall(_FINIT_MODULE, 0, b"", 0)),
    "reboot": lambda: _held(_libc.reboot(0x1234567)),
    "other personality": lambda: _held(_libc.personality(_PERSONALITY)),
    "writable code": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC),
    "packet socket": _family("AF_PACKET", socket.SOCK_RAW),
    "bluetooth": _family("AF_BLUETOOTH"),
    "internet": _family("AF_INET"),
    "netlink": _family("AF_NETLINK", socket.SOCK_RAW),
    "read /home": _reading("/home"),
    "read /root": _reading("/root"),
    "read shadow": _reading("/etc/shadow"),
    "read credentials": _reading("/etc/kiosk/credentials"),
    "read what root notes": _reading("/var/lib/kiosk-provisioning"),
    "read releases": _reading("/var/lib/kiosk-releases"),
    "read the kernel's log": _reading("/dev/kmsg"),
    "open the disk": _reading("/dev/vda"),
    "see others": _reading("/proc/1/cmdline"),
    "write /etc": _writing("/etc/x"),
    "write the program": _writing("/opt/kiosk/app/x"),
    "write settings": _writing("/etc/kiosk/kiosk.toml"),
    "write the kernel": _writing("/proc/sys/kernel/core_pattern"),
    "write state": _writing("/var/lib/kiosk/x"),
    "write sockets' folder": _writing("/run/kiosk/x"),
    "write releases": _writing("/var/lib/kiosk-releases/x"),
}


def tried() -> dict[str, str]:
    """How each ended: "done", or the error's name."""
    told = {}
    for name, act in TRIED.items():
        try:
            act()
            told[name] = "done"
        except OSError as error:
            told[name] = errno.errorcode.get(error.errno or 0, "?")
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(tried()) + "\n")
