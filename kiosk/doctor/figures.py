"""`python -m kiosk.doctor.figures --settings FILE --state DIR`: what the kiosk did, and how much of its hours.


Prints JSON: counts, shares and what stands in the journal; no word of anybody. `--price --years --yearly`, in đồng,
add what a case cost: the price over its years and a year's running, for the days since the kiosk began.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk import VERSION
from kiosk import settings as kiosk_settings
from kiosk.rules.roster import Role
from kiosk.store.condition import Condition
from kiosk.store.database import Database, open_kept
from kiosk.store.errors import StoreError
from kiosk.store.health import Health
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import office_day
from kiosk.store.roster import Roster
from kiosk.store.rulebook import Rulebook
from kiosk.store.served import Served
from kiosk.workspace import Workspace

ROWS = 2000  # of the journal, the last ones
YEAR = 365


@dataclass(frozen=True)
class Cost:
    """Đồng. `price` is spread over `years`."""

    price: int
    years: int
    yearly: int

    def of(self, days: int) -> int:
        """What so many days cost."""
        return round((self.price / self.years + self.yearly) * days / YEAR)


def figures(
    workspace: Workspace, db: Database, opens: str, now: dt.datetime, cost: Cost | None = None
) -> dict[str, Any]:
    """Raises StoreError."""
    days = Rulebook(workspace).working_days(office_day(now))
    uptime = Served(db, opens).uptime(days.works, now)
    counted = Journal(db).counted(
        (JournalEvent.CASE_SEALED, JournalEvent.TICKET_PRINTED, JournalEvent.DEVICE_STOPPED)
    )
    told: dict[str, Any] = {
        "version": VERSION,
        "at": now.isoformat(timespec="seconds"),
        "cases": counted[JournalEvent.CASE_SEALED],
        "tickets": counted[JournalEvent.TICKET_PRINTED],
        "stops": counted[JournalEvent.DEVICE_STOPPED],
        "unsent": Condition(db).unsent().waiting,
        "devices": {
            one.device: one.fault.value if one.fault else "" for one in Health(db).devices()
        },
        "people": _roles(db, office_day(now)),
        "passwords": _passwords(db),
        "journal": {"whole": Journal(db).verify() is None, "rows": Condition(db).head()[0]},
    }
    if uptime is not None:
        since = (office_day(now) - uptime.since).days + 1
        told["uptime"] = {
            "since": uptime.since.isoformat(),
            "minutes": uptime.there,
            "of": uptime.wanted,
            "percent": round(100 * uptime.share, 2),
        }
        if cost is not None:
            told["cost"] = {"days": since, "dong": cost.of(since)}
            if told["cases"]:
                told["cost"]["per_case"] = round(cost.of(since) / told["cases"])
    return told


def _roles(db: Database, day: dt.date) -> dict[str, int]:
    """How many hold each role that day."""
    roster = Roster(db)
    held = {role.value: len(roster.holders(role, day)) for role in Role}
    return {role: count for role, count in held.items() if count}


def _passwords(db: Database) -> dict[str, int]:
    roster = Roster(db)
    kept = [roster.password(person.id).phc for person in roster.people()]
    kinds = [phc.split("$")[1] for phc in kept if phc]
    return {"all": len(kinds), "argon2id": kinds.count("argon2id")}


def main() -> int:
    parser = argparse.ArgumentParser(prog="kiosk-figures", description=__doc__)
    for option in ("--settings", "--state"):
        parser.add_argument(option, type=Path, required=True)
    parser.add_argument("--price", type=int, default=0, help="what kiosk and devices cost, đồng")
    parser.add_argument("--years", type=int, default=5, help="how long they are to last")
    parser.add_argument("--yearly", type=int, default=0, help="paper, power, line and care, đồng")
    parser.add_argument(
        "--journal", action="store_true", help=f"the journal's last {ROWS} rows too"
    )
    given = parser.parse_args()
    workspace = Workspace(given.state)
    cost = Cost(given.price, max(1, given.years), given.yearly)
    try:
        settings = kiosk_settings.load(given.settings, Rulebook(workspace).now().settings())
        db = open_kept(workspace)
        now = dt.datetime.now(dt.UTC)
        told = figures(
            workspace, db, settings.queue.opens, now, cost if given.price or given.yearly else None
        )
        if given.journal:
            told["events"] = [
                {"seq": row.seq, "at": row.at.isoformat(), "event": row.event.value, **row.fields}
                for row in Journal(db).since(max(0, Condition(db).head()[0] - ROWS), ROWS)
            ]
    except (StoreError, kiosk_settings.SettingsError) as error:
        sys.stderr.write(f"kiosk-figures: {error}\n")
        return 1
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
