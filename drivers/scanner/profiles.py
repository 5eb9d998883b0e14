"""Profiles as data: what is scanned how, by the kind of paper."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from drivers.scanner import ScanProfile, Sides, Source

USUAL = "text"
SHIPPED = Path(__file__).with_name("profiles.toml")

_RANGES = {"dpi": (75, 1200), "width": (20, 1000), "height": (20, 6000), "wait": (0, 600)}


class ProfileError(ValueError):
    """A file of profiles that cannot be used; the text names the profile and its option."""


def load(own: Path | None = None) -> Mapping[str, ScanProfile]:
    """The shipped profiles by name, changed and added to by an office's own file; raises ProfileError."""
    found = _read(SHIPPED, {})
    return _read(own, found) if own else found


def _read(path: Path, base: Mapping[str, ScanProfile]) -> dict[str, ScanProfile]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path} is not TOML: {error}") from None
    found = dict(base)
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ProfileError(f"{name}: must be a table")
        usual = found.get(name, ScanProfile())
        values = {option: _value(usual, name, option, value) for option, value in table.items()}
        found[name] = replace(usual, **values)
    return found


def _value(usual: ScanProfile, name: str, option: str, value: object) -> Any:  # noqa: ANN401 - any option
    if option == "fronts" or option not in {field.name for field in fields(ScanProfile)}:
        raise ProfileError(f"{name}.{option}: there is no such option")
    kind = type(getattr(usual, option))
    if kind in (Source, Sides):
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(word.value for word in kind)
            raise ProfileError(f"{name}.{option} must be one of: {known}") from None
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise ProfileError(f"{name}.{option} must be a {kind.__name__}")
    low, high = _RANGES.get(option, (0, 1))
    if not low <= value <= high:  # type: ignore[operator]
        raise ProfileError(f"{name}.{option} must be from {low} to {high}")
    return value
