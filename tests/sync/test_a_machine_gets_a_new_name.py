"""One of two machines of one name gets a new one: nothing is lost, nothing comes twice, and both go on alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kiosk.faults import Fault
from kiosk.settings import SettingsError
from kiosk.store.journal import JournalEvent
from kiosk.store.outbox import EnvelopeState
from kiosk.store.renaming import part_with_name
from kiosk.sync.identity import Identity
from kiosk.workspace import Workspace
from tests.sync.kiosk_sync import carried, copied, office_in
from tests.sync.sticks import AtTheKiosk
from tests.workbench.centre import ROOT, CentreHouse


@pytest.fixture
def centre(tmp_path):
    with CentreHouse(tmp_path, devices=("kiosk-1", "kiosk-2")) as house:
        yield house


def new_identity(state):
    command = [sys.executable, "-m", "kiosk.sync", "identity", "--new", "--state", str(state)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_waits_goes_out_under_the_old_name_first(office):
    envelope = office.hand_in(1000)
    key = Identity.of(office.workspace).public
    told = new_identity(office.workspace.root)
    assert told.returncode == 1
    assert "1 envelopes wait under the old name" in told.stderr
    assert Identity.of(office.workspace).public == key
    assert office.row(envelope).state is EnvelopeState.READY


def test_a_clone_goes_on_under_its_own_name_and_every_case_arrives_once(office, centre, tmp_path):
    waiting = office.hand_in(1000)
    office.db.close()
    clone = copied(office.workspace.root, tmp_path / "clone")
    with office_in(tmp_path / "kiosk") as one, office_in(clone) as other:
        carried(other, centre)
        told = new_identity(clone)
        assert (told.returncode, told.stderr) == (0, "")
        assert told.stdout.strip() == Identity.of(Workspace(clone)).public
        late = other.hand_in(1500)  # by a service that has not heard of the new name
        mine = one.hand_in(2000)
        carried(other, centre, "kiosk-2")
        carried(one, centre)
        after = other.hand_in(700)
        carried(other, centre, "kiosk-2")
        assert one.only(centre, waiting, mine, late, after)
        devices = {case["envelope"]: case["device"] for case in centre.received()}
        assert devices[waiting.id] == devices[mine.id] == "kiosk-1"
        assert devices[late.id] == devices[after.id] == "kiosk-2"
        assert other.events(JournalEvent.IDENTITY_NEW) == [{"links": 1, "delivered": 1}]
        assert other.faults().get("identity") is None
        assert [row[0] for row in other.db.conn.execute("select seq from links order by seq")] == [
            1,
            2,
        ]


def test_a_slip_in_the_settings_changes_no_envelope(office, centre):
    envelope = office.hand_in(1000)
    office.device = "kiosk-2"
    courier = office.courier(centre.url, centre.tokens["kiosk-2"])
    courier.carry()
    assert office.row(envelope).trouble == Fault.CENTRE_DENIED.value
    office.device = "kiosk-1"
    assert office.announced(envelope).device == "kiosk-1"


def test_a_key_that_is_a_credential_is_not_made_here(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path / "state")
    before = Identity.of(workspace).public
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(workspace.root))
    with pytest.raises(SettingsError):
        Identity.renew(workspace)
    assert Identity.of(workspace).public == before


def test_a_stick_that_is_filled_before_anything_is_sent_bears_the_new_name(office, tmp_path):
    part_with_name(office.db, office.moment())
    late = office.hand_in(1000)  # by a service that has not heard of the new name
    office.device = "kiosk-2"
    kiosk = AtTheKiosk(office, tmp_path)
    assert kiosk.export().code == 0
    assert kiosk.sealed(late).exists()
    assert office.announced(office.outbox.find(late.id)).device == "kiosk-2"
