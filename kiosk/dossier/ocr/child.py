"""The throw-away process that reads one page of a sealed document: `python -m kiosk.dossier.ocr.child`.

One JSON line on stdin is its job (reading.py writes it), one on stdout its answer. Pictures are decoded here
and nowhere else; it comes last for processor and disk, may use little memory, dies with the process that started
it, and writes nothing but the page's text, into the vault.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import cv2

from kiosk.dossier.child import limit
from kiosk.dossier.ocr.lowest import come_last, die_with
from kiosk.dossier.ocr.page import read_page
from kiosk.dossier.ocr.painted import NotOurs, written_page
from kiosk.dossier.ocr.program import Program, ProgramFailed
from kiosk.dossier.ocr.sidecar import name_of
from kiosk.store.errors import StoreError, Tampered
from kiosk.store.vault import Vault

MOST_CPU = 100  # seconds, for it and for tesseract


def main() -> int:
    come_last()
    line = sys.stdin.readline()
    try:
        job = json.loads(line)
    except ValueError:  # the parent died in the middle of the line
        return 2
    die_with(job["parent"])
    limit(MOST_CPU)
    cv2.setNumThreads(1)
    answer: dict[str, Any]
    try:
        answer = {"words": _read(job)}
    except (NotOurs, Tampered) as error:
        answer = {"unreadable": type(error).__name__}
    except StoreError as error:
        answer = {"not-kept": error.fault.value}
    except (ProgramFailed, MemoryError, cv2.error) as error:
        answer = {"failed": type(error).__name__}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    return 0


def _read(job: dict[str, Any]) -> int:
    vault, key = Vault(Path(job["vault"])), bytes.fromhex(job["key"])
    page = written_page(vault.read(key, job["path"]), job["page"])
    text = read_page(Program(job["program"]), *page)
    vault.write(key, job["case"], name_of(job["number"], job["page"]), text.packed())
    return len(text.words)


if __name__ == "__main__":
    sys.exit(main())
