"""python -m tests.workbench.told_by_many ADDRESS FOLDER write|work TARGET NUMBER: one process of many on one centre.

write: tells statuses of every case there is, as many as NUMBER. work: claims and settles until NUMBER are done, and
prints a line for each: event, device, case, number, when it was given and when its outcome was told.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from pathlib import Path

from sqlalchemy import text

from central.database import Database
from kiosk.contract import Announcement
from tests.workbench.told import Telling

LEASE = 3600  # longer than any test


def main() -> None:
    address, folder, what, target, number = sys.argv[1:]
    centre = Telling(Database(address, connections=1), Path(folder))
    centre.clock = dt.datetime.now(dt.UTC)
    if what == "write":
        _write(centre, target, int(number))
    else:
        _work(centre, target, int(number))


def _write(centre: Telling, word: str, number: int) -> None:
    with centre.database.look() as db:
        bodies = db.execute(text("select body from envelopes order by seq")).scalars().all()
    said = [Announcement.from_json(json.loads(body)) for body in bodies]
    for seq in range(number):
        for one in said:
            centre.tell(one, f"{word}-{seq}", seq=seq)


def _work(centre: Telling, target: str, number: int) -> None:
    while (known := centre.targets.one(target)) and known.done < number:
        centre.clock = dt.datetime.now(dt.UTC)
        rows = centre.claim(target, most=3, seconds=LEASE)
        given = time.monotonic()
        for row in rows:
            told = time.monotonic()
            centre.settle(target, row)
            line = [*(row[key] for key in ("event", "device", "case", "number")), given, told]
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        if not rows:
            time.sleep(0.02)


if __name__ == "__main__":
    main()
