"""Frozen settings from kiosk.toml; every option is documented here and nowhere else."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kiosk.contract.rules import settings as of_the_province
from kiosk.contract.rules.entries import RulesError
from kiosk.model import Words
from kiosk.settings.hall import Counter, HallSettings, OtherDesk, QueueSettings
from kiosk.settings.parts import (
    OWN_SCANNER,
    BarcodeSettings,
    CardReader,
    CentreSettings,
    DeskSettings,
    DiskSettings,
    OcrSettings,
    Office,
    PageSettings,
    PrinterSettings,
    RetentionSettings,
    ScannerSettings,
    Screen,
    SharedScanner,
    SigningSettings,
    SoundSettings,
    StuckSettings,
    TokenSettings,
    UpdateSettings,
)
from kiosk.settings.secret import Secret, SettingsError

__all__ = [
    "OWN_SCANNER",
    "BarcodeSettings",
    "CardReader",
    "CentreSettings",
    "Counter",
    "DeskSettings",
    "DiskSettings",
    "HallSettings",
    "OcrSettings",
    "Office",
    "OtherDesk",
    "PageSettings",
    "PrinterSettings",
    "QueueSettings",
    "RetentionSettings",
    "ScannerSettings",
    "Screen",
    "Secret",
    "Settings",
    "SettingsError",
    "SharedScanner",
    "SigningSettings",
    "SoundSettings",
    "StuckSettings",
    "TokenSettings",
    "UpdateSettings",
    "brought",
    "load",
]

_DEVICE = re.compile(r"[a-z0-9-]{1,40}")  # as kiosk.contract has it


@dataclass(frozen=True)
class Settings:
    """kiosk.toml as a whole. device = name at the centre; kiosk = number in the office (0: the only one)."""

    device: str = "kiosk-1"
    kiosk: int = 0
    office: Office = Office()
    screen: Screen = Screen()
    card: CardReader = CardReader()
    scanner: ScannerSettings = ScannerSettings()
    pages: PageSettings = PageSettings()
    scanners: tuple[SharedScanner, ...] = ()
    printer: PrinterSettings = PrinterSettings()
    barcode: BarcodeSettings = BarcodeSettings()
    sound: SoundSettings = SoundSettings()
    centre: CentreSettings = field(default_factory=CentreSettings)
    desk: DeskSettings = DeskSettings()
    hall: HallSettings = field(default_factory=HallSettings)
    queue: QueueSettings = QueueSettings()
    counters: tuple[Counter, ...] = ()
    desks: tuple[OtherDesk, ...] = ()
    retention: RetentionSettings = RetentionSettings()
    stuck: StuckSettings = StuckSettings()
    ocr: OcrSettings = OcrSettings()
    token: TokenSettings = TokenSettings()
    signing: SigningSettings = SigningSettings()
    disk: DiskSettings = DiskSettings()
    update: UpdateSettings = UpdateSettings()

    def __post_init__(self) -> None:
        if not _DEVICE.fullmatch(self.device):
            raise SettingsError("device must be at most 40 small letters, digits and hyphens")
        if not 0 <= self.kiosk <= 99:
            raise SettingsError("kiosk must be from 0 to 99")
        names = [scanner.name for scanner in self.scanners]
        if len(set(names)) < len(names):
            raise SettingsError("scanners.name must be another one for each scanner")
        if any(not scanner.name or not scanner.device for scanner in self.scanners):
            raise SettingsError("scanners: each needs a name and a device")
        if self.sound.device and not self.hall.voice:
            raise SettingsError("sound.device needs a voice: hall.voice")
        self._check_hall()

    def _check_hall(self) -> None:
        numbers = [counter.number for counter in self.counters]
        if len(set(numbers)) < len(numbers) or 0 in numbers:
            raise SettingsError("counters.number must be another one for each counter")
        kiosks = [self.kiosk, *(desk.kiosk for desk in self.desks)]
        if len(set(kiosks)) < len(kiosks) or (self.desks and 0 in kiosks):
            raise SettingsError("desks.kiosk must be another number from 1 for each kiosk")
        if any(not desk.url for desk in self.desks):
            raise SettingsError("desks: each needs a url")
        if self.desks and len(self.hall.secret.reveal()) < 32:
            raise SettingsError("hall.secret must be the same at all desks: kiosk.desk hall secret")

    @property
    def scanner_names(self) -> tuple[str, ...]:
        """Every scanner that counters may ask, the kiosk's own first."""
        return (OWN_SCANNER, *(scanner.name for scanner in self.scanners))


_TABLES: dict[str, type[Any]] = {
    "scanners": SharedScanner,
    "counters": Counter,
    "desks": OtherDesk,
}


def brought(text: str) -> dict[str, Any]:
    """The table of options that the province sets (kiosk.contract.rules.settings); raises SettingsError."""
    try:
        table = of_the_province.options(text)
    except RulesError as error:
        raise SettingsError(str(error)) from None
    _build(Settings, table, "")
    return table


def load(path: Path, province: str = "") -> Settings:
    """Read kiosk.toml; raises SettingsError naming the option that cannot be used.

    `province`: what it sets (TOML, see `brought`) where kiosk.toml leaves it out; unusable, it counts for nothing.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path} is missing: copy docs/kiosk.toml there") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}") from None
    settings: Settings = _build(Settings, _over(table, province), "")
    return settings


def _over(table: dict[str, Any], province: str) -> dict[str, Any]:
    """kiosk.toml's word over the province's."""
    try:
        under = brought(province)
    except SettingsError:
        return table
    merged = dict(table)
    for name, options in under.items():
        own = table.get(name, {})
        merged[name] = {**options, **own} if isinstance(own, dict) else own
    return merged


def _build(kind: type[Any], table: object, where: str) -> Any:  # noqa: ANN401 - one of the classes above
    if not isinstance(table, dict):
        raise SettingsError(f"[{where}] must be a table")
    known = {f.name: f for f in fields(kind)}
    values: dict[str, Any] = {}
    default = kind() if kind is not Words else Words("", "")
    for name, value in table.items():
        option = f"{where}.{name}" if where else name
        if name not in known:
            raise SettingsError(f"{option}: there is no such option")
        values[name] = _value(getattr(default, name), value, option)
    for name in known if kind is Words else ():
        if name not in values:
            raise SettingsError(f"{where}.{name} is missing")
    return kind(**values)


def _value(default: object, value: object, option: str) -> object:
    if isinstance(default, Secret):
        if not isinstance(value, str):
            raise SettingsError(f"{option} must be a text")
        return Secret(value)
    if isinstance(default, tuple):
        return _several(value, option)
    if isinstance(default, (str, bool, int, float)):
        if isinstance(default, float) and type(value) is int:
            return float(value)
        if type(value) is not type(default):
            raise SettingsError(f"{option} must be a {type(default).__name__}")
        return value
    return _build(type(default), value, option)


def _several(value: object, option: str) -> tuple[object, ...]:
    kind = _TABLES.get(option)
    if not isinstance(value, list):
        shape = f"[[{option}]] must be tables" if kind else f"{option} must be a list"
        raise SettingsError(shape)
    if kind:
        return tuple(_build(kind, table, option) for table in value)
    if not all(isinstance(each, str) for each in value):
        raise SettingsError(f"{option} must be a list of texts")
    return tuple(value)
