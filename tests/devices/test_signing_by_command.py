"""What an official and the archivist see when they sign by command: the list, one PIN, a line for each copy."""

import os
import subprocess
import sys

import pytest

from kiosk.signing import SigningFault
from kiosk.signing_causes import cause
from tests.devices.signing_office import OFFICIAL, ORGANISATION
from tests.workbench.signatures import PINS

pytestmark = pytest.mark.device


@pytest.fixture
def keyboard(room, tmp_path):
    """Run `python -m kiosk.desk sign` with a PIN on stdin: its exit code, what it said, what it refused."""
    settings = tmp_path / "kiosk.toml"
    settings.write_text("", encoding="utf-8")
    where = ["--settings", str(settings), "--state", str(room.workspace.root)]

    def sign(role, *further, pin=None, language="vi"):
        command = [sys.executable, "-m", "kiosk.desk", "sign", "--role", role, "--pin-stdin"]
        ended = subprocess.run(
            [*command, *where, "--language", language, *further],
            input=(PINS[role] if pin is None else pin) + "\n",
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return ended.returncode, ended.stdout.splitlines(), ended.stderr

    sign.where = where
    return sign


def test_the_list_the_results_and_the_sum(room, keyboard):
    first, second = (room.office.hand_in(pages=2) for _ in range(2))
    code, lines, refused = keyboard(OFFICIAL)
    assert (code, refused) == (0, "")
    assert lines[0] == "2 bản chờ ký:"
    assert f"{first.number}/{first.year}  {first.code}  Bản chính giấy tờ cần sao" in lines[1]
    assert "2 trang" in lines[1]
    assert lines[-3:] == [
        f"{first.number}/{first.year}: đã ký",
        f"{second.number}/{second.year}: đã ký",
        "Đã ký 2, còn 0.",
    ]
    assert keyboard(ORGANISATION)[0] == 0
    assert keyboard(OFFICIAL)[1] == ["Không có bản nào chờ ký."]


def test_numbers_choose_what_is_signed(room, keyboard):
    for _ in range(3):
        room.office.hand_in()
    code, lines, _ = keyboard(OFFICIAL, "2", language="en")
    assert (code, lines[-1]) == (0, "1 signed, 0 left.")
    assert [copy.number for copy in room.waiting(OFFICIAL)] == [1, 3]
    code, lines, _ = keyboard(OFFICIAL, "2", "3", language="en")
    assert lines[0].endswith("does not wait for this signature.")
    assert lines[-1] == "1 signed, 0 left."


def test_a_wrong_pin_is_told_with_what_to_do(room, keyboard):
    room.office.hand_in()
    code, lines, _ = keyboard(OFFICIAL, pin="111111")
    words = cause(SigningFault.PIN_WRONG)
    assert code == 1
    assert words.what.vi.rstrip(".") in lines[-2]
    assert words.do.vi in lines[-2]
    assert lines[-1] == "Đã ký 0, còn 1."


def test_no_pin_signs_nothing(room, keyboard):
    room.office.hand_in()
    assert keyboard(OFFICIAL, pin="")[0] == 1
    assert room.mishaps.logins() == 0


def test_a_check_says_what_stands_in_the_way_and_asks_no_pin(room, keyboard):
    room.office.hand_in()
    code, lines, _ = keyboard(OFFICIAL, "--check", language="en")
    assert (code, lines[-1]) == (0, "Ready to sign; 1 wait.")
    room.office.tokens.pull("official")
    code, lines, _ = keyboard(OFFICIAL, "--check", language="en")
    assert code == 1
    assert cause(SigningFault.TOKEN_ABSENT).what.en.rstrip(".") in lines[0]
    assert room.mishaps.logins() == 0


def test_a_copy_that_cannot_be_signed_is_told_and_the_others_are_signed(room, keyboard):
    room.office.hand_in_bytes(b"%PDF-1.7 broken")
    room.office.hand_in()
    code, lines, _ = keyboard(OFFICIAL)
    assert code == 1
    assert cause(SigningFault.DOCUMENT_UNSIGNABLE).what.vi in lines[-3]
    assert lines[-1] == "Đã ký 1, còn 1."


def test_at_a_terminal_the_pin_is_asked_for_and_not_shown(room, keyboard):
    room.office.hand_in()
    command = f"{sys.executable} -m kiosk.desk sign --role official {' '.join(keyboard.where)}"
    terminal = subprocess.Popen(
        ["script", "-qec", command, os.devnull],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    )
    with terminal:
        said = b""
        while "là thôi): ".encode() not in said:
            piece = terminal.stdout.read(1)
            assert piece, said.decode()
            said += piece
        terminal.stdin.write(PINS[OFFICIAL].encode() + b"\n")
        said += terminal.stdout.read()
    assert "Đã ký 1, còn 0." in said.decode()
    assert PINS[OFFICIAL].encode() not in said
