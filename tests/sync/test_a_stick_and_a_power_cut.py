"""kill -9 at every step of an export and of an import: nothing is torn, nothing settled twice, the next run ends it."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import closing

import pytest

from central.keys import SealingKey
from central.sealed import Sealed
from kiosk.contract.stick import StickFile, attached
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.documents import Documents
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.links import Links
from kiosk.store.outbox import Outbox
from kiosk.store.vault import Vault
from kiosk.sync import sealing
from kiosk.sync.identity import CentreKey, Identity
from kiosk.sync.service import SealedPapers
from kiosk.sync.stick_in import Importer
from kiosk.sync.stick_out import Exporter
from tests.sync.sticks import AtTheKiosk
from tests.workbench.keys import public_of, sealing_public_of, seed_of

STEPS = frozenset({"open", "os.rename", "os.mkdir", "os.remove"})


@pytest.fixture
def kiosk(office, tmp_path):
    return AtTheKiosk(office, tmp_path)


def export(kiosk, db):
    identity = Identity(seed_of("kiosk-1"))
    sealer = sealing.Sealer(
        "kiosk-1",
        sealing.SealingKey(sealing_public_of("sealing")),
        identity.sign,
        CentreKey(identity.public).signed,
    )
    papers = SealedPapers(Documents(db), Cases(db), Vault(kiosk.office.workspace.vault))
    chain = Links(db, "kiosk-1", identity.sign)
    with attached(kiosk.stick) as stick:
        exporter = Exporter(db, "kiosk-1", papers, chain, sealer, lambda: kiosk.office.now)
        return exporter.run(stick, lambda *_: None)


def bring(kiosk, db):
    key = CentreKey(public_of("centre"))
    with attached(kiosk.stick) as stick:
        return Importer(db, "kiosk-1", key, lambda: kiosk.office.now).run(stick)


def killed_at(step, kiosk, work):
    """Whether a process that does `work` was there long enough to die at its so many-th step on database or stick."""
    child = os.fork()
    if child == 0:
        try:
            left = [step]

            def count(*_):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            def look(event, arguments):
                if event in STEPS and (
                    isinstance(arguments[0], int) or ".pyc" not in str(arguments[0])
                ):
                    count()

            db = open_database(kiosk.office.workspace)
            db.conn.set_trace_callback(count)
            sys.addaudithook(look)
            work(kiosk, db)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - told by the exit status
            traceback.print_exc()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WTERMSIG(status) == signal.SIGKILL
    return status != 0


def whole(path):
    with StickFile(os.open(path, os.O_RDONLY)) as file:
        sealed = Sealed(file)
        assert sealed.signed_by(public_of("kiosk-1"))
        with sealed.content(SealingKey(seed_of("sealing"))) as content:
            return len(content.read()) > 0


def test_an_export_killed_anywhere_leaves_whole_envelopes_and_is_ended_by_the_next(office, kiosk):
    envelopes = [office.hand_in(70_000), office.hand_in(300)]
    office.db.close()  # SQLite does not survive a fork
    step = 0
    while killed_at(step := step + 1, kiosk, export):
        for path in kiosk.stick.rglob("*.sealed"):
            assert whole(path)
        with closing(open_database(office.workspace)) as db:
            rows = {row.id: row for row in Outbox(db).rows()}
            for envelope in envelopes:
                assert rows[envelope.id].copied is None or whole(kiosk.sealed(envelope))
            if step % 5 == 0:  # some begin on what others left, some on an empty stick
                for path in kiosk.stick.rglob("*.sealed"):
                    path.unlink()
    assert step > 30
    with closing(open_database(office.workspace)) as db:
        assert export(kiosk, db).cases == 2
        assert [row[0] for row in db.conn.execute("select seq from links order by seq")] == [1, 2]
    assert sorted(kiosk.stick.rglob("*.*")) == sorted(kiosk.sealed(each) for each in envelopes)


def test_an_import_killed_anywhere_settles_each_case_once(office, kiosk, centre):
    envelopes = [office.hand_in(300) for _ in range(3)]
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    office.db.close()
    step = 0
    while killed_at(step := step + 1, kiosk, bring):
        pass
    with closing(open_database(office.workspace)) as db:
        assert bring(kiosk, db).waiting == 0
        journal = Journal(db)
        assert journal.verify() is None
        settled = [
            row.fields["envelope"]
            for row in journal.since()
            if row.event is JournalEvent.ENVELOPE_DELIVERED
        ]
        assert sorted(settled) == sorted(each.id for each in envelopes)
        assert all(Outbox(db).receipt(each.id) for each in envelopes)
    assert step > 20
    assert not list(kiosk.stick.rglob("*.sealed"))
