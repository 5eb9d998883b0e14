"""The centre as a process: on a port, or on a Unix socket behind the province's door; ended in order by SIGTERM."""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from central.app import create_app
from central.bundles.published import Awaited, Published
from central.database import unavailable
from central.devices import Devices
from central.door import Door
from central.est.authority import Authority
from central.est.enrolments import Enrolments
from central.fleet.room import fleet_room, known
from central.fleet.standing import Limits
from central.intake import Intake
from central.place import Place
from central.reports import noted
from central.rooms import Room
from central.taking import Taker
from central.uploads import Uploads

WAIT = (
    1.0,
    5.0,
)  # seconds at first, and at most, until a database that is not there yet is asked again
LETTING_GO = 5  # seconds for the requests under way to keep what they have
_log = logging.getLogger("central")


def serve(arguments: argparse.Namespace) -> None:
    """Until it is told to end. Raises what Intake raises, but waits for a database that is not there yet."""
    place = Place.of(arguments)
    intake = _opened(place)
    devices = Devices(intake.database, intake.now)
    door = Door(place.data, Taker(intake, devices)) if place.is_alone else None
    try:
        if arguments.devices:
            devices.bring(arguments.devices)
        enrolments = None
        if arguments.authority:
            issuing = Authority.load(arguments.authority)
            enrolments = Enrolments(intake.database, issuing, intake.now, noted, arguments.days)
        intake.tidy()
        if door:
            door.open()
        uploads = Uploads(intake, arguments.patience)
        app = create_app(
            intake,
            devices,
            arguments.patience,
            uploads=uploads,
            behind_door=arguments.socket is not None,
            enrolments=enrolments,
            rooms=(_fleet(intake, devices, arguments.silent_after),),
        )
        config = uvicorn.Config(
            app,
            host=arguments.host,
            port=arguments.port,
            http="h11",
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,  # a path names a device and an envelope
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=75,  # kiosks keep one connection: a new one costs them a second
            timeout_graceful_shutdown=LETTING_GO,
        )
        listening = [_listening(arguments.socket)] if arguments.socket else None
        _Server(config, uploads).run(listening)
    finally:
        if door:
            door.close()
        intake.close()


def _fleet(intake: Intake, devices: Devices, silent_after: float) -> Room:
    awaited = Awaited(Published(intake.objects), devices.office, time.monotonic)
    limits = Limits(silent=dt.timedelta(hours=silent_after))
    return fleet_room(intake.database, known(devices, awaited), intake.now, limits)


class _Server(uvicorn.Server):
    """One that tells its uploads when it is to end."""

    def __init__(self, config: uvicorn.Config, uploads: Uploads) -> None:
        super().__init__(config)
        self._uploads = uploads

    async def shutdown(self, sockets: Sequence[socket.socket] | None = None) -> None:
        self._uploads.end()
        await super().shutdown(list(sockets) if sockets else None)


def _opened(place: Place) -> Intake:
    wait, told = WAIT[0], False
    while True:
        try:
            return Intake(place, lambda: dt.datetime.now(dt.UTC))
        except SQLAlchemyError as error:
            if place.is_alone or not unavailable(error):
                raise
        if not told:
            _log.warning("the database is not there yet: waiting")
            told = True
        time.sleep(wait)
        wait = min(WAIT[1], 2 * wait)


def _listening(path: Path) -> socket.socket:
    """A socket for this user and its group: the door's."""
    path.unlink(missing_ok=True)  # of one that was killed
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o117)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    return listening
