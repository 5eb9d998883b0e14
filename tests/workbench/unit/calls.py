"""System-call filters as systemd makes them of a unit, by the same library (seccomp_rule_add(3))."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import socket
import subprocess
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tests.workbench.unit.text import Section, UnitError

ALLOW = 0x7FFF0000  # seccomp.h
KILL = 0x80000000
_NNP = 3  # SCMP_FLTATR_CTL_NNP
NOT_EQUAL, LESS_EQUAL, EQUAL, GREATER, MASKED = 1, 3, 4, 6, 7  # scmp_compare
NAMESPACES = 0x7E020080  # CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
PROT_WRITE, PROT_EXEC, SHM_EXEC = 0x2, 0x4, 0o100000
SET_ID = (0o4000, 0o2000)
MOST_FAMILY = 64  # above AF_MAX
# What a directive forbids altogether, beside what else it does.
WHOLLY = {
    "ProtectClock": ("@clock",),
    "ProtectHostname": ("sethostname", "setdomainname"),
    "ProtectKernelLogs": ("syslog",),
    "ProtectKernelModules": ("init_module", "finit_module", "delete_module"),
    "ProtectKernelTunables": ("_sysctl",),
}
# Where in its arguments a call has the mode of a new or changed file, and the flag that says it makes one.
_MODES = {
    "chmod": 1,
    "fchmod": 1,
    "fchmodat": 2,
    "mkdir": 1,
    "mkdirat": 2,
    "mknod": 1,
    "mknodat": 2,
    "creat": 1,
}
_OPENS = {"open": (1, 2), "openat": (2, 3)}
O_CREAT, O_TMPFILE = 0o100, 0o20000000


def refused(number: int) -> int:
    """The action that answers with this error."""
    return 0x00050000 | number


class When(NamedTuple):
    """A condition on one argument (scmp_arg_cmp)."""

    argument: int
    compare: int
    first: int
    second: int = 0


class _Cmp(ctypes.Structure):
    _fields_ = [
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("datum_a", ctypes.c_uint64),
        ("datum_b", ctypes.c_uint64),
    ]


@functools.cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_attr_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32]
    library.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    library.seccomp_rule_add_array.argtypes = [
        *(ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint),
        ctypes.POINTER(_Cmp),
    ]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    return library


class Filter:
    """Rules over an action for everything else; foreign architectures' calls are killed (native only)."""

    def __init__(self, otherwise: int) -> None:
        self._filter = _library().seccomp_init(otherwise)
        _library().seccomp_attr_set(self._filter, _NNP, 0)

    def add(self, action: int, name: str, *when: When) -> None:
        """A call that this machine does not have needs no rule."""
        number = _library().seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return
        rules = (_Cmp * len(when))(*(_Cmp(*one) for one in when))
        failed = _library().seccomp_rule_add_array(self._filter, action, number, len(when), rules)
        if failed:
            raise OSError(-failed, f"no rule for {name}")

    def load(self) -> None:
        failed = _library().seccomp_load(self._filter)
        if failed:
            raise OSError(-failed, os.strerror(-failed))


@functools.cache
def groups() -> dict[str, tuple[str, ...]]:
    """systemd's own sets of calls, by name."""
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", "--no-pager"],
        capture_output=True,
        text=True,
        check=True,
    )
    sets: dict[str, list[str]] = {}
    for line in told.stdout.splitlines():
        word = line.strip()
        if line.startswith("@"):
            members = sets[word] = []
        elif sets and line.startswith(" ") and word and not word.startswith("#"):
            members.append(word)
    return {name: tuple(members) for name, members in sets.items()}


def expanded(names: Iterable[str]) -> frozenset[str]:
    """Calls by name, sets opened. Raises UnitError for a set that there is not."""
    found: set[str] = set()
    for name in names:
        if not name.startswith("@"):
            found.add(name)
        elif name in groups():
            found |= expanded(groups()[name])
        else:
            raise UnitError(f"no set of calls is called {name}")
    return frozenset(found)


def allowed(lines: Sequence[str]) -> frozenset[str]:
    """What is left of all calls by SystemCallFilter= lines that begin with an allow-list. Raises UnitError."""
    if not lines or lines[0].startswith("~"):
        raise UnitError("SystemCallFilter= is to begin with what is allowed")
    calls = expanded(["@default"])
    for line in lines:
        named = expanded(line.lstrip("~").split())
        calls = calls - named if line.startswith("~") else calls | named
    return calls


def plan(service: Section) -> dict[str, list[str]]:
    """Names that `apply` needs: found out where programs can still be run."""
    wholly = [call for name, calls in WHOLLY.items() if service.yes(name) for call in calls]
    return {
        "allowed": sorted(allowed(service.all("SystemCallFilter"))),
        "forbidden": sorted(expanded(wholly)),
    }


def apply(service: Section, planned: dict[str, list[str]]) -> None:
    """From now on this process and its children are bound; for good."""
    no = refused(errno.EPERM)
    _apply(no, *((name, ()) for name in planned["forbidden"]))
    if service.yes("LockPersonality"):
        _apply(no, ("personality", (When(0, NOT_EQUAL, 0),)))
    if service.yes("RestrictRealtime"):
        _apply(
            no,
            ("sched_setscheduler", (When(1, EQUAL, os.SCHED_FIFO),)),
            ("sched_setscheduler", (When(1, EQUAL, os.SCHED_RR),)),
        )
    if service.yes("MemoryDenyWriteExecute"):
        both = PROT_WRITE | PROT_EXEC
        _apply(
            no,
            ("mmap", (When(2, MASKED, both, both),)),
            *(
                (call, (When(2, MASKED, PROT_EXEC, PROT_EXEC),))
                for call in ("mprotect", "pkey_mprotect")
            ),
            ("shmat", (When(2, MASKED, SHM_EXEC, SHM_EXEC),)),
        )
    if service.yes("RestrictSUIDSGID"):
        _set_ids(no)
    if service.yes("RestrictNamespaces"):
        _namespaces(no)
    if service.all("RestrictAddressFamilies"):
        _families(service.words("RestrictAddressFamilies"))
    _only(planned["allowed"], service.one("SystemCallErrorNumber"))


def _apply(action: int, *rules: tuple[str, tuple[When, ...]]) -> None:
    bound = Filter(ALLOW)
    for name, when in rules:
        bound.add(action, name, *when)
    bound.load()


def _set_ids(no: int) -> None:
    bound = Filter(ALLOW)
    for bit in SET_ID:
        for name, at in _MODES.items():
            bound.add(no, name, When(at, MASKED, bit, bit))
        for name, (flags, mode) in _OPENS.items():
            for makes in (O_CREAT, O_TMPFILE):
                bound.add(no, name, When(flags, MASKED, makes, makes), When(mode, MASKED, bit, bit))
    # Their modes lie in memory, where no filter sees them: whoever asks does without.
    for name in ("openat2", "fchmodat2"):
        bound.add(refused(errno.ENOSYS), name)
    bound.load()


def _namespaces(no: int) -> None:
    bound = Filter(ALLOW)
    bound.add(refused(errno.ENOSYS), "clone3")
    bound.add(no, "setns")
    for bit in (1 << at for at in range(32) if NAMESPACES >> at & 1):
        for name in ("clone", "unshare"):
            bound.add(no, name, When(0, MASKED, bit, bit))
    bound.load()


def _families(names: Sequence[str]) -> None:
    if names[0].startswith("~"):
        raise UnitError("RestrictAddressFamilies= is to name what is allowed")
    known = {int(getattr(socket, name)) for name in names}
    bound, no = Filter(ALLOW), refused(errno.EAFNOSUPPORT)
    for family in set(range(MOST_FAMILY)) - known:
        bound.add(no, "socket", When(0, EQUAL, family))
    bound.add(no, "socket", When(0, GREATER, MOST_FAMILY - 1))
    bound.load()


def _only(names: Sequence[str], error: str) -> None:
    bound = Filter(refused(getattr(errno, error)) if error else KILL)
    for name in names:
        bound.add(ALLOW, name)
    bound.load()
