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
        "Đã ký 2 bản, còn 0 bản.",
    ]
    assert keyboard(OFFICIAL)[1] == ["Không có bản nào chờ ký."]


def test_whoever_keeps_the_seal_is_told_of_sealing_and_not_of_signing(room, keyboard):
    copy = room.office.hand_in()
    number = f"{copy.number}/{copy.year}"
    code, lines, _ = keyboard(ORGANISATION, number)
    state = "chờ người có thẩm quyền ký"
    assert (code, lines[0]) == (1, f"Số {number} không chờ đóng dấu: {state}.")
    keyboard(OFFICIAL)
    code, lines, _ = keyboard(ORGANISATION)
    assert (code, lines[0]) == (0, "1 bản chờ đóng dấu:")
    assert lines[-2:] == [f"{number}: đã đóng dấu", "Đã đóng dấu 1 bản, còn 0 bản."]
    assert keyboard(ORGANISATION)[1] == ["Không có bản nào chờ đóng dấu."]


def test_numbers_choose_what_is_signed(room, keyboard):
    for _ in range(3):
        room.office.hand_in()
    code, lines, _ = keyboard(OFFICIAL, "2", language="en")
    assert (code, lines[-1]) == (0, "1 signed, 0 left.")
    assert [copy.number for copy in room.waiting(OFFICIAL)] == [1, 3]
    code, lines, _ = keyboard(OFFICIAL, "2", "3", language="en")
    waits = "waits for the organisation's seal"
    assert lines[0].endswith(f"does not wait for this signature: {waits}.")
    assert (code, lines[-1]) == (0, "1 signed, 0 left.")


def test_a_number_typed_twice_is_listed_once(room, keyboard):
    room.office.hand_in()
    assert keyboard(OFFICIAL, "1", "1", language="en")[1][0] == "To sign: 1"


def test_a_wrong_pin_is_told_with_what_to_do(room, keyboard):
    room.office.hand_in()
    code, lines, _ = keyboard(OFFICIAL, pin="111111")
    words = cause(SigningFault.PIN_WRONG)
    assert code == 1
    assert words.what.vi.rstrip(".") in lines[-2]
    assert words.do.vi in lines[-2]
    assert lines[-1] == "Đã ký 0 bản, còn 1 bản."


def test_no_pin_signs_nothing(room, keyboard):
    room.office.hand_in()
    assert keyboard(OFFICIAL, pin="")[0] == 1
    assert room.mishaps.logins() == 0


def test_a_check_says_what_stands_in_the_way_and_asks_no_pin(room, keyboard):
    room.office.hand_in()
    code, lines, _ = keyboard(OFFICIAL, "--check", language="en")
    assert (code, lines[-1]) == (0, "Ready to sign; 1 waiting.")
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
    assert lines[-1] == "Đã ký 1 bản, còn 1 bản."


def test_beside_what_stops_signing_nothing_says_that_it_goes_on(room, keyboard):
    room.office.hand_in()
    keyboard(OFFICIAL, pin="111111")
    room.office.workspace.signing_trust.joinpath("root.der").unlink()
    code, lines, _ = keyboard(OFFICIAL, "--check")
    assert code == 1
    assert cause(SigningFault.CERTIFICATE_UNTRUSTED).do.vi in lines[0]
    assert not [line for line in lines if "Vẫn ký được" in line]


@pytest.fixture
def terminal(keyboard):
    """Type at a terminal what is asked for: the exit code and all that was shown."""

    def sit_down(role, typed):
        command = f"{sys.executable} -m kiosk.desk sign --role {role} {' '.join(keyboard.where)}"
        script = subprocess.Popen(
            ["script", "-qec", command, os.devnull],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        with script:
            said = b""
            while piece := script.stdout.read(1):
                said += piece
                if said.endswith("là thôi): ".encode()):
                    script.stdin.write(typed.encode() + b"\n")
        return script.returncode, said.decode()

    return sit_down


def test_at_a_terminal_the_pin_is_asked_for_and_not_shown(room, terminal):
    room.office.hand_in()
    code, said = terminal(OFFICIAL, PINS[OFFICIAL])
    assert code == 0
    assert "Đã ký 1 bản, còn 0 bản." in said
    assert PINS[OFFICIAL] not in said


def test_at_a_terminal_nobody_types_a_pin_that_would_be_of_no_use(room, terminal):
    room.office.hand_in()
    room.office.tokens.pull("official")
    code, said = terminal(OFFICIAL, PINS[OFFICIAL])
    assert code == 1
    assert said.splitlines()[-1] == "Chưa ký bản nào."
    assert said.count(cause(SigningFault.TOKEN_ABSENT).do.vi) == 1
    assert "Mã PIN" not in said


def test_at_a_terminal_care_with_the_pin_is_asked_for_before_it_is_typed(room, keyboard, terminal):
    room.office.hand_in()
    keyboard(OFFICIAL, pin="111111")
    _, said = terminal(OFFICIAL, PINS[OFFICIAL])
    care = cause(SigningFault.PIN_LOW).do.vi
    assert said.count(care) == 1
    assert said.index(care) < said.index("Mã PIN của thiết bị ký")


def test_the_list_to_review_tells_in_words_what_was_in_the_way_the_last_time(room, keyboard):
    room.office.hand_in()
    room.office.tokens.pull("official")
    keyboard(OFFICIAL)
    _, lines, _ = keyboard(OFFICIAL)
    assert lines[1].endswith(f"  1 trang  {cause(SigningFault.TOKEN_ABSENT).what.vi}")
