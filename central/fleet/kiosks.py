"""The fleet at one moment: every kiosk with what is wrong with it, all of them counted, some of them picked out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import text

from central.database import Database
from central.fleet.alarms import Alarm, Press
from central.fleet.standing import Kiosk, Limits, Raised, release, standing
from central.reports import Kept, Reports


@dataclass(frozen=True)
class Known:
    """What the centre knows of its kiosks besides what they tell."""

    # Of every device that may speak, the office it stands in.
    offices: Callable[[], Mapping[str, str]]
    # Of a device and its office, the version of the rules that is due by now; "" where none is.
    rules_due: Callable[[str, str], str]


@dataclass(frozen=True)
class Seen:
    """A kiosk and what is wrong with it, the most pressing first."""

    kiosk: Kiosk
    raised: tuple[Raised, ...]

    @property
    def press(self) -> Press | None:
        """Of the worst of it; None where all is well."""
        return self.raised[0].press if self.raised else None

    @property
    def waiting(self) -> int:
        """Envelopes that were not at the centre when it last told."""
        report = self.kiosk.telling.report if self.kiosk.telling else None
        backlog = report.backlog if report else None
        return backlog.waiting + backlog.refused + backlog.held if backlog else 0


@dataclass(frozen=True)
class Office:
    """One office and its kiosks, counted."""

    name: str
    kiosks: int
    waiting: int
    alarms: Counter[Alarm] = field(repr=False)
    worst: Press | None


@dataclass(frozen=True)
class Sight:
    """All kiosks, those that press most first, then by office and name."""

    at: dt.datetime
    seen: tuple[Seen, ...] = field(repr=False)

    def counts(self) -> Counter[Alarm]:
        """Kiosks by what is wrong with them."""
        return Counter(alarm for one in self.seen for alarm in {each.alarm for each in one.raised})

    def pressing(self) -> Counter[Press | None]:
        """Kiosks by the worst of each; None: all is well."""
        return Counter(one.press for one in self.seen)

    def offices(self) -> list[Office]:
        """Those with the most pressing alarms first."""
        rooms: dict[str, list[Seen]] = {}
        for one in self.seen:
            rooms.setdefault(one.kiosk.office, []).append(one)
        found = [_office(name, seen) for name, seen in rooms.items()]
        return sorted(found, key=lambda one: (_rank(one.worst), -one.alarms.total(), one.name))

    def only(self, office: str | None = None, alarm: Alarm | None = None) -> Sight:
        """Those of one office, or with one alarm, or both."""
        picked = (
            one
            for one in self.seen
            if (office is None or one.kiosk.office == office)
            and (alarm is None or any(each.alarm is alarm for each in one.raised))
        )
        return Sight(self.at, tuple(picked))


class Fleet:
    """To look at only; raises DBAPIError when the database fails."""

    def __init__(
        self,
        database: Database,
        reports: Reports,
        known: Known,
        now: Callable[[], dt.datetime],
        limits: Limits,
    ) -> None:
        self._database, self._reports = database, reports
        self._known, self._now, self._limits = known, now, limits

    def look(self) -> Sight:
        """At every kiosk that may speak, or did and may no longer."""
        now, offices = self._now(), self._known.offices()
        tellings = {one.device: one for one in self._reports.all()}
        twins, kept = self._twins(), self._kept()
        software = [one.report.software for one in tellings.values() if one.report]
        newest = max(software, key=release, default="")
        seen = []
        for device, office in offices.items():
            kiosk = Kiosk(
                device=device,
                office=office,
                telling=tellings.get(device),
                twin_at=twins.get(device),
                kept=tuple(kept.get(device, ())),
                rules_due=self._known.rules_due(device, office),
                software_newest=newest,
            )
            seen.append(Seen(kiosk, standing(kiosk, now, self._limits)))
        seen.sort(key=lambda one: (_rank(one.press), one.kiosk.office, one.kiosk.device))
        return Sight(now, tuple(seen))

    def history(self, device: str) -> list[Kept]:
        """A device's alarms that stay until they are closed, and those that were."""
        return self._reports.history(device)

    def _twins(self) -> dict[str, dt.datetime]:
        with self._database.look() as db:
            rows = db.execute(text("select device, twin_at from heads where twin_at <> ''")).all()
        return {row.device: dt.datetime.fromisoformat(row.twin_at) for row in rows}

    def _kept(self) -> dict[str, list[Kept]]:
        found: dict[str, list[Kept]] = {}
        for one in self._reports.alarms():
            found.setdefault(one.device, []).append(one)
        return found


def _office(name: str, seen: list[Seen]) -> Office:
    alarms = Counter(alarm for one in seen for alarm in {each.alarm for each in one.raised})
    worst = min((one.press for one in seen if one.press is not None), default=None)
    return Office(name, len(seen), sum(one.waiting for one in seen), alarms, worst)


def _rank(press: Press | None) -> int:
    return len(Press) if press is None else press.value
