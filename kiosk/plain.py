"""Frozen dataclasses as JSON and back, strictly: what is not of the shape is refused, and no value is repeated."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import types
import typing
from typing import Any


class ShapeError(ValueError):
    """Not of the shape; the text names the field and never its value."""


def plain(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """The fields of a dataclass as JSON has them; tuples become lists, days and moments ISO 8601."""
    return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}


def spare(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """As `plain`, without the fields that are as by default; `built` with `spared` takes it back."""
    row = plain(value)
    for f in dataclasses.fields(value):
        if f.default is not dataclasses.MISSING and getattr(value, f.name) == f.default:
            del row[f.name]
    return row


def built(kind: type, row: object, spared: bool = False) -> Any:  # noqa: ANN401 - an instance of `kind`
    """The dataclass that `plain` took apart; raises ShapeError.

    `spared`: fields that have a default may be missing, at any depth.
    """
    if not isinstance(row, dict):
        raise ShapeError(kind.__name__)
    hints = typing.get_type_hints(kind)
    known = {f.name: f for f in dataclasses.fields(kind)}
    needed = {name for name, f in known.items() if not (spared and _has_default(f))}
    if not needed <= set(row) <= set(known):
        raise ShapeError(f"{kind.__name__}: wrong fields")
    values = {
        name: _value(hints[name], row[name], f"{kind.__name__}.{name}", spared) for name in row
    }
    return kind(**values)


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return (
        field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    )


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return plain(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _value(hint: Any, value: object, where: str, spared: bool) -> object:  # noqa: ANN401 - a type hint
    if typing.get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_value(typing.get_args(hint)[0], item, where, spared) for item in value)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        if value is None:
            return None
        hint = typing.get_args(hint)[0]
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return built(hint, value, spared)
    try:
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return hint(value)
        if hint is dt.date and isinstance(value, str):
            return dt.date.fromisoformat(value)
        if hint is dt.datetime and isinstance(value, str):
            return _aware(value)
    except ValueError:
        raise ShapeError(where) from None
    if isinstance(hint, type) and type(value) is hint:
        return value
    raise ShapeError(where)


def _aware(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment
