"""The documents of a case from its pages, made in a process that may crash or hang without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from dataclasses import asdict
from typing import Any

from kiosk.faults import Fault
from kiosk.model import Document
from kiosk.store.errors import DiskFailed, StoreError, storing
from kiosk.store.pages import PageFiles
from kiosk.workspace import PACKAGE, Workspace

CHILD = (sys.executable, "-m", "kiosk.dossier.child")


class DossierError(StoreError):
    """The documents could not be made; every page is still there."""


def make_documents(
    workspace: Workspace,
    key: bytes,
    case: str,
    papers: tuple[tuple[str, tuple[PageFiles, ...]], ...],
    budget: float,
    dpi: int = 300,
) -> tuple[Document, ...]:
    """One PDF/A-2b in the vault for each required document that has pages, in their order.

    A page is bound as it was made, or as scanned where nothing was made of it; both may be in one document.
    Safe from power cuts on return. Their `name` is empty: sealing gives it, with the case's code. `dpi`
    counts where a page does not say its own. Raises DossierError (a StoreError) after `budget` seconds at
    the latest; the process that makes them is gone then. DiskFailed where the disk failed that process.

    The child is bound to the thread that asks: it dies with it.
    """
    given = [
        {"document": document, "pages": [asdict(page) for page in pages]}
        for document, pages in papers
        if pages
    ]
    if not given:
        return ()
    job = {
        "parent": os.getpid(),
        "key": key.hex(),
        "vault": str(workspace.vault),
        "case": case,
        "name": f"dossier-{uuid.uuid4().hex}",  # tried again, nothing already named is touched
        "papers": given,
        "dpi": dpi,
    }
    answer = _ask(json.dumps(job), budget)
    if "failed" in answer:
        raise DiskFailed(answer["failed"])
    if "documents" not in answer:
        raise DossierError(Fault(answer["fault"]), answer["why"])
    return tuple(
        Document(made["document"], "", made["path"], made["sha256"], made["size"], made["pages"])
        for made in answer["documents"]
    )


def _ask(job: str, budget: float) -> dict[str, Any]:
    with (
        storing(),
        subprocess.Popen(
            CHILD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        ) as child,
    ):
        try:
            answer, _ = child.communicate(job + "\n", timeout=budget)
        except subprocess.TimeoutExpired:
            raise DossierError(Fault.STORE_FAILED, f"not made within {budget:g} s") from None
        finally:
            child.kill()
    try:
        return dict(json.loads(answer))
    except ValueError:
        raise DossierError(Fault.STORE_FAILED, f"the child ended ({child.returncode})") from None
