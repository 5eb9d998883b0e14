"""Pages are looked at in a process of their own, which may crash or hang without harm."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
import uuid
from typing import Any

from kiosk.faults import Fault
from kiosk.model import PageVerdict
from kiosk.store.errors import StoreError, storing
from kiosk.store.looks import Seen, Unseen
from kiosk.workspace import PACKAGE, Workspace

CHILD = (sys.executable, "-m", "kiosk.dossier.looking")
BUDGET = (
    30.0  # seconds for one page, starting the child included; ten times what a slow board needs
)
TRIES = 2  # a child that was killed may not have died of the page
MOST_ANSWER = 65536  # bytes
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class LookError(StoreError):
    """The page could not be looked at: it is bound as scanned."""


class Looker:
    """Looks at one page after the other, for one thread: its child is bound to that thread and dies with it."""

    def __init__(self, workspace: Workspace, profile: str, budget: float = BUDGET) -> None:
        self._workspace, self._profile, self._budget = workspace, profile, budget
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._case = ""  # whose page is being looked at
        self._dropped = False

    def ready(self) -> None:
        """Start the child, so that no page waits for it; does nothing where it runs. Raises StoreError."""
        if self._child is None or self._child.poll() is not None:
            self.close()
            with storing():
                self._child = subprocess.Popen(
                    CHILD,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,  # a traceback could tell of a page
                    env={**os.environ, **_ONE_THREAD, "PYTHONPATH": str(PACKAGE.parent)},
                )

    def look(self, key: bytes, page: Unseen) -> Seen:
        """What is found on the page; its files are safe from power cuts on return, and named nowhere yet.

        Raises LookError where no look will ever succeed, StoreError where one may later: DISK_FULL, or any
        other for a page that was dropped.
        """
        with self._lock:
            self._case, self._dropped = page.case, False
        job = {
            "parent": os.getpid(),
            "key": key.hex(),
            "vault": str(self._workspace.vault),
            "case": page.case,
            "path": page.path,
            "dpi": page.dpi,
            "turn": page.turned_by,
            "profile": self._profile,
        }
        try:
            answer = self._asked(job, page)
        finally:
            with self._lock:
                self._case = ""
        if "fault" in answer:
            if answer["fault"] == Fault.DISK_FULL.value:
                raise StoreError(Fault.DISK_FULL, answer["why"])
            raise LookError(Fault(answer["fault"]), answer["why"])
        separators = tuple(answer.pop("separators"))
        return Seen(**{**answer, "verdict": PageVerdict(answer["verdict"])}, separators=separators)

    def drop(self, case: str = "") -> None:
        """End the look at a page of this case, or of any, if there is one just now. From any thread."""
        with self._lock:
            if self._case and case in ("", self._case):
                self._dropped = True
                if self._child is not None:
                    self._child.kill()

    def close(self) -> None:
        """End the child, at once; the next look starts it again."""
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(OSError), child:  # what it did not read any more
                child.kill()

    def _asked(self, job: dict[str, Any], page: Unseen) -> dict[str, Any]:
        for _ in range(TRIES):
            # A name of its own each time: nothing that is named already is touched.
            line = json.dumps({**job, "name": f"{page.id}-{uuid.uuid4().hex}.made"})
            answer = self._answer(line.encode("ascii") + b"\n")
            with contextlib.suppress(ValueError):
                return dict(json.loads(answer))
            self.close()
            if self._dropped:
                raise StoreError(Fault.STORE_FAILED, "nobody waits for this page any more")
        raise LookError(Fault.STORE_FAILED, "the child ended")

    def _answer(self, job: bytes) -> bytes:
        """The child's line, cut short where it died; raises LookError where it takes too long."""
        self.ready()
        assert self._child
        assert self._child.stdin
        assert self._child.stdout
        end, answer = time.monotonic() + self._budget, b""
        with contextlib.suppress(BrokenPipeError):
            self._child.stdin.write(job)
            self._child.stdin.flush()
        with selectors.DefaultSelector() as line:
            line.register(self._child.stdout, selectors.EVENT_READ)
            while not answer.endswith(b"\n") and len(answer) <= MOST_ANSWER:
                if not line.select(max(0.0, end - time.monotonic())):
                    self.close()
                    raise LookError(Fault.STORE_FAILED, f"not seen within {self._budget:g} s")
                part = os.read(self._child.stdout.fileno(), MOST_ANSWER)
                if not part:
                    return b""
                answer += part
        return answer
