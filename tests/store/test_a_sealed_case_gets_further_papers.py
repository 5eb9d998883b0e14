"""Further papers of a sealed case: an envelope of their own that names the last, and nothing of the old is touched."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest

from kiosk.contract import Announcement
from kiosk.model import Document
from kiosk.store.asked_rules import AskedRules
from kiosk.store.cases import Cases
from kiosk.store.correcting import CorrectError, Correcting, CorrectRefusal
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.erasing import Erasing, Why
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.outbox import EnvelopeState, Outbox
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace
from tests.store.erasable import deliver
from tests.workbench.signatures import Papers

BATCHES = [f"{number:032x}" for number in range(1, 9)]


def moment():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return Workspace(tmp_path / "state")


@pytest.fixture
def case(workspace):
    return Papers(workspace).seal_case()


@pytest.fixture
def db(workspace, case):
    opened = open_database(workspace)
    yield opened
    opened.close()


def paper(db, workspace, case, batch, data=b"%PDF-1.7 further", document="bo-sung"):
    path = Vault(workspace.vault).write(Cases(db).key(case), case, f"added-{batch}-0", data)
    digest = hashlib.sha256(data).hexdigest()
    return Document(document, "", path, digest, len(data), 2)


def add(db, workspace, case, batch=BATCHES[0], document="bo-sung"):
    documents = (paper(db, workspace, case, batch, document=document),)
    return Correcting(db, "kiosk-1", "Bộ phận Một cửa").add(case, batch, documents, moment())


def announced(db, envelope):
    (body,) = db.conn.execute("select body from outbox where id = ?", (envelope,)).fetchone()
    return Announcement.from_json(json.loads(body))


def test_it_is_the_same_case_with_its_code_and_ticket_and_names_the_envelope_before(
    db, workspace, case
):
    first = Outbox(db).rows()[0].id
    before = announced(db, first)
    correction = add(db, workspace, case)
    said = announced(db, correction.envelope)
    assert said.corrects == correction.corrects == first
    assert (said.case, said.code, said.ticket) == (case, before.code, before.ticket)
    assert (said.opened_at, said.holder) == (before.opened_at, before.holder)
    assert announced(db, first) == before
    assert Cases(db).of_code(said.code).documents == 2


def test_it_says_under_which_rules_the_case_was_accepted(db, workspace, case):
    AskedRules(db).accept(case, "7-0123abcd")
    assert announced(db, add(db, workspace, case).envelope).rules == "7-0123abcd"


def test_every_paper_has_a_name_of_its_own_whatever_document_it_is(db, workspace, case):
    same = Documents(db).of(case)[0].id
    for batch, document in zip(BATCHES, ("bo-sung", "bo-sung", same), strict=False):
        add(db, workspace, case, batch, document)
    names = [document.name for document in Documents(db).of(case)]
    assert len(set(names)) == len(names) == 4
    assert [name[-6:-4] for name in names] == ["01", "02", "03", "04"]


def test_each_correction_names_the_one_before_also_when_that_was_delivered(db, workspace, case):
    deliver(db)
    first = Outbox(db).rows()[0].id
    one = add(db, workspace, case, BATCHES[0])
    two = add(db, workspace, case, BATCHES[1])
    assert (one.corrects, two.corrects) == (first, one.envelope)


def test_it_never_passes_what_still_waits_of_its_case(db, workspace, case):
    outbox, now = Outbox(db), int(moment().timestamp())
    first = outbox.rows()[0].id
    correction = add(db, workspace, case)
    sent = outbox.claim(now + 10)
    assert sent is not None
    assert sent.id == first
    assert outbox.claim(now + 10) is None
    outbox.delivered(sent, '{"id": "r1"}')
    assert outbox.claim(now + 10).id == correction.envelope


def test_one_batch_is_added_once(db, workspace, case):
    assert add(db, workspace, case).envelope == add(db, workspace, case).envelope
    assert len(Outbox(db).rows()) == 2
    assert len(Documents(db).of(case)) == 2
    told = [row for row in Journal(db).since(0) if row.event is JournalEvent.CASE_CORRECTED]
    assert len(told) == 1


@pytest.mark.parametrize("how", ["unknown", "erased", "refused"])
def test_nothing_is_added_to_a_case_that_is_unknown_erased_or_refused(db, workspace, case, how):
    further = (paper(db, workspace, case, BATCHES[0]),)
    target = case
    if how == "unknown":
        target = "f" * 32
    elif how == "erased":
        deliver(db)
        Erasing(db, Vault(workspace.vault)).erase(case, Why.CITIZEN, moment())
    else:
        sent = Outbox(db).claim(int(moment().timestamp()) + 10)
        Outbox(db).refused(sent, "conflict")
    with pytest.raises(CorrectError) as raised:
        Correcting(db, "kiosk-1", "Bộ phận Một cửa").add(target, BATCHES[0], further, moment())
    assert raised.value.refusal is CorrectRefusal(how)
    assert (
        not any(row.state is EnvelopeState.READY for row in Outbox(db).rows()) or how == "unknown"
    )
    assert db.conn.execute("select count(*) from corrections").fetchone() == (0,)
