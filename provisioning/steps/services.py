"""The four services and what runs at night: whom they may talk to, and that they start with the box."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from kiosk.model import Words
from kiosk.settings import Settings, SettingsError, load
from provisioning.box import Box
from provisioning.laid import failed, take_note
from provisioning.layout import RUN, SETTINGS, TARGET, UNITS
from provisioning.seat import at_the_screen
from provisioning.step import Standing, Step

_LAN = PurePosixPath("/etc/systemd/system/kiosk-devices.service.d/lan.conf")
_SHIPPED = PurePosixPath("/usr/lib/systemd/system")
_AIRSCAN = PurePosixPath("/etc/sane.d/airscan.conf")
_AT_NIGHT = ("kiosk-doctor.timer", "kiosk-update.timer", "kiosk-update-resume.service")
_HOST = re.compile(r"(?:tcp:|net:|//)\[?([0-9A-Fa-f.:]*[0-9A-Fa-f])\]?")


def steps() -> tuple[Step, ...]:
    return (_lan(), _enabled(), _started())


def _lan() -> Step:
    """kiosk-devices reaches the scanners and printers that the settings name, and nothing else of any network."""
    what = Words(
        "Mở đường tới máy in, máy quét trong mạng", "The way to the network's printers and scanners"
    )

    def look(box: Box) -> Standing:
        text = _drop_in(box)
        if text is None and box.read(_LAN) is None:
            return Standing.ABSENT
        return Standing.DONE if box.read(_LAN) == text else Standing.OPEN

    def do(box: Box) -> None:
        text = _drop_in(box)
        box.remove(_LAN) if text is None else box.write(_LAN, text)
        take_note(
            box,
            [("systemctl", "daemon-reload"), ("systemctl", "try-restart", "kiosk-devices.service")],
        )

    def undo(box: Box) -> None:
        box.remove(_LAN.parent)

    return Step("lan", what, look, do, undo)


def _drop_in(box: Box) -> str | None:
    try:
        settings = load(box.path(SETTINGS))
    except SettingsError:
        return None
    hosts = sorted(set(_hosts(settings, box.read(_AIRSCAN) or "")))
    if not hosts:
        return None
    return "[Service]\n" + "".join(f"IPAddressAllow={host}\n" for host in hosts)


def _hosts(settings: Settings, airscan: str) -> Iterator[str]:
    """Addresses; a name cannot be let through, for whoever answers for it may change."""
    named = [settings.printer.device, settings.scanner.device]
    named += [scanner.device for scanner in settings.scanners]
    named += [line for line in airscan.splitlines() if not line.lstrip().startswith(("#", ";"))]
    for found in (_HOST.search(device) for device in named):
        try:
            if found:
                yield str(ipaddress.ip_address(_without_port(found[1])))
        except ValueError:
            continue


def _without_port(host: str) -> str:
    return host.split(":")[0] if host.count(":") == 1 else host


def _enabled() -> Step:
    what = Words("Các dịch vụ chạy cùng máy", "The services start with the box")

    def units(box: Box) -> list[str]:
        """As far as this release ships them."""
        return [unit for unit in (TARGET, *UNITS, *_AT_NIGHT) if box.path(_SHIPPED / unit).exists()]

    def look(box: Box) -> Standing:
        found = units(box)
        told = box.run(["systemctl", "is-enabled", *found]).out.split() if found else []
        whole = TARGET in found and told == ["enabled"] * len(found)
        return Standing.DONE if whole else Standing.OPEN

    def do(box: Box) -> None:
        command = ["systemctl", "enable", *units(box)]
        ran = box.run(command)
        if ran.code:
            raise failed(command, ran.err)

    def undo(box: Box) -> None:
        take_note(box, [("systemctl", "stop", TARGET, *UNITS)])
        found = units(box)
        ran = box.run(["systemctl", "disable", *found]) if found else None
        if ran and ran.code:
            raise failed(["systemctl", "disable"], ran.err)
        box.remove(RUN)

    return Step("enabled", what, look, do, undo)


def _started() -> Step:
    """Not for whoever sits before the screen: the kiosk takes it, and what is left to do there could not be typed."""
    what = Words("Khởi động kiosk", "The kiosk runs")

    def look(box: Box) -> Standing:
        if not box.is_running or at_the_screen(box):
            return Standing.ABSENT
        told = box.run(["systemctl", "is-active", TARGET, *UNITS]).out.split()
        return Standing.DONE if set(told) == {"active"} else Standing.OPEN

    def do(box: Box) -> None:
        command = ["systemctl", "start", TARGET, *UNITS]
        ran = box.run(command)
        if ran.code:
            raise failed(command, ran.err)

    return Step("started", what, look, do)
