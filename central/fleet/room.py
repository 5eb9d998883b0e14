"""The fleet's room: kiosks report in it, watchers look in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from central.bundles.published import Awaited
from central.bundles.repository import BundleError
from central.callers import Callers
from central.database import Database
from central.devices import Devices, State
from central.fleet.kiosks import Fleet, Known
from central.fleet.serving import Serving
from central.fleet.standing import Limits
from central.reports import Reports
from central.rooms import Room
from kiosk.contract.report import Report

Clock = Callable[[], dt.datetime]


def known(devices: Devices, awaited: Awaited) -> Known:
    """The devices that may speak, and the rules that each should have by now, as far as that can be read."""

    def offices() -> Mapping[str, str]:
        return {one.name: one.office for one in devices.all() if one.state is State.ACTIVE}

    def rules_due(device: str, office: str) -> str:
        try:
            return awaited.of(device, office)
        except (BundleError, OSError):  # then the fleet is looked at without
            return ""

    return Known(offices, rules_due)


def fleet_room(database: Database, known: Known, now: Clock, limits: Limits) -> Room:
    reports = Reports(database, now)
    fleet = Fleet(database, reports, known, now, limits)

    def report(device: str, row: dict[str, Any]) -> dict[str, Any]:
        return reports.take(device, Report.from_json(row)).to_json()

    return Room(
        routes=Serving(fleet, Callers(database, now)).routes(),
        answerers={"report": report},
        heard=reports.contact,
    )
