"""A batch that goes on past midnight ends where the signer's last day does."""

import datetime as dt

import pytest

from kiosk.devices import signing_wire as wire
from kiosk.signing import SigningFault
from kiosk.store.moments import office_day
from tests.devices.signing_office import OFFICIAL, found, told

pytestmark = pytest.mark.device


def test_who_ends_at_midnight_signs_no_copy_of_the_next_day(empty_room):
    room = empty_room
    room.office.token(OFFICIAL, "official")
    today = office_day(dt.datetime.now(dt.UTC))
    room.office.register(OFFICIAL, "official", "Giàng A Páo", valid_to=today)
    copies = [room.office.hand_in() for _ in range(2)]

    def clock() -> dt.datetime:
        """Midnight comes with the first signature."""
        first = copies[0] not in room.waiting(OFFICIAL)
        return dt.datetime.now(dt.UTC) + dt.timedelta(days=first)

    room.clock = clock
    room.start()
    answers = room.sign(OFFICIAL, *copies)
    assert told(answers) == [None]
    assert SigningFault.SIGNER_OTHER_DATE in found(answers)
    assert answers[-1] == wire.Ended(1, 1, SigningFault.SIGNER_OTHER_DATE)
    (waiting,) = room.waiting(OFFICIAL)
    assert (waiting.id, waiting.reason) == (copies[1].id, SigningFault.SIGNER_OTHER_DATE)
