"""What the program that draws foreign PDFs may do: read its own libraries and typefaces, and nothing else.

`python -P -m kiosk.dossier.importing.cage PROGRAM ARGUMENT...` gives up rights for good, then becomes PROGRAM.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import struct
import sys
from pathlib import Path

from drivers.limited import NOBODY, PR_SET_NO_NEW_PRIVS

# drivers.limited's 300 MiB and 2 s are for a parser of ours. This one maps its typefaces and shared objects
# besides, holds 26 MB a page, and a map or a scan in JPEG2000 takes seconds on a small board.
MOST_MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 20
MOST_FILES = 64
READABLE = ("/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/etc/ld.so.preload")
CLONE_NEWNET = 0x40000000
CLONE_NEWUSER = 0x10000000

# Landlock's first version (Linux 5.13): every way of touching files, and those that only read.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
EVERY_ACCESS = 0x1FFF
EXECUTE, READ_FILE, READ_DIR = 1, 4, 8
PATH_BENEATH = 1

# seccomp(2): no socket, nor io_uring, which makes sockets too. Per machine: its name in the kernel's audit, its number
# of socket().
PR_SET_SECCOMP, FILTER = 22, 2
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
IO_URING_SETUP = 425
FOREIGN_CALLS = 0x40000000  # x86-64's second numbering of the same calls
LOAD, EQUAL, AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06  # BPF
ALLOW, DENY, KILL = 0x7FFF0000, 0x00050000 | errno.EACCES, 0x80000000


def enclose() -> None:
    """No network, no file but READABLE, no new process, no core, bounded memory and time; for good.

    Network and files are taken away where the kernel can; the limits always hold.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _fence(libc)
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
    _silence(libc)
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, MOST_FILES),
    ):
        resource.setrlimit(limit, (most, most))


def _fence(libc: ctypes.CDLL) -> None:
    rules = ctypes.create_string_buffer(struct.pack("=Q", EVERY_ACCESS), 8)
    ruleset = libc.syscall(CREATE_RULESET, rules, ctypes.c_size_t(8), 0)
    if ruleset < 0:
        return
    for place in map(Path, READABLE):
        if not place.exists():
            continue
        handle = os.open(place, os.O_PATH | os.O_CLOEXEC)
        access = EXECUTE | READ_FILE | (READ_DIR if place.is_dir() else 0)
        rule = ctypes.create_string_buffer(struct.pack("=Qi", access, handle), 12)
        libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
        os.close(handle)
    libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _silence(libc: ctypes.CDLL) -> None:
    if os.uname().machine not in MACHINES:
        return
    machine, sockets = MACHINES[os.uname().machine]
    steps = (  # what to do, how far to jump if so and if not, with what
        (LOAD, 0, 0, 4),
        (EQUAL, 0, 5, machine),
        (LOAD, 0, 0, 0),
        (AT_LEAST, 3, 0, FOREIGN_CALLS),
        (EQUAL, 3, 0, sockets),
        (EQUAL, 2, 0, IO_URING_SETUP),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, KILL),
        (ANSWER, 0, 0, DENY),
    )
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    held = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(held)))
    libc.prctl(PR_SET_SECCOMP, FILTER, program, 0, 0)


if __name__ == "__main__":
    enclose()
    os.execv(sys.argv[1], sys.argv[1:])
