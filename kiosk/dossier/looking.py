"""The process that looks at pages one after the other: `python -m kiosk.dossier.looking`.

One JSON line on stdin is a page to look at (looker.py writes it), one on stdout what was found. The upright
preview and the made page go into the vault, both or neither. It gives way to everybody else, may use little
memory, and dies with the process that started it.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Any

import cv2
from PIL import Image

from kiosk.dossier.child import die_with_parent, limit
from kiosk.dossier.leaves import pack
from kiosk.dossier.page import MadePage, MakeError, Profile, make_page, profile
from kiosk.dossier.page.picture import picture_in
from kiosk.dossier.page.profile import Written
from kiosk.faults import Fault
from kiosk.rules.separator import parsed
from kiosk.store.errors import StoreError
from kiosk.store.vault import Vault

NICE = 10  # the screen and the devices go first
MOST_MEMORY = 400 * 1024 * 1024  # bytes of address space beyond what starting took


def main() -> int:
    die_with_parent()
    libc = ctypes.CDLL(None)
    os.nice(NICE)
    cv2.setNumThreads(1)
    Image.init()  # later no plugin is looked for
    limit(None, MOST_MEMORY)
    for line in sys.stdin:
        try:
            job = json.loads(line)
        except ValueError:  # the parent died in the middle of the line
            return 2
        if os.getppid() != job["parent"]:  # it died before we asked to be told
            return 2
        sys.stdout.write(json.dumps(_answer(job)) + "\n")
        sys.stdout.flush()
        libc.malloc_trim(
            0
        )  # a page's buffers lie in no order: left there, the next ones find no room
    return 0


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    try:
        return _look(job)
    except StoreError as error:
        return {"fault": error.fault.value, "why": str(error)}
    except (MakeError, MemoryError, cv2.error) as error:
        return {"fault": Fault.STORE_FAILED.value, "why": type(error).__name__}


def _look(job: dict[str, Any]) -> dict[str, Any]:
    vault, key, wanted = (
        Vault(Path(job["vault"])),
        bytes.fromhex(job["key"]),
        profile(job["profile"]),
    )
    page = _made(vault.read(key, job["path"]), job["dpi"], wanted, job["turn"])
    boxes = [page.preview]
    if wanted.written is not Written.AS_SCANNED:  # then the scan itself is what is bound
        boxes.append(pack(page))
    preview, *made = vault.write_all(key, job["case"], job["name"], boxes)
    found = page.found
    return {
        "verdict": found.verdict.value,
        "blank": found.blank,
        "turned": (found.turned - job["turn"]) % 360,
        "size": found.size,
        "preview": preview,
        "made": made[0] if made else "",
        # Any other code is a citizen's own, and stays here.
        "separators": [code for code in found.codes if parsed(code)],
    }


def _made(jpeg: bytes, dpi: int, wanted: Profile, turn: int) -> MadePage:
    """Nothing of a page outlives this but what was made of it."""
    opened = picture_in(jpeg, dpi)
    return make_page(opened.raw, opened.dpi, wanted, opened.jpeg, turn)


if __name__ == "__main__":
    sys.exit(main())
