"""What crosses the socket between the screen and the devices: effects one way, events the other.

One JSON object a line: `{"visit": 3, "type": "ReadCard", ...fields}`. Vault paths cross, never bytes.
The service answers every effect with `Done`, so that the screen knows what to ask again after a
lost connection.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import types
import typing
from typing import Any

from kiosk.journey import effects, events

MOST_BYTES = 256 * 1024  # of one line


@dataclasses.dataclass(frozen=True)
class Done:
    """The `nth` effect on this connection (from 1) has been performed, well or not."""

    nth: int


EFFECTS: dict[str, type] = {kind.__name__: kind for kind in typing.get_args(effects.Effect)}
EVENTS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        events.CodeRead,
        events.CodeUnreadable,
        events.CardProgress,
        events.CardNamed,
        events.CardRead,
        events.PagesChanged,
        events.BatchScanned,
        events.ScannerQueued,
        events.AppointmentFound,
        events.AppointmentUnmet,
        events.Sealed,
        events.TicketPrinted,
        events.QueueTold,
        events.NothingFound,
        events.TicketFound,
        events.VisitFound,
        events.Closed,
        events.Opened,
        events.Spoken,
        events.ClerkTold,
        events.ClerkGoes,
        events.ClerkFinished,
        events.Faulted,
        Done,
    )
}


class WireError(ValueError):
    """A line that is not one of our messages; the text never repeats a value."""


def encode(visit: int, message: object) -> bytes:
    """One message of a visit as a line."""
    row = {"visit": visit, "type": type(message).__name__, **_plain_fields(message)}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode_effect(line: bytes) -> tuple[int, effects.Effect]:
    """The visit and effect of a line; raises WireError."""
    return _decode(line, EFFECTS)


def decode_event(line: bytes) -> tuple[int, events.Event | Done]:
    """The visit and event of a line; raises WireError."""
    return _decode(line, EVENTS)


def _plain_fields(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return _plain_fields(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _decode(line: bytes, kinds: dict[str, type]) -> tuple[int, Any]:
    if len(line) > MOST_BYTES:
        raise WireError("line too long")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise WireError("not JSON") from None
    if not isinstance(row, dict) or type(row.get("visit")) is not int:
        raise WireError("no visit")
    kind = kinds.get(str(row.pop("type", None)))
    if kind is None:
        raise WireError("unknown type")
    visit = row.pop("visit")
    return visit, _built(kind, row)


def _built(kind: type, row: object) -> Any:  # noqa: ANN401 - one of the dataclasses above
    if not isinstance(row, dict):
        raise WireError(kind.__name__)
    hints = typing.get_type_hints(kind)
    names = {f.name for f in dataclasses.fields(kind)}
    if set(row) != names:
        raise WireError(f"{kind.__name__}: wrong fields")
    return kind(**{name: _value(hints[name], row[name], f"{kind.__name__}.{name}") for name in row})


def _value(hint: Any, value: object, where: str) -> object:  # noqa: ANN401 - a type hint
    if typing.get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_value(typing.get_args(hint)[0], item, where) for item in value)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        if value is None:
            return None
        hint = typing.get_args(hint)[0]
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _built(hint, value)
    try:
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return hint(value)
        if hint is dt.date and isinstance(value, str):
            return dt.date.fromisoformat(value)
        if hint is dt.datetime and isinstance(value, str):
            return _aware(value)
    except ValueError:
        raise WireError(where) from None
    if isinstance(hint, type) and type(value) is hint:
        return value
    raise WireError(where)


def _aware(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment
