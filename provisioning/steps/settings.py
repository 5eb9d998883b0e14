"""kiosk.toml, what the office brings with it, and the machine's name."""

from __future__ import annotations

import tomllib
from pathlib import Path, PurePosixPath
from typing import Any

from kiosk.model import Words
from kiosk.settings import Settings, SettingsError, load
from provisioning.box import Box, BoxError
from provisioning.laid import give_back, keep, take_note
from provisioning.layout import ETC, GROUP, OFFICE, OWN, SETTINGS, STATE
from provisioning.option_lines import with_option
from provisioning.order import Order
from provisioning.step import Standing, Step

BROUGHT = OWN / OFFICE  # the bundle's office/, verified
_PUT = OWN / "kiosk.toml"  # as it was put last: another text there is the technician's own
_TRIED = OWN / "kiosk.toml.tried"
# Where what the office brings is read: kiosk.workspace's names in the state folder, ETC for what kiosk.toml names.
_PLACES = {
    "rules-root.json": STATE,
    "holidays.toml": STATE,
    "trust": STATE,
    "signing-trust": STATE,
    "signatures": STATE,
    "ca": ETC,
}
_HOSTNAME, _HOSTS = PurePosixPath("/etc/hostname"), PurePosixPath("/etc/hosts")
KEPT = Words(
    f"{SETTINGS} đã được sửa tay: giữ nguyên bản sửa; muốn thay thì dùng --settings.",
    f"{SETTINGS} was changed by hand and stays as it is; --settings puts another.",
)


def steps(order: Order) -> tuple[Step, ...]:
    return (_office(), _settings(order), _named())


def _office() -> Step:
    what = Words(
        "Chứng thư tin cậy và quy tắc của tỉnh", "The province's trust and the office's own files"
    )

    def places(box: Box) -> dict[PurePosixPath, PurePosixPath]:
        """Each file that was brought, and where it is to lie."""
        folder = box.path(BROUGHT)
        found = sorted(path for path in folder.rglob("*") if path.is_file())
        inside = [PurePosixPath(path.relative_to(folder)) for path in found]
        return {BROUGHT / at: _PLACES[at.parts[0]] / at for at in inside if at.parts[0] in _PLACES}

    def look(box: Box) -> Standing:
        wanted = places(box)
        if not wanted:
            return Standing.ABSENT
        whole = all(box.same(source, at) for source, at in wanted.items())
        return Standing.DONE if whole else Standing.OPEN

    def do(box: Box) -> None:
        for source, at in places(box).items():
            if at.parent not in (STATE, ETC):
                box.folder(at.parent, mode=0o2750, group=GROUP)
            box.copy(source, at, mode=0o640, group=GROUP)

    def undo(box: Box) -> None:
        for at in places(box).values():
            box.remove(at)

    return Step("office", what, look, do, undo)


def _settings(order: Order) -> Step:
    what = Words("Cấu hình kiosk.toml của máy này", "This kiosk's own kiosk.toml")

    def look(box: Box) -> Standing:
        current = box.read(SETTINGS)
        whole = current is not None and current == _wanted(box, order) and _usable(box) is not None
        return Standing.DONE if whole else Standing.OPEN

    def do(box: Box) -> None:
        text = _wanted(box, order)
        box.write(_TRIED, text, mode=0o600)
        try:
            load(box.path(_TRIED))
        except SettingsError as error:
            wrong = str(error).replace(str(box.path(_TRIED)), SETTINGS.name)
            raise BoxError(
                Words(
                    f"kiosk.toml chưa dùng được, chưa thay gì ({wrong}): hãy sửa chỗ đó rồi chạy lại.",
                    f"kiosk.toml cannot be used, nothing was changed ({wrong}): mend that and run this again.",
                )
            ) from None
        finally:
            box.remove(_TRIED)
        own = order.settings is not None or _is_changed(box)
        # Remembered first: cut in between, the box still has the text of before, and no hand in it is seen.
        box.remove(_PUT) if own else box.write(_PUT, text, mode=0o600)
        box.write(SETTINGS, text, mode=0o640, group=GROUP)

    def undo(box: Box) -> None:
        box.remove(SETTINGS)
        box.remove(_PUT)

    def note(box: Box) -> Words | None:
        brought = box.read(BROUGHT / SETTINGS.name)
        return KEPT if brought is not None and order.settings is None and _is_changed(box) else None

    return Step("settings", what, look, do, undo, note)


def _wanted(box: Box, order: Order) -> str:
    """The text to be put; raises BoxError where nobody has said what this kiosk is called."""
    current = box.read(SETTINGS)
    if order.settings:
        text = order.settings.read_text(encoding="utf-8")
    elif current is not None and _is_changed(box):
        text = current
    else:
        text = box.read(BROUGHT / SETTINGS.name) or current or ""
    had, has = _table(current or ""), _table(text)
    device = order.device or had.get("device") or has.get("device")
    kiosk = order.kiosk if order.kiosk is not None else had.get("kiosk", has.get("kiosk"))
    agency = (
        order.agency or had.get("office", {}).get("agency") or has.get("office", {}).get("agency")
    )
    if device is None:
        raise BoxError(
            Words(
                "Chưa biết tên máy này: hãy thêm --device TÊN, đúng tên đã đăng ký ở trung tâm.",
                "This kiosk has no name yet: add --device NAME, as the centre knows it.",
            )
        )
    for option, value in (("device", device), ("kiosk", kiosk), ("office.agency", agency)):
        if value is not None:
            text = with_option(text, option, value)
    return text


def _is_changed(box: Box) -> bool:
    """Whether a hand was in kiosk.toml since it was put."""
    current = box.read(SETTINGS)
    return current is not None and current != box.read(_PUT)


def _table(text: str) -> dict[str, Any]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}  # what is wrong with it is said when it is tried
    return table if isinstance(table.get("office", {}), dict) else {}


def _usable(box: Box) -> Settings | None:
    try:
        return load(Path(box.path(SETTINGS)))
    except SettingsError:
        return None


def _named() -> Step:
    """The box is called in its network as it is at the centre."""
    what = Words("Đặt tên máy trong mạng", "The machine's name in the network")

    def hosts(box: Box, name: str) -> str:
        """With a line for its own name, so that it is found without a line to anybody."""
        lines = (box.read(_HOSTS) or "127.0.0.1 localhost\n").splitlines()
        others = [line for line in lines if not line.startswith("127.0.1.1")]
        return "\n".join([*others, f"127.0.1.1 {name}", ""])

    def look(box: Box) -> Standing:
        settings = _usable(box)
        if settings is None:
            return Standing.OPEN
        named = (box.read(_HOSTNAME) or "").strip() == settings.device
        whole = named and box.read(_HOSTS) == hosts(box, settings.device)
        return Standing.DONE if whole else Standing.OPEN

    def do(box: Box) -> None:
        name = load(box.path(SETTINGS)).device
        for at, text in ((_HOSTS, hosts(box, name)), (_HOSTNAME, f"{name}\n")):
            keep(box, at)
            box.write(at, text)
        take_note(box, [("hostname", name)])

    def undo(box: Box) -> None:
        give_back(box, _HOSTNAME)
        give_back(box, _HOSTS)

    return Step("name", what, look, do, undo)
