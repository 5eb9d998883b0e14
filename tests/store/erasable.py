"""A case as full as a case can be: a card, pages, documents, text, a certified copy, its envelope sent."""

from __future__ import annotations

import datetime as dt
import json

from sqlite_utils import Database

from kiosk.model import Document, Holder, Verdict
from kiosk.signing import SignRole
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.copies import LAST_LEVEL, Copy, Kept
from kiosk.store.outbox import Outbox
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault

RECEIPT = json.dumps({"id": "e" * 32})
PAPER, TEXT, PROOF = b"%PDF canary of a paper", b"canary of its text", b"canary of a card"
MORNING = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)


def fill(db: Database, vault: Vault, case: str, holder: Holder) -> tuple[Document, ...]:
    """An open case with everything in it; the documents to seal it with."""
    cases = Cases(db, vault)
    cases.open(case, MORNING)
    key = cases.key(case)
    cases.set_holder(case, holder, vault.write(key, case, "evidence.json", PROOF))
    cases.note_doubt(case, Verdict.CLONED)
    Pages(db, vault).add(case, "to-khai", b"canary of a page", 1, 1, 300, MORNING)
    vault.write(key, case, "text-1", TEXT)
    path = vault.write(key, case, f"dossier-{'1' * 32}", PAPER)
    return (Document("to-khai", "", path, "ab" * 32, len(PAPER), 1),)


def deliver(db: Database) -> None:
    """The centre's receipt for all that waits."""
    outbox = Outbox(db)
    while sent := outbox.claim(10**10):
        assert outbox.delivered(sent, RECEIPT)
        # As it is kept for a centre that lost it.
        db.conn.execute("update delivered set body = ? where id = ?", (sent.body, sent.id))


def certify(
    db: Database, vault: Vault, case: str, *, document: str = "to-khai", complete: bool = True
) -> Copy:
    """A certified copy of its document, signed and sealed; completed too."""
    register, key = Certifications(db, vault), Cases(db).key(case)
    copy = register.prepare(case, document, MORNING, book="01", certifies=frozenset({"2.000815"}))
    for role in SignRole:
        claim = register.claim(copy.id, role, int(MORNING.timestamp()))
        assert claim is not None
        path = vault.write(key, case, claim.name, b"canary of a copy")
        register.signed(claim, Kept(path, "cd" * 32, 16), "signer-1", MORNING)
    if complete:
        work = register.to_complete(MORNING)
        assert work is not None
        path = vault.write(key, case, work.name, b"canary of a copy")
        register.completed(work, Kept(path, "cd" * 32, 16), LAST_LEVEL, MORNING)
    found = register.find(copy.year, copy.number)
    assert found is not None
    return found
