"""What a kiosk tells of itself: how the machine does, never of anybody or of a case. Standard library only.

    POST /v1/questions/report      Report -> Asking

Asked about every quarter of an hour, and soon after a device stopped or works again. A kiosk's journal is a chain of
rows, each with the digest of the row before. A report names the last row, and answers what the centre asked about the
time before: which digest does the row of that number have? The centre never says which one it expects.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any

from kiosk.contract.questions import QUESTIONS
from kiosk.contract.shapes import SHA256, ContractError, count, match, table, text, time

REPORT = f"{QUESTIONS}/report"
MOST_STANDINGS = 16  # devices in one report
MOST_SERVICES = 8
MOST_CHECKS = 40
MOST_SECONDS = 100 * 366 * 86_400

_WORD = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")  # a device, a fault, a service
_VERDICT = re.compile("ok|poor|bad|absent")
_MATRIX = ("model", "driver", "figure")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,39}")


@dataclass(frozen=True)
class Head:
    """A row of the journal: its number, and its digest; "" where the journal asked does not reach so far."""

    seq: int  # 0: the journal is empty
    digest: str

    @classmethod
    def from_json(cls, data: object, name: str) -> Head:
        row = table(data, name)
        return cls(count(row, "seq", least=0), _or_none(row, "digest", SHA256))


@dataclass(frozen=True)
class DeviceStanding:
    """How a device is: `fault` is a code such as scanner-jammed, "" where it works; `since` when."""

    device: str
    fault: str
    since: str  # ISO 8601 with offset

    @classmethod
    def from_json(cls, data: object) -> DeviceStanding:
        row = table(data, "devices")
        return cls(
            match(row, "device", _WORD), _or_none(row, "fault", _WORD), _moment(row, "since")
        )


@dataclass(frozen=True)
class RulesStanding:
    """The province's rules in use: `version` "" as shipped, `since` when in use, `expires` until when the province's
    last word is good, `fault` what is wrong with them; each "" for none."""

    version: str = ""
    since: str = ""
    expires: str = ""
    fault: str = ""

    @classmethod
    def from_json(cls, data: object) -> RulesStanding:
        row = table(data, "rules")
        return cls(
            version=_or_none(row, "version", _VERSION),
            since=_moment_or_none(row, "since"),
            expires=_moment_or_none(row, "expires"),
            fault=_or_none(row, "fault", _WORD),
        )


@dataclass(frozen=True)
class Backlog:
    """What has not reached the centre."""

    waiting: int = 0  # envelopes that will go by themselves
    refused: int = 0  # that the centre refused
    held: int = 0  # that wait behind a refused one of their case
    oldest: int = 0  # seconds since the oldest of all was sealed
    receipt: str = ""  # when the centre last acknowledged one, ISO 8601; "" for never

    @classmethod
    def from_json(cls, data: object) -> Backlog:
        row = table(data, "backlog")
        return cls(
            waiting=count(row, "waiting", least=0),
            refused=count(row, "refused", least=0),
            held=count(row, "held", least=0),
            oldest=_seconds(row, "oldest"),
            receipt=_moment_or_none(row, "receipt"),
        )


@dataclass(frozen=True)
class CheckTold:
    """A check of the kiosk's own: `verdict` is ok, poor, bad or absent. `vi` and `en` say what is wrong, "" where
    nothing is; `model` and `driver` of a device, `figure` what was measured, each "" for none."""

    name: str
    verdict: str
    vi: str = ""
    en: str = ""
    model: str = ""
    driver: str = ""
    figure: str = ""

    @classmethod
    def from_json(cls, data: object) -> CheckTold:
        row = table(data, "checks")
        said = {name: text(row.get(name, ""), name) for name in ("vi", "en", *_MATRIX)}
        return cls(match(row, "name", _WORD), match(row, "verdict", _VERDICT), **said)


@dataclass(frozen=True)
class Doctor:
    """What the kiosk's checks found when they were last made, at `at`."""

    at: str  # ISO 8601 with offset
    checks: tuple[CheckTold, ...]

    @classmethod
    def from_json(cls, data: object) -> Doctor:
        row = table(data, "doctor")
        checks = row.get("checks")
        if not isinstance(checks, list) or len(checks) > MOST_CHECKS:
            raise ContractError("checks")
        return cls(_moment(row, "at"), tuple(CheckTold.from_json(one) for one in checks))


@dataclass(frozen=True)
class Report:
    """One kiosk at one moment. `doctor` None: it told of no checks, as kiosks did not that knew of none."""

    at: str  # its own clock, ISO 8601 with offset
    software: str
    python: str
    system: str  # such as debian-12
    up: int  # seconds since the machine started
    services: dict[str, int]  # seconds since each service started, as far as known
    rules: RulesStanding
    backlog: Backlog
    free: int  # of its disk, per cent
    certificate: str  # until when its certificate is good; "" for none
    devices: tuple[DeviceStanding, ...]
    journal: Head
    asked: int  # number of the last answer heard since kiosk-sync started; 0 for none
    of: Head | None  # the row that answer asked for
    doctor: Doctor | None = None

    def to_json(self) -> dict[str, Any]:
        row = asdict(self)
        if self.doctor is None:
            del row["doctor"]
        else:
            row["doctor"]["checks"] = [_spare(asdict(one)) for one in self.doctor.checks]
        return row | {"devices": list(row["devices"])}

    @classmethod
    def from_json(cls, data: object) -> Report:
        """Parse what came over the line; raises ContractError."""
        row = table(data, "report")
        devices, asked_for, doctor = row.get("devices"), row.get("of"), row.get("doctor")
        if not isinstance(devices, list) or len(devices) > MOST_STANDINGS:
            raise ContractError("devices")
        journal = Head.from_json(row.get("journal"), "journal")
        if bool(journal.seq) != bool(journal.digest):
            raise ContractError("journal")
        free = count(row, "free", least=0)
        if free > 100:
            raise ContractError("free")
        return cls(
            at=_moment(row, "at"),
            software=match(row, "software", _VERSION),
            python=match(row, "python", _VERSION),
            system=match(row, "system", _VERSION),
            up=_seconds(row, "up"),
            services=_services(row.get("services")),
            rules=RulesStanding.from_json(row.get("rules")),
            backlog=Backlog.from_json(row.get("backlog")),
            free=free,
            certificate=_moment_or_none(row, "certificate"),
            devices=tuple(DeviceStanding.from_json(one) for one in devices),
            journal=journal,
            asked=count(row, "asked", least=0),
            of=None if asked_for is None else Head.from_json(asked_for, "of"),
            doctor=None if doctor is None else Doctor.from_json(doctor),
        )


@dataclass(frozen=True)
class Asking:
    """The centre's answer: its number, and the journal's row that the next report is asked for; 0 for none."""

    asked: int
    of: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> Asking:
        row = table(data, "asking")
        return cls(count(row, "asked", least=0), count(row, "of", least=0))


def _spare(row: dict[str, str]) -> dict[str, str]:
    """Without what is empty: a line is thin."""
    return {name: said for name, said in row.items() if said}


def _services(data: object) -> dict[str, int]:
    row = table(data, "services")
    if len(row) > MOST_SERVICES or not all(_WORD.fullmatch(name) for name in row):
        raise ContractError("services")
    return {name: _seconds(row, name) for name in row}


def _seconds(row: dict[str, Any], name: str) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_SECONDS:
        raise ContractError("seconds")
    return value


def _or_none(row: dict[str, Any], name: str, shape: re.Pattern[str]) -> str:
    return match(row, name, shape) if text(row.get(name, ""), name) != "" else ""


def _moment(row: dict[str, Any], name: str) -> str:
    """One that is one in every time zone, and as UTC: it sorts as text."""
    value = time(row, name)
    try:
        moment = dt.datetime.fromisoformat(value).astimezone(dt.UTC)
        for hours in (-12, 14):
            moment.astimezone(dt.timezone(dt.timedelta(hours=hours)))
    except OverflowError:
        raise ContractError(name) from None
    return moment.isoformat()


def _moment_or_none(row: dict[str, Any], name: str) -> str:
    return _moment(row, name) if text(row.get(name, ""), name) != "" else ""
