"""What crosses the socket between the screen and the devices: effects one way, events the other.

One JSON object a line: `{"visit": 3, "type": "ReadCard", ...fields}`. Vault paths cross, never bytes.
The service answers every effect with `Done`, so that the screen knows what to ask again after a
lost connection.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from typing import Any

from kiosk.journey import effects, events
from kiosk.plain import ShapeError, built, plain

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
        events.ClerkEnds,
        events.ClerkTakes,
        events.RestartScreen,
        events.Faulted,
        Done,
    )
}


class WireError(ValueError):
    """A line that is not one of our messages; the text never repeats a value."""


def encode(visit: int, message: object) -> bytes:
    """One message of a visit as a line."""
    row = {"visit": visit, "type": type(message).__name__, **plain(message)}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode_effect(line: bytes) -> tuple[int, effects.Effect]:
    """The visit and effect of a line; raises WireError."""
    return _decode(line, EFFECTS)


def decode_event(line: bytes) -> tuple[int, events.Event | Done]:
    """The visit and event of a line; raises WireError."""
    return _decode(line, EVENTS)


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
    try:
        return visit, built(kind, row)
    except ShapeError as error:
        raise WireError(str(error)) from None
