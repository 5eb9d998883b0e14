"""python -m kiosk.store.opening --state DIR: whether this code can open the database, and what is in it.

For an update, which so migrates it. One line of JSON: {"cases": how many are sealed, "visit": whether somebody stands
at the screen}; nothing else of a case is said.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from contextlib import closing
from pathlib import Path

from kiosk.faults import Fault
from kiosk.store.database import Database, open_database, reading
from kiosk.store.errors import StoreError
from kiosk.store.visits import Visits
from kiosk.workspace import Workspace

AWAY = dt.timedelta(
    minutes=10
)  # since the last page: who scans no more has left, or has nothing to lose


def main() -> int:
    """0: it opens and is whole; 1: it does not, and the error output says why in one line."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.store.opening")
    parser.add_argument("--state", type=Path, required=True)
    given = parser.parse_args()
    try:
        with closing(open_database(Workspace(given.state))) as db:
            sys.stdout.write(json.dumps(_looked(db, dt.datetime.now(dt.UTC))) + "\n")
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _looked(db: Database, now: dt.datetime) -> dict[str, object]:
    with reading(db):
        (said,) = db.conn.execute("pragma quick_check(1)").fetchone()
        if said != "ok":
            raise StoreError(Fault.STORE_FAILED, "the database is damaged")
        (cases,) = db.conn.execute("select count(*) from cases where state = 'sealed'").fetchone()
        visit = Visits(db).interrupted()
    return {"cases": cases, "visit": bool(visit and now - visit.touched_at < AWAY)}


if __name__ == "__main__":
    sys.exit(main())
