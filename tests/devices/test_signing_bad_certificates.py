"""A certificate that is over, not yet begun, taken back or nobody's never signs, and no PIN is sent for it."""

import datetime as dt
import urllib.request

import pytest

from kiosk.dossier.signing.revocation import Revocations
from kiosk.signing import SigningFault
from tests.devices.signing_office import OFFICIAL, found, told

pytestmark = pytest.mark.device


def fetched(request):
    asked = urllib.request.Request(request.url, request.body)
    if request.body is not None:
        asked.add_header("Content-Type", request.content_type)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return answer.read()


def held(room, name, person):
    """The official's token carries that certificate, and the registry knows it."""
    room.office.token(OFFICIAL, name)
    room.office.register(OFFICIAL, name, person)
    room.start()
    return room.office.hand_in()


def refused(room, copy, fault):
    answers = room.sign(OFFICIAL)
    assert fault in found(answers)
    assert answers[-1].fault is fault
    assert told(answers) == []
    assert room.mishaps.logins() == 0
    (waits,) = room.waiting(OFFICIAL)
    assert (waits.id, waits.sha256, waits.reason) == (copy.id, copy.sha256, fault)


@pytest.mark.parametrize(
    ("name", "person", "fault"),
    [
        ("expired", "Vàng Thị Mỷ", SigningFault.CERTIFICATE_EXPIRED),
        ("early", "Lò Văn Thông", SigningFault.CERTIFICATE_EARLY),
    ],
)
def test_out_of_its_time(empty_room, name, person, fault):
    refused(empty_room, held(empty_room, name, person), fault)


def test_taken_back_by_its_authority(empty_room):
    room = empty_room
    copy = held(room, "revoked", "Sùng A Chứ")
    with room.office.authority.serve():
        Revocations(room.workspace.revocations).refresh(fetched, dt.datetime.now(dt.UTC))
    refused(room, copy, SigningFault.CERTIFICATE_REVOKED)


def test_from_an_authority_that_nobody_trusts_here(empty_room):
    room = empty_room
    (room.workspace.signing_trust / "root.der").unlink()
    refused(room, held(room, "official", "Giàng A Páo"), SigningFault.CERTIFICATE_UNTRUSTED)


def test_of_somebody_the_registry_does_not_know(empty_room):
    room = empty_room
    room.office.token(OFFICIAL, "official")
    room.office.register(OFFICIAL, "", "Lò Văn Thông")
    room.start()
    refused(room, room.office.hand_in(), SigningFault.SIGNER_UNKNOWN)


def test_of_a_name_that_differs_in_one_mark(empty_room):
    room = empty_room
    refused(room, held(room, "official", "Giang A Páo"), SigningFault.SIGNER_OTHER_NAME)


def test_a_clock_that_runs_behind_makes_no_old_certificate_young(room):
    copy = room.office.hand_in()
    room.ahead = -dt.timedelta(days=20)
    refused(room, copy, SigningFault.CLOCK_WRONG)
