"""A province's kiosks as the centre sees them: invented offices, and whatever can be wrong with a machine."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from central.database import Database
from central.fleet.alarms import Alarm
from central.fleet.kiosks import Fleet, Known
from central.fleet.standing import Limits
from central.reports import Reports, noted
from central.targets import Target, TargetState
from kiosk.contract.report import (
    Backlog,
    CheckTold,
    DeviceStanding,
    Doctor,
    Head,
    Report,
    RulesStanding,
)
from tests.workbench.centre import PROVINCE

NOW = dt.datetime(2026, 11, 23, 0, 2, tzinfo=dt.UTC)  # seven in the morning in Vietnam
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def ago(**length: float) -> str:
    return (NOW - dt.timedelta(**length)).isoformat()


def ahead(**length: float) -> str:
    return (NOW + dt.timedelta(**length)).isoformat()


def row_of(seq: int, name: str = "journal") -> Head:
    return Head(seq, hashlib.sha256(f"{name} {seq}".encode()).hexdigest())


WELL = Report(
    at=NOW.isoformat(),
    software="0.1.0",
    python="3.13.5",
    system="debian-13",
    up=9 * 86_400,
    services={"devices": 86_000, "sync": 86_400},
    rules=RulesStanding("12-abcdef01", ago(days=3), ahead(days=11)),
    backlog=Backlog(receipt=ago(hours=14)),
    free=61,
    certificate=ahead(days=60),
    devices=tuple(
        DeviceStanding(name, "", ago(days=9)) for name in ("disk", "printer", "reader", "scanner")
    ),
    journal=row_of(4120),
    asked=0,
    of=None,
)


def stopped(device: str, fault: str, **since: float) -> Report:
    """A kiosk one of whose devices stands still."""
    others = tuple(one for one in WELL.devices if one.device != device)
    return replace(WELL, devices=(DeviceStanding(device, fault, ago(**since)), *others))


# A report that shows it, for every alarm that a report can show.
TOLD = {
    Alarm.OLDEST_WAITS: replace(WELL, backlog=Backlog(3, oldest=5 * 3600, receipt=ago(hours=14))),
    Alarm.REFUSED: replace(WELL, backlog=Backlog(0, 2, 1, 7200, ago(hours=14))),
    Alarm.BACKLOG: replace(WELL, backlog=Backlog(212, oldest=9000, receipt=ago(hours=14))),
    Alarm.DISK: stopped("disk", "disk-low", minutes=20),
    Alarm.CLOCK: replace(WELL, at=ahead(minutes=12)),
    Alarm.DEVICE: stopped("scanner", "scanner-jammed", hours=3),
    Alarm.RULES_EXPIRED: replace(WELL, rules=replace(WELL.rules, expires=ago(days=2))),
    Alarm.RULES_REFUSED: replace(WELL, rules=replace(WELL.rules, fault="rules-refused")),
    Alarm.RULES_BEHIND: replace(WELL, rules=replace(WELL.rules, version="11-00000000")),
    Alarm.SOFTWARE_BEHIND: replace(WELL, software="0.0.9"),
    Alarm.CERTIFICATE_ENDING: replace(WELL, certificate=ahead(days=9)),
    Alarm.CERTIFICATE_ENDED: replace(WELL, certificate=ago(days=1)),
    Alarm.CENTRE_RESTORED: stopped("receipts", "centre-restored", minutes=5),
    Alarm.TWIN: stopped("identity", "identity-twin", minutes=5),
    Alarm.CHECKS: replace(
        WELL, doctor=Doctor(ago(hours=6), (CheckTold("wear", "bad", "Ổ đã mòn.", "Worn."),))
    ),
}

NOTED = (
    Alarm.ENROLMENT_KEY_TAKEN,
    Alarm.ENROLMENT_CODE_USED,
    Alarm.ENROLMENT_KEY,
    Alarm.KEYS_RECOVERED,
)


class Centre:
    """What the centre has, at a moment that stands still unless a test moves it."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, NOW
        self.offices: dict[str, str] = {}
        self.reports = Reports(database, lambda: self.now)
        self.systems: list[Target] = []
        known = Known(
            lambda: self.offices, lambda device, office: "12-abcdef01", lambda: self.systems
        )
        self.fleet = Fleet(database, self.reports, known, lambda: self.now, Limits())

    def system(
        self, name: str, asked: str, waiting: int = 0, oldest: str = "", refused: int = 0
    ) -> None:
        """One of the province's own that takes cases."""
        rest = (TargetState.ON, (), (), ago(days=9), asked, waiting, 0, refused, 4711, oldest)
        self.systems.append(Target(name, *rest))

    def know(self, device: str, office: str = "H38.101") -> str:
        self.offices[device] = office
        return device

    def tells(self, device: str, report: Report = WELL, office: str = "H38.101") -> None:
        self.reports.take(self.know(device, office), report)

    def forks(self, device: str, office: str = "H38.101") -> None:
        """Two machines tell under this name."""
        for name in ("ours", "theirs"):
            self.tells(device, replace(WELL, journal=row_of(4120, name)), office)

    def lacks(self, device: str, office: str = "H38.101") -> None:
        """A machine that was put back is asked for a row that it told of."""
        self.tells(device, office=office)
        back = replace(WELL, journal=row_of(4000), asked=1, of=Head(4120, ""))
        self.tells(device, back, office)

    def every_alarm(self) -> list[str]:
        """A kiosk for each alarm there is; their names, by alarm."""
        for number, (alarm, report) in enumerate(TOLD.items()):
            self.tells(f"k-{alarm.value}", report, f"H38.{101 + number % 4}")
        self.forks("k-journal-fork", "H38.103")
        self.lacks("k-journal-back", "H38.102")
        for number, alarm in enumerate(NOTED):
            self.tells(f"k-{alarm.value}", office=f"H38.{102 + number % 3}")
            with self.database.change() as db:
                noted(db, f"k-{alarm.value}", alarm.value, NOW - HOUR, "ab" * 32)
        self.know("k-never-seen", "H38.104")
        self.now = NOW - 3 * HOUR
        self.tells("k-silent", replace(WELL, at=ago(hours=3)), "H38.101")
        self.now = NOW
        return sorted(self.offices)

    def alarms_of(self, device: str) -> list[Alarm]:
        (found,) = [one for one in self.fleet.look().seen if one.kiosk.device == device]
        return [one.alarm for one in found.raised]


@pytest.fixture
def database(home, tmp_path, request):
    url = f"sqlite:///{tmp_path}/intake.db"
    if home == PROVINCE:
        url = request.getfixturevalue("engines").keeping().database
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def centre(database):
    return Centre(database)


def many(centre: Centre, kiosks: int, offices: int) -> None:
    """A province's worth, written as `Reports.take` would."""
    wrong = list(TOLD.values())
    rows = []
    for number in range(kiosks):
        troubled = number % 25 == 0
        report = wrong[number // 25 % len(wrong)] if troubled else WELL
        device = centre.know(
            f"h38-{100 + number % offices}-k{number // offices}", f"H38.{100 + number % offices}"
        )
        heard = ago(hours=3) if number % 211 == 7 else ago(minutes=number % 15)
        told = replace(report, at=heard) if report.at == WELL.at else report
        told = json.dumps(told.to_json())
        rows.append({"device": device, "first": ago(days=200), "heard": heard, "report": told})
    with centre.database.change() as db:
        db.execute(
            text(
                "insert into reports (device, first_seen, last_contact, reported_at, report) "
                "values (:device, :first, :heard, :heard, :report)"
            ),
            rows,
        )
