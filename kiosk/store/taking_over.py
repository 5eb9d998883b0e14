"""python -m kiosk.store.taking_over --state DIR [--note]: what a state folder holds that came from a broken kiosk.

Prints one line of JSON (`Held`); --note tells the journal that it was taken over. Exit codes: 0; with one sentence 2
for keys that do not fit, 3 for a database that cannot be read to its end, 1 for anything else.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlite_utils import Database

from kiosk.store.cases import Cases
from kiosk.store.database import CaseGone, empty_log, open_kept, storing
from kiosk.store.documents import Documents
from kiosk.store.errors import DiskFailed, StoreError, Tampered, WrongKey
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.outbox import Outbox
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

_KEYS, _DAMAGED = 2, 3  # exit codes


@dataclass(frozen=True)
class Held:
    """`device`: under which name it spoke to the centre last, "" never. `damaged`: codes of cases of which documents
    cannot be read, and how many of each; the others are whole, as whoever wrote them left them.
    """

    device: str
    cases: int
    waiting: int  # envelopes that the centre has not received
    damaged: dict[str, int]


class DamagedError(Exception):
    """The database itself cannot be read to its end."""


def held(db: Database, workspace: Workspace) -> Held:
    """Reads every document of every case. Raises DamagedError, StoreError."""
    if not _is_whole(db):
        raise DamagedError
    codes = _codes(db)
    damaged = {code: count for case, code in codes if (count := _unreadable(db, workspace, case))}
    return Held(_device(db), len(codes), Outbox(db).waiting(), damaged)


def note(db: Database, found: Held, now: dt.datetime) -> None:
    """The journal tells of it, as the last thing that it tells of the machine before."""
    Journal(db).write(
        JournalEvent.TAKEN_OVER,
        now,
        cases=found.cases,
        waiting=found.waiting,
        damaged=len(found.damaged),
    )
    empty_log(db)


def _is_whole(db: Database) -> bool:
    with storing():
        told = db.conn.execute("pragma cipher_integrity_check").fetchall()
        return not told and db.conn.execute("pragma quick_check").fetchall() == [("ok",)]


def _codes(db: Database) -> list[tuple[str, str]]:
    """Case and code of all that are sealed and not erased."""
    with storing():
        rows = db.conn.execute("select id, code from cases where state = 'sealed'").fetchall()
    return [(str(case), str(code)) for case, code in rows]


def _unreadable(db: Database, workspace: Workspace, case: str) -> int:
    vault = Vault(workspace.vault)
    try:
        key = Cases(db).key(case)
    except CaseGone:
        return 0  # erased as it was to be: it has no documents any more
    count = 0
    for document in Documents(db).of(case):
        try:
            vault.read(key, document.path)
        except (Tampered, StoreError):
            count += 1
    return count


def _device(db: Database) -> str:
    with storing():
        row = db.conn.execute(
            "select body from (select id, body from outbox union all "
            "select id, body from delivered where body is not null) order by id desc limit 1"
        ).fetchone()
    return str(json.loads(row[0])["device"]) if row else ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m kiosk.store.taking_over", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="the state folder")
    parser.add_argument("--note", action="store_true", help="the journal is to tell of it")
    given = parser.parse_args()
    workspace = Workspace(given.state)
    try:
        with closing(open_kept(workspace)) as db:
            found = held(db, workspace)
            if given.note:
                note(db, found, dt.datetime.now(dt.UTC))
    except WrongKey as error:
        return _failed(_KEYS, error)
    except DamagedError:
        return _failed(_DAMAGED, "the database is damaged")
    except (StoreError, DiskFailed) as error:
        return _failed(1, error)
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
    return 0


def _failed(code: int, why: object) -> int:
    sys.stderr.write(f"{why}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
