"""One page being read in a process of its own, which can be ended at any moment without harm."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from enum import StrEnum

from kiosk.dossier.ocr.program import Program
from kiosk.store.errors import storing
from kiosk.store.ocr import OcrPage
from kiosk.workspace import PACKAGE, Workspace

CHILD = (sys.executable, "-m", "kiosk.dossier.ocr.child")


class Outcome(StrEnum):
    """What became of a page."""

    READ = "read"  # its text is safe in the vault
    UNREADABLE = "unreadable"  # it never will be: not one of our pages, or altered
    NOT_KEPT = "not-kept"  # the disk is full or broken: it is not the page's doing
    FAILED = "failed"  # perhaps another time


_MEANT = {
    "words": Outcome.READ,
    "unreadable": Outcome.UNREADABLE,
    "not-kept": Outcome.NOT_KEPT,
}


class PageReading:
    """Started with its making; bound to the thread that made it: it is killed when that thread ends.

    Killed at any moment, the vault holds the page's whole text or none of it. Raises StoreError where no
    process can be started.
    """

    def __init__(self, workspace: Workspace, key: bytes, program: Program, page: OcrPage) -> None:
        job = {
            "parent": os.getpid(),
            "key": key.hex(),
            "vault": str(workspace.vault),
            "program": program.path,
            "case": page.case,
            "number": page.number,
            "page": page.page,
            "path": page.path,
        }
        # A group, so that tesseract is ended with it. Not a session: each session has its own share of the
        # processor (sched(7), autogroups), within which alone being last would count.
        with storing():
            self._child = subprocess.Popen(
                CHILD,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                process_group=0,
                env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
            )
        self._job = json.dumps(job) + "\n"

    @property
    def pid(self) -> int:
        return self._child.pid

    def outcome(self, budget: float) -> Outcome:
        """Waits until the page was read, `kill` was called, or `budget` seconds are over."""
        answer = ""
        with self._child:
            try:
                answer, _ = self._child.communicate(self._job, timeout=budget)
            except (subprocess.TimeoutExpired, BrokenPipeError):
                pass
            finally:
                self.kill()
        try:
            told = json.loads(answer)
        except ValueError:  # killed, by us or by its limits
            return Outcome.FAILED
        return next((_MEANT[name] for name in _MEANT if name in told), Outcome.FAILED)

    def kill(self) -> None:
        """End it now, from any thread, again without harm."""
        if self._child.returncode is None:  # else the number may be another process's by now
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
