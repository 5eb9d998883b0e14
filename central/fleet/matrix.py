"""Which devices work in the fleet: every model and driver that kiosks tried, and how many of them say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from central.fleet.kiosks import Seen

WELL, POOR = "ok", "poor"


@dataclass(frozen=True)
class Tried:
    """One model with one driver: the kiosks at which it works, works poorly, does not; `figure`: of the slowest."""

    check: str  # as kiosk.contract.checks names it
    model: str
    driver: str
    well: int
    poor: int
    bad: int
    figure: str = ""


def matrix(seen: Iterable[Seen]) -> list[Tried]:
    """By kind of device, those that most kiosks have first. A device that nobody could name is left out."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    slowest: dict[tuple[str, str, str], int] = {}
    for one in seen:
        report = one.kiosk.telling.report if one.kiosk.telling else None
        for check in report.doctor.checks if report and report.doctor else ():
            if not (check.model or check.driver) or check.verdict == "absent":
                continue
            key = check.name, check.model, check.driver
            counts.setdefault(key, Counter())[check.verdict] += 1
            if check.figure.isdecimal():
                slowest[key] = min(int(check.figure), slowest.get(key, int(check.figure)))
    rows = [
        Tried(*key, found[WELL], found[POOR], found["bad"], str(slowest.get(key, "")))
        for key, found in counts.items()
    ]
    return sorted(rows, key=lambda one: (one.check, -one.well - one.poor - one.bad, one.model))
