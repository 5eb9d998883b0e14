"""A USB stick that is a piece of memory, mounted in a room of its own that ends with the test."""

from __future__ import annotations

import ctypes
import os
import pickle
import subprocess
import traceback
from pathlib import Path

CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
SAFELY = "ro,noexec,nosuid,nodev"


def mounted(place, fill, options=SAFELY):
    """Fill a file system at `place` and mount it as a stick would be; only inside `in_a_room`."""
    place.mkdir(exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", "size=64m", "stick", place)
    fill(place)
    run("mount", "-o", f"remount,bind,{options}", place)
    return place


def run(*command):
    subprocess.run([str(word) for word in command], check=True)


def in_a_room(work):
    """What `work()` gives, or raises, in a child that has mounts of its own."""
    theirs, ours = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(theirs)
        status = 1
        try:
            enter()
            answer = (True, work())
        except BaseException:  # noqa: BLE001 - told to the test
            answer = (False, traceback.format_exc())
        finally:
            try:
                with os.fdopen(ours, "wb") as pipe:
                    pickle.dump(answer, pipe)
                status = 0
            finally:
                os._exit(status)
    os.close(ours)
    with os.fdopen(theirs, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    good, answer = pickle.loads(said)
    assert good, answer
    return answer


def enter():
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    room = CLONE_NEWNS if user == 0 else CLONE_NEWNS | CLONE_NEWUSER
    assert libc.unshare(room) == 0, os.strerror(ctypes.get_errno())
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1", encoding="ascii")
    if _root_is_a_mount():  # not in a chroot: there whoever made it keeps its mounts apart
        run("mount", "--make-rprivate", "/")


def _root_is_a_mount():
    lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    return any(line.split()[4] == "/" for line in lines)
