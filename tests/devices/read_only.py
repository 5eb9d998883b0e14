"""A whole kiosk on a disk that turns read-only: run by test_the_disk_is_read_only.py, says what it saw as JSON."""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from kiosk.desk.looking import looking
from kiosk.devices.service import NO_VISIT
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.settings import DiskSettings
from kiosk.store.database import open_database
from kiosk.store.outbox import Outbox
from tests.devices.office import FORM, Books, Kiosk, Screen, now, until
from tests.workbench.frail import Frail
from tests.workbench.frail import until as until_slowly

FIRST, SECOND = "1" * 32, "2" * 32


def remount(folder, how):
    subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True)


def sealing(screen, case):
    screen.ask(do.SealCase(case, "1.001193", "vi", (FORM,)))
    answer = screen.next((ev.Sealed, ev.Faulted))
    return answer.ticket.label if isinstance(answer, ev.Sealed) else answer.fault.value


def desk(kiosk):
    look = looking(kiosk.workspace, now)
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


def mounted(folder):
    """An ext4 disk of its own, which falls to read-only after an error; what makes one happen, None without."""
    image, disk = folder / "disk.img", folder / "state"
    disk.mkdir()
    with suppress(OSError, subprocess.CalledProcessError, StopIteration):
        with image.open("wb") as file:
            file.truncate(64 << 20)
        for command in (
            ["mkfs.ext4", "-q", image],
            ["mount", "-o", "loop,errors=remount-ro", image, disk],
        ):
            subprocess.run(command, check=True, capture_output=True)
        mounts = Path("/proc/self/mounts").read_text().splitlines()
        device = next(line.split()[0] for line in mounts if line.split()[1] == str(disk))
        trigger = Path("/sys/fs/ext4", Path(device).name, "trigger_fs_error")
        return trigger if os.access(trigger, os.W_OK) else None
    return None


def died_at_work(folder):
    """The service runs, in a process of its own, when the disk falls to read-only under it."""
    trigger = mounted(folder)
    if trigger is None:
        return None
    frail = Frail(folder, DiskSettings(1, 1))
    frail.start()
    assert until_slowly(frail.workspace.devices_socket.exists)
    screen = Screen(frail.workspace.devices_socket)
    screen.scan(FIRST)
    seen = {"before": sealing(screen, FIRST)}
    screen.scan(SECOND)
    trigger.write_text("1")
    seen["seal"] = sealing(screen, SECOND)
    screen.ask(do.BeginVisit("3" * 32), visit=3)
    seen["next visit"] = screen.next(ev.Closed, 3).fault.value
    seen["ended"] = sorted({*frail.ended} - {os.EX_IOERR})
    lines = {line.partition(" (")[0] for line in frail.log().splitlines()}
    # A worker says this once, if it was quick enough to ask.
    seen["said"] = sorted(lines - {"the store cannot be opened: disk-read-only: EROFS"})
    books = Books(frail.workspace)
    seen["kept"] = [
        books.tickets.of(FIRST).label,
        books.tickets.of(SECOND),
        len(books.pages(SECOND)),
    ]
    key = books.cases.key(SECOND)
    seen["whole"] = all(
        books.vault.read(key, page.path).startswith(b"\xff\xd8") for page in books.pages(SECOND)
    )
    books.db.close()
    screen.close()
    frail.close()
    return seen


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as memory:
        os.environ["RUNTIME_DIRECTORY"] = memory
        work = {"remounted": turned_read_only, "died": died_at_work}[sys.argv[1]]
        sys.stdout.write(json.dumps(work(Path(sys.argv[2]))))
