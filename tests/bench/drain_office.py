"""What stands in the office's namespace while `./dev bench drain` measures us.

`python -m tests.bench.drain_office WHO FOLDER`: prints one JSON line with the seconds it took, from its first
question to its last answer, and (ours) each question with when it began and ended, and bytes acknowledged.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any

from kiosk.settings import CentreSettings, Secret
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.links import Links
from kiosk.store.outbox import Outbox
from kiosk.store.vault import Vault
from kiosk.sync import lifeline, transport
from kiosk.sync.connection import CentreError, Connection
from kiosk.sync.courier import Courier
from kiosk.sync.identity import Identity
from kiosk.sync.push import Pusher
from kiosk.sync.service import SealedPapers
from kiosk.workspace import Workspace
from tests.workbench.keys import public_of, seed_of
from tests.workbench.thin_line import CENTRE

PORT = 8080
URL = f"http://{CENTRE}:{PORT}"
TOKEN = "token-of-kiosk-1"


class Trace:
    """What was asked when, and how far the line was."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, float, str, str]] = []
        self.acked: list[tuple[float, int]] = []
        self.began = 0.0
        self._line: lifeline.Lifeline | None = None
        self._over = threading.Event()

    def watch(self, connection: Connection) -> None:
        """Must be called before the first question."""
        self._line = connection._lifeline
        ask = connection.ask

        def asked(method: str, url: str, *rest: Any, **named: Any) -> Any:
            at, said = time.monotonic(), ""
            self.began = self.began or at
            try:
                answer = ask(method, url, *rest, **named)
                said = str(answer.status)
                return answer
            except CentreError as error:
                said = str(error)
                raise
            finally:
                now = time.monotonic()
                self.asked.append(
                    (at - self.began, now - self.began, f"{method} {url[-12:]}", said)
                )

        connection.ask = asked  # type: ignore[method-assign]
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            if self._line and self.began:
                seen, _ = lifeline._progress(self._line._line)
                self.acked.append((round(time.monotonic() - self.began, 2), seen))


def ours(folder: Path) -> dict[str, object]:
    """Carry everything that waits in the store at `folder`, as kiosk.sync.service does."""
    workspace, trace = Workspace(folder), Trace()
    db = open_database(workspace)
    transport._this_machine = lambda host: host == CENTRE  # the line is nobody else's
    centre = transport.Centre(CentreSettings(URL, Secret(TOKEN), key=public_of("centre")))
    trace.watch(centre._connection)
    outbox = Outbox(db)
    courier = Courier(
        outbox,
        SealedPapers(Documents(db), Cases(db), Vault(workspace.vault)),
        Links(db, "kiosk-1", Identity(seed_of("kiosk-1")).sign),
        centre,
        clock=time.time,
        jitter=lambda: random.uniform(0.5, 1.0),
        pause=_pause,
    )
    while outbox.waiting():
        _pause(courier.carry())
    return {"seconds": time.monotonic() - trace.began, "asked": trace.asked, "acked": trace.acked}


def pushed(folder: Path) -> dict[str, object]:
    """Our `push` to whatever tus server is there."""
    connection = Connection({"Tus-Resumable": "1.0.0"})
    began = time.monotonic()
    for path in _files(folder):
        Pusher(connection, time.sleep, lambda text: None).push(path, f"{URL}/files", {})
    return {"seconds": time.monotonic() - began}


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "files").iterdir())


def _pause(seconds: float) -> bool:
    time.sleep(seconds)
    return False


if __name__ == "__main__":
    who = {"ours": ours, "pushed": pushed}[sys.argv[1]]
    print(json.dumps(who(Path(sys.argv[2]))), flush=True)
