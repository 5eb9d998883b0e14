"""How each device was when last heard of: kiosk-devices writes it, the desk reads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.faults import Fault
from kiosk.store.database import storing
from kiosk.store.moments import moment, stamp

DISK = "disk"  # as the devices service calls it


@dataclass(frozen=True)
class DeviceHealth:
    """`fault` None: the device works; `since` when it has been so."""

    device: str
    fault: Fault | None
    since: dt.datetime


class Health:
    """One row a device: "reader", "scanner", "printer"..."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, device: str, fault: Fault | None, now: dt.datetime) -> bool:
        """How a device is; True if that is news. `since` moves only with news."""
        with storing():
            changed = self._db.conn.execute(
                "insert into health (device, fault, since) values (?, ?, ?) "
                "on conflict (device) do update set fault = excluded.fault, since = excluded.since "
                "where fault is not excluded.fault",
                (device, fault.value if fault else None, stamp(now)),
            )
        return changed.rowcount == 1

    def fault_of(self, device: str) -> Fault | None:
        """What is wrong with a device; None also for one never heard of."""
        with storing():
            row = self._db.conn.execute(
                "select fault from health where device = ?", (device,)
            ).fetchone()
        return Fault(row[0]) if row and row[0] else None

    def clock_wrong(self) -> bool:
        """Whether the clock is called wrong, for what it did itself or against the centre's."""
        with storing():
            (wrong,) = self._db.conn.execute(
                "select exists (select 1 from health where fault = ?)", (Fault.CLOCK_WRONG.value,)
            ).fetchone()
        return bool(wrong)

    def devices(self) -> tuple[DeviceHealth, ...]:
        """Every device ever heard of, by name."""
        with storing():
            rows = self._db.conn.execute(
                "select device, fault, since from health order by device"
            ).fetchall()
        return tuple(
            DeviceHealth(device, Fault(fault) if fault else None, moment(since))
            for device, fault, since in rows
        )
