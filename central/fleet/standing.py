"""How one kiosk stands at a moment: what is wrong by what it told, and by what it did not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from central.fleet.alarms import Alarm, Press, remedy
from central.reports import Kept, Telling
from kiosk.contract.report import DeviceStanding, Report

APART = dt.timedelta(minutes=5)  # more than a clock and the way of a report differ by
SAID_OF_ITSELF = {
    "identity-twin": Alarm.TWIN,
    "centre-restored": Alarm.CENTRE_RESTORED,
    "clock-wrong": Alarm.CLOCK,
}
IN_THE_JOURNAL = "identity-restored"  # which shows it better
_EVER = dt.timedelta(days=3650)  # whatever a wrong clock says


@dataclass(frozen=True)
class Limits:
    """From when on something is an alarm."""

    silent: dt.timedelta = dt.timedelta(hours=2)
    oldest: dt.timedelta = dt.timedelta(hours=4)
    faulty: dt.timedelta = dt.timedelta(hours=1)
    ending: dt.timedelta = dt.timedelta(days=14)
    waiting: int = 50  # envelopes
    free: int = 5  # per cent of the disk


@dataclass(frozen=True)
class Kiosk:
    """One kiosk as the centre knows it. `telling` None: it never spoke."""

    device: str
    office: str = ""
    telling: Telling | None = None
    twin_at: dt.datetime | None = None  # two machines were last seen under its name
    kept: tuple[Kept, ...] = ()  # alarms that nobody has closed
    rules_due: str = ""  # the version published for it; "": not known
    software_newest: str = ""  # in the fleet


@dataclass(frozen=True)
class Raised:
    """An alarm of a kiosk; `detail`: a code, a number or a moment that says more, "" for none."""

    alarm: Alarm
    since: dt.datetime | None = None
    detail: str = ""
    id: str = ""  # of one that stays until it is closed

    @property
    def press(self) -> Press:
        return remedy(self.alarm).press


def standing(kiosk: Kiosk, now: dt.datetime, limits: Limits) -> tuple[Raised, ...]:
    """What is wrong, the most pressing first; nothing where all is well."""
    found = [
        Raised(Alarm(one.alarm), one.raised_at, str(one.times), one.id)
        for one in kiosk.kept
        if one.alarm in list(Alarm)
    ]
    telling = kiosk.telling
    if kiosk.twin_at and now - kiosk.twin_at < dt.timedelta(days=1):
        found.append(Raised(Alarm.TWIN, kiosk.twin_at))
    if telling is None:
        found.append(Raised(Alarm.NEVER_SEEN))
    elif now - telling.last_contact > limits.silent:
        found.append(Raised(Alarm.SILENT, telling.last_contact))
    if telling and telling.report and telling.reported_at:
        found += _told(telling.report, telling.reported_at, now, limits)
        found += _behind(kiosk, telling.report)
    once: dict[tuple[Alarm, str], Raised] = {}
    for one in found:
        once.setdefault((one.alarm, one.detail if one.alarm is Alarm.DEVICE else ""), one)
    order = list(Alarm)
    return tuple(sorted(once.values(), key=lambda one: (one.press, order.index(one.alarm))))


def _told(report: Report, at: dt.datetime, now: dt.datetime, limits: Limits) -> list[Raised]:
    found = []
    backlog = report.backlog
    if dt.timedelta(seconds=backlog.oldest) > limits.oldest:
        found.append(Raised(Alarm.OLDEST_WAITS, at - dt.timedelta(seconds=backlog.oldest)))
    if backlog.waiting > limits.waiting:
        found.append(Raised(Alarm.BACKLOG, detail=str(backlog.waiting)))
    if backlog.refused:
        found.append(Raised(Alarm.REFUSED, detail=str(backlog.refused)))
    if report.free < limits.free:
        found.append(Raised(Alarm.DISK, detail=f"{report.free}%"))
    apart = _moment(report.at) - at
    if abs(apart) > APART:
        found.append(Raised(Alarm.CLOCK, detail=str(int(apart.total_seconds()))))
    for device in report.devices:
        if device.fault:
            found += _device(device, report, at, now, limits)
    found += _certificate(report, now, limits)
    if report.doctor and any(each.verdict == "bad" for each in report.doctor.checks):
        names = (each.name for each in report.doctor.checks if each.verdict == "bad")
        found.append(Raised(Alarm.CHECKS, _moment(report.doctor.at), " ".join(names)))
    if report.rules.fault == "rules-refused":
        found.append(Raised(Alarm.RULES_REFUSED))
    elif report.rules.fault or (report.rules.expires and _moment(report.rules.expires) < now):
        found.append(Raised(Alarm.RULES_EXPIRED, _moment_or_none(report.rules.expires)))
    return found


def _device(
    device: DeviceStanding, report: Report, at: dt.datetime, now: dt.datetime, limits: Limits
) -> list[Raised]:
    """How long is counted by the kiosk's clock up to its report, right or wrong, and by ours since."""
    told = _moment(report.at) - _moment(device.since)
    since = at - min(max(told, dt.timedelta()), _EVER)
    if device.fault in SAID_OF_ITSELF:
        return [Raised(SAID_OF_ITSELF[device.fault], since)]
    if device.device == "disk":
        return [Raised(Alarm.DISK, since, device.fault)]
    if now - since > limits.faulty and device.fault != IN_THE_JOURNAL:
        return [Raised(Alarm.DEVICE, since, f"{device.device}:{device.fault}")]
    return []


def _certificate(report: Report, now: dt.datetime, limits: Limits) -> list[Raised]:
    if not report.certificate:
        return []
    end = _moment(report.certificate)
    if end <= now:
        return [Raised(Alarm.CERTIFICATE_ENDED, end)]
    return [Raised(Alarm.CERTIFICATE_ENDING, end)] if end - now < limits.ending else []


def _behind(kiosk: Kiosk, report: Report) -> list[Raised]:
    found = []
    if kiosk.rules_due and number(report.rules.version) < number(kiosk.rules_due):
        found.append(Raised(Alarm.RULES_BEHIND, detail=report.rules.version))
    if release(report.software) < release(kiosk.software_newest):
        found.append(Raised(Alarm.SOFTWARE_BEHIND, detail=report.software))
    return found


def number(version: str) -> int:
    """Of a version of the rules such as 12-abcdef01; 0 for those that came with the software."""
    head = version.partition("-")[0]
    return int(head) if head.isdecimal() else 0


def release(software: str) -> tuple[int, ...]:
    """Sorts as releases do: 0.10.0 behind 0.9.1."""
    parts = (part for part in software.split("+")[0].split("."))
    return tuple(int(part) if part.isdecimal() else 0 for part in parts)


def _moment(told: str) -> dt.datetime:
    return dt.datetime.fromisoformat(told)


def _moment_or_none(told: str) -> dt.datetime | None:
    return _moment(told) if told else None
