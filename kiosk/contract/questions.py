"""Questions beside the envelopes: each is signed by the device that asks, each answer by the centre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kiosk.contract.shapes import (
    DEVICE,
    ID,
    NAME,
    SHA256,
    ContractError,
    count,
    digest,
    match,
    table,
    time,
    to_sign,
)

QUESTIONS = "/v1/questions"
GREETING = f"{QUESTIONS}/greeting"  # Greeting -> Known
TIME = f"{QUESTIONS}/time"  # {} -> the centre's `now`, which every answer has
MISSING = f"{QUESTIONS}/missing"  # {envelopes} -> {missing}: those of them without a receipt
MOST_MISSING = 500  # envelopes in one question
SIGNATURE = "Kiosk-Signature"  # header of a question


def question(path: str, body: bytes) -> bytes:
    """What a device signs of a question."""
    return to_sign("question", {"path": path, "body": digest(body)})


def answer(path: str, row: Mapping[str, Any]) -> bytes:
    """What the centre signs of its answer to a question under `path`; put into `row` as `signature`."""
    return to_sign(f"answer {path}", row)


def asked(data: object) -> dict[str, Any]:
    """A question's or an answer's row: it names `device` and `nonce`, 32 hex digits; raises ContractError."""
    row = table(data, "question")
    match(row, "device", DEVICE)
    match(row, "nonce", ID)
    return row


@dataclass(frozen=True)
class Greeting:
    """What a device says of itself now and then."""

    run: str  # 32 hex digits, drawn anew whenever kiosk-sync starts
    before: str  # the run before, as this machine's disk remembers it; "" for none
    at: str  # its own clock, ISO 8601 with offset
    seq: int  # of the last link it made; 0 before the first
    receipts: int  # that it holds or ever held under this name

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> Greeting:
        row = table(data, "greeting")
        return cls(
            run=match(row, "run", ID),
            before=match(row, "before", ID) if row.get("before", "") != "" else "",
            at=time(row, "at"),
            seq=count(row, "seq", least=0),
            receipts=count(row, "receipts", least=0),
        )


@dataclass(frozen=True)
class Known:
    """What the centre knows of the device that greets it."""

    now: str  # the centre's clock, ISO 8601 with offset
    seq: int  # of the furthest link it was ever told; 0 for none
    digest: str  # of that link; "" for none
    receipts: int  # that it gave to this device
    code: str  # the highest provisional code among the device's last announcements; "" for none
    twin: bool  # within the last day two machines lived under this name

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> Known:
        row = table(data, "known")
        return cls(
            now=time(row, "now"),
            seq=count(row, "seq", least=0),
            digest=match(row, "digest", SHA256) if row.get("digest") != "" else "",
            receipts=count(row, "receipts", least=0),
            code=match(row, "code", NAME) if row.get("code") != "" else "",
            twin=row.get("twin") is True,
        )


def envelopes(data: object, name: str) -> tuple[str, ...]:
    """The list of envelopes under `name`, at most MOST_MISSING; raises ContractError."""
    given = table(data, "missing").get(name)
    if not isinstance(given, list) or len(given) > MOST_MISSING:
        raise ContractError(name)
    return tuple(match({name: one}, name, ID) for one in given)
