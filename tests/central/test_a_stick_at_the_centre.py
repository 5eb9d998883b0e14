"""What comes on a stick is taken in as over the line; what is wrong is told by name, and the rest goes on."""

from __future__ import annotations

import json
import os
import resource
import socket
import stat
import subprocess
import time
from pathlib import Path

import pytest

from kiosk.contract import Announcement, Link, digest
from kiosk.sync.sealing import Sealer, SealingKey
from tests.workbench.centre import EMBEDDED
from tests.workbench.keys import sealing_public_of, signed_by


class Stick:
    """A folder as a kiosk leaves it; `lay` seals an invented case (tests/central/conftest.py) onto it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.seq = 0

    def path(self, case, name: str = "") -> Path:
        return self.folder / "kiosk-outbox" / case.device / f"{name or case.envelope}.sealed"

    def receipt(self, case) -> dict:
        path = self.folder / "kiosk-receipts" / case.device / f"{case.envelope}.json"
        return json.loads(path.read_text())

    def lay(
        self, case, *, key="sealing", signer="", link_signer="", body=None, contents=None, name=""
    ) -> Path:
        self.seq += 1
        body = body if body is not None else json.dumps(case.announcement).encode()
        said = Link.said(case.device, self.seq, "", body)
        link = Link(self.seq, "", signed_by(link_signer or case.device, said))
        sealer = Sealer(
            case.device,
            SealingKey(sealing_public_of(key)),
            lambda text: signed_by(signer or case.device, text),
            lambda *_: True,
        )
        announcement = Announcement.from_json(json.loads(json.dumps(case.announcement)))
        pieces = sealer.seal(announcement, body, link, contents or case.contents)
        path = self.path(case, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(pieces))
        return path


@pytest.fixture
def stick(tmp_path):
    return Stick(tmp_path / "stick")


def envelopes(centre):
    return sorted(case["envelope"] for case in centre.received())


@pytest.mark.parametrize("serving", [True, False])
def test_what_is_wrong_is_told_by_name_and_the_rest_is_taken(centre, stick, new_case, serving):
    good, later = new_case(), new_case(device="kiosk-2")
    bad = {
        "from a device that is not in the file of devices": stick.lay(new_case(device="kiosk-9")),
        "sealed to another key than this centre's": stick.lay(new_case(), key="another"),
        "not whole, or not as the device signed it": stick.lay(new_case(), signer="kiosk-2"),
        "its announcement is not signed by the device": stick.lay(
            new_case(), link_signer="kiosk-2"
        ),
        "its announcement is not in the contract's shape": stick.lay(new_case(), body=b"[" * 9000),
        "its files are not what it announces": stick.lay(new_case(), contents=[b"x" * 4000]),
        "announces another envelope than it is called": stick.lay(
            new_case(), body=json.dumps(new_case().announcement).encode()
        ),
        "lies under another name than its own": stick.lay(new_case(), name="0" * 32),
        "not a sealed envelope": stick.path(new_case()),
    }
    stick.path(new_case()).parent.mkdir(exist_ok=True)
    bad["not a sealed envelope"].write_bytes(b"MZ a program")
    stick.lay(good)
    stick.lay(later)
    if not serving:
        centre.kill()
    taken = centre.stick(stick.folder)
    assert taken.returncode == 1, taken.stderr
    lines = taken.stdout.splitlines()
    for why, path in bad.items():
        assert f"{path.parent.name}/{path.name}: refused: {why}" in lines
    assert set(envelopes(centre)) >= {good.envelope, later.envelope}
    # One that lay under another's name was whole and signed all the same: it is taken in, and told.
    assert len(envelopes(centre)) == 3
    assert lines[-1].startswith(f"2 received, {len(bad)} refused")
    for case in (good, later):
        assert stick.receipt(case)["envelope"] == case.envelope


def test_files_one_byte_too_many_are_not_what_was_announced(centre, stick, case):
    stick.lay(case, contents=[*case.contents, b"!"])
    assert "its files are not what it announces" in centre.stick(stick.folder).stdout
    stick.lay(case, contents=[case.bytes[:-1]])
    assert "its files are not what it announces" in centre.stick(stick.folder).stdout
    assert envelopes(centre) == []
    stick.lay(case)
    assert centre.stick(stick.folder).returncode == 0


def test_the_receipt_is_the_one_that_the_line_gives(centre, stick, kiosk, case):
    stick.lay(case)
    assert centre.stick(stick.folder).returncode == 0
    answer = kiosk.announce(case)
    assert (answer.status, answer.json["receipt"]) == (200, stick.receipt(case))
    assert stick.receipt(case)["announcement"] == digest(json.dumps(case.announcement).encode())


def test_an_envelope_with_other_contents_than_on_the_line_is_refused(centre, stick, kiosk, case):
    assert kiosk.announce(case).status == 201
    other = json.dumps({**case.announcement, "code": "H00.000-other"}).encode()
    stick.lay(case, body=other)
    assert "its envelope is here already, with other contents" in centre.stick(stick.folder).stdout


def test_an_upload_under_way_ends_as_if_nothing_had_happened(centre, stick, kiosk, case):
    upload = kiosk.upload(case)
    kiosk.patch(upload, 0, case.bytes[:1500])
    stick.lay(case)
    assert centre.stick(stick.folder).returncode == 0
    assert kiosk.offset(upload) == len(case.bytes)
    assert kiosk.patch(upload, len(case.bytes), b"").status == 204
    assert kiosk.ask("GET", case.path).json["receipt"] == stick.receipt(case)


def test_links_pipes_and_huge_files_on_the_stick_harm_nothing(centre, stick, new_case, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"of the centre")
    link, pipe, folder, huge, good = (new_case() for _ in range(5))
    stick.lay(good)
    stick.path(link).symlink_to(secret)
    os.mkfifo(stick.path(pipe))
    stick.path(folder).mkdir()
    stick.path(huge).write_bytes(
        f"commune-kiosk/1 sealed kiosk-1 {huge.envelope} {'0' * 16}\n".encode()
    )
    os.truncate(stick.path(huge), 1 << 42)
    taken = centre.stick(stick.folder)
    assert taken.stdout.splitlines()[-1].startswith("1 received, 4 refused")
    assert envelopes(centre) == [good.envelope]


def test_a_receipt_is_not_written_through_a_link(centre, stick, case, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    (stick.folder / "kiosk-receipts").symlink_to(away)
    stick.lay(case)
    taken = centre.stick(stick.folder)
    assert taken.returncode == 1
    assert list(away.iterdir()) == []


@pytest.mark.parametrize("home", [EMBEDDED])
def test_the_door_of_a_running_centre_is_its_own_users_alone(centre, stick, case):
    door = centre.data / "stick.sock"
    assert stat.S_IMODE(door.stat().st_mode) == 0o600
    centre.restart()  # one that was killed leaves its door behind
    assert stat.S_ISSOCK(door.stat().st_mode)
    stick.lay(case)
    assert centre.stick(stick.folder).returncode == 0


@pytest.mark.parametrize("home", [EMBEDDED])
def test_a_moment_without_room_for_one_more_open_file_closes_the_door_to_nobody(centre):
    """As when many kiosks come at once, each with an upload."""
    usual = resource.prlimit(centre.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(centre.pid, resource.RLIMIT_NOFILE, (3, usual[1]))
    with socket.socket(socket.AF_UNIX) as early, socket.socket(socket.AF_UNIX) as late:
        address = os.open(centre.data, os.O_RDONLY)
        for line in early, late:
            line.settimeout(60)
            line.connect(f"/proc/self/fd/{address}/stick.sock")
        os.close(address)
        early.sendall(b".")
        assert b"NOT_SEALED" in early.recv(1000)
        time.sleep(0.3)  # for it to turn to the next; sooner, the test shows less and still holds
        resource.prlimit(centre.pid, resource.RLIMIT_NOFILE, usual)
        late.sendall(b".")
        assert b"NOT_SEALED" in late.recv(1000)


def test_its_two_keys_are_printed_and_their_private_halves_are_its_own(tmp_path, centre):
    said = centre.run("key")
    assert said.splitlines() == [
        f'key = "{centre.key}"',
        f'sealing_key = "{centre.sealing_key}"',
    ]
    for name in ("centre.key", "sealing.key"):
        private = (centre.data / name).read_bytes()
        assert private.hex() not in said
        (centre.data / name).unlink()
    centre.run("key")
    for name in ("centre.key", "sealing.key"):
        assert stat.S_IMODE((centre.data / name).stat().st_mode) == 0o600


def test_no_stick_is_said_in_a_sentence(centre, tmp_path):
    taken = centre.stick(tmp_path / "nowhere")
    assert taken.returncode == 1
    assert taken.stderr.startswith("central: ")
    assert len(taken.stderr.splitlines()) == 1


@pytest.mark.parametrize("home", [EMBEDDED])
def test_killed_anywhere_it_takes_each_envelope_once_when_it_is_asked_again(
    centre, stick, new_case
):
    cases = [new_case(), new_case()]
    for case in cases:
        stick.lay(case)
    centre.kill()
    calls, done, step = "fsync,fdatasync,sync,syncfs", False, 1
    while not done:
        killing = ["strace", "-qq", "-f", "-o", "/dev/null", "-e", f"trace={calls}"]
        killing += ["-e", f"inject={calls}:signal=SIGKILL:when={step}"]
        done = (
            subprocess.run(
                [*killing, *centre.stick_command(stick.folder)], capture_output=True, check=False
            ).returncode
            == 0
        )
        step += 4
    assert step > 9
    assert envelopes(centre) == sorted(case.envelope for case in cases)
    before = [stick.receipt(case) for case in cases]
    centre.start()
    assert centre.stick(stick.folder).returncode == 0
    assert [stick.receipt(case) for case in cases] == before
    assert not list(centre.data.rglob("*.part"))
