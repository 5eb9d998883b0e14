"""The packages of the bundle, installed without a line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from kiosk.model import Words
from provisioning import apt, kept, system, trusted
from provisioning.box import Box, BoxError
from provisioning.layout import BROUGHT, OFFICE, OWN, PACKAGES
from provisioning.order import Order
from provisioning.step import Standing, Step

OURS = ("kiosk-runtime", "kiosk")
_UNPACKED = 4  # times its size, a package takes of the disk
_STAGED = OWN / "staged"


def steps(order: Order) -> tuple[Step, ...]:
    return (_sound(), _release(order), _packages(order), _way_back(order))


def room(box: Box, order: Order) -> int:
    """MB, about, that the bundle's packages will take of the disk; 0 without a bundle."""
    if order.bundle is None:
        return 0
    have = apt.versions(box)
    debs = (order.bundle / "targets" / PACKAGES / system.kind(box)).glob("*.deb")
    # Named SUM.NAME_VERSION_ARCHITECTURE.deb
    missing = [deb for deb in debs if deb.name.split(".", 1)[-1].split("_")[0] not in have]
    return sum(deb.stat().st_size for deb in missing) * _UNPACKED // 2**20


def _sound() -> Step:
    what = Words("Các gói Debian không dở dang", "No Debian package is left half")

    def look(box: Box) -> Standing:
        return Standing.DONE if apt.is_whole(box) else Standing.OPEN

    return Step("sound", what, look, apt.finish)


def _release(order: Order) -> Step:
    """The stick is what the province signed: its office's files are copied, its versions remembered."""
    what = Words("Chữ ký của gói cài đặt", "The bundle is what the province signed")

    def look(box: Box) -> Standing:
        if order.bundle is None:
            return Standing.DONE if _brought(box) else Standing.ABSENT
        return (
            Standing.DONE if _brought(box).get("bundle") == _name(order.bundle) else Standing.OPEN
        )

    def do(box: Box) -> None:
        bundle, kind = _opened(box, order), system.kind(box)
        if kind not in bundle.release.kinds:
            raise BoxError(
                Words(
                    f"USB này không có bản cho loại máy này ({kind}): hãy dùng USB khác.",
                    f"This stick has nothing for this kind of machine ({kind}): use another stick.",
                )
            )
        box.remove(OWN / OFFICE)
        box.folder(OWN / OFFICE, mode=0o700)
        bundle.lay_office(box.path(OWN / OFFICE))
        ours = {one.name: one.version for one in bundle.release.kinds[kind] if one.ours}
        told = {"bundle": _name(order.bundle), "packages": ours}
        box.write(BROUGHT, json.dumps(told), mode=0o600)

    return Step("release", what, look, do)


def _packages(order: Order) -> Step:
    what = Words("Các gói của kiosk và Debian", "The kiosk's packages, and Debian's that they need")

    def look(box: Box) -> Standing:
        wanted, have = _brought(box).get("packages"), apt.versions(box)
        if wanted is None:
            return Standing.DONE if set(OURS) <= set(have) else Standing.OPEN
        ours = all(have.get(name) == version for name, version in wanted.items())
        return Standing.DONE if ours and apt.is_complete(box) else Standing.OPEN

    def do(box: Box) -> None:
        have = apt.versions(box)
        if "kiosk" in have and have["kiosk"] != _brought(box).get("packages", {}).get("kiosk"):
            raise BoxError(
                Words(
                    f"Máy đang chạy bản {have['kiosk']}: hãy dùng kiosk-provisioning update để đổi sang bản trên USB.",
                    f"This box runs release {have['kiosk']}: use kiosk-provisioning update for the one on the stick.",
                )
            )
        bundle, kind = _opened(box, order), system.kind(box)
        box.remove(_STAGED)
        wanted = bundle.release.wanted(kind, lambda name: have.get(name, ""))
        ours = [one for one in bundle.release.kinds[kind] if one.ours]
        bundle.stage(kind, wanted, box.path(_STAGED))
        others = [one.name for one in wanted if not one.ours]
        # By their names: what apt would do of itself about a package that went missing is to remove who needs it.
        apt.install(box, _STAGED, [*OURS, *others])
        apt.along(box, others)
        kept.keep(box, bundle.stage(kind, ours, box.path(_STAGED)))  # an update's way back
        box.remove(_STAGED)

    return Step("packages", what, look, do, long=True)


def _way_back(order: Order) -> Step:
    """`start`, or apt, has installed our packages from the stick; the next update wants to come back to them."""
    what = Words("Giữ lại gói của bản đang chạy", "The packages of this release are kept")

    def look(box: Box) -> Standing:
        wanted = _brought(box).get("packages")
        if wanted is None:
            return Standing.ABSENT
        try:
            kept.held(box, wanted)
        except BoxError:
            return Standing.OPEN
        return Standing.DONE

    def do(box: Box) -> None:
        bundle, kind = _opened(box, order), system.kind(box)
        box.remove(_STAGED)
        ours = [one for one in bundle.release.kinds[kind] if one.ours]
        kept.keep(box, bundle.stage(kind, ours, box.path(_STAGED)))
        box.remove(_STAGED)

    return Step("way-back", what, look, do)


def _opened(box: Box, order: Order) -> trusted.Bundle:
    if order.bundle is None:
        raise BoxError(
            Words(
                "Chưa nói gói cài đặt ở đâu: hãy thêm --offline THƯ-MỤC-TRÊN-USB.",
                "Nobody said where the bundle is: add --offline FOLDER-ON-THE-STICK.",
            )
        )
    trusted.lay_root(box, order.bundle)
    return trusted.open_bundle(box, order.bundle)


def _brought(box: Box) -> dict[str, Any]:
    try:
        told = json.loads(box.read(BROUGHT) or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _name(bundle: Path | None) -> str:
    """Another one for every bundle that was ever signed; nothing is believed because of it."""
    try:
        return hashlib.sha256(
            ((bundle or Path()) / "metadata" / "timestamp.json").read_bytes()
        ).hexdigest()
    except OSError:
        return ""  # half a bundle: what is missing is said when it is opened
