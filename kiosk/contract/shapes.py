"""The shapes of what comes over the line, and the bytes that are signed. Standard library only."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

MOST_BYTES = 512 * 1024 * 1024  # of one envelope's files
MOST_JSON = 64 * 1024  # of one announcement, or of another question
MOST_DEEP = 32  # tables and lists in one another; some readers stop at 64

ID = re.compile(r"[0-9a-f]{32}")
SHA256 = re.compile(r"[0-9a-f]{64}")
SIGNED = re.compile(r"[0-9a-f]{128}")  # Ed25519 (RFC 8032)
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}")  # never "..": names become paths
DEVICE = re.compile(r"[a-z0-9-]{1,40}")
OFFICE = re.compile(r"[A-Z0-9]{1,8}(\.[A-Z0-9]{1,8}){0,4}")  # agency code, as in provisional codes
# JSON can carry them; no answer or file can the halves, PostgreSQL not the zero
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


class ContractError(ValueError):
    """What came over the line is not in the contract's shape; the text names the field, never its value."""


def to_sign(word: str, row: Mapping[str, Any]) -> bytes:
    """What is signed of `row`, everything but its `signature`; `word` keeps one kind from passing as another."""
    signed = {key: value for key, value in row.items() if key != "signature"}
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"))
    return f"commune-kiosk/1 {word}\n{text}".encode()


def parsed(data: bytes, name: str) -> object:
    """What a body of JSON says; raises ContractError for what two programs could read in two ways.

    It is UTF-8 (RFC 8259, 8.1) without a mark before it, no name stands twice in a table (4), every number is one
    that a double can be (6), no half of a letter stands alone (8.2), and at most MOST_DEEP tables and lists lie in one
    another. So whatever was let in can be written as JSON again, fields that nobody knows here too.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        row = dict(pairs)
        if len(row) < len(pairs):
            raise ContractError(f"{name}: a name twice")
        return row

    def number(said: str) -> float:
        if not math.isfinite(value := float(said)):  # NaN, Infinity and 1e999
            raise ContractError(f"{name}: a number")
        return value

    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=once, parse_constant=number, parse_float=number
        )
    except ContractError:
        raise
    except (ValueError, RecursionError):
        raise ContractError(name) from None
    inside = [value]
    for _ in range(MOST_DEEP):
        inside = [each for one in inside for each in _held(one)]
    if inside:
        raise ContractError(f"{name}: too deep")
    if b"\\u" in data and _LONE_SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise ContractError(f"{name}: half a letter")
    return value


def _held(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def table(data: object, name: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ContractError(name)
    return data


def text(value: object, name: str) -> str:
    if not isinstance(value, str) or len(value) > 300 or _NO_TEXT.search(value):
        raise ContractError(name)
    return value


def match(row: dict[str, Any], name: str, shape: re.Pattern[str]) -> str:
    value = text(row.get(name), name)
    if not shape.fullmatch(value):
        raise ContractError(name)
    return value


def count(row: dict[str, Any], name: str, least: int = 1) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST_BYTES:
        raise ContractError(name)
    return value


def time(row: dict[str, Any], name: str) -> str:
    value = text(row.get(name), name)
    try:
        if dt.datetime.fromisoformat(value).tzinfo is None:
            raise ContractError(name)
    except ValueError:
        raise ContractError(name) from None
    return value
