"""A whole kiosk on a disk that turns read-only: run by test_the_disk_is_read_only.py, says what it saw as JSON."""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from kiosk import workspace as paths
from kiosk.desk.looking import looking
from kiosk.devices.service import NO_VISIT
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.rules import catalogue as catalogues
from kiosk.store.database import open_database
from kiosk.store.outbox import Outbox
from tests.devices.office import FORM, Books, Kiosk, now, until

FIRST, SECOND = "1" * 32, "2" * 32


def remount(folder, how):
    subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True)


def sealing(screen, case):
    screen.ask(do.SealCase(case, "1.001193", "vi", (FORM,)))
    answer = screen.next((ev.Sealed, ev.Faulted))
    return answer.ticket.label if isinstance(answer, ev.Sealed) else answer.fault.value


def desk(kiosk):
    text = paths.CATALOGUE.read_text(encoding="utf-8")
    look = looking(kiosk.workspace, catalogues.parse(text, dt.datetime.now(dt.UTC).date()), now)
    faults = {row.device: row.fault and row.fault.value for row in look().devices}
    return [faults.get("disk"), len(look().outbox)]


def waiting(kiosk):
    db = open_database(kiosk.workspace)
    try:
        return Outbox(db).waiting()
    finally:
        db.close()


def turned_read_only(folder):
    kiosk = Kiosk(folder)
    screen = kiosk.start()
    kiosk.load("one", "two")
    screen.scan(FIRST)
    seen = {"before": sealing(screen, FIRST)}
    kiosk.load("one", "two")
    screen.scan(SECOND)
    kiosk.load("one", "two")
    kiosk.close()
    remount(folder, "ro")
    screen = kiosk.start()
    seen["screen"] = screen.next(ev.Closed, NO_VISIT).fault.value
    screen.ask(do.RecoverVisit())
    seen["started"] = type(screen.next((ev.NothingFound, ev.Faulted))).__name__
    screen.ask(do.ScanBatch(SECOND, FORM))
    seen["scan"] = [screen.fault().value, kiosk.scanner.sheets]
    seen["seal"] = sealing(screen, SECOND)
    seen["desk"] = desk(kiosk)
    seen["waits to be sent"] = waiting(kiosk)
    remount(folder, "rw")
    screen.next(ev.Opened, NO_VISIT)
    seen["after"] = sealing(screen, SECOND)
    books = Books(kiosk.workspace)
    until(lambda: books.fault_of("disk") is None)
    seen["desk after"] = desk(kiosk)
    seen["journal"] = books.journal.verify()
    books.db.close()
    kiosk.close()
    return seen


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as memory:
        os.environ["RUNTIME_DIRECTORY"] = memory
        sys.stdout.write(json.dumps(turned_read_only(Path(sys.argv[2]))))
