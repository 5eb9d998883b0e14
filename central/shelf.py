"""Reading what was received, while the intake runs or not: a list for programs, folders for people."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from central.blobs import Blobs
from central.corrections import Original, original
from kiosk.contract import Announcement, Receipt


def received(folder: Path) -> Iterator[tuple[Announcement, Receipt, Original | None]]:
    """Every envelope with its receipt, in the order announced; of a correction what became of what it names.

    Reads only.
    """
    database = folder / "intake.db"
    if not database.exists():
        return
    # Read only also keeps this process from checkpointing beside the intake's own connection.
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "select body, receipt from envelopes where receipt is not null order by seq"
        )
        for body, receipt in rows:
            said = Announcement.from_json(json.loads(body))
            named = original(db, said) if said.corrects else None
            yield said, Receipt.from_json(json.loads(receipt)), named


def line(
    announcement: Announcement, receipt: Receipt, named: Original | None = None
) -> dict[str, Any]:
    """What `list` says of a case: of its holder only how far the kiosk believed the card, None without one.

    `doubt` is what spoke against a card laid down: a clerk must compare it with its bearer. `corrects` is the
    envelope whose case has further papers here, `original` what became of that.
    """
    return {
        "code": announcement.code,
        "case": announcement.case,
        "device": announcement.device,
        "envelope": announcement.envelope,
        "procedure": announcement.procedure,
        "verdict": (announcement.holder or {}).get("verdict"),
        "doubt": announcement.doubt or None,
        "corrects": announcement.corrects or None,
        "original": named.value if named else None,
        "receipt": receipt.id,
        "received_at": receipt.received_at,
        "files": [
            {"name": file.name, "sha256": file.sha256, "size": file.size, "pages": file.pages}
            for file in receipt.files
        ],
    }


def export(folder: Path, to: Path) -> int:
    """Write each case's files to `to`/{code}/ under their names; how many cases.

    A code that came in two envelopes, as with a correction, gets a second folder, {code}.{envelope}.
    """
    blobs = Blobs(folder / "blobs")
    taken: set[str] = set()
    count = 0
    for announcement, receipt, _ in received(folder):
        code = announcement.code
        name = code
        while name in taken:  # a code may look like that folder of another case's
            name = f"{name}.{announcement.envelope}"
        taken.add(name)
        case = to / name
        case.mkdir(parents=True, exist_ok=True)
        for file in receipt.files:
            shutil.copyfile(blobs.path(file.sha256), case / file.name)
        count += 1
    return count
