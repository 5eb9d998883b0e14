"""A stick that means harm: links, pipes, endless files and folders; nothing is followed, nothing hangs."""

from __future__ import annotations

import os
import shutil

import pytest

from kiosk.contract import stick as sticks
from kiosk.contract.stick import StickError, StickFault, attached
from kiosk.store.outbox import EnvelopeState
from tests.sync.sticks import AtTheKiosk


@pytest.fixture
def kiosk(office, tmp_path):
    return AtTheKiosk(office, tmp_path)


@pytest.fixture
def away(tmp_path):
    """A folder of the kiosk itself, to which a link on the stick leads."""
    folder = tmp_path / "of the kiosk"
    folder.mkdir()
    (folder / "kept.txt").write_text("kept")
    return folder


@pytest.mark.parametrize("name", ["kiosk-outbox", "kiosk-outbox/kiosk-1"])
def test_a_link_instead_of_a_folder_leads_nowhere(office, kiosk, away, name):
    office.hand_in(1000)
    link = kiosk.stick / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(away)
    said = kiosk.export()
    assert said.code == 1
    assert "1 (something else has its name there)" in said.lines[-1]
    assert [path.name for path in away.iterdir()] == ["kept.txt"]


def test_a_link_under_an_envelopes_name_is_neither_read_nor_written_through(office, kiosk, away):
    envelope, other = office.hand_in(1000), office.hand_in(1000)
    link = kiosk.sealed(envelope)
    link.parent.mkdir(parents=True)
    link.symlink_to(away / "kept.txt")
    said = kiosk.export()
    assert said.code == 1
    assert (away / "kept.txt").read_text() == "kept"
    assert kiosk.sealed(other).is_file()


@pytest.mark.parametrize("what", ["link", "pipe", "folder", "endless link", "device"])
def test_what_is_no_plain_file_is_no_receipt_and_nothing_waits_for_it(office, kiosk, away, what):
    envelope = office.hand_in(1000)
    path = kiosk.receipt(envelope)
    path.parent.mkdir(parents=True)
    match what:
        case "link":
            path.symlink_to(away / "kept.txt")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "endless link":
            path.symlink_to(path)
        case "device":
            path.symlink_to("/dev/zero")
    said = kiosk.bring()
    assert said.code == 1
    assert said.lines[0] == "The centre has received 0 cases. 1 still wait."
    assert office.row(envelope).state is EnvelopeState.READY


def test_a_receipt_of_a_terabyte_is_not_read(office, kiosk):
    envelope = office.hand_in(1000)
    path = kiosk.receipt(envelope)
    path.parent.mkdir(parents=True)
    path.touch()
    os.truncate(path, 1 << 40)
    assert kiosk.bring().code == 1
    assert office.row(envelope).state is EnvelopeState.READY


def test_an_envelope_of_a_terabyte_is_written_anew(office, kiosk):
    envelope = office.hand_in(1000)
    path = kiosk.sealed(envelope)
    path.parent.mkdir(parents=True)
    path.write_bytes(f"commune-kiosk/1 sealed kiosk-1 {envelope.id} {'0' * 16}\n".encode())
    os.truncate(path, 1 << 40)
    assert kiosk.export().code == 0
    assert path.stat().st_size < 10_000


def test_more_names_than_anybody_wants_do_not_hide_the_true_receipt(
    office, kiosk, centre, monkeypatch
):
    envelope = office.hand_in(1000)
    folder = kiosk.receipt(envelope).parent
    folder.mkdir(parents=True)
    for number in range(sticks.MOST_NAMES + 500):
        (folder / f"{number:032x}.json").touch()
    kiosk.export()
    assert centre.stick(kiosk.stick).returncode == 0
    said = kiosk.bring()
    assert said.lines[0] == "The centre has received 1 cases. 0 still wait."
    assert said.lines[-1] == "The stick has too many files: not all were seen."
    shutil.rmtree(folder)


def test_odd_names_are_no_devices(office, kiosk, centre):
    office.hand_in(1000)
    for name in ("..%2f", "KIOSK-1", "kiosk 1", "a" * 41, "kiosk-1\n", "ổ"):
        (kiosk.stick / "kiosk-outbox" / name).mkdir(parents=True)
    kiosk.export()
    taken = centre.stick(kiosk.stick)
    assert taken.stdout.splitlines()[-1].startswith("1 received, 0 refused")
    assert kiosk.bring().lines == ["The centre has received 1 cases. 0 still wait."]


def test_another_disk_mounted_on_the_stick_is_not_entered(tmp_path):
    with attached(tmp_path) as stick:
        (tmp_path / "kiosk-outbox").mkdir()
        stick._device += 1  # as if the folder lay on another disk
        with pytest.raises(StickError) as told:
            stick.names("kiosk-outbox", shape=sticks.re.compile(".*"))
        assert told.value.fault is StickFault.STRANGE


def test_where_mounts_are_not_listed_a_stick_is_there_as_long_as_it_can_be_written(
    tmp_path, monkeypatch
):
    empty = tmp_path / "mountinfo"
    empty.touch()
    monkeypatch.setattr(sticks, "_MOUNTS", empty)
    with attached(tmp_path) as stick:
        assert stick.write((b"whole",), "kiosk-outbox", "a.sealed") == 5
        stick.must_be_there()
        assert stick.read("kiosk-outbox", "a.sealed", most=5) == b"whole"
