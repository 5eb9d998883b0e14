"""What a service does to the state folder, in one word: python -m tests.workbench.one_of_four STATE WORD [CASE...].

The four services are four users: a test runs this as each of them.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import signal
import sys
from contextlib import closing
from pathlib import Path

from PIL import Image

from kiosk.store.cases import Cases
from kiosk.store.database import Database, empty_log, open_database
from kiosk.store.pages import Pages
from kiosk.store.rulebook import Rulebook
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

MORNING = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
PAPER = "form"


def main() -> None:
    workspace, word, cases = Workspace(Path(sys.argv[1])), sys.argv[2], sys.argv[3:]
    if word == "peep":
        sys.stdout.write(" ".join(_seen(workspace.root)))
        return
    if word == "rules":
        Rulebook(workspace).take("1-0badcafe", MORNING, {})
        return
    with closing(open_database(workspace)) as db:
        if word == "checkpoint":
            assert empty_log(db), "somebody reads"
        for case in cases:
            _do(db, workspace, word, case)
        if word == "keep-and-die":
            os.kill(os.getpid(), signal.SIGKILL)


def _do(db: Database, workspace: Workspace, word: str, case: str) -> None:
    vault = Vault(workspace.vault)
    match word:
        case "keep" | "keep-and-die":
            Cases(db).open(case, MORNING)
            Pages(db, vault).add(case, PAPER, _jpeg(), 20, 20, 75, MORNING)
        case "read":
            key, pages = Cases(db).key(case), Pages(db, vault).of(case, PAPER)
            kept = [vault.read(key, one.path) for one in pages]
            assert kept == [_jpeg()], "another page than was kept"
        case "forget":
            Cases(db).forget(case, MORNING)


def _seen(folder: Path) -> list[str]:
    """What a stranger can read."""
    seen = []
    for place in (folder, folder / "vault", *folder.parent.glob("*")):
        try:
            seen += [entry.name for entry in os.scandir(place)]
        except OSError:
            continue
    for name in ("kiosk.db", "kiosk.db-wal", "kiosk.db-shm", "database.key", "vault.key"):
        try:
            seen.append(f"{name}:{len((folder / name).read_bytes())}")
        except OSError:
            continue
    return seen


def _jpeg() -> bytes:
    made = io.BytesIO()
    Image.new("L", (20, 20), 128).save(made, "JPEG")
    return made.getvalue()


if __name__ == "__main__":
    main()
