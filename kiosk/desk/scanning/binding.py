"""A batch's pages bound into documents of another case, under that one's key."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dossier.make import make_documents
from kiosk.model import Document
from kiosk.store.cases import Cases
from kiosk.store.pages import PageFiles
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

MOST_PAGES = 30  # of one document: what a 2 GB board seals at 3 MB a page
BUDGET = 60.0  # seconds for binding them, by far the longest a slow board needs

Papers = tuple[tuple[str, tuple[PageFiles, ...]], ...]


def bound(
    workspace: Workspace, cases: Cases, vault: Vault, batch: str, case: str, papers: Papers
) -> tuple[Document, ...]:
    """Bound under the key of the case `batch`, then kept under that of `case`, in its folder.

    Asked again after being cut short, it writes over what it left. Raises StoreError.
    """
    batch_key, key = cases.key(batch), cases.key(case)
    kept = []
    for number, paper in enumerate(make_documents(workspace, batch_key, batch, papers, BUDGET)):
        name = f"added-{batch}-{number}"
        data = vault.read(batch_key, paper.path)
        kept.append(replace(paper, path=vault.write(key, case, name, data)))
    return tuple(kept)
