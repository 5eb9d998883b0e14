"""Copies are signed by the official, then sealed by the organisation: one PIN a batch, a result for each."""

import stat

import page as judge
import pytest
from PIL import Image, ImageDraw

from kiosk.devices import signing_wire as wire
from kiosk.signing import SigningFault
from kiosk.store.copies import CopyState
from kiosk.store.journal import JournalEvent
from tests.devices.signing_office import OFFICIAL, ORGANISATION, found, told
from tests.workbench.signatures import PINS

pytestmark = pytest.mark.device


def test_from_the_sealed_case_to_the_certified_copy(room):
    copies = [room.office.hand_in(pages=2) for _ in range(2)]
    answers = room.sign(OFFICIAL)
    assert told(answers) == [None, None]
    assert answers[-1] == wire.Ended(2, 0, None)
    assert room.waiting(OFFICIAL) == ()
    assert told(room.sign(ORGANISATION)) == [None, None]
    assert [copy.id for copy in room.copies()] == [copy.id for copy in copies]
    for copy in room.copies():
        assert (copy.state, copy.level, copy.reason) == (CopyState.CERTIFIED, "b-b", None)
        assert room.signatures(copy) == 2
        assert len(room.files(copy)) == 1


def test_the_copy_names_its_number_who_certified_it_and_the_office(room):
    copy = room.office.hand_in()
    room.sign(OFFICIAL)
    room.sign(ORGANISATION)
    words = room.words(copy)
    assert f"Số chứng thực: {copy.number}; quyển số: 01/{copy.year}-SCT/BS" in words
    assert "GIÀNG A PÁO" in words
    assert "ỦY BAN NHÂN DÂN XÃ SUỐI LÀNH" in words


def test_the_offices_picture_of_a_signature_is_in_the_stamp(room):
    plain, pictured = room.office.hand_in(), room.office.hand_in()
    room.sign(OFFICIAL, plain)
    ink = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    ImageDraw.Draw(ink).line((20, 180, 300, 20, 580, 160), (20, 40, 160, 255), 12)
    room.workspace.signature_pictures.mkdir()
    ink.save(room.workspace.signature_pictures / f"{room.office.lines[OFFICIAL].id[:8]}.png")
    room.sign(OFFICIAL, pictured)
    assert room.pictures(pictured) > room.pictures(plain)


def test_once_signed_it_is_still_an_archive_file(room, tmp_path):
    copy = room.office.hand_in()
    room.sign(OFFICIAL)
    path = tmp_path / "copy.pdf"
    path.write_bytes(room.pdf(copy))
    verdict = judge.validate_pdf(path, profile=judge.ValidationProfile.PDF_A_2B)
    assert [failure.rule_id for failure in verdict.failures] == []


def test_only_the_copies_asked_for_are_signed_and_each_once(room):
    first, second, third = (room.office.hand_in() for _ in range(3))
    assert told(room.sign(OFFICIAL, third, first, third)) == [None, None]
    assert [copy.id for copy in room.waiting(OFFICIAL)] == [second.id]
    assert told(room.sign(OFFICIAL, first)) == []


def test_the_organisation_seals_nothing_that_nobody_signed(room):
    copy = room.office.hand_in()
    answers = room.sign(ORGANISATION, copy)
    assert told(answers) == []
    assert room.waiting(OFFICIAL)[0].sha256 == copy.sha256


def test_the_officials_token_does_not_seal(room):
    room.office.hand_in()
    room.sign(OFFICIAL)
    room.office.tokens.pull("organisation")
    answers = room.sign(ORGANISATION)
    assert found(answers)[0] is SigningFault.TOKEN_ABSENT
    assert told(answers) == []


def test_a_check_needs_no_pin_and_signs_nothing(room):
    room.office.hand_in()
    answers = room.check(OFFICIAL)
    assert found(answers) == [SigningFault.REVOCATION_UNKNOWN]
    assert answers[-1] == wire.Ended(0, 1, None)
    assert room.mishaps.logins() == 0


def test_two_batches_are_never_signed_at_once(room):
    for _ in range(3):
        room.office.hand_in()
    first = room.signing(OFFICIAL)
    while not isinstance(next(first), wire.Told):
        pass
    assert room.sign(ORGANISATION) == [wire.Busy()]
    assert told(list(first)) == [None, None]


def test_who_goes_away_in_the_middle_ends_the_batch_with_the_copy_at_hand(room):
    for _ in range(12):
        room.office.hand_in()
    batch = room.signing(OFFICIAL)
    while not isinstance(next(batch), wire.Told):
        pass
    batch.close()
    while room.check(OFFICIAL) == [wire.Busy()]:
        pass
    left = room.waiting(OFFICIAL)
    assert 0 < len(left) < 12
    assert told(room.sign(OFFICIAL)) == [None] * len(left)
    assert [room.signatures(copy) for copy in room.copies()] == [1] * 12


def test_nobody_else_on_this_machine_can_ask(room):
    mode = room.workspace.signing_socket.stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_journal_counts_and_holds_no_pin(room):
    room.office.hand_in()
    room.sign(OFFICIAL)
    ended = [row for row in room.journal() if row.event is JournalEvent.SIGNING_ENDED]
    assert [row.fields for row in ended] == [
        {"role": "official", "signed": 1, "left": 0, "fault": "none"}
    ]
    for path in room.workspace.root.rglob("*"):
        if path.is_file():
            assert PINS[OFFICIAL].encode() not in path.read_bytes()
