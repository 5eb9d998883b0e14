"""What crosses the signing socket: one request a connection, then line by line what becomes of it."""

from __future__ import annotations

import dataclasses
import enum
import json
from typing import Any, TypeVar

from kiosk.faults import Fault
from kiosk.settings import Secret
from kiosk.signing import SigningFault, SignRole

MOST_BYTES = 1024 * 1024  # of one line: thousands of copies
_ID_LENGTH = 32

Member = TypeVar("Member", bound=enum.Enum)


class SigningWireError(ValueError):
    """A line that is not one of our messages; the text never repeats a value."""


@dataclasses.dataclass(frozen=True)
class Check:
    """What stands in the way of this role's signatures? No PIN is needed."""

    role: SignRole


@dataclasses.dataclass(frozen=True)
class Sign:
    """Sign these copies, in this order, with one login; `last_try` risks a token's last try."""

    role: SignRole
    copies: tuple[str, ...]  # ids
    pin: Secret
    last_try: bool = False


@dataclasses.dataclass(frozen=True)
class Found:
    """One finding of the pre-flight."""

    fault: SigningFault
    detail: str


@dataclasses.dataclass(frozen=True)
class Told:
    """What became of one copy: signed (`fault` None), or why not."""

    copy: str
    fault: SigningFault | None
    detail: str = ""


@dataclasses.dataclass(frozen=True)
class Ended:
    """The request is over; `fault` is what stopped it for good, None where nothing did."""

    signed: int
    left: int
    fault: SigningFault | None
    detail: str = ""


@dataclasses.dataclass(frozen=True)
class Busy:
    """Another batch is being signed."""


@dataclasses.dataclass(frozen=True)
class Failed:
    """The store stopped it: DISK_FULL or STORE_FAILED."""

    fault: Fault


Request = Check | Sign
Answer = Found | Told | Ended | Busy | Failed
LAST = (Ended, Busy, Failed)  # no answer comes after one of these


def encode(message: Request | Answer) -> bytes:
    """One message as a line."""
    row = {"type": type(message).__name__}
    for each in dataclasses.fields(message):
        value = getattr(message, each.name)
        row[each.name] = value.reveal() if isinstance(value, Secret) else value
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode_request(line: bytes) -> Request:
    """Raises SigningWireError."""
    match _row(line):
        case {"type": "Check", "role": role}:
            return Check(_known(SignRole, role))
        case {
            "type": "Sign",
            "role": role,
            "copies": list(ids),
            "pin": str(pin),
            "last_try": bool(last_try),
        }:
            if not all(isinstance(id, str) and len(id) == _ID_LENGTH for id in ids):
                raise SigningWireError("copies")
            return Sign(_known(SignRole, role), tuple(ids), _secret(pin), last_try)
    raise SigningWireError("no request")


def decode_answer(line: bytes) -> Answer:
    """Raises SigningWireError."""
    match _row(line):
        case {"type": "Found", "fault": fault, "detail": str(detail)}:
            return Found(_known(SigningFault, fault), detail)
        case {"type": "Told", "copy": str(copy), "fault": fault, "detail": str(detail)}:
            return Told(copy, _or_none(fault), detail)
        case {
            "type": "Ended",
            "signed": int(signed),
            "left": int(left),
            "fault": fault,
            "detail": str(detail),
        }:
            return Ended(signed, left, _or_none(fault), detail)
        case {"type": "Busy"}:
            return Busy()
        case {"type": "Failed", "fault": fault}:
            return Failed(_known(Fault, fault))
    raise SigningWireError("no answer")


def _row(line: bytes) -> dict[str, Any]:
    if len(line) > MOST_BYTES or not line.endswith(b"\n"):
        raise SigningWireError("too long, or broken off")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise SigningWireError("not JSON") from None
    if not isinstance(row, dict):
        raise SigningWireError("no object")
    return {"last_try": False, **row}


def _secret(pin: str) -> Secret:
    try:
        pin.encode()
    except UnicodeEncodeError:  # half a character; the error itself would carry the PIN along
        raise SigningWireError("pin") from None
    return Secret(pin)


def _or_none(fault: object) -> SigningFault | None:
    return None if fault is None else _known(SigningFault, fault)


def _known(kind: type[Member], value: object) -> Member:
    try:
        return kind(value)
    except ValueError:
        raise SigningWireError("no such word") from None
