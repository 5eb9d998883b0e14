"""A file is completed in a process of its own: what strangers answer is parsed where it can harm nothing."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from drivers.limited import watched
from kiosk.dossier.signing.levels import Fetch, FetchError, FetchFault, Level, Request
from kiosk.faults import Fault
from kiosk.signing import SigningFault
from kiosk.store.errors import StoreError, storing
from kiosk.workspace import PACKAGE

CHILD = (sys.executable, "-m", "kiosk.dossier.signing.completing")
BUDGET = 300.0  # seconds for one file, with all that is fetched for it
MOST_LINE = 1024 * 1024  # bytes; a question has some thousand


@dataclass(frozen=True)
class Signed:
    """A signed file in the vault, and under which name its completed one is to lie there."""

    case: str
    key: bytes
    path: str
    sha256: str
    name: str


@dataclass(frozen=True)
class Outcome:
    """`level` is None where nothing was gained; `path`, `sha256`, `size` are of the file that has it."""

    level: Level | None = None
    path: str = ""
    sha256: str = ""
    size: int = 0
    fault: SigningFault | None = None  # what keeps it from the last level
    why: str = ""


class Apart:
    """Completes one file at a time, for one thread; `end` may be called from another."""

    def __init__(self, vault: Path, fetch: Fetch, tsa: str, trust: tuple[bytes, ...]) -> None:
        self._vault, self._fetch, self._tsa, self._trust = vault, fetch, tsa, trust
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._waited = 0.0  # seconds for answers, of the file at hand

    def complete(self, signed: Signed, now: dt.datetime, budget: float = BUDGET) -> Outcome:
        """Raise it to B-LTA as far as it goes; its new file is safe from power cuts on return.

        Raises StoreError where the vault fails. A process that dies or outruns `budget` is an outcome: the file's
        (VALIDATION_FAILED), or where it mostly waited for answers theirs (OCSP_UNREACHABLE).
        """
        job = {
            "parent": os.getpid(),
            "vault": str(self._vault),
            "key": signed.key.hex(),
            "case": signed.case,
            "path": signed.path,
            "sha256": signed.sha256,
            "name": signed.name,
            "tsa": self._tsa,
            "trust": [base64.b64encode(der).decode() for der in self._trust],
            "now": now.isoformat(),
        }
        with storing():
            child = self._started()
        self._waited = 0.0
        try:
            with watched(budget, child.kill) as overran:
                answer = self._conversed(child, job)
        finally:
            _buried(child)
        if self._ended:
            return Outcome(fault=SigningFault.TSA_UNREACHABLE, why="the service ends")
        if overran.is_set() and self._waited > budget / 2:
            return Outcome(fault=SigningFault.OCSP_UNREACHABLE, why="answers took too long")
        return _outcome(answer)

    def end(self) -> None:
        """Whatever is being completed, now or later, comes to nothing at once."""
        with self._lock:
            self._ended = True
            if self._child is not None:
                self._child.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            CHILD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could tell of a person
            env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        )
        with self._lock:
            self._child = child
            if self._ended:
                child.kill()
        return child

    def _conversed(self, child: subprocess.Popen[bytes], job: dict[str, Any]) -> dict[str, Any]:
        """Fetch what it asks for until it has said what came of the job; {} where it ended without."""
        assert child.stdin is not None
        assert child.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            _write(child.stdin, job)
            while True:
                said = _parsed(child.stdout.readline(MOST_LINE))
                if "fetch" not in said:
                    return said
                _write(child.stdin, self._fetched(said["fetch"]))
        return {}

    def _fetched(self, asked: object) -> dict[str, str]:
        began = time.monotonic()
        try:
            return {"data": base64.b64encode(self._fetch(_request(asked))).decode()}
        except FetchError as error:
            return {"fault": error.fault.value, "why": str(error)}
        finally:
            self._waited += time.monotonic() - began


def _buried(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    with contextlib.suppress(BrokenPipeError):  # what it did not read any more
        child.communicate()


def _write(pipe: IO[bytes], line: dict[str, Any]) -> None:
    pipe.write(json.dumps(line).encode() + b"\n")
    pipe.flush()


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _request(asked: object) -> Request:
    """What the child asks for; it may be anything, for what it read may have been made to harm it."""
    try:
        if not isinstance(asked, dict):
            raise ValueError
        body, named_by = asked["body"], asked["named_by"]
        url, *kinds = (asked[name] for name in ("url", "content_type", "accept"))
        if not all(isinstance(text, str) and text.isprintable() for text in (url, *kinds)):
            raise ValueError
        return Request(
            url,
            None if body is None else base64.b64decode(body, validate=True),
            kinds[0],
            kinds[1],
            int(asked["most"]),
            tuple(base64.b64decode(der, validate=True) for der in named_by[:10]),
        )
    except (KeyError, TypeError, ValueError):
        raise FetchError(FetchFault.FORBIDDEN, "not a question") from None


def _outcome(answer: dict[str, Any]) -> Outcome:
    if "store" in answer:
        raise StoreError(Fault(answer["store"]), str(answer.get("why", "")))
    try:
        fault = SigningFault(answer["fault"]) if "fault" in answer else None
        why = str(answer.get("why", ""))
        if kept := answer.get("kept"):
            level, path = Level(kept["level"]), str(kept["path"])
            return Outcome(level, path, str(kept["sha256"]), int(kept["size"]), fault, why)
        if fault:
            return Outcome(fault=fault, why=why)
    except (KeyError, TypeError, ValueError):
        pass
    return Outcome(fault=SigningFault.VALIDATION_FAILED, why="the process that completes it died")
