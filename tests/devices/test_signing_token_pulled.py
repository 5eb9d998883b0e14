"""A token pulled in the middle stops nothing that is finished, and the rest goes on with a new login."""

import pytest

from kiosk.devices import signing_wire as wire
from kiosk.signing import SigningFault
from tests.devices.signing_office import OFFICIAL, found, told

pytestmark = pytest.mark.device
ALL = 6


def pulled_in_the_middle(room, how="removed"):
    """Every answer to a batch of which some was signed when the token was pulled."""
    for _ in range(ALL):
        room.office.hand_in()
    answers = []
    for answer in room.signing(OFFICIAL):
        answers.append(answer)
        if told(answers) == [None, None]:
            room.mishaps.on(how)
    return answers


@pytest.mark.parametrize("how", ["removed", "unplugged-without-a-word"])
def test_what_is_signed_stays_and_the_rest_goes_on_once_it_is_back(room, how):
    answers = pulled_in_the_middle(room, how)
    *signed, broken = told(answers)
    assert len(signed) >= 2
    assert set(signed) == {None}
    assert broken is SigningFault.TOKEN_REMOVED
    assert answers[-1] == wire.Ended(len(signed), ALL - len(signed), SigningFault.TOKEN_REMOVED)
    reasons = {copy.reason for copy in room.waiting(OFFICIAL)}
    assert reasons == {SigningFault.TOKEN_REMOVED}
    finished = [room.pdf(copy) for copy in room.copies()[: len(signed)]]
    room.mishaps.off(how)
    assert told(room.sign(OFFICIAL)) == [None] * (ALL - len(signed))
    assert [room.pdf(copy) for copy in room.copies()[: len(signed)]] == finished
    assert [room.signatures(copy) for copy in room.copies()] == [1] * ALL
    assert [len(room.files(copy)) for copy in room.copies()] == [1] * ALL


def test_a_token_that_is_still_away_is_told_and_asked_nothing(room):
    pulled_in_the_middle(room)
    logins = room.mishaps.logins()
    answers = room.sign(OFFICIAL)
    assert SigningFault.TOKEN_ABSENT in found(answers)
    assert room.mishaps.logins() == logins
    assert {copy.reason for copy in room.waiting(OFFICIAL)} == {SigningFault.TOKEN_ABSENT}


def test_a_library_that_crashes_ends_its_batch_and_nothing_else(room):
    for _ in range(3):
        room.office.hand_in()
    room.mishaps.on("crash-in-sign")
    answers = room.sign(OFFICIAL)
    assert told(answers) == [SigningFault.MODULE_FAILED]
    assert answers[-1] == wire.Ended(0, 3, SigningFault.MODULE_FAILED)
    room.mishaps.off("crash-in-sign")
    assert told(room.sign(OFFICIAL)) == [None, None, None]


def test_a_library_that_is_missing_is_told(empty_room):
    empty_room.office.equip()
    empty_room.mishaps.module = "/nowhere/libtoken.so"
    empty_room.start()
    empty_room.office.hand_in()
    answers = empty_room.sign(OFFICIAL)
    assert found(answers)[0] is SigningFault.MODULE_MISSING
    assert told(answers) == []
