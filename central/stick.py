"""A stick at the centre: every sealed envelope taken in, receipts and the province's rules for the way back."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from central.bundles.published import Published
from central.bundles.repository import BundleError
from central.devices import Devices
from central.door import Knocker
from central.holding import TakenError
from central.intake import Intake
from central.objects import NoObjectError
from central.place import Place
from central.sealed import SealedError
from central.taking import Taker, Takes
from kiosk.contract import MOST_JSON
from kiosk.contract.rules.sets import places
from kiosk.contract.shapes import DEVICE, ID
from kiosk.contract.stick import (
    BUNDLES,
    MOST_NAMES,
    OUTBOX,
    RECEIPT,
    RECEIPTS,
    SEALED,
    Stick,
    StickError,
    StickFault,
    attached,
)

MOST_PART = 4 * 1024 * 1024  # bytes of one file of the rules
_SEALED = re.compile(ID.pattern + re.escape(SEALED))
# One file is not to be read or written, or is none of ours: the others are.
_ONE_FILE = frozenset({StickFault.STRANGE, StickFault.UNEQUAL})

FAULTS = {
    StickFault.ABSENT: "there is no such folder",
    StickFault.BUSY: "another command is at the stick",
    StickFault.OWN_DISK: "FOLDER is on the disk of DIR: mount the stick there first",
    StickFault.GONE: "the stick was pulled out or is broken; what was told is done, give the command again",
    StickFault.FULL: "the stick is full: what was told is received, its receipts come on another one",
    StickFault.READ_ONLY: "the stick cannot be written: receipts have no place on it",
    StickFault.STRANGE: "something strange lies in the centre's place on the stick",
    StickFault.UNEQUAL: "the stick gives back something else than was written: use another one",
}

Say = Callable[[str], None]


@dataclass
class Tally:
    """What became of a stick."""

    receipts: int = 0
    refused: int = 0
    rules: int = 0  # files of the rules written anew
    devices: set[str] = field(default_factory=set)


def run(folder: Path, place: Place, devices: Devices, say: Say, own_disk: Path | None) -> Tally:
    """Take in what lies on the stick at `folder`, oldest first, each told in one line by `say`.

    Where another process serves the place's folder alone, through that one. Taken again, each envelope gives the
    same receipt. Raises StickError, DoorError, OSError or SQLAlchemyError: what was told before is done.
    """
    tally = Tally()
    with ExitStack() as held:
        stick = held.enter_context(attached(folder, own_disk=own_disk))
        taker = held.enter_context(_taker(place, devices))
        for device, name in _names(stick, say):
            _take(stick, taker, device, name, tally, say)
        _lay_rules(stick, Published(place.open_objects()), devices, tally)
    return tally


def _names(stick: Stick, say: Say) -> Iterator[tuple[str, str]]:
    """Device and name of every sealed file, a device's oldest first: an id's order is that of time."""
    left = MOST_NAMES
    known, endless = stick.names(OUTBOX, shape=DEVICE)
    for device in known:
        names, more = _names_of(stick, device, say)
        endless = endless or more or len(names) > left
        yield from ((device, name) for name in names[:left])
        left -= len(names[:left])
        if not left:
            break
    if endless:
        say("the stick holds more names than are looked at: take the rest in from another one")


def _names_of(stick: Stick, device: str, say: Say) -> tuple[tuple[str, ...], bool]:
    try:
        return stick.names(OUTBOX, device, shape=_SEALED)
    except StickError as error:
        if error.fault is not StickFault.STRANGE:
            raise
        say(f"{device}: refused: no plain folder")
        return (), False


def _take(stick: Stick, taker: Takes, device: str, name: str, tally: Tally, say: Say) -> None:
    envelope = name.removesuffix(SEALED)
    try:
        with stick.opened(OUTBOX, device, name) as file:
            if file is None:
                return
            receipt = taker.take(file)
        if (receipt.device, receipt.envelope) != (device, envelope):
            say(f"{device}/{name}: refused: lies under another name than its own")
            tally.refused += 1
            return
        text = json.dumps(receipt.to_json()).encode()
        path = (RECEIPTS, device, f"{envelope}{RECEIPT}")
        if stick.read(*path, most=MOST_JSON) != text:
            stick.write((text,), *path)
    except SealedError as error:
        say(f"{device}/{name}: refused: {error}")
        tally.refused += 1
    except StickError as error:
        if error.fault not in _ONE_FILE:
            raise
        say(f"{device}/{name}: refused: no plain file, or it cannot be written")
        tally.refused += 1
    else:
        say(f"{device}/{name}: received, {receipt.id}")
        tally.receipts += 1
        tally.devices.add(device)


def _lay_rules(stick: Stick, published: Published, devices: Devices, tally: Tally) -> None:
    """What kiosks are told, and the files for the devices of this stick; what dates the others comes last."""
    wanted = {place for name in tally.devices for place in places(name, devices.office(name))}
    try:
        names = tuple(published.names(wanted or {"all/"}))
        for name in names:
            _lay(stick, name.split("/"), published.read(name), tally)
    except (NoObjectError, BundleError):  # none were published, or somebody is about to
        return


def _lay(stick: Stick, path: Sequence[str], data: bytes, tally: Tally) -> None:
    if len(data) > MOST_PART:
        return
    try:
        there = stick.read(BUNDLES, *path, most=MOST_PART)
    except StickError as error:
        if error.fault is not StickFault.STRANGE:
            raise
        there = None
    if there != data:
        stick.write((data,), BUNDLES, *path)
        tally.rules += 1


class _taker:
    """Who takes: this process, or the one that serves the folder."""

    def __init__(self, place: Place, devices: Devices) -> None:
        self._place, self._devices = place, devices
        self._intake: Intake | None = None

    def __enter__(self) -> Takes:
        try:
            self._intake = Intake(self._place, lambda: dt.datetime.now(dt.UTC))
        except TakenError:
            return Knocker(self._place.data)
        self._intake.tidy()
        return Taker(self._intake, self._devices)

    def __exit__(self, *_: object) -> None:
        if self._intake:
            self._intake.close()
