"""The devices of the province: whose they are, the key that each signs with, what lets each in."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from central import device_rows
from central.database import Database, text
from central.device_rows import HEX, Device, DevicesError, State, checked, row_of
from central.memory import Memory

REMEMBERED = 3.0  # seconds that an answer is taken from memory: a revocation counts after as long
_MOST = 50_000  # answers remembered

__all__ = ["Denial", "DeniedError", "Device", "Devices", "DevicesError", "State"]


class Denial(StrEnum):
    """Why nobody is let in."""

    UNKNOWN = "unknown"  # neither token nor certificate of a device
    REVOKED = "revoked"  # the device was taken out
    CERTIFICATE = "certificate"  # ended, or taken back
    ANOTHER = "another"  # the token is one device's, the certificate another's


class DeniedError(Exception):
    """Not let in; `denial` says why."""

    def __init__(self, denial: Denial) -> None:
        super().__init__(denial.value)
        self.denial = denial


class Devices:
    """Any thread, any number of processes. Answers are up to REMEMBERED seconds old. What asks the database raises
    sqlalchemy.exc.DBAPIError where that fails.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        """`elapsed` gives seconds and never goes back."""
        self._database, self._now = database, now
        self._rows: Memory[str, Device] = Memory(REMEMBERED, _MOST, elapsed)
        self._let_in: Memory[tuple[str, str], str] = Memory(REMEMBERED, _MOST, elapsed)

    def key(self, device: str) -> str:
        """Its Ed25519 public key in hex; "" for a device that is unknown or was revoked."""
        row = self.row(device)
        return row.key if row and row.state is State.ACTIVE else ""

    def office(self, device: str) -> str:
        """Whose it is; "" for a device nobody knows, or no office was named of."""
        row = self.row(device)
        return row.office if row else ""

    def row(self, device: str) -> Device | None:
        """What is known of it. Those that left are not known."""
        if (remembered := self.remembered(device)) is not None:
            return remembered
        with self._database.look() as db:
            row = row_of(db, device)
        if row is None or row.state is State.LEFT:
            return None
        self._rows.put(device, row)
        return row

    def remembered(self, device: str) -> Device | None:
        """Its row, if that can be told without asking the database."""
        return self._rows.get(device)

    def admitted(self, token: str, certificate: str = "") -> str:
        """The device that a token, a certificate, or both belong to, each told as its sha256, "" where none is shown.

        Raises DeniedError.
        """
        if (known := self.admitted_before(token, certificate)) is not None:
            return known
        with self._database.look() as db:
            by_token = _of_token(db, token) if token else None
            by_certificate = _of_certificate(db, certificate) if certificate else None
        device = self._judged(by_token, by_certificate)
        self._let_in.put((token, certificate), device)
        row = by_certificate if by_token is None else by_token
        self._rows.put(device, device_rows.device_of(row))  # its key is wanted next
        return device

    def admitted_before(self, token: str, certificate: str) -> str | None:
        """What `admitted` answered a moment ago; None: ask it."""
        return self._let_in.get((token, certificate))

    def all(self) -> list[Device]:
        """By name, those that were revoked or left too."""
        with self._database.look() as db:
            return device_rows.rows(db)

    def add(self, name: str, office: str, key: str) -> str:
        """A device that is let in by a token, which is told this once; raises DevicesError."""
        checked(name, office)
        if not HEX.fullmatch(key):
            raise DevicesError(
                f"{name}: its key is the 64 digits that `kiosk.sync identity` prints"
            )
        token = secrets.token_urlsafe(32)
        device = Device(name, office, key, token=hashlib.sha256(token.encode()).hexdigest())
        try:
            with self._database.change() as db:
                held = row_of(db, name)
                if held is not None and held.state is not State.LEFT:
                    raise DevicesError(f"{name} is there already")
                if device_rows.spent(db, key):
                    raise DevicesError(f"{name}: a device that was taken out had this key")
                device_rows.put(db, device, self._now())
                device_rows.take_back(db, name, "superseded", self._now(), key)
        except IntegrityError:
            raise DevicesError(f"{name}: another device has this key") from None
        return token

    def move(self, name: str, office: str) -> None:
        """From now on it is of another office; its next certificate says so. Raises DevicesError."""
        row = {"name": name, "office": checked(name, office)[1], "at": self._now().isoformat()}
        moving = "update devices set office = :office, changed_at = :at where name = :name"
        with self._database.change() as db:
            _one(db.execute(text(moving), row), name)

    def revoke(self, name: str, reason: str) -> int:
        """Nothing of it counts any more, nor any of its certificates; how many those were. Raises DevicesError."""
        now = self._now()
        row = {"name": name, "reason": reason, "at": now.isoformat()}
        ending = (
            "update devices set state = 'revoked', reason = :reason, changed_at = :at "
            "where name = :name"
        )
        with self._database.change() as db:
            _one(db.execute(text(ending), row), name)
            # Whoever took the machine may have the paper with its code as well.
            db.execute(
                text("delete from codes where device = :name and used_at = ''"), {"name": name}
            )
            return device_rows.take_back(db, name, reason, now)

    def bring(self, path: Path) -> None:
        """What stands in the file is so: names, tokens and keys. One that stood in it before and does not, leaves.

        A device that was revoked stays so; one that came back with another key keeps that. Raises DevicesError.
        """
        devices, now = device_rows.read_file(path), self._now()
        leaving = (
            "update devices set state = 'left', token = null where of_file = 1 and state = 'active'"
        )
        try:
            with self._database.change() as db:
                db.execute(text(leaving))
                for device in devices:
                    held = row_of(db, device.name)
                    if held is not None and held.state is State.REVOKED:
                        continue
                    if device_rows.spent(db, device.key):  # nobody has taken the line out
                        continue
                    device_rows.put(db, device, now, of_file=True)
                    device_rows.take_back(db, device.name, "superseded", now, device.key)
        except IntegrityError:
            raise DevicesError(
                f"{path}: a key or token in it is that of a device which is not in it"
            ) from None

    def _judged(self, by_token: Any, by_certificate: Any) -> str:  # noqa: ANN401 - rows
        found = [row for row in (by_token, by_certificate) if row is not None]
        if not found or found[0].state == State.LEFT:
            raise DeniedError(Denial.UNKNOWN)
        if len({row.name for row in found}) > 1:
            raise DeniedError(Denial.ANOTHER)
        if found[0].state == State.REVOKED:
            raise DeniedError(Denial.REVOKED)
        if by_certificate is not None:
            now = self._now().isoformat()
            in_time = by_certificate.not_before <= now <= by_certificate.not_after
            is_over_its_key = by_certificate.certified == by_certificate.key
            if by_certificate.revoked_at or not (in_time and is_over_its_key):
                raise DeniedError(Denial.CERTIFICATE)
        return str(found[0].name)


def _of_token(db: Connection, token: str) -> Any:  # noqa: ANN401 - a row, or None
    return db.execute(
        text(f"select {device_rows.COLUMNS} from devices where token = :token"), {"token": token}
    ).one_or_none()


def _of_certificate(db: Connection, sha256: str) -> Any:  # noqa: ANN401 - a row, or None
    return db.execute(
        text(
            "select d.name, d.office, d.key, d.token, d.state, d.reason, "
            "c.key as certified, c.not_before, c.not_after, c.revoked_at "
            "from certificates c join devices d on d.name = c.device where c.sha256 = :sha256"
        ),
        {"sha256": sha256},
    ).one_or_none()


def _one(changed: Any, name: str) -> None:  # noqa: ANN401 - a cursor's result
    if not changed.rowcount:
        raise DevicesError(f"nobody knows a device {name}")
