"""A counter that hands in case after case, adds a paper to some of them, and writes down outside what it was given.

`python -m tests.workbench.handing_in --settings FILE --state DIR --outside FILE`, until it is killed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import random
import time
import uuid
from pathlib import Path

from sqlite_utils import Database

from kiosk.model import Document, Language, Ticket
from kiosk.settings import Settings, load
from kiosk.store.cases import Cases
from kiosk.store.correcting import Correcting
from kiosk.store.database import open_database
from kiosk.store.outbox import Outbox
from kiosk.store.sealing import seal
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace
from tests.workbench.outside import OutsideLog, Told

SERIES = "Q"
COUNTER = 1  # so that nobody takes its cases for those of a citizen who went away
PAUSE = (0.2, 1.5)  # seconds between cases
WAITING = 25  # envelopes in the outbox: no more are put beside them
AGAIN = 0.4  # share of the cases that get a further paper in a second envelope
SIZES = (2_000, 150_000)  # bytes of a document


def hand_in(db: Database, vault: Vault, settings: Settings) -> Ticket:
    """One case with one to three documents of noise."""
    case, now = uuid.uuid4().hex, dt.datetime.now(dt.UTC)
    Cases(db).open(case, now, counter=COUNTER)
    papers = [random.randbytes(random.randint(*SIZES)) for _ in range(random.randint(1, 3))]
    paths = vault.write_all(Cases(db).key(case), case, f"dossier-{uuid.uuid4().hex}", papers)
    documents = tuple(
        Document(f"giay-{n}", "", path, hashlib.sha256(paper).hexdigest(), len(paper), 1)
        for n, (path, paper) in enumerate(zip(paths, papers, strict=True), start=1)
    )
    return seal(
        db,
        case=case,
        procedure="2.000815",
        language=Language.VI,
        series=SERIES,
        kiosk=settings.kiosk,
        agency=settings.office.agency,
        device=settings.device,
        office=settings.office.name.vi,
        documents=documents,
        now=now,
        same_day=random.random() < 0.2,
    )


def again(db: Database, vault: Vault, settings: Settings, ticket: Ticket) -> str:
    """A further paper of the case, in an envelope that names the one before and must not pass it; its id."""
    paper = random.randbytes(random.randint(*SIZES))
    name = f"dossier-{uuid.uuid4().hex}"
    path = vault.write(Cases(db).key(ticket.case), ticket.case, name, paper)
    further = Document("giay-them", "", path, hashlib.sha256(paper).hexdigest(), len(paper), 1)
    return (
        Correcting(db, settings.device, settings.office.name.vi)
        .add(ticket.case, uuid.uuid4().hex, (further,), dt.datetime.now(dt.UTC))
        .envelope
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--settings", "--state", "--outside"):
        parser.add_argument(option, type=Path, required=True)
    given = parser.parse_args()
    settings, workspace = load(given.settings), Workspace(given.state)
    outside = OutsideLog(given.outside)
    db, vault = open_database(workspace), Vault(workspace.vault)
    while True:
        time.sleep(random.uniform(*PAUSE))
        if Outbox(db).waiting() >= WAITING:
            continue
        ticket = hand_in(db, vault, settings)
        outside.tell(Told.SEALED, ticket.case, ticket.code)
        Tickets(db).handed(ticket.case, dt.datetime.now(dt.UTC))
        if random.random() < AGAIN:
            outside.tell(Told.AGAIN, ticket.code, again(db, vault, settings, ticket))


if __name__ == "__main__":
    main()
