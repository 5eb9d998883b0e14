"""Reading what was received, while the intake runs or not: a list for programs, folders for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text

from central.corrections import Original, original
from central.database import Database
from central.objects import Objects
from central.papers import named
from kiosk.contract import Announcement, Receipt

_PAGE = text(
    "select seq, body, receipt from envelopes where seq > :after and receipt is not null "
    "order by seq limit 200"
)


def received(database: Database) -> Iterator[tuple[Announcement, Receipt, Original | None]]:
    """Every envelope with its receipt, in the order announced; of a correction what became of what it names.

    Reads only.
    """
    after = 0
    while True:
        with database.look() as db:
            rows = db.execute(_PAGE, {"after": after}).all()
            said = [Announcement.from_json(json.loads(row.body)) for row in rows]
            originals = [original(db, one) if one.corrects else None for one in said]
        if not rows:
            return
        after = rows[-1].seq
        receipts = (Receipt.from_json(json.loads(row.receipt)) for row in rows)
        yield from zip(said, receipts, originals, strict=True)


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


def export(database: Database, objects: Objects, to: Path) -> int:
    """Write each case's files to `to`/{code}/ under their names; how many cases.

    A code that came in two envelopes, as with a correction, gets a second folder, {code}.{envelope}.
    """
    taken: set[str] = set()
    count = 0
    for announcement, receipt, _ in received(database):
        code = announcement.code
        name = code
        while name in taken:  # a code may look like that folder of another case's
            name = f"{name}.{announcement.envelope}"
        taken.add(name)
        case = to / name
        case.mkdir(parents=True, exist_ok=True)
        for file in receipt.files:
            with (case / file.name).open("wb") as copy:
                for piece in objects.pieces(named(file.sha256)):
                    copy.write(piece)
        count += 1
    return count
