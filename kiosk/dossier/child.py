"""The throw-away process that binds pages into documents: `python -m kiosk.dossier.child`.

One JSON line on stdin is its job (make.py writes it), one on stdout its answer. It may use little memory,
dies with the process that started it, and reads and writes in the vault only.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiosk.dossier.leaves import unpack
from kiosk.dossier.page import Leaf, write_pdf
from kiosk.dossier.pdf import PageError, as_scanned
from kiosk.faults import Fault
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.store.vault import Vault

MOST_MEMORY = 800 * 1024 * 1024  # bytes of address space beyond what starting took
MOST_CPU = 120  # seconds
PR_SET_PDEATHSIG = 1  # prctl(2)


def main() -> int:
    die_with_parent()
    line = sys.stdin.readline()
    try:
        job = json.loads(line)
    except ValueError:  # the parent died in the middle of the line
        return 2
    if os.getppid() != job["parent"]:  # it died before we asked to be told
        return 2
    limit(MOST_CPU)
    answer: dict[str, Any]
    try:
        answer = {"documents": _make(job)}
    except StoreError as error:
        answer = {"fault": error.fault.value, "why": str(error)}
    except DiskFailed as error:
        answer = {"failed": str(error)}
    except (PageError, MemoryError) as error:
        answer = {"fault": Fault.STORE_FAILED.value, "why": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    return 0


def _make(job: dict[str, Any]) -> list[dict[str, Any]]:
    vault, key = Vault(Path(job["vault"])), bytes.fromhex(job["key"])
    made: list[dict[str, Any]] = []

    def documents() -> Iterator[bytes]:
        for paper in job["papers"]:
            pages = [_leaf(vault, key, page, job["dpi"]) for page in paper["pages"]]
            pdf = write_pdf(paper["document"], pages)
            made.append(
                {
                    "document": paper["document"],
                    "sha256": hashlib.sha256(pdf).hexdigest(),
                    "size": len(pdf),
                    "pages": len(pages),
                }
            )
            yield pdf

    # All in one file: safe for two fsyncs, however many papers the case has.
    paths = vault.write_all(key, job["case"], job["name"], documents())
    return [{**document, "path": path} for document, path in zip(made, paths, strict=True)]


def _leaf(vault: Vault, key: bytes, page: dict[str, Any], dpi: int) -> Leaf:
    """The page as it was made; as it was scanned, where nothing was made of it or that cannot be read."""
    if page["made"]:
        with contextlib.suppress(StoreError):
            return unpack(vault.read(key, page["made"]))
    return as_scanned(vault.read(key, page["path"]), dpi, page["turned"])


def die_with_parent() -> None:
    """This process ends with the thread that started it."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit(seconds: int | None, memory: int = MOST_MEMORY) -> None:
    """From now on this process may use so much CPU, so much memory more than it has, and leaves no core."""
    started = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = started * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold a citizen's pages


if __name__ == "__main__":
    sys.exit(main())
