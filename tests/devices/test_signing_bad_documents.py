"""A document that is not what was taken in, or that cannot be signed, keeps no other from being signed."""

import signal
from contextlib import closing

import pytest

from kiosk.devices import signing_wire as wire
from kiosk.dossier.signing import process
from kiosk.signing import SigningFault
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.vault import Vault
from tests.devices.signing_office import OFFICIAL, ORGANISATION, told

pytestmark = pytest.mark.device


def put_in_place(room, copy, data):
    """Somebody with the case's key writes other bytes where its document lies."""
    with closing(open_database(room.workspace)) as db:
        key = Cases(db).key(copy.case)
    Vault(room.workspace.vault).write_all(key, copy.case, "dossier", (data,))


def three_with_a_changed_one(room, change):
    copies = [room.office.hand_in() for _ in range(3)]
    change(copies[1])
    return room.sign(OFFICIAL)


def judged(room, answers, fault):
    assert told(answers) == [None, fault, None]
    assert answers[-1] == wire.Ended(2, 1, None)
    (left,) = room.waiting(OFFICIAL)
    assert left.reason is fault
    assert room.files(left) == []


def test_other_bytes_under_the_cases_own_key(room):
    pdf = room.pdf(room.office.hand_in())
    room.sign(OFFICIAL)
    forged = pdf.replace(b"1240", b"1241", 1)
    assert len(forged) == len(pdf)
    answers = three_with_a_changed_one(room, lambda copy: put_in_place(room, copy, forged))
    judged(room, answers, SigningFault.DOCUMENT_CHANGED)


def test_a_byte_flipped_on_the_disk(room):
    def flip(copy):
        file = room.workspace.vault / copy.case / "dossier"
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)

    answers = three_with_a_changed_one(room, flip)
    judged(room, answers, SigningFault.DOCUMENT_CHANGED)


def test_a_file_that_is_gone(room):
    def remove(copy):
        (room.workspace.vault / copy.case / "dossier").unlink()

    answers = three_with_a_changed_one(room, remove)
    judged(room, answers, SigningFault.DOCUMENT_CHANGED)


def test_what_was_changed_after_the_official_signed_is_not_sealed(room):
    copy = room.office.hand_in()
    room.sign(OFFICIAL)
    (name,) = room.files(copy)
    file = room.workspace.vault / copy.case / name
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    assert told(room.sign(ORGANISATION)) == [SigningFault.DOCUMENT_CHANGED]
    assert room.waiting(ORGANISATION)[0].reason is SigningFault.DOCUMENT_CHANGED


def test_what_is_no_pdf_is_not_signed(room):
    copies = [
        room.office.hand_in(),
        room.office.hand_in_bytes(b"%PDF-1.7 broken"),
        room.office.hand_in(),
    ]
    assert told(room.sign(OFFICIAL)) == [None, SigningFault.DOCUMENT_UNSIGNABLE, None]
    assert room.waiting(OFFICIAL)[0].id == copies[1].id


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_that_ends_or_hangs_over_a_document_is_started_anew_for_the_next(
    room, killer, monkeypatch, number
):
    monkeypatch.setattr(process, "BUDGET", 20.0)  # seconds
    copies = [room.office.hand_in() for _ in range(4)]
    answers = []
    for answer in room.signing(OFFICIAL):
        answers.append(answer)
        if told(answers) == [None]:
            killer("kiosk.dossier.signing.child", number)
    faults = told(answers)
    assert len(faults) == 4
    assert faults.count(SigningFault.DOCUMENT_UNSIGNABLE) == 1
    assert told(room.sign(OFFICIAL)) == [None]
    assert [room.signatures(copy) for copy in room.copies()] == [1] * len(copies)
    assert room.mishaps.logins() == 2
