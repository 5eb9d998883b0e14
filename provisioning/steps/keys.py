"""The keys that nobody may read, sealed to this box, and their copy that only the province opens."""

from __future__ import annotations

import secrets

from kiosk.model import Words
from kiosk.settings import Secret, Settings, SettingsError, load
from kiosk.sync.sealing import SealingKey
from provisioning import layout
from provisioning.box import Box, BoxError
from provisioning.keys import recovery
from provisioning.keys.sealed import DATA, NAMES, Sealed, checked
from provisioning.step import Standing, Step

_LOST = Words(
    "Máy còn giữ hồ sơ nhưng khóa {name} không còn, và khóa mới không mở được hồ sơ nào. Hãy gửi recovery.sealed về "
    "tỉnh rồi chạy: kiosk-provisioning recovery --from TỆP.",
    "This box holds cases, and {name} is gone; a new one would open nothing. Send recovery.sealed to the province, "
    "then: kiosk-provisioning recovery --from FILE.",
)
_TWO = Words(
    "Có hai khóa {name} khác nhau: một trong thư mục dữ liệu, một đã niêm phong. Hãy bỏ tệp không phải của máy này "
    "khỏi thư mục dữ liệu.",
    "There are two different {name}: one in the state folder, one sealed. Take the one that is not of this box out of "
    "the state folder.",
)


def steps() -> tuple[Step, ...]:
    return (
        Step(
            "keys",
            Words("Niêm phong khóa vào máy này", "The keys are sealed to this box"),
            _look,
            _do,
            _undo,
        ),
        Step(
            "recovery",
            Words("Bản khôi phục khóa mà chỉ tỉnh mở được", "A copy of the keys for the province"),
            _look_recovery,
            _do_recovery,
            _undo_recovery,
        ),
    )


def holds_cases(box: Box) -> bool:
    """Whether anything was ever kept here; the packages lay an empty database down."""
    database = box.path(layout.STATE / "kiosk.db")
    return database.exists() and database.stat().st_size > 0


def _look(box: Box) -> Standing:
    sealed = Sealed.of(box)
    if any(box.path(layout.STATE / name).exists() for name in NAMES):
        return Standing.OPEN
    if any(sealed.lock(name) is not sealed.best for name in NAMES):
        return Standing.OPEN
    for name in NAMES:
        sealed.open(name)
    return Standing.DONE


def _do(box: Box) -> None:
    """Keys of an install by hand move in; of what is sealed already only what this box could seal better is."""
    sealed = Sealed.of(box)
    for name in NAMES:
        key, lock = _key(box, sealed, name), sealed.lock(name)
        if lock is not sealed.best:
            sealed.seal(name, key)
        if box.path(layout.STATE / name).exists():
            box.run(["shred", "--remove=unlink", str(box.path(layout.STATE / name))])


def _key(box: Box, sealed: Sealed, name: str) -> Secret:
    text = box.read(layout.STATE / name)
    plain = None if text is None else checked(name, text)
    if sealed.lock(name) is None:
        if plain is None and name in DATA and holds_cases(box):
            raise BoxError(Words(_LOST.vi.format(name=name), _LOST.en.format(name=name)))
        return plain or Secret(secrets.token_hex(32))
    key = sealed.open(name)
    if plain not in (None, key):
        raise BoxError(Words(_TWO.vi.format(name=name), _TWO.en.format(name=name)))
    return key


def _undo(box: Box) -> None:
    """The keys go only where nothing is kept: cases without them are lost."""
    if not holds_cases(box):
        for name in NAMES:
            Sealed.of(box).remove(name)


def _look_recovery(box: Box) -> Standing:
    settings = _settings(box)
    if settings is None:
        return Standing.ABSENT
    if any(Sealed.of(box).lock(name) is None for name in DATA):
        return Standing.OPEN
    wanted = recovery.named(settings.device, _sealing_key(settings), _data_keys(box))
    return Standing.DONE if recovery.lies(box) == wanted else Standing.OPEN


def _do_recovery(box: Box) -> None:
    settings = _settings(box)
    if settings is not None:
        line = recovery.made(settings.device, _sealing_key(settings), _data_keys(box))
        box.write(recovery.AT, line, mode=0o600)


def _undo_recovery(box: Box) -> None:
    if not holds_cases(box):
        box.remove(recovery.AT)


def _data_keys(box: Box) -> dict[str, Secret]:
    sealed = Sealed.of(box)
    return {name: sealed.open(name) for name in DATA}


def _settings(box: Box) -> Settings | None:
    """None where no centre is named that could open anything: there is nothing to seal to."""
    if not box.path(layout.SETTINGS).exists():
        return None
    try:
        settings = load(box.path(layout.SETTINGS))
    except SettingsError as error:
        raise BoxError(
            Words(f"{layout.SETTINGS}: {error}", f"{layout.SETTINGS}: {error}")
        ) from None
    return settings if settings.centre.sealing_key else None


def _sealing_key(settings: Settings) -> SealingKey:
    try:
        return SealingKey(settings.centre.sealing_key)
    except SettingsError as error:
        raise BoxError(
            Words(f"{layout.SETTINGS}: {error}", f"{layout.SETTINGS}: {error}")
        ) from None
