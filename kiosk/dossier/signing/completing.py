"""The throw-away process that completes one file: `python -m kiosk.dossier.signing.completing`.

One JSON line on stdin is its job (apart.py writes it). It speaks to nobody: for every address it writes a line
{"fetch": ...} and reads one back, {"data": ...} or {"fault": ...}. Its last line says what came of the job.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

from kiosk.dossier.child import die_with_parent, limit
from kiosk.dossier.signing.complete import complete
from kiosk.dossier.signing.levels import (
    Completed,
    CompleteError,
    FetchError,
    FetchFault,
    Request,
)
from kiosk.signing import SigningFault
from kiosk.store.errors import StoreError, Tampered
from kiosk.store.vault import Vault

MOST_CPU = 120  # seconds


def main() -> int:
    die_with_parent()
    logging.disable()  # pyHanko's warnings name people
    line = sys.stdin.readline()
    try:
        job = json.loads(line)
    except ValueError:  # the parent died in the middle of the line
        return 2
    if os.getppid() != job["parent"]:  # it died before we asked to be told
        return 2
    limit(MOST_CPU)
    try:
        answer = _done(job)
    except StoreError as error:
        answer = {"store": error.fault.value, "why": str(error)}
    except (MemoryError, RecursionError) as error:
        answer = _told(SigningFault.VALIDATION_FAILED, type(error).__name__)
    _say(answer)
    return 0


def _done(job: dict[str, Any]) -> dict[str, Any]:
    vault, key = Vault(Path(job["vault"])), bytes.fromhex(job["key"])
    pdf = _found(vault, key, job["path"])
    if pdf is None or hashlib.sha256(pdf).hexdigest() != job["sha256"]:
        return _told(SigningFault.DOCUMENT_CHANGED, "not the file that was signed")
    trust = tuple(base64.b64decode(der) for der in job["trust"])
    now = dt.datetime.fromisoformat(job["now"])
    told: dict[str, Any] = {}
    try:
        reached: Completed | None = complete(pdf, _fetch, job["tsa"], trust, now)
    except CompleteError as error:
        reached, told = error.reached, _told(error.fault, error.why)
    if reached is not None:
        new = reached.pdf != pdf
        told["kept"] = {
            "path": vault.write(key, job["case"], job["name"], reached.pdf) if new else job["path"],
            "sha256": hashlib.sha256(reached.pdf).hexdigest(),
            "size": len(reached.pdf),
            "level": reached.level.value,
        }
    return told


def _found(vault: Vault, key: bytes, path: str) -> bytes | None:
    """None for a file that is gone or damaged: that is this copy's own matter, the store has not failed."""
    if not vault.holds(path):
        return None
    try:
        return vault.read(key, path)
    except Tampered:
        return None


def _told(fault: SigningFault, why: str) -> dict[str, Any]:
    return {"fault": fault.value, "why": why}


def _fetch(request: Request) -> bytes:
    asked = {
        "url": request.url,
        "body": None if request.body is None else base64.b64encode(request.body).decode(),
        "content_type": request.content_type,
        "accept": request.accept,
        "most": request.most,
        "named_by": [base64.b64encode(der).decode() for der in request.named_by],
    }
    _say({"fetch": asked})
    answer = json.loads(sys.stdin.readline() or "{}")
    if "data" in answer:
        return base64.b64decode(answer["data"])
    raise FetchError(FetchFault(answer.get("fault", FetchFault.UNREACHABLE)), answer.get("why", ""))


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
