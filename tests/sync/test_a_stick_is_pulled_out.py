"""A stick that is pulled out, full, locked, failing, or really FAT: the next run goes on."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.importing.sticks import in_a_room
from tests.sync.sticks import AtTheKiosk, Said, files_of

LONG = 60.0  # seconds that any wait may take


@pytest.fixture
def kiosk(office, tmp_path):
    return AtTheKiosk(office, tmp_path)


def mount(*arguments) -> bool:
    done = subprocess.run([str(each) for each in arguments], capture_output=True, check=False)
    return done.returncode == 0


def plug(place: Path, size: str = "64m") -> None:
    assert mount("mount", "-t", "tmpfs", "-o", f"size={size}", "stick", place)


def plug_fat(image: Path, place: Path) -> bool:
    """A real FAT file system: the kernel's, or FUSE's; False where this machine has neither."""
    if mount("mount", "-t", "vfat", "-o", "loop,noexec,nosuid,nodev", image, place):
        return True
    return shutil.which("fusefat") is not None and mount("fusefat", "-o", "rw+", image, place)


def export(kiosk: AtTheKiosk) -> Said:
    return kiosk.run("export", None, "--language", "en")  # a stick of its own, no folder


def test_a_stick_too_small_takes_what_fits_and_says_what_is_missing(office, kiosk):
    small, large, last = office.hand_in(60_000), office.hand_in(900_000), office.hand_in(60_000)

    def work():
        plug(kiosk.stick, "400k")
        first = export(kiosk)
        there = files_of(kiosk.stick)
        mount("umount", kiosk.stick)
        plug(kiosk.stick)
        return first, there, export(kiosk)

    said, there, later = in_a_room(work)
    assert said.code == 1
    assert said.lines[-1] == (
        "2 cases (0.1 MB) are on the stick; missing: 1 (the stick is full). All are safe in the kiosk."
    )
    assert there == sorted(f"kiosk-outbox/kiosk-1/{each.id}.sealed" for each in (small, last))
    assert later.code == 0
    assert office.row(large).copied is not None


def test_a_locked_stick_is_told(office, kiosk):
    office.hand_in(1000)

    def work():
        plug(kiosk.stick)
        mount("mount", "-o", "remount,ro", kiosk.stick)
        return export(kiosk)

    said = in_a_room(work)
    assert said.code == 1
    assert "1 (the stick cannot be written)" in said.lines[-1]


def test_a_stick_pulled_out_half_way_is_noticed_and_gone_on_with_when_it_is_back(office, kiosk):
    envelopes = [office.hand_in(4_000_000) for _ in range(6)]

    def work():
        plug(kiosk.stick)
        held = kiosk.stick.parent / "held"  # by which the pulled stick can be plugged in again
        held.mkdir()
        assert mount("mount", "--bind", kiosk.stick, held)
        running = subprocess.Popen(
            kiosk.command("export", None, "--language", "en"), stdout=subprocess.PIPE, text=True
        )
        with running:
            running.stdout.readline()  # one is there
            running.send_signal(signal.SIGSTOP)
            assert mount("umount", "-l", kiosk.stick)
            running.send_signal(signal.SIGCONT)
            text, _ = running.communicate(timeout=LONG)
        assert mount("mount", "--bind", held, kiosk.stick)
        first = Said(running.returncode, text.splitlines())
        again = export(kiosk)
        return first, again, files_of(kiosk.stick)

    first, again, there = in_a_room(work)
    assert first.code == 1
    assert "(the stick is gone or broken)" in first.lines[-1]
    assert again.code == 0
    assert "is there already" in again.lines[0]
    assert there == sorted(f"kiosk-outbox/kiosk-1/{each.id}.sealed" for each in envelopes)


def test_ctrl_c_ends_it_with_a_sentence_and_leaves_nothing_half_done(office, kiosk):
    for _ in range(12):
        office.hand_in(2_000_000)
    with subprocess.Popen(
        kiosk.command("export"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        text, _ = running.communicate(timeout=LONG)
    assert "Traceback" not in text
    assert running.returncode in (0, 1)  # 0: it was quicker
    if running.returncode == 1:
        assert text.splitlines()[-1] == "Stopped. Give the command again to go on."
    assert not list(kiosk.stick.rglob("*.part"))
    assert kiosk.export().code == 0
    assert len(files_of(kiosk.stick)) == 12


def test_a_stick_that_cannot_make_safe_what_it_took_is_not_believed(office, kiosk):
    first, second = office.hand_in(1000), office.hand_in(1000)
    part = f"{kiosk.sealed(first)}.part"
    broken = ["strace", "-qq", "-f", "-o", "/dev/null", "-P", part, "-e", "trace=fsync"]
    failing = [*broken, "-e", "inject=fsync:error=EIO", *kiosk.command("export")]
    done = subprocess.run(failing, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "2 (the stick is gone or broken)" in done.stdout
    assert files_of(kiosk.stick) == []
    assert office.row(first).copied is None
    assert kiosk.export().code == 0
    assert office.row(second).copied is not None


def test_the_whole_circle_on_a_stick_as_the_shops_sell_them(office, kiosk, centre, tmp_path):
    envelopes = [office.hand_in(300_000, 5) for _ in range(3)]
    image = tmp_path / "stick.img"
    with image.open("wb") as file:
        file.truncate(24 << 20)
    make = shutil.which("mkfs.vfat", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert make, "dosfstools is missing: ./dev installs it"
    subprocess.run([make, str(image)], check=True, capture_output=True)

    def work():
        if not plug_fat(image, kiosk.stick):
            plug(kiosk.stick)
        try:
            out = export(kiosk)
            again = export(kiosk)
            taken = centre.stick(kiosk.stick)
            back = kiosk.run("import", None, "--language", "en")
            return out, again, taken.stdout.splitlines()[-1], back, files_of(kiosk.stick)
        finally:
            subprocess.run(["umount", str(kiosk.stick)], check=True)

    out, again, taken, back, there = in_a_room(work)
    assert (out.code, again.code, back.code) == (0, 0, 0)
    assert all("is there already" in line for line in again.lines[:-1])
    assert taken.startswith("3 received, 0 refused")
    assert back.lines == ["The centre has received 3 cases. 0 still wait."]
    assert there == sorted(f"kiosk-receipts/kiosk-1/{each.id}.json" for each in envelopes)
    assert office.only(centre, *envelopes)
    _wait_for_no("fusefat", image)


def _wait_for_no(program: str, image: Path) -> None:
    """FUSE's process ends a moment after its file system."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        lines = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):  # ended meanwhile
                lines.append(path.read_bytes())
        if not any(program.encode() in line and bytes(image) in line for line in lines):
            return
        time.sleep(0.05)
    raise AssertionError(f"{program} is still there")
