"""What a technician types: list, check, sign."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from drivers.token import TokenFault, TokenState
from drivers.token.__main__ import REMEDIES

pytestmark = pytest.mark.device


def by_hand(*words, env, typed=""):
    return subprocess.run(
        [sys.executable, "-m", "drivers.token", *words],
        capture_output=True,
        text=True,
        env=env,
        input=typed,
        timeout=120,
        check=False,
    )


@pytest.fixture
def hand(mishaps):
    def typed(command, *words, pin=""):
        return by_hand(command, "--module", mishaps.module, *words, env=mishaps.env, typed=pin)

    return typed


def test_list_shows_every_token_and_what_stands_on_it(hand, mishaps):
    listed = hand("list")
    assert listed.returncode == 0, listed.stderr
    assert "\tGIANG A PAO\t" in listed.stdout
    assert "\tUBND XÃ SUỐI LÀNH\t" in listed.stdout
    assert "CN=GIÀNG A PÁO\tuntil 2031-01-01" in listed.stdout
    assert "CN=ỦY BAN NHÂN DÂN XÃ SUỐI LÀNH\tuntil 2031-01-01" in listed.stdout
    mishaps.on("removed")
    assert (hand("list").returncode, hand("list").stdout) == (0, "")


def test_check_says_how_it_is_and_what_to_do(hand, mishaps):
    label = ("--label", "GIANG A PAO")
    assert hand("check", *label).stdout == "ready\tnothing\n"
    assert hand("check", "--label", "NOBODY").returncode == 3
    said = {}
    for left in (2, 1, 0):
        mishaps.tries(left)
        asked = hand("check", *label)
        said[asked.stdout.split("\t")[0]] = asked.returncode
    assert said == {"pin-low": 0, "pin-last": 5, "pin-locked": 6}
    mishaps.on("crash-in-initialize")
    assert hand("check", *label).returncode == 1


def test_a_library_that_is_not_there(mishaps):
    for command in ("list", "check"):
        asked = by_hand(command, "--module", "/nowhere/libtoken.so", env=mishaps.env)
        assert asked.returncode == 4
        assert "install" in asked.stdout + asked.stderr


@pytest.mark.parametrize("label", ["GIANG A PAO", "UBND XÃ SUỐI LÀNH"])
def test_a_file_is_signed_apart_from_it_and_openssl_agrees(hand, tmp_path, people, label):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7 invented")
    signed = hand("sign", str(paper), "--label", label, "--pin-stdin", pin="739182\n")
    assert signed.returncode == 0, signed.stderr
    assert "\tverified\n" in signed.stdout
    owner = people[0 if label == "GIANG A PAO" else 1]
    public_key = x509.load_der_x509_certificate(owner.certificate).public_key()
    (tmp_path / "key").write_bytes(
        public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    command = ["openssl", "dgst", "-sha256", "-verify", "key", "-signature", "paper.pdf.sig"]
    judged = subprocess.run(
        [*command, "paper.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert judged.stdout == "Verified OK\n"


def test_at_a_terminal_the_pin_is_asked_for_and_not_shown(mishaps, tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"1")
    command = [sys.executable, "-m", "drivers.token", "sign", str(paper), "--label", "GIANG A PAO"]
    line = shlex.join([*command, "--module", mishaps.module])
    terminal = subprocess.Popen(
        ["script", "--quiet", "--return", "--command", line, "/dev/null"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=mishaps.env,
    )
    shown = ""
    while not shown.endswith("PIN: "):
        letter = terminal.stdout.read(1)
        assert letter, shown
        shown += letter
    shown += terminal.communicate("739182\n", timeout=120)[0]
    assert terminal.returncode == 0, shown
    assert "739182" not in shown
    assert "\tverified" in shown


def test_a_wrong_pin_is_told_with_what_to_do_and_leaves_no_signature(hand, mishaps, tmp_path):
    mishaps.tries(3)
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"1")
    signed = hand("sign", str(paper), "--label", "GIANG A PAO", "--pin-stdin", pin="111111\n")
    assert signed.returncode == 8
    assert signed.stderr.startswith("pin-wrong")
    assert "111111" not in signed.stdout + signed.stderr
    assert not paper.with_name("paper.pdf.sig").exists()


def test_no_pin_is_asked_for_where_it_would_not_be_sent(hand, mishaps, tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"1")
    words = (str(paper), "--label", "GIANG A PAO", "--pin-stdin")
    for left, code in ((1, 5), (0, 6)):
        mishaps.tries(left)
        assert hand("sign", *words, pin="739182\n").returncode == code
    assert mishaps.logins() == 0
    mishaps.tries(1)
    assert hand("sign", *words, "--last-try", pin="739182\n").returncode == 0


def test_a_pin_cannot_be_given_on_the_command_line(hand, tmp_path):
    refused = hand("sign", str(tmp_path / "paper.pdf"), "--pin", "739182")
    assert refused.returncode == 2


def test_a_paper_that_is_not_there(hand, tmp_path):
    refused = hand("sign", str(tmp_path / "none.pdf"), "--pin-stdin", pin="739182\n")
    assert refused.returncode == 2
    assert "none.pdf" in refused.stderr


def test_every_state_and_fault_has_a_remedy_and_its_code_stands_in_the_handbook():
    assert set(REMEDIES) == {*map(str, TokenState), *map(str, TokenFault)}
    handbook = (Path(__file__).parents[3] / "docs" / "by-hand.md").read_text(encoding="utf-8")
    section = handbook.partition("**Signature tokens**")[2].partition("\n**")[0]
    told = {
        state: int(code)
        for code, states in re.findall(r"^\| (\d+) \| (.+?) \|", section, re.MULTILINE)
        for state in re.findall(r"`([a-z-]+)`", states)
    }
    assert told == {name: code for name, (code, _) in REMEDIES.items() if name != "pin-refused"}
