"""A technician tries barcode readers by hand: masked unless asked, and a hint where nothing was read."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from tests.drivers.barcode.held_cards import code, held
from tests.drivers.barcode.test_cross_check import LINES, made
from tests.drivers.barcode.test_qr import MAI

ROOT = Path(__file__).resolve().parents[3]


def by_hand(*words, text=""):
    return subprocess.run(
        [sys.executable, "-m", "drivers.barcode", *words],
        input=text,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )


@pytest.fixture
def picture(tmp_path):
    file = tmp_path / "card.png"
    cv2.imwrite(str(file), held(code(MAI), 200))
    return str(file)


@pytest.mark.device
def test_a_picture_is_told_masked(picture):
    done = by_hand("look", picture)
    assert done.returncode == 0, done.stderr
    assert "qr-2021: declared" in done.stdout
    for secret in ("010190", "Mai", "Thôn", "15/01"):
        assert secret not in done.stdout


@pytest.mark.device
def test_a_picture_is_told_in_clear_when_asked(picture):
    done = by_hand("listen", f"camera:{picture}", "--show")
    assert done.returncode == 0, done.stderr
    for said in ("010190000123", "Giàng Thị Mai", "15/01/1990", "Nữ", "Thôn 1"):
        assert said in done.stdout


def test_a_name_that_was_lost_is_told_so():
    done = by_hand("parse", text=MAI.replace("à", "?"))
    assert done.returncode == 0
    assert "lost on the way" in done.stdout


def test_an_mrz_in_clear():
    done = by_hand("parse", "--show", text="\n".join(made(LINES)))
    assert "GIANG THI MAI" in done.stdout


@pytest.mark.parametrize(
    ("words", "code_", "said"),
    [
        (("listen", "/dev/no-such-scanner"), 1, "Plugged in?"),
        (("listen", "fake:", "--wait", "0"), 1, "in time"),
        (("listen", "no-device"), 2, "no barcode reader"),
        (("listen", "fake:", "--wait", "nan"), 2, "no number of seconds"),
        (("look", "/no-such-picture.png"), 1, "no such picture"),
        (("parse",), 1, "Hold it again"),
        ((), 2, "usage"),
    ],
)
def test_what_went_wrong_is_told(words, code_, said):
    done = by_hand(*words)
    assert done.returncode == code_
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_list_is_never_silent():
    done = by_hand("list")
    assert done.returncode == 0
    assert done.stdout.strip()


def test_the_contract_alone_loads_no_device_library():
    code_ = "import sys, drivers.barcode.opened as o; o.open_scanner('fake:'); o.open_scanner('camera:/dev/video0')"
    heavy = "print([m for m in ('cv2', 'numpy', 'zxingcpp', 'serial') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"{code_}; {heavy}"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=True,
    )
    assert done.stdout == "[]\n"
