"""A whole kiosk on a disk of its own of a few MB: run by test_the_disk_fills_up.py, says what it saw as JSON."""

import json
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kiosk.devices import service as devices
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.settings import DiskSettings
from kiosk.store.outbox import Outbox
from tests.devices.office import FORM, SETTINGS, Books, Kiosk, now, until

KIOSK = devices.NO_VISIT
FIRST, SECOND, THIRD, NEXT = ("1" * 32, "2" * 32, "3" * 32, "4" * 32)
STEPS = (65536, 4096, 512, 1)


def fill(path, leave):
    """Take room until at most `leave` bytes are left."""
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    at = os.statvfs(path.parent)
    with suppress(OSError):
        os.posix_fallocate(handle, 0, max(1, at.f_bavail * at.f_frsize - leave))
    for size in STEPS if not leave else ():
        with suppress(OSError):
            while True:
                os.write(handle, bytes(size))
    os.close(handle)


def closed(screen, visit=KIOSK):
    return screen.next(ev.Closed, visit).fault.value


def scanned(kiosk, screen, case, visit):
    kiosk.scanner.take_out()
    kiosk.load("one", "two", "three", "four")
    screen.ask(do.ScanBatch(case, FORM), visit=visit)
    answer = screen.next((ev.BatchScanned, ev.Faulted), visit)
    return len(answer.pages) if isinstance(answer, ev.BatchScanned) else answer.fault.value


def sealed(screen, case, visit):
    screen.ask(do.SealCase(case, "1.001193", "vi", (FORM,)), visit=visit)
    answer = screen.next((ev.Sealed, ev.Faulted), visit)
    return answer.ticket.label if isinstance(answer, ev.Sealed) else answer.fault.value


def sent(books):
    """Everything that waits, acknowledged as by a centre."""
    outbox, count = Outbox(books.db), 0
    while envelope := outbox.claim(int(now().timestamp())):
        count += outbox.delivered(envelope, '{"id": "r"}')
    return count


def filling_up(folder):
    kiosk = Kiosk(folder)
    kiosk.settings = replace(SETTINGS, disk=DiskSettings(low_water=4, ballast=1))
    ballast = kiosk.workspace.ballast
    screen = kiosk.start()
    until(ballast.exists)
    seen = {"ballast": [oct(ballast.stat().st_mode & 0o777), ballast.stat().st_blocks * 512 >> 20]}
    for visit, case in enumerate((FIRST, SECOND), start=1):
        seen[f"visit {visit}"] = scanned(kiosk, screen, case, visit)
    books = Books(kiosk.workspace)
    filler = folder / "filler"
    fill(filler, 3 << 20)
    seen["low"] = closed(screen)
    screen.ask(do.BeginVisit(NEXT), visit=9)
    seen["next visit"] = closed(screen, 9)
    asked = books.batches.ask(1, now(), "kiosk")
    until(lambda: books.batches.find(asked.id).over)
    seen["counter"] = books.batches.find(asked.id).fault.value
    seen["under way"] = [scanned(kiosk, screen, FIRST, 1), sealed(screen, FIRST, 1)]
    until(lambda: books.fault_of("disk") is not None)
    seen["desk"] = books.fault_of("disk").value
    fill(filler, 0)
    until(lambda: not ballast.exists())
    seen["page on a full disk"] = scanned(kiosk, screen, THIRD, 3)
    seen["seal on a full disk"] = sealed(screen, SECOND, 2)
    seen["sent"] = sent(books)
    screen.ask(do.ForgetCitizen(THIRD), visit=3)
    until(lambda: books.cases.state(THIRD) != "open")
    seen["still closed"] = closed(screen, 3)
    seen["journal"] = books.journal.verify()
    filler.unlink()
    screen.next(ev.Opened, KIOSK)
    until(ballast.exists)
    until(lambda: books.fault_of("disk") is None)
    screen.ask(do.BeginVisit(NEXT), visit=10)
    seen["room again"] = [scanned(kiosk, screen, NEXT, 10), sealed(screen, NEXT, 10)]
    seen["whole"] = all(
        books.vault.read(books.cases.key(case), page.path).startswith(b"\xff\xd8")
        for case in (FIRST, SECOND, NEXT)
        for page in books.pages(case)
    )
    books.db.close()
    kiosk.close()
    return seen


def no_more_files(folder):
    """There is room for bytes, and for few files."""
    kiosk = Kiosk(folder)
    kiosk.settings = replace(SETTINGS, disk=DiskSettings(low_water=4, ballast=1))
    screen = kiosk.start()
    seen = {"files": closed(screen)}
    kiosk.close()
    return seen


if __name__ == "__main__":
    work = {"room": filling_up, "files": no_more_files}[sys.argv[1]]
    sys.stdout.write(json.dumps(work(Path(sys.argv[2]))))
