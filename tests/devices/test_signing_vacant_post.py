"""A vacant post holds nobody up: the case waits and says why, and a named delegate can sign."""

import datetime as dt

import pytest

from kiosk.devices import signing_wire as wire
from kiosk.signing import SigningFault
from kiosk.store.copies import CopyState
from tests.devices.signing_office import OFFICIAL, ORGANISATION, found, told

pytestmark = pytest.mark.device
GONE = dt.date(2026, 9, 30)


@pytest.fixture
def vacant(empty_room):
    """The official left at the end of September; nobody was named since."""
    empty_room.office.equip(ORGANISATION)
    empty_room.left = empty_room.office.register(OFFICIAL, "", "Sùng Thị Mây", valid_to=GONE)
    empty_room.start()
    return empty_room


def test_a_case_is_taken_in_and_waits_with_its_reason(vacant):
    copy = vacant.office.hand_in()
    assert copy.state is CopyState.WAITING_OFFICIAL
    answers = vacant.sign(OFFICIAL)
    assert SigningFault.POST_VACANT in found(answers)
    assert answers[-1].signed == 0
    assert vacant.waiting(OFFICIAL)[0].reason is not None
    assert vacant.mishaps.logins() == 0


def test_a_named_delegate_signs_in_his_own_name(vacant, tmp_path):
    copies = [vacant.office.hand_in() for _ in range(2)]
    vacant.office.token(OFFICIAL, "official")
    stranger = vacant.sign(OFFICIAL)
    assert SigningFault.POST_VACANT in found(stranger)
    vacant.office.register(
        OFFICIAL,
        "official",
        "Giàng A Páo",
        title="KT. CHỦ TỊCH / PHÓ CHỦ TỊCH",
        delegate_of=vacant.left.id,
    )
    assert told(vacant.sign(OFFICIAL)) == [None, None]
    assert told(vacant.sign(ORGANISATION)) == [None, None]
    for copy in vacant.copies():
        assert copy.state is CopyState.CERTIFIED
        assert vacant.signatures(copy) == 2
    words = vacant.words(copies[0])
    assert "KT. CHỦ TỊCH" in words
    assert "PHÓ CHỦ TỊCH" in words
    assert "Sùng Thị Mây" not in words


def test_the_seal_waits_too_where_nobody_keeps_it(empty_room):
    empty_room.office.equip(OFFICIAL)
    empty_room.office.token(ORGANISATION, "organisation")
    empty_room.start()
    empty_room.office.hand_in()
    assert told(empty_room.sign(OFFICIAL)) == [None]
    answers = empty_room.sign(ORGANISATION)
    assert answers[-1] == wire.Ended(0, 1, found(answers)[0])
    assert SigningFault.POST_VACANT in found(answers)
    assert [copy.state for copy in empty_room.copies()] == [CopyState.WAITING_ORGANISATION]
