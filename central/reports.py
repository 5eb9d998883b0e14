"""What kiosks told of themselves, when they were last heard of, and the alarms that stay until somebody has looked."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from central.database import Database
from central.journals import Held, weigh
from kiosk.contract.report import Asking, Report

SELDOM = dt.timedelta(minutes=1)  # between two notes that a kiosk was heard of
_ID = re.compile(r"[0-9a-f]{16}")
_TELLING = "device, first_seen, last_contact, reported_at, report"


class AlarmError(ValueError):
    """The text says in one sentence why an alarm cannot be closed."""


@dataclass(frozen=True)
class Telling:
    """What is known of one kiosk by its own word. `report` None: it never told anything."""

    device: str
    first_seen: dt.datetime
    last_contact: dt.datetime
    reported_at: dt.datetime | None
    report: Report | None


@dataclass(frozen=True)
class Kept:
    """An alarm that stays until somebody closes it; `detail` shows it, such as the journal's row."""

    id: str
    device: str
    alarm: str
    raised_at: dt.datetime
    last_at: dt.datetime
    times: int
    detail: str
    closed_at: dt.datetime | None = None
    closed_by: str = ""


def noted(db: Connection, device: str, alarm: str, at: dt.datetime, detail: str = "") -> None:
    """An alarm that stays until it is closed: a new one, or the open one once more. In the caller's transaction."""
    db.execute(
        text(
            "insert into alarms (id, device, alarm, raised_at, last_at, detail) "
            "values (:id, :device, :alarm, :at, :at, :detail) "
            "on conflict (device, alarm) where closed_at = '' do update set "
            "last_at = excluded.last_at, times = alarms.times + 1, detail = excluded.detail"
        ),
        {
            "id": secrets.token_hex(8),
            "device": device,
            "alarm": alarm,
            "at": _text(at),
            "detail": detail,
        },
    )


class Reports:
    """Methods may be called from any thread; they raise DBAPIError when the database fails."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database, self._now = database, now
        self._parsed: dict[str, tuple[str, Report]] = {}  # most do not change between two looks

    def contact(self, device: str) -> None:
        """The device has spoken, under its signature. Written down once a minute at most."""
        now = self._now()
        known = {"device": device, "now": _text(now), "seldom": _text(now - SELDOM)}
        with self._database.look() as db:
            lately = db.execute(
                text("select 1 from reports where device = :device and last_contact > :seldom"),
                known,
            ).one_or_none()
        if lately is None:
            with self._database.change() as db:
                _heard(db, device, now)

    def take(self, device: str, report: Report) -> Asking:
        """Keep a device's report, compare its journal with what was told before; what it is asked for next."""
        now = self._now()
        with self._database.change() as db:
            row = _heard(db, device, now)  # and nobody else's report of this device beside us
            held = Held.from_text(row.journal)
            weighed = weigh(held, report.journal, report.asked, report.of)
            if weighed.broken:
                noted(db, device, weighed.broken.value, now, str(weighed.at))
            db.execute(
                text("update reports set journal = :journal where device = :device"),
                {"device": device, "journal": weighed.held.to_text()},
            )
            if _is_newer(report, row.report, held.asked):
                db.execute(
                    text(
                        "update reports set report = :report, reported_at = :now "
                        "where device = :device"
                    ),
                    {
                        "device": device,
                        "now": _text(now),
                        "report": json.dumps(report.to_json(), separators=(",", ":")),
                    },
                )
        return Asking(weighed.held.asked, weighed.of)

    def all(self) -> list[Telling]:
        """Of every device that ever spoke, by name."""
        with self._database.look() as db:
            rows = db.execute(text(f"select {_TELLING} from reports order by device")).all()
        return [self._telling(row) for row in rows]

    def alarms(self) -> list[Kept]:
        """Those that nobody has closed, by device."""
        with self._database.look() as db:
            rows = db.execute(
                text("select * from alarms where closed_at = '' order by device, alarm")
            ).all()
        return [_kept(row) for row in rows]

    def history(self, device: str, most: int = 20) -> list[Kept]:
        """A device's alarms, closed or not, the newest first."""
        with self._database.look() as db:
            rows = db.execute(
                text(
                    "select * from alarms where device = :device order by raised_at desc, id "
                    "limit :most"
                ),
                {"device": device, "most": most},
            ).all()
        return [_kept(row) for row in rows]

    def close(self, id: str, by: str) -> Kept:
        """Somebody has looked. What happens after this is an alarm of its own. Raises AlarmError."""
        row = None
        if _ID.fullmatch(id):
            with self._database.change() as db:
                row = db.execute(
                    text(
                        "update alarms set closed_at = :now, closed_by = :by "
                        "where id = :id and closed_at = '' returning *"
                    ),
                    {"id": id, "by": by, "now": _text(self._now())},
                ).one_or_none()
        if row is None:
            raise AlarmError(f"{id} is no alarm that is open")
        return _kept(row)

    def _telling(self, row: Row[Any]) -> Telling:
        text, report = self._parsed.get(row.device, ("", None))
        if row.report and text != row.report:
            report = Report.from_json(json.loads(row.report))
            self._parsed[row.device] = row.report, report
        return Telling(
            row.device,
            _moment(row.first_seen),
            _moment(row.last_contact),
            _moment(row.reported_at) if row.reported_at else None,
            report if row.report else None,
        )


def _heard(db: Connection, device: str, now: dt.datetime) -> Row[Any]:
    """The device's row, ours until the end of the transaction."""
    return db.execute(
        text(
            "insert into reports (device, first_seen, last_contact) values (:device, :now, :now) "
            "on conflict (device) do update set last_contact = excluded.last_contact "
            "returning report, journal"
        ),
        {"device": device, "now": _text(now)},
    ).one()


def _is_newer(report: Report, before: str, asked: int) -> bool:
    """Not one that was overtaken, or that somebody kept and asks again.

    Who answers our last answer speaks now, whatever its clock says.
    """
    return not before or report.asked == asked or report.at > json.loads(before)["at"]


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        *(row.id, row.device, row.alarm, _moment(row.raised_at), _moment(row.last_at)),
        *(row.times, row.detail, _moment(row.closed_at) if row.closed_at else None, row.closed_by),
    )


def _moment(told: str) -> dt.datetime:
    return dt.datetime.fromisoformat(told)


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
