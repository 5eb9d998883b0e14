"""A kiosk on a disk of its own that is almost full: run by test_full_disk.py, says what it saw as JSON."""

import datetime as dt
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

from kiosk.model import CaseState, Document, Language
from kiosk.store.cases import Cases
from kiosk.store.database import StoreError, open_database
from kiosk.store.journal import Journal
from kiosk.store.outbox import Outbox
from kiosk.store.pages import Pages
from kiosk.store.sealing import seal
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
DOCUMENT = Document("to-khai", "", "case/dossier:0:100", "ab" * 32, 72, 2)
PIXELS = os.urandom(50_000)


def seal_it(db, case):
    return seal(
        db,
        case=case,
        procedure="2.000815",
        language=Language.VI,
        series="A",
        kiosk=0,
        agency="H00.000",
        device="kiosk-1",
        office="Bộ phận Một cửa",
        documents=(DOCUMENT,),
        now=NOW,
    )


def fault_of(work, *args):
    try:
        work(*args)
    except StoreError as error:
        return error.fault.value
    return "none"


def add_pages(pages, case):
    while True:
        pages.add(case, "to-khai", PIXELS, 1, 1, 300, NOW)


def fill(root):
    """Take the last byte of the disk."""
    filler = os.open(root / "filler", os.O_CREAT | os.O_WRONLY)
    for size in (65536, 4096, 512, 1):
        with suppress(OSError):
            while True:
                os.write(filler, bytes(size))
    os.close(filler)


def on_a_small_disk(root):
    """Everything that is asked of a kiosk whose disk is full."""
    (root / "ballast").write_bytes(bytes(300_000))
    workspace = Workspace(root / "state")
    db, vault = open_database(workspace), Vault(workspace.vault)
    cases, pages = Cases(db), Pages(db, vault)
    for case in ("kept", "left"):
        cases.open(case, NOW)
        pages.add(case, "to-khai", PIXELS, 1, 1, 300, NOW)
    seen = {"pages": fault_of(add_pages, pages, "kept")}
    kept = pages.of("kept", "to-khai")
    fill(root)
    seen["seal"] = fault_of(seal_it, db, "kept")
    seen["open"] = fault_of(cases.open, "next", NOW)
    seen["still open"] = cases.state("kept") is CaseState.OPEN
    seen["nothing drawn"] = Outbox(db).rows() == ()
    seen["forget"] = fault_of(cases.forget, "left", NOW)
    seen["forgotten"] = cases.state("left") is CaseState.FORGOTTEN
    seen["all pages whole"] = len(kept) > 1 and kept == pages.of("kept", "to-khai")
    seen["all pages whole"] &= all(vault.read(cases.key("kept"), p.path) == PIXELS for p in kept)
    (root / "ballast").unlink()
    seen["ticket, once there is room"] = seal_it(db, "kept").label
    seen["no debris"] = len(list((workspace.vault / "kept").iterdir())) == len(kept)
    seen["journal"] = Journal(db).verify()
    db.close()
    return seen


def with_a_limit(root):
    """Where nobody may mount: no file may grow beyond a limit."""
    workspace = Workspace(root / "state")
    db, vault = open_database(workspace), Vault(workspace.vault)
    Cases(db).open("kept", NOW)
    pages = Pages(db, vault)
    page = pages.add("kept", "to-khai", PIXELS, 1, 1, 300, NOW)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    seen = {"pages": fault_of(add_pages, pages, "kept")}
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    seen["all pages whole"] = pages.of("kept", "to-khai") == (page,)
    seen["all pages whole"] &= vault.read(Cases(db).key("kept"), page.path) == PIXELS
    seen["no debris"] = len(list((workspace.vault / "kept").iterdir())) == 1
    seen["ticket, once there is room"] = seal_it(db, "kept").label
    db.close()
    return seen


if __name__ == "__main__":
    work = {"mounted": on_a_small_disk, "limited": with_a_limit}[sys.argv[1]]
    sys.stdout.write(json.dumps(work(Path(sys.argv[2]))))
