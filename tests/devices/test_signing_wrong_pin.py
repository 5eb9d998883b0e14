"""A wrong PIN is sent once, whatever happens after; the last try only if somebody says so."""

import pytest

from kiosk.devices import signing_wire as wire
from kiosk.signing import SigningFault
from tests.devices.signing_office import OFFICIAL, found, told

pytestmark = pytest.mark.device


def test_a_wrong_pin_signs_nothing_and_is_not_sent_again(room):
    copy = room.office.hand_in()
    for fault in (SigningFault.PIN_WRONG, SigningFault.PIN_REFUSED, SigningFault.PIN_REFUSED):
        answers = room.sign(OFFICIAL, copy, pin="111111")
        assert found(answers)[-1] is fault
        assert answers[-1] == wire.Ended(0, 1, fault)
    assert room.mishaps.logins() == 1
    assert room.waiting(OFFICIAL)[0].sha256 == copy.sha256


def test_after_a_wrong_pin_the_right_one_signs(room):
    copy = room.office.hand_in()
    room.sign(OFFICIAL, copy, pin="111111")
    answers = room.sign(OFFICIAL, copy)
    assert SigningFault.PIN_LOW in found(answers)
    assert told(answers) == [None]


def test_an_empty_pin_never_reaches_the_token(room):
    copy = room.office.hand_in()
    assert room.sign(OFFICIAL, copy, pin="")[-1] == wire.Ended(0, 1, SigningFault.PIN_WRONG)
    assert room.mishaps.logins() == 0


def test_the_last_try_is_used_only_if_somebody_says_so(room):
    copy = room.office.hand_in()
    room.mishaps.tries(1)
    answers = room.sign(OFFICIAL, copy)
    assert answers[-1] == wire.Ended(0, 1, SigningFault.PIN_LAST)
    assert room.mishaps.logins() == 0
    assert told(room.sign(OFFICIAL, copy, last_try=True)) == [None]


def test_a_locked_token_is_asked_nothing(room):
    room.office.hand_in()
    room.mishaps.tries(0)
    answers = room.sign(OFFICIAL, last_try=True)
    assert answers[-1] == wire.Ended(0, 1, SigningFault.PIN_LOCKED)
    assert room.mishaps.logins() == 0


def test_what_was_mistyped_is_no_reason_the_clerks_page_tells(room):
    copy = room.office.hand_in()
    room.sign(OFFICIAL, copy, pin="111111")
    assert room.waiting(OFFICIAL)[0].reason is None
