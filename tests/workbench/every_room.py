"""A centre with every room it has, as `serve` makes it: what can be asked there at all."""

from __future__ import annotations

import argparse
import datetime as dt
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from central.app import create_app
from central.devices import Devices
from central.est.authority import Authority
from central.intake import Intake
from central.place import Place
from central.serving import rooms_of


@dataclass(frozen=True)
class Asked:
    """`routes`: (method, path); `questions`: the names that rooms answer beside the intake's own."""

    routes: frozenset[tuple[str, str]]
    questions: frozenset[str]


def everything(folder: Path) -> Asked:
    """A HEAD where there is a GET is no route of its own."""
    authority = folder / "authority"
    Authority.make(authority, "CA tinh Suoi Lanh", dt.datetime.now(dt.UTC))
    told = argparse.Namespace(
        authority=authority, days=90, patience=1.0, silent_after=24.0, socket=folder / "door"
    )
    with closing(Intake(Place(folder), lambda: dt.datetime.now(dt.UTC))) as intake:
        devices = Devices(intake.database, intake.now)
        rooms = rooms_of(told, intake, devices)
        app = create_app(intake, devices, rooms=rooms)
    routes = (
        (method, str(getattr(route, "path", "")).replace(":path", ""))
        for route in app.routes
        for method in _methods(getattr(route, "methods", set()))
    )
    return Asked(frozenset(routes), frozenset(name for room in rooms for name in room.answerers))


def _methods(methods: set[str]) -> set[str]:
    return methods - {"HEAD"} if "GET" in methods else methods
