"""The shapes of what comes over the line, and the bytes that are signed. Standard library only."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

MOST_BYTES = 512 * 1024 * 1024  # of one envelope's files
MOST_JSON = 64 * 1024  # of one announcement, or of another question

ID = re.compile(r"[0-9a-f]{32}")
SHA256 = re.compile(r"[0-9a-f]{64}")
SIGNED = re.compile(r"[0-9a-f]{128}")  # Ed25519 (RFC 8032)
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}")  # never "..": names become paths
DEVICE = re.compile(r"[a-z0-9-]{1,40}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON can carry it, no database or file can


class ContractError(ValueError):
    """What came over the line is not in the contract's shape; the text names the field, never its value."""


def to_sign(word: str, row: Mapping[str, Any]) -> bytes:
    """What is signed of `row`, everything but its `signature`; `word` keeps one kind from passing as another."""
    signed = {key: value for key, value in row.items() if key != "signature"}
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"))
    return f"commune-kiosk/1 {word}\n{text}".encode()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def table(data: object, name: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ContractError(name)
    return data


def text(value: object, name: str) -> str:
    if not isinstance(value, str) or len(value) > 300 or _LONE_SURROGATE.search(value):
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
