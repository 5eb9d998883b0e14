"""The packages of the bundle, installed without a line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import Any

from kiosk.model import Words
from provisioning import apt, kept, system, trusted
from provisioning.box import Box, BoxError
from provisioning.layout import OFFICE, OWN, PACKAGES
from provisioning.order import Order
from provisioning.step import Standing, Step

OURS = ("kiosk-runtime", "kiosk")
RESERVE = 200  # MB that stay free
_BROUGHT = OWN / "brought.json"  # which bundle was verified, and the versions of our packages in it
_STAGED = OWN / "staged"


def steps(order: Order) -> tuple[Step, ...]:
    return (_sound(), _release(order), _packages(order))


def room(box: Box, order: Order) -> int:
    """MB that the bundle's packages take of the disk; 0 without a bundle."""
    folder = order.bundle / "targets" / PACKAGES / system.kind(box) if order.bundle else Path("/nowhere")
    return sum(apt.room(index.read_text(), apt.versions(box)) for index in folder.glob("*Packages"))


def _sound() -> Step:
    what = Words("Các gói Debian không dở dang", "No Debian package is left half")

    def look(box: Box) -> Standing:
        return Standing.DONE if apt.is_whole(box) else Standing.OPEN

    return Step("sound", what, look, apt.finish)


def _release(order: Order) -> Step:
    """The stick is what the province signed: its office's files are copied, its versions remembered."""
    what = Words("Kiểm tra chữ ký của USB", "The stick is signed by the province")

    def look(box: Box) -> Standing:
        if order.bundle is None:
            return Standing.DONE if _brought(box) else Standing.ABSENT
        return Standing.DONE if _brought(box).get("bundle") == _state_of(order.bundle) else Standing.OPEN

    def do(box: Box) -> None:
        bundle = _of(order)
        trusted.lay_root(box, bundle)
        opened = trusted.open_bundle(box, bundle)
        kind = opened.release.kinds[system.kind(box)]
        box.remove(OWN / OFFICE)
        opened.stage(OFFICE, OWN / OFFICE)
        versions = {package.name: package.version for package in kind.packages if package.ours}
        told = {"bundle": _state_of(bundle), "packages": versions}
        box.write(_BROUGHT, json.dumps(told), mode=0o600)

    return Step("release", what, look, do)
