"""The board itself: its disk, memory, heat, power and clock."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from kiosk.devices.clockwork import synchronised
from kiosk.doctor.check import Finding
from kiosk.doctor.subject import Subject
from kiosk.doctor.words import absent, bad, of_fault, ok, poor
from kiosk.faults import Fault
from kiosk.model import Words
from kiosk.store.health import Health
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.room import MIB, Room

NEAR = 3  # times the mark below which no visit begins: somebody should look
WRITTEN = 4 * MIB  # bytes, once
SYNCED = 8  # small writes made safe
SLOW, VERY_SLOW = 0.1, 1.0  # seconds for one of them; an SD card takes a twentieth
LITTLE, TOO_LITTLE = 150, 60  # MiB of memory that are left
HOT, TOO_HOT = 80, 95  # degrees Celsius; a Raspberry Pi slows down at 80
WORN, WORN_OUT = 80, 100  # per cent of what the maker promises
_PATIENCE = 20.0  # seconds for another program

_NEW_DISK = Words(
    "Chuẩn bị ổ mới; thay trước khi hỏng.", "Get a new disk; replace it before it fails."
)


def disk(subject: Subject) -> Finding:
    """Room beside the state folder, and the ballast."""
    room, at = Room(subject.workspace, subject.settings.disk), os.statvfs(subject.workspace.root)
    free = at.f_bavail * at.f_frsize // MIB
    figures = {
        "free": f"{free} MiB",
        "ballast": "yes" if subject.workspace.ballast.exists() else "no",
    }
    fault = room.look()
    if fault is not None:
        return of_fault(fault, figures)
    if free < NEAR * subject.settings.disk.low_water:
        what = Words(f"Chỉ còn trống {free} MiB.", f"Only {free} MiB are free.")
        low = Words("Xem vì sao hồ sơ chưa gửi được.", "See why cases are not sent.")
        return poor(what, low, **figures)
    return ok(f"Còn trống {free} MiB.", f"{free} MiB are free.", **figures)


def wear(subject: Subject) -> Finding:
    """What the disk under the state folder says of its own age: eMMC by the kernel, others by smartctl."""
    found = _block_device(subject)
    if found is None:
        return absent("Không biết ổ nào.", "It is not known which disk this is.")
    kind, model = (
        _read(found / "device/type"),
        _read(found / "device/name") or _read(found / "device/model"),
    )
    figures = {"disk": f"{kind} {model}".strip()}
    spent = [int(share, 16) for share in _read(found / "device/life_time").split()]
    if spent:
        return _worn(10 * max(spent), figures)
    if kind == "SD":
        return absent(
            "Thẻ SD không cho biết độ mòn.", "An SD card does not tell its wear.", **figures
        )
    return _smart(found.name, figures)


def _worn(percent: int, figures: dict[str, str]) -> Finding:
    what = Words(f"Ổ đã mòn {percent} %.", f"The disk is {percent} % worn.")
    figures = figures | {"worn": f"{percent} %"}
    if percent >= WORN_OUT:
        return bad(what, _NEW_DISK, **figures)
    return poor(what, _NEW_DISK, **figures) if percent >= WORN else ok(what.vi, what.en, **figures)


def _smart(name: str, figures: dict[str, str]) -> Finding:
    program = shutil.which("smartctl", path="/usr/sbin:/usr/bin")
    nothing = absent("Ổ không cho biết độ mòn.", "The disk does not tell its wear.", **figures)
    if program is None:
        return nothing
    try:
        asked = [program, "--json", "--health", "--attributes", f"/dev/{name}"]
        ended = subprocess.run(asked, capture_output=True, timeout=_PATIENCE, check=False)
        told = json.loads(ended.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return nothing
    if told.get("smart_status", {}).get("passed") is False:
        return of_fault(Fault.DISK_FAILED, figures)
    worn = told.get("nvme_smart_health_information_log", {}).get("percentage_used")
    return _worn(worn, figures) if isinstance(worn, int) else nothing


def _block_device(subject: Subject) -> Path | None:
    device = subject.workspace.root.stat().st_dev
    at = subject.root / f"sys/dev/block/{os.major(device)}:{os.minor(device)}"
    if not at.exists():
        return None
    whole = at.resolve()
    return whole.parent if (whole / "partition").exists() else whole


def speed(subject: Subject) -> Finding:
    """Few MB written once and few small writes made safe: gentle to a card, and enough to tell."""
    with tempfile.TemporaryFile(dir=subject.workspace.root, buffering=0) as file:
        began = time.monotonic()
        file.write(os.urandom(WRITTEN))
        os.fsync(file.fileno())
        rate = WRITTEN / MIB / max(time.monotonic() - began, 1e-6)
        took = []
        for _ in range(SYNCED):
            began = time.monotonic()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            took.append(time.monotonic() - began)
    safe = statistics.median(took)
    what = Words(
        f"Ghi {rate:.0f} MiB/s, mỗi lần chắc chắn mất {1000 * safe:.0f} ms.",
        f"Writes {rate:.0f} MiB/s, makes safe in {1000 * safe:.0f} ms.",
    )
    figures = {"write": f"{rate:.0f} MiB/s", "fsync": f"{1000 * safe:.1f} ms"}
    if safe > VERY_SLOW:
        return bad(what, _NEW_DISK, **figures)
    return poor(what, _NEW_DISK, **figures) if safe > SLOW else ok(what.vi, what.en, **figures)


def memory(subject: Subject) -> Finding:
    lines = (line.split() for line in subject.text("proc/meminfo").splitlines())
    kib = {line[0].rstrip(":"): int(line[1]) for line in lines if len(line) > 1}
    if "MemAvailable" not in kib:
        return absent("Hệ thống không cho biết.", "The system does not tell.")
    left, whole = kib["MemAvailable"] // 1024, kib["MemTotal"] // 1024
    what = Words(f"Còn {left} trong {whole} MiB.", f"{left} of {whole} MiB are left.")
    figures = {"left": f"{left} MiB", "whole": f"{whole} MiB"}
    restart = Words("Khởi động lại máy.", "Restart the kiosk.")
    if left < TOO_LITTLE:
        return bad(what, restart, **figures)
    return poor(what, restart, **figures) if left < LITTLE else ok(what.vi, what.en, **figures)


def heat(subject: Subject) -> Finding:
    """The warmest sensor, and on a Raspberry Pi whether its voltage was too low."""
    readings = [_read(zone) for zone in subject.found("sys/class/thermal/thermal_zone*/temp")]
    degrees = max((int(one) // 1000 for one in readings if one.lstrip("-").isdigit()), default=None)
    figures = {} if degrees is None else {"heat": f"{degrees} °C"}
    if _undervoltage(subject):
        what = Words("Nguồn điện yếu.", "The power supply is too weak.")
        proper = Words(
            "Dùng bộ nguồn chính hãng và dây ngắn.",
            "Use the maker's power supply and a short cable.",
        )
        return bad(what, proper, **figures)
    if degrees is None:
        return absent("Máy không có cảm biến.", "There is no sensor.")
    what = Words(f"{degrees} °C.", f"{degrees} °C.")
    cool = Words("Làm sạch khe gió, kê máy thoáng.", "Clean the vents, give the box air.")
    if degrees >= TOO_HOT:
        return bad(what, cool, **figures)
    return poor(what, cool, **figures) if degrees >= HOT else ok(what.vi, what.en, **figures)


def _undervoltage(subject: Subject) -> bool:
    return any(
        _read(sensor) == "rpi_volt" and _read(sensor.with_name("in0_lcrit_alarm")) == "1"
        for sensor in subject.found("sys/class/hwmon/hwmon*/name")
    )


def clock(subject: Subject) -> Finding:
    """Against the centre's time and its own past, as the services heard; whether it follows a time server."""
    battery = "yes" if subject.found("sys/class/rtc/rtc*") else "no"
    if subject.db is not None and Health(subject.db).clock_wrong():
        return of_fault(Fault.CLOCK_WRONG, {"battery": battery})
    at = f"{subject.now().astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}"
    # A service that may not ask the kernel sees what systemd-timesyncd left there.
    if synchronised() or subject.found("run/systemd/timesync/synchronized"):
        return ok(f"Đúng giờ, {at}.", f"Right: {at}.", battery=battery)
    what = Words(
        f"Không theo máy chủ giờ nào, đang là {at}.", f"Follows no time server; it says {at}."
    )
    see = Words("Xem máy chủ giờ (NTP) và mạng.", "See the time server (NTP) and the line.")
    return poor(what, see, battery=battery)


def _read(at: Path) -> str:
    try:
        return at.read_text(encoding="utf-8", errors="replace").strip("\0\n ")
    except OSError:
        return ""
