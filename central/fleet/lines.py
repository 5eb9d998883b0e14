"""The fleet as rows for programs: JSON, and a table that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from central.fleet.alarms import remedy
from central.fleet.kiosks import Seen
from central.fleet.standing import Raised

COLUMNS = (
    *("device", "office", "alarms", "first_seen", "last_contact", "reported_at"),
    *("waiting", "refused", "held", "oldest_seconds", "last_receipt"),
    *("software", "rules", "rules_expire", "python", "system"),
    *("up_seconds", "disk_free", "certificate_ends", "stopped"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MARK = "\ufeff"  # without it a spreadsheet takes UTF-8 for something else


def kiosk(one: Seen) -> dict[str, Any]:
    """One kiosk as the API tells it; what it never told is null."""
    telling = one.kiosk.telling
    report = telling.report if telling else None
    return {
        "device": one.kiosk.device,
        "office": one.kiosk.office,
        "first_seen": telling.first_seen.isoformat() if telling else None,
        "last_contact": telling.last_contact.isoformat() if telling else None,
        "reported_at": telling.reported_at.isoformat() if telling and telling.reported_at else None,
        "alarms": [alarm(each) for each in one.raised],
        "report": None if report is None else _public(report.to_json()),
    }


def alarm(one: Raised) -> dict[str, Any]:
    """`id` is there for one that stays until it is closed."""
    told = remedy(one.alarm)
    row = {
        "alarm": one.alarm.value,
        "press": one.press.name.lower(),
        "actor": told.actor.value,
        "since": one.since.isoformat() if one.since else None,
        "detail": one.detail,
    }
    return {**row, "id": one.id} if one.id else row


def table(seen: Iterable[Seen]) -> Iterator[str]:
    """CSV (RFC 4180) in UTF-8 with its mark, a piece at a time; no field of it is taken for a formula."""
    page = io.StringIO()
    writer = csv.writer(page)
    page.write(_MARK)
    writer.writerow(COLUMNS)
    for one in seen:
        writer.writerow([_safe(value) for value in _fields(one)])
        if page.tell() > 32 * 1024:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def _fields(one: Seen) -> list[object]:
    telling = one.kiosk.telling
    report = telling.report if telling else None
    alarms = " ".join(dict.fromkeys(each.alarm.value for each in one.raised))
    row: list[object] = [one.kiosk.device, one.kiosk.office, alarms]
    if telling is None:
        return row + [""] * (len(COLUMNS) - len(row))
    row += [telling.first_seen.isoformat(), telling.last_contact.isoformat()]
    if report is None or telling.reported_at is None:
        return row + [""] * (len(COLUMNS) - len(row))
    backlog, rules = report.backlog, report.rules
    stopped = " ".join(f"{each.device}:{each.fault}" for each in report.devices if each.fault)
    return [
        *row,
        telling.reported_at.isoformat(),
        *(backlog.waiting, backlog.refused, backlog.held, backlog.oldest, backlog.receipt),
        *(report.software, rules.version, rules.expires, report.python, report.system),
        *(report.up, report.free, report.certificate, stopped),
    ]


def _safe(value: object) -> object:
    """Text that a spreadsheet would reckon with is text there too."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _public(report: dict[str, Any]) -> dict[str, Any]:
    """Without what only the two of them talk about."""
    return {name: value for name, value in report.items() if name not in ("asked", "of")}
