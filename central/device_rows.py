"""Rows of devices and of their certificates, as one transaction reads and changes them; and the file of devices."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from kiosk.contract.shapes import DEVICE

HEX = re.compile(r"[0-9a-f]{64}")
_OFFICE = re.compile(r"[A-Z0-9]{1,8}(\.[A-Z0-9]{1,8}){0,4}")
_COLUMNS = "name, office, key, token, state, reason"


class DevicesError(ValueError):
    """A device, or the file of them, cannot be used; the text says why in one sentence."""


class State(StrEnum):
    """What a device is to the centre."""

    ACTIVE = "active"
    REVOKED = "revoked"  # nobody gets in by it again but with a new key
    LEFT = "left"  # stood in the file of devices once


@dataclass(frozen=True)
class Device:
    """`key`: Ed25519, in hex. `token`: the sha256 of its token, "" for one that shows a certificate alone."""

    name: str
    office: str
    key: str
    state: State = State.ACTIVE
    token: str = ""
    reason: str = ""


def checked(name: str, office: str) -> tuple[str, str]:
    """Both, if they may be names of a device and of an office; raises DevicesError."""
    if not DEVICE.fullmatch(name):
        raise DevicesError(f"{name}: a device's name is up to 40 of a-z, 0-9 and -")
    if not _OFFICE.fullmatch(office):
        raise DevicesError(f"{name}: an office is named by its agency code, such as H38.101")
    return name, office


def row_of(db: Connection, device: str) -> Device | None:
    rows = text(f"select {_COLUMNS} from devices where name = :name")
    row = db.execute(rows, {"name": device}).one_or_none()
    return device_of(row) if row else None


def rows(db: Connection) -> list[Device]:
    """By name."""
    return [
        device_of(row) for row in db.execute(text(f"select {_COLUMNS} from devices order by name"))
    ]


def device_of(row: Any) -> Device:  # noqa: ANN401 - whatever the driver makes of a row
    return Device(row.name, row.office, row.key, State(row.state), row.token or "", row.reason)


def keeper(db: Connection, key: str) -> str:
    """The device that has this key, "" for none; a revoked one keeps its own."""
    name = db.execute(
        text("select name from devices where key = :key and state <> 'left'"), {"key": key}
    ).scalar()
    return str(name or "")


def put(db: Connection, device: Device, at: dt.datetime, *, of_file: bool = False) -> None:
    """The row is so from now on; a device that was there keeps its moment of coming, and its office where none is said.

    A key or token that another one has raises IntegrityError.
    """
    db.execute(
        text(
            "insert into devices (name, office, key, token, state, of_file, added_at, changed_at) "
            "values (:name, :office, :key, :token, :state, :of_file, :at, :at) "
            "on conflict (name) do update set key = excluded.key, token = excluded.token, "
            "office = case when excluded.office = '' then devices.office else excluded.office end, "
            "state = excluded.state, of_file = excluded.of_file, changed_at = excluded.changed_at, "
            "reason = ''"
        ),
        {
            "name": device.name,
            "office": device.office,
            "key": device.key,
            "token": device.token or None,
            "state": device.state.value,
            "of_file": int(of_file),
            "at": at.isoformat(),
        },
    )


def take_back(
    db: Connection, device: str, reason: str, at: dt.datetime, but_of_key: str = ""
) -> int:
    """The device's certificates count no more; how many they were. Those over the key `but_of_key` stay."""
    return db.execute(
        text(
            "update certificates set revoked_at = :at, reason = :reason "
            "where device = :device and revoked_at = '' and key <> :but"
        ),
        {"at": at.isoformat(), "reason": reason, "device": device, "but": but_of_key},
    ).rowcount


def read_file(path: Path) -> list[Device]:
    """device = { token = "sha256", key = "hex", office = "H38.101" }, as .json or .toml; raises DevicesError.

    The office may be left out.
    """
    try:
        content = path.read_text(encoding="utf-8")
        table = (
            json.loads(content, object_pairs_hook=_once)
            if path.suffix == ".json"
            else tomllib.loads(content)
        )
    except (OSError, ValueError) as error:
        raise DevicesError(f"{path} cannot be read: {error}") from None
    if not isinstance(table, dict):
        raise DevicesError(f"{path} must be a table of devices")
    devices = [
        _told(path, name, row if isinstance(row, dict) else {}) for name, row in table.items()
    ]
    for what, values in (
        ("token", [device.token for device in devices]),
        ("key", [device.key for device in devices]),
    ):
        if len(set(values)) < len(values):
            raise DevicesError(f"{path}: two devices have the same {what}")
    return devices


def _told(path: Path, name: str, row: dict[str, object]) -> Device:
    token, key, office = str(row.get("token")), str(row.get("key")), str(row.get("office", ""))
    if not (DEVICE.fullmatch(name) and HEX.fullmatch(token) and HEX.fullmatch(key)):
        raise DevicesError(
            f"{path}: {name} needs a token (its sha256) and a key, of 64 hex digits each"
        )
    if office:
        checked(name, office)
    return Device(name, office, key, token=token)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A line that was copied and not renamed would silently take the first one's device out."""
    row: dict[str, object] = {}
    for name, value in pairs:
        if name in row:
            raise ValueError(f"{name} stands in it twice")
        row[name] = value
    return row
