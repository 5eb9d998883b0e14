"""Killed before every change, or out of room: the old rules or the new ones, whole, and the next asking mends it."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from kiosk.faults import Fault
from kiosk.store.errors import StoreError
from tests.sync.rules.conftest import RuledKiosk

TOUCHES = frozenset(
    ("open", "os.rename", "os.symlink", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")
)
DONE, SAID = 0, 7
TURNS = 5  # tests that share the moments


def in_a_child(work: Callable[[], int]) -> int:
    """How a process of its own ended: its exit code, or less than 0 for the signal."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(work())
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def changes(event: str, args: tuple[object, ...], folder: Path) -> bool:
    """Whether this is about to change something in that folder: who only reads may die at any time."""
    if event not in TOUCHES or not any(str(arg).startswith(str(folder)) for arg in args[:2]):
        return False
    return event != "open" or bool(int(str(args[2])) & (os.O_WRONLY | os.O_RDWR))


def die_at(moment: int, folder: Path) -> None:
    """No goodbye, just before the `moment`-th change of something in that folder."""
    left = [moment]

    def hook(event: str, args: tuple[object, ...]) -> None:
        if changes(event, args, folder):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


@pytest.fixture
def before(kiosk, province, tmp_path):
    """The folder of a kiosk with the first version, while the second waits at the province."""
    kiosk.ask(province.served).pull()
    kiosk.db.execute("pragma wal_checkpoint(truncate)")
    folder = kiosk.workspace.root
    province.rename("Giấy khai sinh")
    province.write("all/holidays.toml", 'source = "invented"\n')
    province.publish()
    return folder


def pulls(folder: Path, served: Path, moment: int) -> int:
    kiosk = RuledKiosk(folder)
    die_at(moment, kiosk.workspace.rules)
    kiosk.ask(served).pull()
    return DONE


@pytest.mark.parametrize("turn", range(TURNS))
def test_killed_at_every_change_of_the_disk(before, province, tmp_path, turn):
    shown, moment, ended = [], 1 + turn, -signal.SIGKILL
    while ended != DONE:
        assert ended == -signal.SIGKILL
        folder = tmp_path / "killed"
        shutil.copytree(before, folder, symlinks=True)
        ended = in_a_child(partial(pulls, folder, province.served, moment))
        kiosk = RuledKiosk(folder)
        shown.append(kiosk.shown)
        kiosk.ask(province.served).pull()
        assert kiosk.shown == "Giấy khai sinh", moment
        assert set(kiosk.rules.files) == {"catalogue.toml", "holidays.toml"}
        assert kiosk.standing.fault is None
        assert not list(kiosk.workspace.rules_metadata.glob("tmp*"))
        kiosk.close()
        shutil.rmtree(folder)
        moment += TURNS
    assert set(shown) == {"Khai sinh", "Giấy khai sinh"}
    assert shown == sorted(shown, reverse=True)  # once the new one is in use, it stays
    assert moment > 20


@pytest.mark.parametrize("room", [200, 2_000, 20_000])
def test_without_room_the_old_rules_stay_and_come_with_room(before, province, room):
    def work() -> int:
        kiosk = RuledKiosk(before)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        try:
            kiosk.ask(province.served).pull()
        except StoreError as error:
            return SAID if error.fault is Fault.DISK_FULL else 2
        return DONE

    assert in_a_child(work) == SAID
    kiosk = RuledKiosk(before)
    assert kiosk.shown == "Khai sinh"
    kiosk.ask(province.served).pull()
    assert kiosk.shown == "Giấy khai sinh"
    kiosk.close()


def test_a_version_that_rotted_on_the_disk_is_not_used(ruled, province):
    first = ruled.rules.version
    province.rename("Giấy khai sinh")
    province.publish()
    ruled.ask(province.served).pull()
    second = ruled.rules.version
    path = ruled.workspace.rules_versions / second / "catalogue.toml"
    path.write_bytes(path.read_bytes().replace(b"khai sinh", b"khai tu  ", 1))
    assert ruled.rules.version == first
    path = ruled.workspace.rules_versions / first / "catalogue.toml"
    path.write_bytes(b"")
    assert (ruled.rules.version, ruled.shown) == ("", "Khai sinh")
    ruled.ask(province.served).pull()  # the next asking brings it whole
    assert (ruled.rules.version, ruled.shown) == (second, "Giấy khai sinh")
