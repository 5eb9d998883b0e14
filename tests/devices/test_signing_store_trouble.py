"""Where the store or the folder of trust cannot be read nothing is signed, and the service goes on."""

from contextlib import closing

import pytest

from kiosk.devices import signing_wire as wire
from kiosk.faults import Fault
from kiosk.signing import SigningFault
from kiosk.store.database import open_database
from tests.devices.signing_office import OFFICIAL, found, told

pytestmark = pytest.mark.device


def test_a_store_that_does_not_open_is_told_and_may_open_later(empty_room):
    room = empty_room
    room.office.equip()
    room.office.hand_in()
    key = room.workspace.database_key
    right = key.read_text()
    key.write_text("0" * 64)
    room.start()
    assert room.check(OFFICIAL) == [wire.Failed(Fault.STORE_FAILED)]
    key.write_text(right)
    assert told(room.sign(OFFICIAL)) == [None]


def test_a_signature_the_store_does_not_take_leaves_its_copy_free_at_once(room):
    copy = room.office.hand_in()
    with closing(open_database(room.workspace)) as db:
        db.conn.execute(
            "create trigger full before update of state on certifications "
            "begin select raise(abort, 'no room'); end"
        )
        assert room.sign(OFFICIAL)[-1] == wire.Failed(Fault.STORE_FAILED)
        db.conn.execute("drop trigger full")
    assert told(room.sign(OFFICIAL)) == [None]
    (signed,) = room.copies()
    assert room.signatures(signed) == 1
    assert len(room.files(copy)) == 1


@pytest.mark.parametrize("data", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\n"])
def test_what_is_no_certificate_vouches_for_nobody(room, data):
    room.office.hand_in()
    (room.workspace.signing_trust / "root.der").write_bytes(data)
    answers = room.sign(OFFICIAL)
    assert SigningFault.CERTIFICATE_UNTRUSTED in found(answers)
    assert told(answers) == []
