"""Which files of the province's are whose: the set that holds, the one on trial, and the devices that try it.

Beside the files, the framework's `targets` says in its field SETS which set holds since when, and perhaps that
another one is on trial. Of either, a kiosk takes what is for all, for its office and for itself, the last going first:

    all/NAME    office/OFFICE/NAME    device/DEVICE/NAME

A trial is written as what is other in it: its new files under `trial/`, and the paths that it does without.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.contract.shapes import DEVICE, OFFICE, ContractError, count, table, time

SETS = "sets"  # field of the signed targets
TRIAL = "trial/"  # before the path of a file that is on trial
MOST_TARGETS = 2 * 1024 * 1024  # bytes of what is signed of all files; a thousand need some 300 kB
MOST_NAMED = 1000  # offices and devices in one trial
PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,160}")  # of a path in the repository, never ".."
_PLACE = re.compile(rf"office/{OFFICE.pattern}|device/{DEVICE.pattern}")
PATH = re.compile(rf"(all|{_PLACE.pattern})(/[a-z0-9][a-z0-9._-]{{0,79}}){{1,2}}")


@dataclass(frozen=True)
class Settled:
    """What holds: `number` grows with each set, `issued` is when it was signed."""

    number: int
    issued: str  # ISO 8601 with offset

    def to_json(self) -> dict[str, Any]:
        return {"number": self.number, "issued": self.issued}

    @classmethod
    def from_json(cls, data: object) -> Settled:
        row = table(data, "settled")
        return cls(count(row, "number"), _issued(row))


@dataclass(frozen=True)
class Trial:
    """A set that some devices try: those named, and `share` of every hundred others."""

    number: int
    issued: str
    share: int = 0  # percent; 0: nobody but who is named
    to: tuple[str, ...] = ()  # office/OFFICE, device/DEVICE
    without: tuple[str, ...] = ()  # paths of the settled set that are not in it

    def __post_init__(self) -> None:
        """Raises ContractError."""
        if not 0 <= self.share <= 100:
            raise ContractError("share")
        if len(self.to) > MOST_NAMED or not all(_PLACE.fullmatch(place) for place in self.to):
            raise ContractError("to")

    def reaches(self, device: str, office: str) -> bool:
        """Whether a device is to try it. Whom 5 of 100 reach, 25 of 100 reach too."""
        if f"device/{device}" in self.to or (office and f"office/{office}" in self.to):
            return True
        drawn = hashlib.sha256(f"{self.number} {device}".encode()).digest()
        return int.from_bytes(drawn[:8]) % 100 < self.share

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "issued": self.issued,
            "share": self.share,
            "to": list(self.to),
            "without": list(self.without),
        }

    @classmethod
    def from_json(cls, data: object) -> Trial:
        row = table(data, "trial")
        return cls(
            count(row, "number"),
            _issued(row),
            count(row, "share", least=0),
            _texts(row, "to"),
            _texts(row, "without"),
        )


@dataclass(frozen=True)
class Sets:
    """What targets say of themselves."""

    settled: Settled
    trial: Trial | None = None

    def to_json(self) -> dict[str, Any]:
        row: dict[str, Any] = {"settled": self.settled.to_json()}
        return {**row, "trial": self.trial.to_json()} if self.trial else row

    @classmethod
    def from_json(cls, data: object) -> Sets:
        """Raises ContractError for what is not in its shape."""
        row = table(data, SETS)
        settled = Settled.from_json(row.get("settled"))
        trial = Trial.from_json(row["trial"]) if "trial" in row else None
        if trial and trial.number <= settled.number:
            raise ContractError("trial")
        return cls(settled, trial)

    @classmethod
    def believed(cls, data: object, whole: Settled) -> Sets:
        """The same for a kiosk, which goes on with what holds whatever is wrong with the rest.

        `whole`: for targets that speak of no sets, which are one.
        """
        try:
            return cls.from_json(data)
        except ContractError:
            pass
        try:
            return cls(Settled.from_json(table(data, SETS).get("settled")))
        except ContractError:
            return cls(whole)

    def of(self, device: str, office: str) -> Settled | Trial:
        """The set that a device takes."""
        tried = self.trial
        return tried if tried and tried.reaches(device, office) else self.settled


def paths(chosen: Settled | Trial, there: Iterable[str]) -> dict[str, str]:
    """The path of each file of a set as if it were settled -> its path there, of all the paths that are there."""
    found = {path: path for path in there if not path.startswith(TRIAL)}
    if isinstance(chosen, Trial):
        without = frozenset(chosen.without)
        found = {path: path for path in found if path not in without}
        found |= {path.removeprefix(TRIAL): path for path in there if path.startswith(TRIAL)}
    return found


def by_place(set_paths: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """`all/`, `office/OFFICE/` or `device/DEVICE/` -> name of a file there -> its path."""
    found: dict[str, dict[str, str]] = {}
    for path, there in set_paths.items():
        parts = path.split("/")
        first = 1 if parts[0] == "all" else 2
        place, name = "/".join(parts[:first]), "/".join(parts[first:])
        found.setdefault(f"{place}/", {})[name] = there
    return found


def mine(
    device: str,
    office: str,
    placed: Mapping[str, Mapping[str, str]],
    known: Callable[[str], bool],
) -> dict[str, str]:
    """The device's files of a set: name -> path there; `placed` as `by_place` gives it."""
    found: dict[str, str] = {}
    for place in places(device, office):
        found |= {name: path for name, path in placed.get(place, {}).items() if known(name)}
    return found


def places(device: str, office: str) -> tuple[str, ...]:
    """Where a device's files lie; what lies in a later one goes before what lies in an earlier."""
    own = (f"office/{office}/",) if office else ()
    return ("all/", *own, f"device/{device}/")


def version(number: int, files: Mapping[str, str]) -> str:
    """What a kiosk calls a set that brought it these files (name -> sha256): the same wherever the files are."""
    said = json.dumps(dict(files), sort_keys=True, separators=(",", ":"))
    return f"{number}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _issued(row: dict[str, Any]) -> str:
    """A day that is one in every zone: it is shown at the office's."""
    text = time(row, "issued")
    if not 2000 <= dt.datetime.fromisoformat(text).year < dt.MAXYEAR:
        raise ContractError("issued")
    return text


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    given = row.get(name)
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise ContractError(name)
    return tuple(given)
