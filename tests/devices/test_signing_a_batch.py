"""Copies are signed by the official, then sealed by the organisation: one PIN a batch, a result for each."""

import subprocess

import pytest

from kiosk.devices import signing_wire as wire
from kiosk.store.copies import CopyState
from tests.devices.signing_office import OFFICIAL, ORGANISATION, told

pytestmark = pytest.mark.device


def test_from_the_sealed_case_to_the_certified_copy(room, tmp_path):
    copies = [room.office.hand_in(pages=2) for _ in range(2)]
    answers = room.sign(OFFICIAL)
    assert told(answers) == [None, None]
    assert answers[-1] == wire.Ended(2, 0, None)
    assert room.waiting(OFFICIAL) == ()
    answers = room.sign(ORGANISATION)
    assert told(answers) == [None, None]
    for copy in room.copies():
        assert copy.state is CopyState.CERTIFIED
        assert copy.level == "b-b"
        pdf = room.pdf(copy)
        path = tmp_path / f"{copy.number}.pdf"
        path.write_bytes(pdf)
        said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout
        assert said.count("Signature is Valid") == 2
        assert "GIÀNG A PÁO" in said
        words = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout
        assert f"Số chứng thực: {copy.number}; quyển số: 01/{copy.year}-SCT/BS" in words
    assert [copy.id for copy in room.copies()] == [copy.id for copy in copies]
